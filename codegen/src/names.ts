import { quoted } from './text.js'

/** What generated code takes from the language and from memsize: nothing else may have one of these names. */
const globals = new Set(
  (
    'Array ArrayBuffer Buffer Date Exclude Extract Infinity InstanceType Map NaN NonNullable Number Object Parameters Partial Readonly ReadonlyArray ReadonlyMap ReadonlySet Record Reflect Required ReturnType Set String Symbol undefined arguments eval module require exports ' +
    'arrayBytes boxBytes boxed Counter deepSize defineSize flagBytes graphSize has Holds inherited isObject isPlain Meter numberBytes numbersBytes objectBytes ObjectType objectType plainSize present Reader recordBytes restOf Seen SizeOptions textBytes total treeSize TypedFields TypedWalk unseen useCounter'
  ).split(' '),
)

/** Its parameters and variables, which would hide an import. */
const variables = new Set('at bytes element elements fields i index key keys meter options seen site value walk'.split(' '))

/** Words that no import may be called by, and that a class or type of another file may be called by all the same: `default`, contextual ones. */
const reserved = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static await async of implements interface package private protected public'.split(
    ' ',
  ),
)

/** The names of one generated file, each used once. */
export class Names {
  private readonly taken = new Set<string>()
  private readonly isLocal: boolean

  /** Those of a file, or the variables of one function. */
  constructor(isLocal = false) {
    this.isLocal = isLocal
  }

  /** Gives a name, or the first like it that is free. */
  unique(name: string): string {
    let free = name
    for (let i = 2; this.isTaken(free); i++) free = `${name}${i}`
    this.taken.add(free)
    return free
  }

  /** Keeps a name for what the caller writes by it. */
  reserve(name: string): void {
    this.taken.add(name)
  }

  private isTaken(name: string): boolean {
    return this.taken.has(name) || globals.has(name) || reserved.has(name) || (!this.isLocal && variables.has(name))
  }
}

/** Whether a name of generated code would hide it. */
export const isOurs = (name: string): boolean => globals.has(name) || variables.has(name)

/** The text without what stands in quotes, so that a name in it is a name. */
export const withoutTexts = (text: string): string => text.replace(/'(?:[^'\\]|\\.)*'/g, "''")

/** A comment cannot end, nor a line of a message, in the middle of it: a file's name may hold anything. */
export const inComment = (text: string): string => (/^[^\p{C}\p{Zl}\p{Zp}]*$/u.test(text) ? text : quoted(text))
