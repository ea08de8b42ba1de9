/** The packages whose types codegen-bases.mjs marks, of seven kinds, with values of some of them. @type {import('./codegen-bases.mjs').Base[]} */
export const bases = [
  // six that nobody looked at while the generator was built
  {
    name: 'discord-api-types',
    packages: { 'discord-api-types': '0.38.57' },
    modules: [{ from: 'discord-api-types/v10', most: 300 }],
    samples: `
const user = (i) => ({ id: '8035111000000000' + i, username: 'nelly' + i, discriminator: '1337', global_name: null, avatar: i % 2 ? 'a8269daf' : null, flags: 64 })
const message = (i) => ({ id: '33445' + i, channel_id: '290926798999357250', author: user(i), content: 'Supa Hot ' + i, timestamp: '2017-07-11T17:27:07.299000+00:00', edited_timestamp: null, tts: false, mention_everyone: false, mentions: [user(i + 1), user(i + 2)], mention_roles: [], attachments: [], embeds: [{ title: 'An embed', fields: [{ name: 'a', value: 'b c d' }] }], pinned: false, type: 0, reactions: [] })
return { APIUser: [user(1), user(2)], APIMessage: [message(1), JSON.parse(JSON.stringify(message(2)))], APIEmbed: [{ title: 'x y', footer: { text: 'the end' } }, {}] }`,
  },
  {
    name: 'cannon-es',
    packages: { 'cannon-es': '0.20.0' },
    modules: [{ from: 'cannon-es', esm: false }],
    samples: `
const { Body, Box, Sphere, Vec3, World } = await import('cannon-es')
const world = new World({ gravity: new Vec3(0, -9.82, 0) })
const body = new Body({ mass: 5, shape: new Sphere(1) })
world.addBody(body)
world.step(1 / 60)
return { Vec3: [new Vec3(1, 2.5, 3)], Body: [body], Box: [new Box(new Vec3(1, 1, 1))], World: [world], BodyOptions: [{ mass: 1, position: new Vec3(0, 1, 0) }] }`,
  },
  {
    name: 'babel',
    packages: { '@babel/types': '7.29.7', '@babel/parser': '7.29.7' },
    modules: [{ from: '@babel/types', esm: false, most: 300 }],
    samples: `
const { parse } = await import('@babel/parser')
const file = parse('const a = (b) => b + 1; class A extends B { #x = 1; get y() { return this.#x } } function f({ a, ...rest }, ...more) { for (const x of rest) if (x) return [more, \`t\${x}\`] }')
const body = file.program.body
return { File: [file], Program: [file.program], Statement: body, Node: body, VariableDeclaration: [body[0]], ClassDeclaration: [body[1]], FunctionDeclaration: [body[2]], SourceLocation: [file.loc] }`,
  },
  {
    name: 'octokit',
    packages: { '@octokit/openapi-types': '29.0.1' },
    modules: [
      {
        from: '@octokit/openapi-types',
        types: Object.fromEntries(
          'simple-user repository issue pull-request commit release label milestone team organization-full code-of-conduct license workflow workflow-run deployment gist-simple notification-thread thread reaction check-run check-suite branch-short tag integration installation job hook event minimal-repository full-repository'
            .split(' ')
            .filter((name) => name !== 'notification-thread')
            .map((name) => [name.replace(/(^|-)(.)/g, (_, __, c) => c.toUpperCase()), `P.components['schemas']['${name}']`]),
        ),
      },
    ],
    samples: `
const user = (i) => ({ login: 'octo' + i, id: i, node_id: 'MDQ6VXNlcjE=', avatar_url: 'https://a.example/' + i, gravatar_id: '', url: 'https://b.example/' + i, html_url: 'h', followers_url: 'f', following_url: 'g', gists_url: 'g', starred_url: 's', subscriptions_url: 's2', organizations_url: 'o', repos_url: 'r', events_url: 'e', received_events_url: 're', type: 'User', site_admin: false })
const issue = (i) => ({ id: i, node_id: 'n', url: 'u', repository_url: 'r', labels_url: 'l', comments_url: 'c', events_url: 'e', html_url: 'h', number: i, state: 'open', title: 'An issue ' + i, user: user(i), labels: ['bug', { id: 1, name: 'wontfix', color: null }], assignee: null, milestone: null, locked: false, comments: 0, closed_at: null, created_at: '2011-04-22T13:33:48Z', updated_at: 'x', author_association: 'OWNER' })
return { SimpleUser: [user(1), JSON.parse(JSON.stringify(user(2)))], Issue: [issue(1), JSON.parse(JSON.stringify(issue(2)))], Label: [{ id: 208045946, node_id: 'x', url: 'u', name: 'bug', description: null, color: 'f29513', default: true }] }`,
  },
  {
    name: 'xstate',
    packages: { xstate: '5.33.3' },
    modules: [{ from: 'xstate' }],
    samples: `
const { createActor, createMachine, assign } = await import('xstate')
const machine = createMachine({ id: 'toggle', context: { count: 0 }, initial: 'off', states: { off: { on: { flip: { target: 'on', actions: assign({ count: ({ context }) => context.count + 1 }) } } }, on: { on: { flip: 'off' } } } })
const actor = createActor(machine).start()
actor.send({ type: 'flip' })
return { AnyMachineSnapshot: [actor.getSnapshot()], AnyStateMachine: [machine], AnyActorRef: [actor], AnyStateNode: [machine.root], DoneActorEvent: [{ type: 'xstate.done.actor.a', output: { a: 1.5 }, actorId: 'a' }] }`,
  },
  {
    name: 'p-queue',
    packages: { 'p-queue': '10.0.0', 'yocto-queue': '1.2.2', 'quick-lru': '7.3.0' },
    modules: [
      { from: 'p-queue', types: { Queued: 'P.default', Options: 'P.Options<any, any>', QueueOptions: 'P.QueueAddOptions' } },
      {
        from: 'yocto-queue',
        types: { Yocto: 'P.default<string>', Waiting: '{ name: string; tasks: P.default<() => void>; retries: number }' },
      },
      { from: 'quick-lru', types: { Recent: 'P.default<string, { a: number }>', LruOptions: 'P.Options<string, { a: number }>' } },
    ],
    samples: `
const [{ default: PQueue }, { default: Queue }, { default: QuickLRU }] = await Promise.all([import('p-queue'), import('yocto-queue'), import('quick-lru')])
const queue = new PQueue({ concurrency: 1 })
const yocto = new Queue()
for (let i = 0; i < 20; i++) yocto.enqueue('task ' + i)
const recent = new QuickLRU({ maxSize: 100 })
for (let i = 0; i < 50; i++) recent.set('key ' + i, { a: i + 0.5 })
return { Queued: [queue], Yocto: [yocto], Waiting: [{ name: 'a name', tasks: yocto, retries: 3 }], Recent: [recent], LruOptions: [{ maxSize: 5 }] }`,
  },
  // ten that were known
  {
    name: 'estree',
    packages: { '@types/estree': '1.0.11', acorn: '8.19.0' },
    modules: [{ from: 'estree', esm: false }],
    samples: `
const { parse } = await import('acorn')
const program = JSON.parse(JSON.stringify(parse('const a = (b) => b + 1; class A extends B { #x = 1; get y() { return this.#x } } for (const x of y) f(x, ...z)', { ecmaVersion: 2022 }), (key, value) => (key === 'start' || key === 'end' ? undefined : value)))
return { Program: [program], Statement: program.body, Node: program.body }`,
  },
  {
    name: 'mdast',
    packages: { '@types/mdast': '4.0.4', 'mdast-util-from-markdown': '2.1.0' },
    modules: [{ from: 'mdast', esm: false }],
    samples: `
const { fromMarkdown } = await import('mdast-util-from-markdown')
const tree = fromMarkdown('# Title\\n\\nSome *emphasis* and [a link](https://a.example \\"t\\").\\n\\n- one\\n- two\\n\\n| a |\\n')
return { Root: [tree], RootContent: tree.children, Nodes: [tree] }`,
  },
  {
    name: 'openapi-types',
    packages: { 'openapi-types': '12.1.3' },
    modules: [{ from: 'openapi-types', within: 'OpenAPIV3', esm: false }],
    samples: `
const schemas = { Pet: { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, tag: { type: 'string', nullable: true } } } }
const get = { operationId: 'get', parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 0.5 } }], responses: { 200: { description: 'ok' } } }
const document = { openapi: '3.0.3', info: { title: 'Pets', version: '1.0.0', contact: { name: 'Ann' } }, servers: [{ url: 'https://a.example' }], paths: { '/pets': { get } }, components: { schemas }, tags: [{ name: 'pets' }] }
return { Document: [document], OperationObject: [get], SchemaObject: Object.values(schemas) }`,
  },
  {
    name: 'lru-cache',
    packages: { 'lru-cache': '11.5.3' },
    modules: [
      {
        from: 'lru-cache',
        types: {
          Cache: 'P.LRUCache<string, { a: number }>',
          Options: 'P.LRUCache.Options<string, string, unknown>',
          Entry: 'P.LRUCache.Entry<string>',
        },
      },
    ],
    samples: `
const { LRUCache } = await import('lru-cache')
const cache = new LRUCache({ max: 20 })
for (let i = 0; i < 40; i++) cache.set('key ' + i, { a: i })
return { Cache: [cache], Entry: [{ value: 'a value', size: 3 }] }`,
  },
  { name: 'rapier', packages: { '@dimforge/rapier3d-compat': '0.21.0' }, modules: [{ from: '@dimforge/rapier3d-compat', esm: false }] },
  { name: 'bitecs', packages: { bitecs: '0.4.0' }, modules: [{ from: 'bitecs', esm: false }] },
  { name: 'immer', packages: { immer: '11.2.13' }, modules: [{ from: 'immer' }] },
  {
    name: 'redux-toolkit',
    packages: { '@reduxjs/toolkit': '2.15.0' },
    modules: [{ from: '@reduxjs/toolkit' }],
    samples: `
const { configureStore, createSlice } = await import('@reduxjs/toolkit')
const slice = createSlice({ name: 'a', initialState: { value: 0 }, reducers: { add: (state) => { state.value++ } } })
const store = configureStore({ reducer: { a: slice.reducer } })
return { EnhancedStore: [store], SerializedError: [{ name: 'Error', message: 'no way' }] }`,
  },
  {
    name: 'graphology',
    packages: { graphology: '0.26.0', 'graphology-types': '0.24.8' },
    modules: [
      { from: 'graphology-types', esm: false },
      { from: 'graphology', types: { Directed: 'P.DirectedGraph' }, esm: false },
    ],
    samples: `
const { default: graphology } = await import('graphology')
const graph = new graphology.DirectedGraph()
for (let i = 0; i < 10; i++) graph.addNode('n' + i, { weight: i + 0.5 })
for (let i = 0; i < 9; i++) graph.addEdge('n' + i, 'n' + (i + 1))
return { Directed: [graph], SerializedNode: [{ key: 'a', attributes: { x: 1 } }] }`,
  },
  {
    name: 'zustand',
    packages: { zustand: '5.1.0', '@types/react': '19.2.2' },
    modules: [{ from: 'zustand/vanilla' }, { from: 'zustand/middleware' }],
  },
]
