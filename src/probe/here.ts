/**
 * The library's own file, or the bundle it was put in: a path, or a URL. This is the form for CommonJS, where `import.meta` is an error:
 * scripts/build.mjs writes that of ES modules into dist/esm.
 */
export const here: string | undefined = typeof __filename === 'string' ? __filename : undefined

/**
 * The folder of the package's binaries, from the library's own file: a path, or a URL. Written so that tools which trace the files of a program
 * (@vercel/nft) see that they belong to it.
 */
export const prebuilds: string | URL | undefined = typeof __dirname === 'string' ? `${__dirname}/../../../prebuilds` : undefined
