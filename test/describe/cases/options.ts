import { MemSize } from 'memsize'

@MemSize({ name: 'Texture', external: (texture: Pixels) => 4 * texture.width * texture.height })
class Pixels {
  width = 16
  height = 16
  external = [{ a: 1 }]
}

/** Each class says what its own part holds. */
@MemSize({ external: () => 500 })
class Layered extends Pixels {
  list = [{ b: 1 }]
}

/** Functions that do not do their work: measuring goes on. */
@MemSize({
  external() {
    throw new Error('not here')
  },
})
class Broken {
  @MemSize.sizedBy((handle: { gone?: { size: number } }) => handle.gone!.size) throws = {}
  @MemSize.sizedBy(() => -1) negative = {}
  @MemSize.sizedBy(() => 'many' as never) text = {}
  @MemSize.sizedBy(() => Number.NaN) nan = {}
  @MemSize.sizedBy(() => 100) right = {}
  @MemSize.sizedBy((handle: object) => Object.keys(handle).length) nothing?: object
}

export const values = { pixels: new Pixels(), layered: new Layered() }
export const unsure = { broken: new Broken() }
