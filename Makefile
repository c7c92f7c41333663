# Two commands do everything: `make demo` and `make test`. Both install what is missing first.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

SOURCES := Package.swift Sources Tests Benchmarks
VENV := $(CURDIR)/.venv
export PATH := $(VENV)/bin:$(PATH)

.PHONY: help setup demo test check lint build release bench fuzz fuzzwire fmt clean

help: ## Print this list.
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## Install what is missing: Debian packages, and the aws CLI, boto3 and kubernetes in .venv.
	@scripts/setup

build: setup ## Build the debug configuration.
	swift build

demo: build ## Run the main job end to end with the real aws CLI, and print what happened.
	@scripts/demo

test: build ## Lint, then run every test.
	$(MAKE) --no-print-directory lint
	swift build --build-tests --explicit-target-dependency-import-check error
	swift test --skip-build --parallel --skip EndToEnd
	swift test --skip-build --filter EndToEnd

check: setup ## What is checked before a change lands: format, lint, undeclared imports, the unit tests.
	$(MAKE) --no-print-directory lint
	swift build --build-tests --explicit-target-dependency-import-check error
	swift test --skip-build --parallel --skip EndToEnd

lint: ## Fail on any finding of the formatter's rules.
	swift format lint --strict --parallel --recursive $(SOURCES)

release: setup ## Build the release configuration.
	swift build -c release --product lanyard --static-swift-stdlib -Xswiftc -cross-module-optimization

bench: release ## Measure throughput, start-up and memory beside openssl and moto.
	@Benchmarks/run

fuzzwire: ## Send hostile values to every operation for SECONDS_TO_FUZZ (120), from SEED or a random one.
	@scripts/fuzz-wire $(or $(SECONDS_TO_FUZZ),120) $(SEED)

fuzz: ## Run the policy engine under libFuzzer for SECONDS_TO_FUZZ (120) and say what it found.
	@scripts/fuzz $(or $(SECONDS_TO_FUZZ),120)

fmt: ## Format every source file.
	swift format --in-place --parallel --recursive $(SOURCES)

clean: ## Remove what was built and installed here.
	rm -rf .build Benchmarks/.build .venv
