// A NestJS service whose entities are decorated: reports show what each class holds, and what was left out on purpose.
// Compiled with `experimentalDecorators` and `emitDecoratorMetadata`, as Nest wants it.
import 'reflect-metadata'
import { Injectable, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { countInstance, deepSize, explain, MemSize } from 'memsize'
import { classReport } from 'memsize/report'

@Injectable()
class Catalog {
  readonly titles = Array.from({ length: 1000 }, (_, id) => `title number ${id}`)
}

@MemSize({ live: 'size' })
class OrderEntity {
  readonly id: number
  readonly lines: { title: number; amount: number }[]
  /** A service is not a part of the order. */
  @MemSize.ignore('a service')
  readonly catalog: Catalog

  constructor(id: number, catalog: Catalog) {
    this.id = id
    this.catalog = catalog
    this.lines = Array.from({ length: 10 }, (_, title) => ({ title, amount: 1 }))
    countInstance(this)
  }
}

@Injectable()
class Orders {
  private readonly open = new Map<number, OrderEntity>()

  constructor(private readonly catalog: Catalog) {}

  place(id: number): OrderEntity {
    const order = new OrderEntity(id, this.catalog)
    this.open.set(id, order)
    return order
  }

  /** What a health check would report. */
  memory(): { live: number | null; deep: number | null } {
    const row = classReport().rows.find(({ className }) => className === 'OrderEntity')
    return { live: row?.live ?? null, deep: row?.deep ?? null }
  }
}

@Module({ providers: [Catalog, Orders] })
class AppModule {}

const app = await NestFactory.createApplicationContext(AppModule, { logger: false })
const orders = app.get(Orders)
const first = orders.place(0)
for (let id = 1; id < 100; id++) orders.place(id)

console.log(`an order holds ${deepSize(first)} bytes, the catalog ${deepSize(app.get(Catalog))}`)
console.log(explain(first).toString({ depth: 1 }))
const { live, deep } = orders.memory()
console.log(live, deep === 100 * deepSize(first))
await app.close()

// prints:
// an order holds 576 bytes, the catalog 63936
//   RETAINED  SHALLOW  SHARE  OBJECTS  PATH
//      576 B     48 B   100%       12  $  OrderEntity
//                                      ├╌ catalog  not counted: a service
//      528 B    128 B    92%       11  └─ .lines  Array
// 100 true
