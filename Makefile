# What one does with this repository, each a word: `make help` lists them.

SWIFT_FLAGS ?=
DEMO_FLAGS ?=
BENCH_FLAGS ?=
SOAK_FLAGS ?=
SEEDS ?= 10000
FIRST ?= 1
SIMULATE_FLAGS ?=

# Sources and nothing that is built or fetched.
formatted = --recursive --parallel Sources Tests Package.swift
# So many tests at once: one that waits for a socket should not wait for all the others, too.
test_width = SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=6
release = swift build $(SWIFT_FLAGS) --configuration release --static-swift-stdlib

.PHONY: help deps test-deps deb-deps build run test guard bench soak simulate fuzz format lint deb test-deb test-reproducible tarball release clean

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-17s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo 'DEMO_FLAGS, BENCH_FLAGS and SOAK_FLAGS are passed on to run, bench and soak, SWIFT_FLAGS to every build.'

deps: ## install the Debian packages that the build needs
	@packaging/deps

test-deps:
	@packaging/deps tests

deb-deps:
	@packaging/deps deb

build: deps ## build the release binary .build/release/logferry
	$(release) --product logferry

run: build ## run the demo: an application, the agent and a receiver (DEMO_FLAGS='--seconds 30')
	.build/release/logferry demo $(DEMO_FLAGS)

test: test-deps ## run all tests, then the guard
	$(test_width) swift test $(SWIFT_FLAGS)
	@$(MAKE) --no-print-directory guard

guard: test-deps ## hold what a line costs, in instructions and allocations, against its bounds
	$(release) --product logferry-guard
	.build/release/logferry-guard

bench: build ## measure what the agent costs, ten minutes (BENCH_FLAGS='--quick --case idle'; '--list' for names)
	$(release) --product logferry-bench
	.build/release/logferry-bench --logferry .build/release/logferry $(BENCH_FLAGS)

soak: test-deps build ## rotate, kill and answer badly, and count lines (SOAK_FLAGS='--minutes 10 --seed 7')
	$(release) --product logferry-soak
	$(release) --product StepKiller
	.build/release/logferry-soak --logferry .build/release/logferry $(SOAK_FLAGS)
	.build/release/logferry-soak collapse --logferry .build/release/logferry
	.build/release/logferry-soak collapse --compress --logferry .build/release/logferry
	.build/release/logferry-soak outage --logferry .build/release/logferry

simulate: deps ## run the agent through random histories (SEEDS=200000 FIRST=1 SIMULATE_FLAGS='--kinds +powerCut')
	swift build $(SWIFT_FLAGS) --configuration release --product logferry-simulate
	.build/release/logferry-simulate --first $(FIRST) --seeds $(SEEDS) $(SIMULATE_FLAGS)

fuzz: deps ## look for input that breaks a reader, a minute each (FUZZ_SECONDS=600 FUZZ_CHECKS='json time')
	SWIFT_FLAGS='$(SWIFT_FLAGS)' packaging/fuzz

format: ## format the sources
	swift format --in-place $(formatted)

lint: ## check the format, changing nothing
	swift format lint --strict $(formatted)

deb: deb-deps ## make dist/logferry_VERSION_ARCH.deb of the commit that is checked out
	SWIFT_FLAGS='$(SWIFT_FLAGS)' packaging/package deb

test-deb: deb ## check it, and install, upgrade and purge it in a bare Debian (as root)
	packaging/test-deb dist/logferry_$$(packaging/version)_$$(dpkg --print-architecture).deb

test-reproducible: deb-deps ## make it twice from nothing, and compare the two to the byte
	SWIFT_FLAGS='$(SWIFT_FLAGS)' packaging/test-reproducible

tarball: deb-deps ## make dist/logferry-VERSION-linux-ARCH.tar.gz of the same build
	SWIFT_FLAGS='$(SWIFT_FLAGS)' packaging/package tarball

release: ## check that version, changelog and tag agree, then make both
	packaging/check-release
	@$(MAKE) --no-print-directory deb tarball

clean: ## remove everything that was built
	swift package clean
