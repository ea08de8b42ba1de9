const titles = []

function parse(page) {
  const text = `<title>${'t'.repeat(20)}${page}</title>${'body '.repeat(1000)}`
  const at = JSON.parse(JSON.stringify(text)).indexOf('</title>')
  titles.push(JSON.parse(JSON.stringify(text)).slice(7, at))
}

for (let page = 0; page < 400; page++) parse(page)
setInterval(() => titles.length, 60_000)
