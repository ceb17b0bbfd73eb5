#!/bin/sh
# Installs the one system package that the build needs and a bare machine lacks: libclang, for
# RocksDB's bindings. It says so first; without root it says what to do instead.
set -eu

# The library itself (libclang-cpp is another one) and the headers that belong to it.
have_libclang() {
    if [ -n "${LIBCLANG_PATH:-}" ]; then return 0; fi
    library=$(ls /usr/lib/llvm-*/lib/libclang[-.]*so* /usr/lib/*/libclang[-.]*so* /usr/lib64/libclang[-.]*so* 2>/dev/null |
        grep -v libclang-cpp | head -n 1)
    headers=$(ls /usr/lib/llvm-*/lib/clang/*/include/stddef.h /usr/lib/clang/*/include/stddef.h \
        /usr/lib64/clang/*/include/stddef.h 2>/dev/null | head -n 1)
    [ -n "$library" ] && [ -n "$headers" ]
}

for tool in cargo c++ make; do
    if ! command -v "$tool" >/dev/null 2>&1; then
        echo "setup: \`$tool\` is missing. Install build-essential, and Rust with rustup (https://rustup.rs), first." >&2
        exit 1
    fi
done

minor=$(rustc --version | cut -d. -f2)
if [ "${minor:-0}" -lt 88 ]; then
    echo "setup: $(rustc --version) is too old; 1.88 is needed. Run: rustup update stable" >&2
    exit 1
fi

if have_libclang; then exit 0; fi

if ! command -v apt-get >/dev/null 2>&1; then
    echo "setup: libclang is missing (RocksDB's bindings are made with it)." >&2
    echo "       Install it, such as clang-devel on Fedora, and run the same command again." >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "setup: libclang is missing (RocksDB's bindings are made with it)." >&2
    echo "       Run: sudo apt-get install libclang-dev    and then the same command again." >&2
    exit 1
fi
echo "setup: installing libclang-dev (RocksDB's bindings are made with it)." >&2
apt-get update -qq >&2
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libclang-dev >&2
