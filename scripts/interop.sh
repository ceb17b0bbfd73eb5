#!/bin/sh
# Brings the pinned foreign verifiers of tests/interop into a folder of their own: `interop.sh FOLDER`.
# What cannot be had is said and left out; the tests of it then say SKIPPED.
set -u
folder=${1:?the folder for the tools}
here=$(cd "$(dirname "$0")/../tests/interop" && pwd)
mkdir -p "$folder"

say() { echo "interop: $*" >&2; }

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

# A stamp holds what was installed, so that a second run needs no network.
is_current() { [ -f "$1" ] && cmp -s "$1" "$2"; }

python() {
    stamp=$folder/python.stamp
    if is_current "$stamp" "$here/requirements.txt"; then return 0; fi
    rm -rf "$folder/python" "$stamp"
    command -v python3 >/dev/null 2>&1 || need python3 python3-venv || return 1
    python3 -m venv "$folder/python" >&2 || { need python3-venv && python3 -m venv "$folder/python" >&2; } || return 1
    "$folder/python/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" >&2 || return 1
    cp "$here/requirements.txt" "$stamp"
}

node_modules() {
    stamp=$folder/node.stamp
    if is_current "$stamp" "$here/package-lock.json"; then return 0; fi
    rm -rf "$folder/node" "$stamp"
    { command -v node && command -v npm; } >/dev/null 2>&1 || need nodejs npm || return 1
    mkdir -p "$folder/node"
    cp "$here/package.json" "$here/package-lock.json" "$folder/node/"
    (cd "$folder/node" && npm ci --no-audit --no-fund --silent >&2) || return 1
    cp "$here/package-lock.json" "$stamp"
}

python || { rm -f "$folder/python.stamp"; say "openvc-core and sd-jwt cannot be had here."; }
node_modules || { rm -f "$folder/node.stamp"; say "@sd-jwt/sd-jwt-vc cannot be had here."; }
exit 0
