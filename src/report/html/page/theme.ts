import { dark, light, type Palette } from './colours.js'
import { element, make } from './element.js'

const darkQuery = matchMedia('(prefers-color-scheme: dark)')

function isDark(): boolean {
  const { theme } = document.documentElement.dataset
  return theme === undefined ? darkQuery.matches : theme === 'dark'
}

/** The colours of now. */
export const palette = (): Palette => (isDark() ? dark : light)

/** A small square in the color of a slot of ClassColours. */
export function swatch(slot: number): HTMLElement {
  const node = make('span', 'swatch')
  node.style.background = palette().leaf(slot)
  return node
}

/** Follows the system until the switch is used. */
export function watchTheme(onChange: () => void): void {
  const change = () => {
    element('theme').setAttribute('aria-pressed', String(isDark()))
    onChange()
  }
  darkQuery.addEventListener('change', change)
  element('theme').addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark'
    change()
  })
  change()
}
