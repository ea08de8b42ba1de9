/** The element of the page's frame with that id. */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (!found) throw new Error(`The page has no #${id}`)
  return found
}

/** A new element; texts become text, whatever they hold. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = '',
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name)
  if (className) node.className = className
  node.append(...children)
  return node
}

/** A name: of its own direction, so that Hebrew or Arabic in it leaves the text around it as it is. */
export const nameNode = (text: string): HTMLElement => make('bdi', '', text)

export function button(className: string, onClick: () => void, ...children: readonly (Node | string)[]): HTMLButtonElement {
  const node = make('button', className, ...children)
  node.type = 'button'
  node.addEventListener('click', onClick)
  return node
}
