/** What to do about the probe being off, by how the reason begins. What stands here nowhere has no remedy: another engine, or switched off on purpose. */
const remedies: readonly (readonly [reason: RegExp, remedy: string])[] = [
  [
    /^the package memsize, which has the probe, is not on disk/,
    'Copy the folder prebuilds of the package memsize beside the bundle, or leave memsize out of the bundle (docs/bundling.md has a recipe for each bundler).',
  ],
  [
    /^the package memsize has no probe for/,
    'Install memsize with all of its files, or copy its folder prebuilds beside the bundle; without a binary for this platform, the model is what there is.',
  ],
  [/^MEMSIZE_PROBE names /, 'Give MEMSIZE_PROBE the path of a memsize.node, or unset it.'],
  [/^the probe is of another version/, 'Take the library and the folder prebuilds from one version of the package memsize.'],
  [/loading addons is disabled|ERR_DLOPEN_DISABLED/, 'Start Node with --allow-addons (and without --no-addons), or live with the model.'],
  [/^the probe cannot be loaded/, 'Install memsize again: its binary is damaged, or made for another system.'],
  [
    /^the probe was never tested on/,
    'Await checkProbe() of memsize/heap before the first measurement, or set MEMSIZE_PROBE=on once it has passed.',
  ],
  [/^the engine is not as expected|^switched off/, 'Please report this, with what `memsize doctor --json` prints.'],
]

/** What to do about it; undefined where nothing can be done. */
export const remedyFor = (reason: string): string | undefined => remedies.find(([pattern]) => pattern.test(reason))?.[1]
