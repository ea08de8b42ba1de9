/**
 * The generator as a plugin of webpack.
 * @module memsize-codegen/webpack
 */
import { plugin } from './plugin.js'

export type { PluginOptions } from './plugin.js'

/** Does what the command memsize-codegen does, whenever a build starts. */
export const memsizeCodegen = plugin.webpack
