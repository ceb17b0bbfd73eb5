#!/bin/sh
# Plants each fault of tests/mutants into a copy of the tree and runs the test that must catch it.
# usage: mutants.sh FOLDER [PATCH...]
#
# The copy and its build folder stay in FOLDER, and so do the results: what was caught is not run again until the
# tree or the patch changes, so that a run that was stopped goes on where it was. At most three hours.
set -eu

mkdir -p "$1"
folder=$(cd "$1" && pwd)
shift
tree=$folder/tree
results=$folder/results
ends=$(($(date +%s) + 3 * 3600))
head=$(git rev-parse HEAD)
mkdir -p "$results"
# The copy lies inside of a repository and is none: git must not look further up.
export GIT_CEILING_DIRECTORIES="$folder" CARGO_TARGET_DIR="$folder/target"
[ $# -gt 0 ] || set -- tests/mutants/*.patch

if ! git diff --quiet HEAD -- . || [ -n "$(git ls-files --others --exclude-standard)" ]; then
    echo "mutants: changes that are not committed are not part of this run" >&2
fi

# Files keep their times where they are the same, so that cargo builds only what a patch touches.
refresh() {
    fresh=$folder/fresh
    rm -rf "$fresh"
    mkdir -p "$fresh" "$tree"
    git archive "$head" | tar -x -C "$fresh"
    (cd "$tree" && find . -type f) | while read -r file; do
        [ -f "$fresh/$file" ] || rm -f "$tree/$file"
    done
    (cd "$fresh" && find . -type f) | while read -r file; do
        cmp -s "$fresh/$file" "$tree/$file" && continue
        mkdir -p "$tree/$(dirname "$file")"
        # Without its old time: cargo goes by times.
        cp "$fresh/$file" "$tree/$file" && touch "$tree/$file"
        [ -x "$fresh/$file" ] && chmod +x "$tree/$file" || :
    done
    rm -rf "$fresh"
}

# The workspace as a whole, wherever RocksDB is linked: another choice of packages would build it once more.
run() {
    package=$1 target=$2 name=$3
    case $package in
    attestat-store | attestat-vault | attestat-node | attestat-tests) choice=--workspace ;;
    *) choice="--package $package" ;;
    esac
    case $target in
    lib) choice="$choice --lib" ;;
    bin) choice="$choice --bins" ;;
    *) choice="$choice --test $target" ;;
    esac
    cd "$tree" || exit 1
    if [ "$package" = attestat-tests ]; then
        cargo build --workspace --bins || return 1
    fi
    # shellcheck disable=SC2086
    timeout 1200 cargo test $choice --no-fail-fast -- --exact "$name"
}

caught=0 missed=0 broken=0 left=0
for patch in "$@"; do
    name=$(basename "$patch" .patch)
    key=$(cat "$patch" | git hash-object --stdin)-$head
    if [ -f "$results/$name" ] && [ "$(cat "$results/$name")" = "$key" ]; then
        echo "test $name ... ok (caught before)"
        caught=$((caught + 1))
        continue
    fi
    if [ "$(date +%s)" -ge "$ends" ]; then
        left=$((left + 1))
        continue
    fi
    # shellcheck disable=SC2046
    set -- $(sed -n 's/^Test: //p' "$patch")
    refresh
    log=$results/$name.log
    if ! (cd "$tree" && git apply -) <"$patch" >"$log" 2>&1; then
        echo "test $name ... FAILED: the patch does not apply; see $log"
        broken=$((broken + 1))
        continue
    fi
    (run "$1" "$2" "$3") >"$log" 2>&1 || :
    if grep -q "^test $3 .*FAILED" "$log"; then
        echo "test $name ... ok"
        echo "$key" >"$results/$name"
        caught=$((caught + 1))
    elif grep -q "^test $3 .*ok" "$log"; then
        echo "test $name ... FAILED: \`$3\` passes although the fault is planted"
        missed=$((missed + 1))
    else
        echo "test $name ... FAILED: \`$3\` did not run; see $log"
        broken=$((broken + 1))
    fi
done
failed=$((missed + broken))
echo
echo "test result: $([ $failed -eq 0 ] && echo ok || echo FAILED). $caught passed; $failed failed; $left not run for want of time"
[ $failed -eq 0 ] && [ $left -eq 0 ]
