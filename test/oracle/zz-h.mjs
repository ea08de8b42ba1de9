import { importTypeScript } from './bundle.mjs'

const m = await importTypeScript('test/oracle/zz-dev.ts')
console.log(m.topics.histories.find((c) => c.name === process.argv[2]).source)
