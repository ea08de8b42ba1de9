import { classInstance, fastObject, keyedConversion, keyedObject, mapTable, smallestTable } from '../../../src/layout/v8.js'
import { type Case, freshKeys, keyBytes, range, run, times } from './case.js'

/** Around the most fields that fit inside an instance, with and without the engine's spare slots. */
const fieldCounts = [...range(0, 20), 40, 100, 240, 244, 245, 251, 252, 253, 256, 300]

export function* classes(): Generator<Case> {
  for (const instances of [1, 3, 6, 7, 8, 20]) {
    for (const fields of fieldCounts) {
      yield {
        name: `a class of ${fields} fields, ${instances} instances`,
        source: instancesOf(`class C{${fieldsOf(fields)}}`, instances, 0),
        predict: (l) => classInstance(l, [fields], instances),
      }
      yield {
        name: `a constructor of ${fields} fields, ${instances} instances`,
        source: instancesOf(
          `function C(){${freshKeys(fields)
            .map((key) => `this.${key}=1;`)
            .join('')}}`,
          instances,
          instances - 1,
        ),
        predict: (l) => classInstance(l, [fields], instances),
      }
    }
  }
  for (const instances of [1, 7, 20]) {
    for (const base of range(0, 5)) {
      for (const own of range(0, 5)) {
        yield {
          name: `a subclass of ${own} fields over ${base}, ${instances} instances`,
          source: instancesOf(`class B{${fieldsOf(base)}};class C extends B{${fieldsOf(own)}}`, instances, 0),
          predict: (l) => classInstance(l, [base, own], instances),
        }
      }
    }
  }
  for (const instances of [1, 20]) {
    for (const fields of range(0, 5)) {
      yield {
        name: `a class of ${fields} fields that extends Map, ${instances} instances`,
        source: instancesOf(`class C extends Map{${fieldsOf(fields)}}`, instances, 0),
        predict: (l) => classInstance(l, [fields], instances, 1) + mapTable(l, smallestTable),
      }
    }
  }
  for (const more of range(0, 16)) {
    const keys = freshKeys(more)
    yield {
      name: `a class of 2 fields, ${more} more by key`,
      source: run(
        `class C{x=1;y=2};const a=[];${times(20, 'a.push(new C)')}keep(a,C);const o=a[0];for(const k of ${JSON.stringify(keys)})o[k]=1;return o`,
      ),
      predict: (l) =>
        keyedObject(l, 2, 2, 2 + more) + (keyedConversion(2, 2, 2 + more) === Infinity ? 0 : keyBytes(l, ['x', 'y', ...keys])),
    }
  }
  yield {
    name: 'a private method costs no object of its own',
    source: run(`class C{#p(){};x=3};const a=[];${times(20, 'a.push(new C)')}keep(a,C);return a[0]`),
    predict: (l) => fastObject(l, 2),
    size: 'shallow',
  }
}

const fieldsOf = (n: number): string =>
  freshKeys(n)
    .map((key) => `${key}=1;`)
    .join('')

/** The instance of that index, out of that number of class C. */
const instancesOf = (declarations: string, instances: number, index: number): string =>
  run(`${declarations};const a=[];${times(instances, 'a.push(new C)')}keep(a,C);return a[${index}]`)
