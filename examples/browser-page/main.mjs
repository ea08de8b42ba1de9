// Sizes in a browser: there is no probe, so sizes come with bounds. `npm run build` of this folder bundles it into page.js.
import { byClass, formatBytes, measure } from 'memsize'

const todos = Array.from({ length: 1000 }, (_, id) => ({ id, title: `to do number ${id}`, done: id % 3 === 0, due: new Date(2030, 0, id) }))

const { bytes, lower, upper, by } = measure(todos)
document.querySelector('#sizes').textContent = [
  `${todos.length} to-dos: ${formatBytes(bytes)}, by the ${by}`,
  `at least ${formatBytes(lower)}, at most ${formatBytes(upper)}`,
  String(byClass(todos)),
].join('\n')
