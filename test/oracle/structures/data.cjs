'use strict'

const { csv, geoJson, orders, packageText, people, words } = require('../inputs.cjs')
const source = require('../sources.cjs')

module.exports = [
  { name: 'JSON.parse: people', library: null, build: () => JSON.parse(JSON.stringify(people(1500, 501))) },
  { name: 'JSON.parse: orders with nested lines', library: null, build: () => JSON.parse(JSON.stringify(orders(1200, 502))) },
  { name: 'JSON.parse: GeoJSON', library: null, build: () => JSON.parse(JSON.stringify(geoJson(300, 503))) },
  { name: 'JSON.parse: people by id, tables of numbers and sparse indices', library: null, build: tables },
  { name: 'structuredClone: orders with Maps, dates and shared parts', library: null, build: cloned },
  { name: 'csv-parse: rows of cells', library: 'csv-parse', build: () => require('csv-parse/sync').parse(csv(2000, 506)) },
  {
    name: 'csv-parse: records with cast numbers and dates',
    library: 'csv-parse',
    build: () => require('csv-parse/sync').parse(csv(2000, 507), { columns: true, cast: true, cast_date: true }),
  },
  {
    name: 'papaparse: records with dynamic types',
    library: 'papaparse',
    build: () => require('papaparse').parse(csv(3000, 508), { header: true, dynamicTyping: true }),
  },
  {
    name: 'lodash: groups, indexes, chunks and ranges',
    library: 'lodash',
    build() {
      const _ = require('lodash')
      const rows = people(800, 509)
      return {
        byStatus: _.groupBy(rows, 'status'),
        byGuid: _.keyBy(rows, 'guid'),
        ages: _.countBy(rows, 'age'),
        chunks: _.chunk(_.sortBy(rows, ['age', 'name']), 25),
        names: _.zipObject(_.map(rows, 'guid'), _.map(rows, 'name')),
        picked: _.map(rows, (row) => _.pick(row, ['id', 'name', 'address.city'])),
        omitted: _.map(rows.slice(0, 100), (row) => _.omit(row, ['tags', 'note'])),
        merged: _.merge({}, ...rows.slice(0, 40)),
        deep: _.cloneDeep(rows.slice(0, 100)),
        flat: _.flatMap(rows, 'tags'),
        counts: _.range(2000),
      }
    },
  },
  {
    name: 'd3-hierarchy: a tree laid out',
    library: 'd3-hierarchy',
    async build() {
      const { hierarchy, tree } = await import('d3-hierarchy')
      const w = words(510)
      const node = (depth) => ({
        name: w.name(),
        value: w.int(1, 100),
        children: depth ? w.list(w.int(2, 7), () => node(depth - 1)) : undefined,
      })
      return tree().size([800, 600])(
        hierarchy(node(5))
          .sum((data) => data.value)
          .sort((a, b) => b.value - a.value),
      )
    },
  },
  {
    name: 'd3-hierarchy: packed circles',
    library: 'd3-hierarchy',
    async build() {
      const { pack, stratify } = await import('d3-hierarchy')
      const w = words(511)
      const rows = w.list(2500, (id) => ({
        id: String(id),
        parentId: id ? String(w.int(0, Math.floor(id / 3))) : null,
        size: w.int(1, 1000),
      }))
      return pack().size([900, 900])(stratify()(rows).sum((row) => row.size))
    },
  },
  { name: 'protobufjs: decoded messages', library: 'protobufjs', build: () => protobufMessages() },
  {
    name: 'protobufjs: reflection of descriptor.proto',
    library: 'protobufjs',
    build: () =>
      require('protobufjs').parse(packageText('protobufjs/google/protobuf/descriptor.proto'), { keepCase: true }).root.resolveAll(),
  },
  {
    name: '@bufbuild/protobuf: nested Struct messages',
    library: '@bufbuild/protobuf',
    build() {
      const { fromBinary, fromJson, toBinary } = require('@bufbuild/protobuf')
      const { StructSchema } = require('@bufbuild/protobuf/wkt')
      const json = JSON.parse(JSON.stringify({ orders: orders(250, 513) }))
      return fromBinary(StructSchema, toBinary(StructSchema, fromJson(StructSchema, json)))
    },
  },
  {
    name: '@msgpack/msgpack: records with binary fields and timestamps',
    library: '@msgpack/msgpack',
    build() {
      const { decode, encode } = require('@msgpack/msgpack')
      const w = words(514)
      return decode(
        encode(
          people(900, 514).map((person) => ({
            ...person,
            createdAt: new Date(person.createdAt),
            token: Uint8Array.from(w.list(24, () => w.int(0, 255))),
            big: w.bits() * 1000,
          })),
        ),
      )
    },
  },
  {
    name: 'decimal.js: amounts',
    library: 'decimal.js',
    build() {
      const Decimal = require('decimal.js')
      const w = words(515)
      return w.list(4000, () => new Decimal(w.int(1, 1e9)).div(w.int(1, 9999)).toDecimalPlaces(w.int(0, 18)))
    },
  },
  {
    name: 'bignumber.js: amounts',
    library: 'bignumber.js',
    build() {
      const { BigNumber } = require('bignumber.js')
      const w = words(516)
      return w.list(5000, () => new BigNumber(w.int(1, 1e9)).div(w.int(1, 9999)).times('1e12'))
    },
  },
  {
    name: 'bn.js: numbers of 8 to 2048 bits, some in a reduction context',
    library: 'bn.js',
    build() {
      const BN = require('bn.js')
      const w = words(517)
      const field = BN.red('k256')
      return w.list(2500, (index) => {
        const number = new BN(w.list(w.int(1, 64), () => w.bits().toString(16).padStart(8, '0')).join(''), 16)
        return index % 5 ? number : number.umod(field.m).toRed(field)
      })
    },
  },
  {
    name: 'luxon: times in several zones, and durations',
    library: 'luxon',
    build() {
      const { DateTime, Duration, Interval } = require('luxon')
      const w = words(518)
      return w.list(1200, (index) => {
        const start = DateTime.fromISO(w.date(), { zone: w.pick(['utc', 'UTC+5:30', 'UTC-8']), locale: 'en-US' })
        if (index % 4 === 0) return Duration.fromObject({ hours: w.int(0, 90), minutes: w.fraction() }, { locale: 'en-US' })
        return index % 4 === 1 ? Interval.fromDateTimes(start, start.plus({ days: w.int(1, 40) })) : start
      })
    },
  },
  {
    name: 'dayjs: dates',
    library: 'dayjs',
    build() {
      const dayjs = require('dayjs')
      dayjs.extend(require('dayjs/plugin/utc'))
      const w = words(519)
      return w.list(2500, (index) => (index % 3 ? dayjs.utc(w.date()) : dayjs.utc(w.date()).add(index, 'hour').startOf('day')))
    },
  },
  {
    name: 'semver: versions and ranges',
    library: 'semver',
    build() {
      const { Range, SemVer } = require('semver')
      const w = words(520)
      const version = () => `${w.int(0, 20)}.${w.int(0, 40)}.${w.int(0, 90)}`
      return w.list(2400, (index) =>
        index % 4
          ? new SemVer(version() + w.pick(['', '', `-beta.${w.int(1, 9)}`, `+${w.word()}`]))
          : new Range(`^${version()} || >=${version()} <${version()}`),
      )
    },
  },
  { name: 'smol-toml: a lock file', library: 'smol-toml', build: async () => (await import('smol-toml')).parse(source.toml(900, 521)) },
  { name: 'ini: settings', library: 'ini', build: () => require('ini').parse(source.ini(900, 522)) },
]

