# What one does with this repository, each a word: `make help` lists them.

SWIFT_FLAGS ?=
DEMO_FLAGS ?=
BENCH_FLAGS ?=

# Sources and nothing that is built or fetched.
formatted = --recursive --parallel Sources Tests Package.swift
release = swift build $(SWIFT_FLAGS) --configuration release --static-swift-stdlib

.PHONY: help deps build run test bench format lint clean

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo 'DEMO_FLAGS and BENCH_FLAGS are passed on to run and bench, SWIFT_FLAGS to every build.'

deps: ## install the Debian packages that the build needs
	@packaging/deps

build: deps ## build the release binary .build/release/logferry
	$(release) --product logferry

run: build ## run the demo: an application, the agent and a receiver (DEMO_FLAGS='--seconds 30')
	.build/release/logferry demo $(DEMO_FLAGS)

test: deps ## run all tests
	swift test $(SWIFT_FLAGS)

bench: build ## measure CPU and memory beside gzip -1 (BENCH_FLAGS='--megabytes 50 --rounds 1')
	$(release) --product logferry-bench
	.build/release/logferry-bench --logferry .build/release/logferry $(BENCH_FLAGS)

format: ## format the sources
	swift format --in-place $(formatted)

lint: ## check the format, changing nothing
	swift format lint --strict $(formatted)

clean: ## remove everything that was built
	swift package clean
