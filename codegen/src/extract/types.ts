import { type ClassDeclaration, type Symbol as MorphSymbol, Node, type Type, ts } from 'ts-morph'
import type { Case, Container, Value } from '../plan.js'
import { quoted } from '../text.js'

// What is asked of a type: what it is, what its objects have, and what they hold.

/** What a type is an instance of, if that is generic. */
export function genericOf(type: Type): ts.Symbol | undefined {
  if (type.getAliasTypeArguments().length > 0) return type.getAliasSymbol()?.compilerSymbol
  return type.getTypeArguments().length > 0 ? type.getSymbol()?.compilerSymbol : undefined
}

export interface Parts {
  readonly is: Container['is']
  /** Elements, members or values first; then keys. */
  readonly of: readonly { readonly type: Type; readonly name: string; readonly expression: string }[]
}

export const called = (is: Container['is']): string =>
  ({ array: 'an array', map: 'a Map', set: 'a Set', record: 'an object with any keys' })[is]

/** What a container holds, said in terms of the container. */
export function partsOf(type: Type, expression: string): Parts | undefined {
  const item = (of: Type) => [{ type: of, name: 'Item', expression: `${expression}[number]` }]
  if (type.isArray() || type.isReadonlyArray()) return { is: 'array', of: item(type.getArrayElementTypeOrThrow()) }
  // a tuple of primitives is read like any other array of them
  if (type.isTuple() && type.getTupleElements().every((of) => !isText(of) && isPrimitive(of) && !of.isUnion()))
    return { is: 'array', of: item(type.getTupleElements()[0] ?? type) }
  const symbol = type.getSymbol()
  const isBuiltIn = symbol?.getDeclarations().some(isOfThePlatform) ?? false
  const [first, second] = type.getTypeArguments()
  if (isBuiltIn && /^(Readonly)?Map$/.test(symbol?.getName() ?? '') && second !== undefined)
    return {
      is: 'map',
      of: [
        { type: second, name: 'Value', expression: `NonNullable<ReturnType<${expression}['get']>>` },
        { type: first, name: 'Key', expression: `Parameters<${expression}['has']>[0]` },
      ],
    }
  if (isBuiltIn && /^(Readonly)?Set$/.test(symbol?.getName() ?? '') && first !== undefined)
    return { is: 'set', of: [{ type: first, name: 'Member', expression: `Parameters<${expression}['has']>[0]` }] }
  const values = type.getStringIndexType()
  if (values !== undefined && (!isBuiltIn || symbol?.getName() === '__type') && type.getProperties().length === 0)
    return { is: 'record', of: [{ type: values, name: 'Value', expression: `NonNullable<${expression}[string]>` }] }
  return undefined
}

/** What only one of the members of a union is or has. */
export function testFor(member: Type, members: readonly Type[]): Case['by'] | undefined {
  const others = members.filter((other) => other !== member)
  const isList = (type: Type) => type.isArray() || type.isReadonlyArray() || type.isTuple()
  if (isList(member)) return others.some(isList) ? undefined : 'array'
  const key = member
    .getProperties()
    .find(
      (property) =>
        !property.isOptional() && isField(property) && others.every((other) => other.getProperty(property.getName()) === undefined),
    )
    ?.getName()
  return key === undefined || /^__/.test(key) ? undefined : { key }
}

/** A brand is an object type that a primitive is crossed with. */
export function isPrimitive(type: Type): boolean {
  if (type.isIntersection()) return type.getIntersectionTypes().some(isPrimitive)
  return !(type.isObject() || type.isTypeParameter() || type.getText() === 'object')
}

export function isMaybeNumber(type: Type): boolean {
  if (type.isIntersection()) return type.getIntersectionTypes().some(isMaybeNumber)
  return type.isAny() || type.isUnknown() || type.isTypeParameter() || type.isNumber() || type.isNumberLiteral() || type.isEnumLiteral()
}

export function primitive(members: readonly Type[]): Value {
  if (members.every((type) => type.isBoolean() || type.isBooleanLiteral() || type.isNull())) return { is: 'nothing' }
  if (members.some(isText)) return { is: 'text' }
  return { is: members.every((type) => isMaybeNumber(type) || type.isNull() || type.isUndefined()) ? 'number' : 'primitive' }
}

/** Whether it is a string, or a symbol, which may have one. */
export function isText(type: Type): boolean {
  if (type.isIntersection()) return type.getIntersectionTypes().some(isText)
  return (type.getFlags() & (ts.TypeFlags.StringLike | ts.TypeFlags.ESSymbolLike)) !== 0
}

export const isClassType = (type: Type): boolean => type.getSymbol()?.getDeclarations().some(Node.isClassDeclaration) ?? false

export function isOfThePlatform(node: Node): boolean {
  const path = node.getSourceFile().getFilePath()
  return /\/typescript\/lib\/lib\.|\/@types\/node\//.test(path) || path.startsWith('/node_modules/typescript/lib')
}

/** The fields that objects of a type have themselves, in the order in which they get them: those of a base class first, and parameters before the rest. */
export function fieldsOf(type: Type): MorphSymbol[] {
  const own = type.getProperties().filter(isField)
  const chain = classesOf(type)
  if (chain.length === 0) return own
  const names: string[] = []
  for (const at of chain) {
    for (const member of [...parameterProperties(at), ...at.getInstanceProperties()])
      if (!names.includes(member.getName())) names.push(member.getName())
  }
  const place = (symbol: MorphSymbol) => names.indexOf(symbol.getName())
  return own.filter((symbol) => place(symbol) >= 0).sort((a, b) => place(a) - place(b))
}

/** A class and those it extends, the outermost first; none for another type. */
export function classesOf(type: Type): ClassDeclaration[] {
  return chainOf(type.isClass() ? type.getSymbol()?.getDeclarations().find(Node.isClassDeclaration) : undefined)
}

/** The same from a declaration. */
export function chainOf(node: ClassDeclaration | undefined): ClassDeclaration[] {
  const chain: ClassDeclaration[] = []
  for (let at = node; at !== undefined && !chain.includes(at); at = at.getBaseClass()) chain.unshift(at)
  return chain
}

/** Parameters of the constructor that are fields. */
export const parameterProperties = (node: ClassDeclaration) =>
  node
    .getConstructors()[0]
    ?.getParameters()
    .filter((parameter) => parameter.isParameterProperty()) ?? []

export const unseenOf = (type: Type): string[] =>
  classesOf(type).flatMap((at) =>
    at
      .getInstanceProperties()
      .filter(isUnseen)
      .map((member) => member.getName()),
  )

export const isUnseen = (node: Node): boolean =>
  Node.isPropertyDeclaration(node) && (node.getName().startsWith('#') || node.hasAccessorKeyword())

/** Whether a property is a field: no method or accessor of a class, and no `#private` or `accessor` field, which only the class can reach. */
export function isField(symbol: MorphSymbol): boolean {
  return !symbol
    .getDeclarations()
    .some(
      (node) =>
        Node.isMethodDeclaration(node) || Node.isGetAccessorDeclaration(node) || Node.isSetAccessorDeclaration(node) || isUnseen(node),
    )
}

/** The literal that a field of a type must be, as a source has it. */
export function literalOf(type: Type, name: string, at: Node): string | undefined {
  const literal = type.getProperty(name)?.getTypeAtLocation(at)
  if (literal === undefined || type.getProperty(name)?.isOptional() || !(literal.isStringLiteral() || literal.isNumberLiteral()))
    return undefined
  const value = literal.getLiteralValue()
  return typeof value === 'string' ? quoted(value) : `${value}`
}
