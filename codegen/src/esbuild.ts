/**
 * The generator as a plugin of esbuild.
 * @module memsize-codegen/esbuild
 */
import { plugin } from './plugin.js'

export type { PluginOptions } from './plugin.js'

/** Does what the command memsize-codegen does, whenever a build starts. */
export const memsizeCodegen = plugin.esbuild
