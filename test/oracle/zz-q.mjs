import { enginePath } from '../../scripts/engines.mjs'
import { importTypeScript } from './bundle.mjs'

const m = await importTypeScript('test/oracle/zz-dev.ts')
const S = []
for (const n of [30, 60, 100]) for (let d = n - 18; d <= n; d++) S.push([n, d])
for (const e of ['node20', 'node24']) {
  const r = await m.truths(
    m.processOf(enginePath(e)),
    S.map(([n, d]) => ({
      source: `(()=>{const o={};for(let i=0;i<${n};i++)o[1000000+i*100003]=1;for(let i=0;i<${d};i++)delete o[1000000+i*100003];return o})()`,
    })),
  )
  console.log(e, S.map(([n, d], i) => `${n}-${d}:${((r[i] - 56) / 8 - 6) / 3}`).join(' '))
}
