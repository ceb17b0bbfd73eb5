#!/bin/sh
# Builds the modules for browsers and lays them into TARGET/pages, where the programs' build embeds them. The same compiler
# makes the same bytes in every folder: paths are named by what lies there.
#
#   sh scripts/pages.sh TARGET
set -eu
target=$1
wasm=wasm32-unknown-unknown
if ! rustup target list --installed 2>/dev/null | grep -qx "$wasm" && ! rustup target add "$wasm"; then
    echo "pages.sh: SKIPPED: the target $wasm is not installed, and \`rustup target add $wasm\` could not bring it:" >&2
    echo "pages.sh: the programs are built without pages, and say so." >&2
    exit 0
fi
cargo_home=${CARGO_HOME:-$HOME/.cargo}
# One flag after the other with the separator that cargo defines, for folders with blanks in their names. References are
# written as short as they are, and not in five bytes each.
flags=$(printf '%s\037%s\037%s\037%s\037%s' "--remap-path-prefix=$PWD=attestat" "--remap-path-prefix=$cargo_home=cargo" \
    "--remap-path-prefix=$(rustc --print sysroot)=rust" -C link-arg=--compress-relocations)
CARGO_ENCODED_RUSTFLAGS=$flags cargo build --profile page --target "$wasm" \
    --target-dir "$target" --package attestat-web --package attestat-web-codes
mkdir -p "$target/pages"
for module in attestat_web attestat_web_codes; do
    built=$target/$wasm/page/$module.wasm
    # A module that has not changed keeps its time, so that the programs are not built again.
    cmp -s "$built" "$target/pages/$module.wasm" || cp "$built" "$target/pages/$module.wasm"
done
