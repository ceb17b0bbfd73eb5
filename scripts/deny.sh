#!/bin/sh
# Holds the libraries against deny.toml: licences, bans and sources; advisories where their database is at hand.
# usage: deny.sh FOLDER, where cargo-deny is installed once if it is not on the path.
set -eu

tools=$1
deny=$(command -v cargo-deny || true)
if [ -z "$deny" ]; then
    deny=$tools/bin/cargo-deny
    if [ ! -x "$deny" ]; then
        echo "deny: installing cargo-deny into $tools, once; this takes minutes" >&2
        mkdir -p "$tools"
        if ! CARGO_TARGET_DIR="$tools/build" cargo install --quiet --locked --root "$tools" cargo-deny@0.20.2; then
            echo "SKIPPED: cargo-deny could not be installed, so that licences, bans and sources were not checked" >&2
            [ "${CI:-}" != true ]
            exit
        fi
        rm -rf "$tools/build"
    fi
fi

"$deny" --log-level warn check --hide-inclusion-graph licenses bans sources
# The database is a git repository that this does not fetch.
if ls -d "${CARGO_HOME:-$HOME/.cargo}"/advisory-dbs/advisory-db-* >/dev/null 2>&1; then
    "$deny" --offline --log-level error check advisories
else
    echo "SKIPPED: the database of advisories is not here, so that none was checked; \`cargo deny fetch db\` brings it" >&2
fi
