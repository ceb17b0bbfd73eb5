# What a person runs. Each target does its own set-up on a machine with Rust and build-essential.

.PHONY: help demo mutants test interop browser browser-full lint bench install pages setup

TARGET := $(or $(CARGO_TARGET_DIR),target)
PREFIX ?= /usr/local

# Always the whole workspace: with another choice of packages cargo unifies features differently and
# builds RocksDB once more.

help:
	@echo 'make demo      the story: five schools, a family, a university, an auditor'
	@echo 'make test      every test'
	@echo 'make interop   presentations checked by verifiers that others wrote'
	@echo 'make browser   the checker in a real browser; make browser-full tries more'
	@echo 'make lint      formatting, clippy with warnings as errors, licences and sources of libraries'
	@echo 'make mutants   plants faults and sees that tests catch them; takes hours'
	@echo 'make bench     figures beside their references; a release build'
	@echo 'make install   both programs into PREFIX/bin; a release build'
	@echo 'make pages     the modules for browsers, which the programs embed; the others do it first'

# The story in under a minute (after the build): five schools, a university, an auditor.
demo: setup pages
	cargo build --workspace --bins
	$(TARGET)/debug/demo

# Everything that is tested, in cargo's own words.
test: setup pages
	cargo build --workspace --bins
	cargo test --workspace --no-fail-fast

# Presentations verified by verifiers that others wrote; their packages are pinned in tests/interop and
# installed into $(TARGET)/interop, once.
interop: setup pages
	cargo build --workspace --bins
	sh scripts/interop.sh $(TARGET)/interop
	$(TARGET)/debug/interop $(TARGET)/interop

# The checker in a real browser (Debian's Chromium), which is installed once, as its driver is, into $(TARGET)/browser.
# Pictures of every screen lie there afterwards.
browser: setup pages
	cargo build --workspace --bins
	sh scripts/browser.sh $(TARGET)

browser-full: setup pages
	cargo build --workspace --bins
	sh scripts/browser.sh $(TARGET) full

# Plants the faults of tests/mutants one by one and sees that the test named in each catches it. Takes hours, not more
# than three at a time; what was caught is not run again. `make mutants ONLY=tests/mutants/x2-*.patch` runs some.
mutants: setup pages
	sh scripts/mutants.sh $(TARGET)/mutants $(ONLY)

lint: setup
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	sh scripts/deny.sh $(TARGET)/tools

# Figures beside their references, measured in one run; the table is also written to
# target/bench/results.json. This is a release build, with a RocksDB of its own.
bench: setup pages
	cargo build --release --workspace --bins
	$(TARGET)/release/bench

# The two programs for real use, into $(PREFIX)/bin.
install: setup pages
	cargo build --release --workspace --bins
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(TARGET)/release/attestat-node $(TARGET)/release/attestat $(DESTDIR)$(PREFIX)/bin

# The modules for browsers, built for wasm32 before the programs that embed them.
pages: setup
	@sh scripts/pages.sh $(TARGET)

setup:
	@sh scripts/setup.sh
