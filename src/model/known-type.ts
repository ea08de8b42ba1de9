import { SafeMap } from '../intrinsics.js'
import type { ClassInfo } from './classes.js'
import type { Shape } from './shapes.js'
import type { TypedFields } from './typed-fields.js'

/** What one walk knows of the objects of a type: by prototype and by what is present; null where they are not as the type says. */
export class KnownType {
  /** Met last: most objects come in rows. */
  recent: TypedFields | undefined
  private readonly byClass = new SafeMap<ClassInfo, SafeMap<number, TypedFields | null>>()
  private readonly byShape = new SafeMap<Shape, TypedFields>()

  of(info: ClassInfo): SafeMap<number, TypedFields | null> {
    let fields = this.byClass.get(info)
    if (fields === undefined) {
      fields = new SafeMap()
      this.byClass.set(info, fields)
    }
    return fields
  }

  fields(shape: Shape, make: () => TypedFields): TypedFields {
    let fields = this.byShape.get(shape)
    if (fields === undefined) {
      fields = make()
      this.byShape.set(shape, fields)
    }
    return fields
  }

  settle(): void {
    this.byShape.forEach((fields) => void fields.settle())
  }
}
