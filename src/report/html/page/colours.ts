import type { Report } from './report.js'

/** Hues of the heaviest classes, in degrees of OKLCH: neighbors in the list are far apart, so the first few are the easiest to distinguish. */
const HUES = [250, 60, 155, 320, 200, 25, 105, 285, 355, 180]

export interface Palette {
  readonly text: string
  readonly quiet: string
  readonly ground: string
  readonly accent: string
  readonly found: string
  holder(slot: number): string
  leaf(slot: number): string
}

export const light: Palette = {
  text: '#1c2128',
  quiet: 'rgb(28 33 40 / 62%)',
  ground: '#ffffff',
  accent: '#0b57d0',
  found: '#b3261e',
  holder: (slot) => (slot < 0 ? 'oklch(95.5% 0.003 250)' : `oklch(94% 0.03 ${HUES[slot]})`),
  leaf: (slot) => (slot < 0 ? 'oklch(90% 0.005 250)' : `oklch(85% 0.075 ${HUES[slot]})`),
}

export const dark: Palette = {
  text: '#e6e9ee',
  quiet: 'rgb(230 233 238 / 66%)',
  ground: '#14171c',
  accent: '#8ab4f8',
  found: '#ffb84d',
  holder: (slot) => (slot < 0 ? 'oklch(25% 0.006 255)' : `oklch(29% 0.035 ${HUES[slot]})`),
  leaf: (slot) => (slot < 0 ? 'oklch(34% 0.008 255)' : `oklch(43% 0.075 ${HUES[slot]})`),
}

/** By string index of a class: its place among the heaviest by bytes of their own, or -1. */
export class ClassColours {
  readonly heaviest: readonly number[]
  private readonly slots = new Map<number, number>()

  constructor({ className, shallow, length }: Report) {
    const bytes = new Map<number, number>()
    for (let object = 0; object < length; object++) bytes.set(className[object], (bytes.get(className[object]) ?? 0) + shallow[object])
    const sorted = [...bytes].filter(([, own]) => own > 0).sort(([, a], [, b]) => b - a)
    this.heaviest = sorted.slice(0, HUES.length).map(([name]) => name)
    for (const [slot, name] of this.heaviest.entries()) this.slots.set(name, slot)
  }

  slotOf(className: number): number {
    return this.slots.get(className) ?? -1
  }
}
