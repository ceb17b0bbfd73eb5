#!/bin/sh
# The pages in a real browser: `browser.sh TARGET [full]`. Brings what tests/browser needs into TARGET/browser; pictures of
# every screen lie there afterwards. What cannot be had is said; then the tests are SKIPPED.
set -eu
target=${1:?the target folder}
shift
here=$(cd "$(dirname "$0")/../tests/browser" && pwd)
mkdir -p "$target/browser"
target=$(cd "$target" && pwd)
folder=$target/browser

say() { echo "browser: $*" >&2; }

skip() {
    echo "SKIPPED: $*; the pages were not tried in a browser" >&2
    exit 0
}

# Installs packages of the system where that is possible without asking.
need() {
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "installing $*."
        apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
    else
        say "$* would be needed; install it, such as with: sudo apt-get install $*"
        return 1
    fi
}

find_chromium() {
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name"; then return 0; fi
    done
    return 1
}

[ -s "$target/pages/attestat_web.wasm" ] || skip "the programs were built without pages (\`make pages\` says why)"
{ command -v node && command -v npm; } >/dev/null 2>&1 || need nodejs npm || skip "Node.js cannot be had here"
major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
[ "$major" -ge 20 ] || skip "Node.js 20 is needed, and this is $(node --version)"
chromium=$(find_chromium) || { need chromium && chromium=$(find_chromium); } || skip "no Chromium can be had here"

# A copy of the tests stands beside their libraries, so that nothing is written into the sources. A stamp holds what was
# installed, so that a second run needs no network.
stamp=$folder/node.stamp
if ! { [ -f "$stamp" ] && cmp -s "$stamp" "$here/package-lock.json"; }; then
    rm -rf "$folder/node" "$stamp"
    mkdir -p "$folder/node"
    cp "$here/package.json" "$here/package-lock.json" "$folder/node/"
    (cd "$folder/node" && npm ci --no-audit --no-fund --silent >&2) || skip "playwright-core and axe-core cannot be had here"
    cp "$here/package-lock.json" "$stamp"
fi
cp "$here"/*.mjs "$folder/node/"
SOURCES=$(cd "$here/../.." && pwd) exec node "$folder/node/run.mjs" "$target" "$chromium" "$@"
