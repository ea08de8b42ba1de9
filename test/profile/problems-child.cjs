// What can go wrong with a profile, each as a name and the result.
const { Session } = require('node:inspector')
const vm = require('node:vm')
const workerThreads = require('node:worker_threads')
const { startProfile, profile, withLabels, adHocEvent } = require('../../dist/cjs/profile.js')

const keep = []
function allocate(n) {
  for (let i = 0; i < n; i++) keep.push({ i, list: [i] })
}
const messageOf = (fn) => {
  try {
    fn()
    return 'no error'
  } catch (error) {
    return `${error.name}: ${error.message}`
  }
}
const result = {}

async function main() {
  const profiler = startProfile({ interval: 4096 })
  result.twice = messageOf(() => startProfile())
  allocate(10_000)
  const first = profiler.stop()
  result.stoppedTwice = profiler.stop() === first && profiler.read() === first
  result.afterwards = startProfile()
    .stop()
    .sites.every(({ stack }) => stack.every((frame) => frame.function !== 'allocate'))

  // DevTools or an agent samples already
  const session = new Session()
  session.connect()
  session.post('HeapProfiler.startSampling')
  result.company = messageOf(() => startProfile())
  result.companyOfV8 = messageOf(() => startProfile({ by: 'v8' }))
  session.post('HeapProfiler.stopSampling')

  // and one that comes later stops it for both
  const shared = startProfile({ interval: 4096 })
  allocate(10_000)
  session.post('HeapProfiler.startSampling')
  session.post('HeapProfiler.stopSampling')
  allocate(10_000)
  const cut = shared.stop()
  result.stoppedByOthers = cut.notes.filter((note) => note.includes('another profiler stopped'))

  // a sampler of the same kind in the place of ours
  const replaced = startProfile({ interval: 4096 })
  allocate(10_000)
  session.post('HeapProfiler.stopSampling')
  session.post('HeapProfiler.startSampling', { samplingInterval: 4096 })
  allocate(10_000)
  result.replaced = replaced.stop().notes.filter((note) => note.includes('another profiler stopped')).length
  session.post('HeapProfiler.stopSampling')
  session.disconnect()

  const nothing = startProfile({ interval: 2 ** 30, buffers: false }).stop()
  result.nothing = { sums: nothing.sums, sites: nothing.sites.length }

  function recurse(n) {
    if (n === 0) allocate(20_000)
    else recurse(n - 1)
  }
  const deep = await profile(() => recurse(5000), { interval: 16384, depth: 255 })
  result.deep = Math.max(...deep.profile.sites.map(({ stack }) => stack.length))

  // names and files as hostile as they can be
  const markup = '/app/<b>&amp;"\u001b[31m\u202e.js'
  const named = ['ünïcødé', 'x'.repeat(2000)].map((name) =>
    vm.runInThisContext(`(function ${name}(allocate) { const kept = []; for (let i = 0; i < 3000; i++) kept.push({ i }); return kept })`, {
      filename: markup,
    }),
  )
  const odd = startProfile({ interval: 1024 })
  keep.push(...named.map((fn) => fn()))
  const found = odd.stop().sites.map((site) => `${site.function} ${site.file}`)
  result.names = named.map(({ name }) => found.includes(`${name.slice(0, 512)} ${markup}`))

  result.thrown = await profile(() => {
    throw new TypeError('mine')
  }).then(
    () => 'no error',
    (error) => `${error.name}: ${error.message}`,
  )
  result.afterThrown = messageOf(() => startProfile().stop())

  // a thread that is ended in the middle
  const threads = startProfile({ interval: 4096, workers: true })
  const worker = new workerThreads.Worker(
    'const keep = []; function busy() { for (;;) { keep.push([1, 2, 3]); if (keep.length > 1e6) keep.length = 0 } } busy()',
    { eval: true },
  )
  await new Promise((resolve) => setTimeout(resolve, 500))
  await worker.terminate()
  const own = new workerThreads.Worker('process.exit(0)', { eval: true })
  await new Promise((resolve) => own.once('exit', resolve))
  const ended = threads.stop()
  result.threads = ended.threads.map(({ name }) => name)
  result.busy = ended.sites.some((site) => site.thread !== 'main' && site.function === 'busy' && site.total > 0)
  result.workerIsBack =
    workerThreads.Worker === process.getBuiltinModule('node:worker_threads').Worker && !workerThreads.Worker.toString().includes('Proxy')

  result.options = [
    { interval: 'many' },
    { interval: -1 },
    { interval: 0 },
    { depth: 0 },
    { depth: 1.5 },
    { buffers: 'all' },
    { workers: 1 },
    { by: 'magic' },
    { intervall: 1 },
    null,
  ].map((options) => messageOf(() => startProfile(options)))
  result.labels = [() => withLabels({ n: 1 }, () => 1), () => withLabels(null, () => 1)].map(messageOf)
  result.event = [() => adHocEvent(-1), () => adHocEvent(NaN), () => adHocEvent('1'), () => adHocEvent(1, 5)].map(messageOf)

  const events = startProfile()
  function rows() {
    adHocEvent(5, 'rows')
    adHocEvent(7, 'rows')
  }
  rows()
  result.events = events.stop().events
  result.eventsAfterwards = startProfile().stop().events === undefined
  console.log(JSON.stringify(result))
}
main()
// and an isolate that ends while it is sampled
process.on('exit', () => startProfile())