function tables() {
  const w = words(504)
  return JSON.parse(
    JSON.stringify({
      byId: Object.fromEntries(people(400, 504).map((person) => [person.guid, person])),
      integers: w.list(200, () => w.list(20, () => w.int(-1e6, 1e6))),
      mixed: w.list(200, () => w.list(20, () => (w.chance(0.1) ? null : w.int(0, 1e6) / 8))),
      wide: w.list(20, () =>
        Object.fromEntries(w.list(w.int(10, 200), (index) => [`${w.word()}${index}`, w.chance(0.5) ? index : index / 4])),
      ),
      sparse: Object.fromEntries(w.list(300, () => [w.int(0, 30000), w.word()])),
      empty: w.list(300, (index) => (index % 2 ? {} : [])),
    }),
  )
}

function cloned() {
  const rows = orders(500, 505)
  return structuredClone({
    rows: rows.map((order) => ({ ...order, placed: new Date(order.placed) })),
    byId: new Map(rows.map((order) => [order.id, order.lines])),
    skus: new Set(rows.flatMap((order) => order.lines.map((line) => line.sku))),
    samples: Float32Array.from(rows, (order) => order.totals.net),
    pattern: /^ORD-(\d+)$/g,
  })
}

function protobufMessages() {
  const protobuf = require('protobufjs')
  const { root } = protobuf.parse(`syntax = "proto3";
    enum Status { UNKNOWN = 0; ACTIVE = 1; CLOSED = 2; }
    message Address { string street = 1; string city = 2; string zip = 3; }
    message Person {
      uint32 id = 1; string guid = 2; string name = 3; string email = 4; optional uint32 age = 5; double balance = 6; float rating = 7;
      Status status = 8; bool verified = 9; Address address = 10; repeated string tags = 11; repeated double location = 12; bytes token = 13; map<string, int32> counts = 14;
    }
    message People { repeated Person people = 1; }`)
  const People = root.lookupType('People')
  const w = words(512)
  const rows = people(700, 512).map((person) => ({
    ...person,
    status: w.int(0, 2),
    token: Buffer.from(w.list(16, () => w.int(0, 255))),
    counts: Object.fromEntries(w.list(w.int(0, 4), () => [w.word(), w.int(0, 1000)])),
  }))
  return People.decode(People.encode(People.fromObject({ people: rows })).finish())
}
