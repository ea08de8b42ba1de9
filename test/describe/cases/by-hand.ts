import { defineSize, describeMemory, MemSize, type Meter } from 'memsize'

class ByHand {
  list: object = [{ a: 1 }]
  left = { b: [1, 2, 3] };

  [describeMemory](meter: Meter): void {
    meter.value('list', this.list)
    meter.skip('left', 'by hand')
  }
}

/** What its parent's description leaves out stays out. */
@MemSize()
class Child extends ByHand {
  @MemSize.owned own = [{ c: 1 }]
  @MemSize.ignore('of the app') app = { d: [1, 2, 3] }
}

@MemSize()
class Base {
  @MemSize.ignore('by a decorator') app = { a: [1, 2, 3] }
  list = [{ b: 1 }]
}

/** The most derived description wins. */
class Parent extends Base implements MemSize {
  own = [{ c: 1 }];

  [describeMemory](meter: Meter): void {
    meter.skip('own', 'by hand')
    meter.rest(this)
  }
}

/** And field by field, where a class below says something else. */
@MemSize()
class Overrides extends ByHand {
  @MemSize.ignore('by a decorator') override list: object = [{ a: 1 }]
}

@MemSize()
class Grandchild extends Child {
  @MemSize.shared more = [{ e: 1 }]
}

/** Below the description by hand, the decorators above it say nothing. */
@MemSize()
class BelowParent extends Parent {
  @MemSize.owned more = [{ f: 1 }]
}

/** On one class, the method wins over the decorator. */
@MemSize()
class Same {
  list = [{ a: 1 }]
  left = { b: [1, 2, 3] };

  [describeMemory](meter: Meter): void {
    meter.skip('left', 'by hand')
    meter.rest(this)
  }
}

/** And a description from outside over both. */
@MemSize()
class Outside {
  @MemSize.ignore('by a decorator') list = [{ a: 1 }]
  left = { b: [1, 2, 3] }
}
defineSize(Outside, (outside, meter) => {
  meter.skip('left', 'from outside')
  meter.rest(outside)
})

export const values = {
  child: new Child(),
  parent: new Parent(),
  overrides: new Overrides(),
  grandchild: new Grandchild(),
  belowParent: new BelowParent(),
  same: new Same(),
  outside: new Outside(),
}
