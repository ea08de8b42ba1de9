/** What is used of d3-hierarchy, which has no types of its own: rules that lay out the children of one node in a rectangle, by their `value`. */
declare module 'd3-hierarchy' {
  interface Rectangle {
    readonly value: number
    x0: number
    y0: number
    x1: number
    y1: number
  }
  interface Holder {
    readonly value: number
    readonly children: readonly Rectangle[]
  }
  type TilingRule = (holder: Holder, x0: number, y0: number, x1: number, y1: number) => void
  export const treemapSquarify: TilingRule
  export const treemapDice: TilingRule
}
