/**
 * The library's own file, or the bundle it was put in: a path, or a URL. This is the form for CommonJS; `import.meta`, which ES modules have,
 * is an error there, so scripts/build.mjs writes their form into dist/esm.
 */
export const here: string | undefined = typeof __filename === 'string' ? __filename : undefined
