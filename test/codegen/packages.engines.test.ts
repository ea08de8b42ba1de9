import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { codegen, newFolder, tsconfig, write } from './cases.js'

// Types of public packages, as a new user would mark them: what is written compiles, and comes to the totals of the walk for real values.

const folder = newFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const files = {
  'geo.ts': `import type { Feature, FeatureCollection, GeoJSON, Geometry, Point, Polygon } from 'geojson'
/** @memsize */
export type Collection = FeatureCollection
/** @memsize */
export type Cities = FeatureCollection<Point, { name: string; population: number | null }>
/** @memsize */
export type Shape = Geometry
/** @memsize */
export type Anything = GeoJSON
/** @memsize */
export interface Parcel extends Feature<Polygon, { owner: string }> {
  extra?: string
}
`,
  'api.ts': `import type { OpenAPIV2, OpenAPIV3, OpenAPIV3_1 } from 'openapi-types'
/** @memsize */
export type Doc = OpenAPIV3.Document
/** @memsize */
export type Doc31 = OpenAPIV3_1.Document
/** @memsize */
export type Doc2 = OpenAPIV2.Document
/** @memsize */
export interface Cached {
  at: number
  document: OpenAPIV3.Document
  schemas: OpenAPIV3.SchemaObject[]
}
`,
  'tree.ts': `import type { ts } from 'ts-morph'
/** @memsize */
export type Statement = ts.Statement
/** @memsize */
export type Expression = ts.BinaryExpression | ts.CallExpression | ts.Identifier
/** @memsize */
export interface Parsed {
  file: ts.SourceFile
  nodes: ts.Node[]
  options: ts.CompilerOptions
}
`,
  'check.mjs': `import { readFileSync } from 'node:fs'
import { deepSize } from 'memsize'
import { ts } from 'ts-morph'
import * as api from './out/api.memsize.js'
import * as geo from './out/geo.memsize.js'
import * as tree from './out/tree.memsize.js'

const results = []
const check = (from, name, ...values) => {
  for (const value of values)
    results.push({ name, total: from['deepSizeOf' + name](value, { by: 'model' }), walk: deepSize(value, { by: 'model', describe: from['describe' + name] }) })
}
const again = (value) => JSON.parse(JSON.stringify(value))
const point = (i) => ({ type: 'Point', coordinates: [i + 0.5, -i] })
const polygon = (i) => ({ type: 'Polygon', coordinates: [[[0, 0], [i, 1.5], [3, 3], [0, 0]]] })
const feature = (geometry, properties, more) => ({ type: 'Feature', geometry, properties, ...more })
const shapes = [point(1), polygon(2), { type: 'MultiPoint', coordinates: [[1, 2], [3, 4.5]] }, { type: 'GeometryCollection', geometries: [point(3), polygon(4)] }]
const features = Array.from({ length: 40 }, (_, i) => feature(shapes[i % 4], i % 2 ? { any: ['thing ' + i] } : null, i % 3 ? { id: 'x' + i } : {}))
const collection = { type: 'FeatureCollection', features, bbox: [0, 0, 1.5, 2] }
const cities = { type: 'FeatureCollection', features: features.map((_, i) => feature(point(i), { name: 'City ' + i, population: i % 3 ? i * 1e6 : null })) }
check(geo, 'Collection', collection, again(collection))
check(geo, 'Cities', cities, again(cities))
check(geo, 'Shape', ...shapes)
check(geo, 'Anything', collection, features[1], shapes[0])
check(geo, 'Parcel', feature(polygon(1), { owner: 'Ann' }, { extra: 'x y' }))

const operation = (i) => ({
  operationId: 'get' + i,
  parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: i + 0.5 } }, { $ref: '#/components/parameters/x' }],
  responses: { 200: { description: 'ok ' + i, content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Pet' } } } } } },
})
const schemas = { Pet: { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, tag: { type: 'string', nullable: true } } } }
const paths = Object.fromEntries(Array.from({ length: 50 }, (_, i) => ['/pets/' + i, { get: operation(i) }]))
const document = { openapi: '3.0.3', info: { title: 'Pets', version: '1.0.0', contact: { name: 'Ann' } }, servers: [{ url: 'https://a.example' }], paths, components: { schemas }, tags: [{ name: 'pets' }] }
check(api, 'Doc', document, again(document))
check(api, 'Doc31', document)
check(api, 'Doc2', { swagger: '2.0', info: document.info, paths, definitions: schemas })
check(api, 'Cached', { at: 1.5, document, schemas: Object.values(schemas) })

const file = ts.createSourceFile('a.ts', readFileSync('check.mjs', 'utf8'), ts.ScriptTarget.ES2022, true)
const expressions = []
const visit = (node) => {
  if (ts.isBinaryExpression(node) || ts.isCallExpression(node) || ts.isIdentifier(node)) expressions.push(node)
  ts.forEachChild(node, visit)
}
visit(file)
check(tree, 'Statement', file.statements[2])
check(tree, 'Expression', ...expressions.slice(0, 5))
check(tree, 'Parsed', { file, nodes: [...file.statements], options: { strict: true, lib: ['x y'] } })
console.log(JSON.stringify(results))
`,
}

test('GeoJSON, OpenAPI documents and syntax trees', () => {
  const config = { ...tsconfig, compilerOptions: { ...tsconfig.compilerOptions, declaration: false } }
  write(folder, { ...files, 'tsconfig.json': JSON.stringify(config), 'package.json': '{ "type": "module" }' })
  expect(codegen(folder)).toMatchObject({ code: 0, err: '' })
  // what is not understood is reported
  const { out } = codegen(folder, '--report')
  expect(out).toMatch(/^ {4}externalDocs +left to the walk: keys that are not known/m)
  const tsc = spawnSync(process.execPath, [join(__dirname, '../../node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' })
  expect(tsc.stdout).toBe('')
  const { stdout, stderr } = spawnSync(process.execPath, ['check.mjs'], { cwd: folder, encoding: 'utf8' })
  expect(stderr).toBe('')
  const results = JSON.parse(stdout) as { name: string; total: number; walk: number }[]
  expect(results.filter(({ total, walk }) => total !== walk)).toEqual([])
  expect(new Set(results.map(({ name }) => name)).size).toBe(12)
})
