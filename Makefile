# Two commands do everything: `make demo` and `make test`. Both install what is missing first.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

SOURCES := Package.swift Sources Tests Benchmarks
VENV := $(CURDIR)/.venv
export PATH := $(VENV)/bin:$(PATH)

.PHONY: help setup demo test check lint build release load bench fuzz fuzzwire fmt clean

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

# On Linux the functions that run in the steady state are linked side by side: Benchmarks/order has found them.
ifeq ($(shell uname -s),Linux)
STATIC := -Xswiftc -static-executable
BY_USE = -Xswiftc -use-ld=lld -Xswiftc -Xfrontend -Xswiftc -function-sections -Xcc -ffunction-sections \
	-Xlinker --symbol-ordering-file=$(CURDIR)/Benchmarks/Order/$(1).txt -Xlinker --no-warn-symbol-ordering
endif

release: setup ## Build both programs in the release configuration, into .build/release.
	swift build -c release --product lanyard --static-swift-stdlib -Xswiftc -cross-module-optimization $(call BY_USE,lanyard)
	swift build -c release --product lanyard-agent --static-swift-stdlib $(STATIC) $(call BY_USE,lanyard-agent) \
		--scratch-path .build/agent
	install -m 755 .build/agent/release/lanyard-agent .build/release/lanyard-agent

load:
	swift build -c release --package-path Benchmarks

bench: release load ## Measure the programs: throughput, start-up and memory, beside openssl and moto.
	@command -v moto_server >/dev/null || { python3 -m venv Benchmarks/.venv && \
		Benchmarks/.venv/bin/pip install --quiet --disable-pip-version-check 'moto[server]==5.2.1'; } || true
	@export PATH="$$PATH:$(CURDIR)/Benchmarks/.venv/bin"; Benchmarks/run; bars=$$?; \
		Benchmarks/agent || bars=1; Benchmarks/webhook || bars=1; exit $$bars

fuzzwire: ## Send hostile values to every operation for SECONDS_TO_FUZZ (120), from SEED or a random one.
	@scripts/fuzz-wire $(or $(SECONDS_TO_FUZZ),120) $(SEED)

fuzz: ## Run the policy engine under libFuzzer for SECONDS_TO_FUZZ (120) and say what it found.
	@scripts/fuzz $(or $(SECONDS_TO_FUZZ),120)

fmt: ## Format every source file.
	swift format --in-place --parallel --recursive $(SOURCES)

clean: ## Remove what was built and installed here.
	rm -rf .build Benchmarks/.build Benchmarks/.venv .venv
