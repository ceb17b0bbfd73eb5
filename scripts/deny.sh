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
        if ! CARGO_TARGET_DIR="$tools/build" cargo install --quiet --locked --root "$tools" cargo-deny@0.20.2; then
            echo "SKIPPED: cargo-deny could not be installed, so that licences, bans and sources were not checked" >&2
            [ "${CI:-}" != true ]
            exit
        fi
        rm -rf "$tools/build"
    fi
fi

"$deny" --log-level warn check --hide-inclusion-graph licenses bans sources
# The database is a git repository that this does not fetch: `cargo deny fetch db` brings it.
if "$deny" --offline --log-level error check --disable-fetch advisories 2>"$tools.advisories"; then
    echo "deny: no advisory against any library"
elif grep -q "failed to \(load\|open\|fetch\) .*advisory" "$tools.advisories"; then
    echo "SKIPPED: the database of advisories is not here; \`cargo deny fetch db\` brings it" >&2
else
    cat "$tools.advisories" >&2
    exit 1
fi
