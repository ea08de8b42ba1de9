import { element } from './element.js'

const darkQuery = matchMedia('(prefers-color-scheme: dark)')

export const isDark = (): boolean =>
  document.documentElement.dataset.theme !== 'light' && (darkQuery.matches || document.documentElement.dataset.theme === 'dark')

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
  element('theme').setAttribute('aria-pressed', String(isDark()))
}
