const text = JSON.stringify(
  Array.from({ length: 5000 }, (_, id) => ({ id, name: `city ${id}`, near: [id, id + 1, id + 2], at: { x: id, y: -id } })),
)

export const cities = JSON.parse(text)
const byName = new Map(cities.map((city) => [city.name, city]))

setInterval(() => byName.get('city 7'), 60_000)
