/**
 * The library's own file, or the bundle it was put in: a path, or a URL. This is the form for CommonJS, where `import.meta` is an error:
 * scripts/build.mjs writes that of ES modules into dist/esm.
 */
export const here: string | undefined = typeof __filename === 'string' ? __filename : undefined
