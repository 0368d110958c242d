# The entry points for users and developers: `make train` trains a model, `make test` runs the tests. Each target installs what it needs.

.DEFAULT_GOAL := help
.PHONY: help setup build train test external documentation interop long-test recipes metis-test api-changes check-all \
  benchmark benchmark-peers \
  format format-check check-words

help: ## Show this list.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## Install missing system libraries.
	@./.ci/install-system-libraries

build: setup ## Build the release program, .build/release/graphlearn.
	swift build -c release --product graphlearn

train: build ## Train a GCN on the embedded karate club and save the model.
	.build/release/graphlearn train --save karate-gcn.safetensors

SNIPPETS = $(notdir $(basename $(wildcard Snippets/*.swift Snippets/*/*.swift)))

# Tests have a separate build directory, so that building them does not rebuild the release program.
test: setup ## Run all tests and snippets in a release build, which takes minutes.
	swift test -c release --scratch-path .build-tests
	for snippet in $(SNIPPETS); do \
	  swift run --scratch-path .build-tests --quiet $$snippet >/dev/null || exit 1; \
	done

EXTERNAL = UsesGraphCore UsesSpectralGraphs UsesGraphLearning

external: setup ## Build and run packages that use the library.
	for program in $(EXTERNAL); do \
	  swift run -c release --package-path Tests/External --scratch-path .build-external --quiet $$program || exit 1; \
	done

documentation: setup ## Build the documentation of all products.
	./.ci/build-documentation

interop: ## Read files that NetworkX, pandas, SciPy, scikit-learn and igraph write, if installed.
	./Tests/Interop/run -c release --scratch-path .build-tests

long-test: build ## Reproduce the figures of the papers over many seeds. Requires GRAPHLEARN_DATA.
	./Benchmarks/reproduce-papers .build/release/graphlearn

recipes: build ## Run each recipe with three seeds, which takes 1 to 2 hours. Requires GRAPHLEARN_DATA.
	./Benchmarks/reproduce-recipes .build/release/graphlearn

metis-test: setup ## Run the tests on parts of graphs with METIS, which is installed if it is missing.
	./.ci/install-system-libraries libmetis-dev
	swift test -c release --traits METIS,SuiteSparse --scratch-path .build-metis \
	  --filter 'NodePartitionTests|BatchesOfPartsTests|TrainCommandTests'

benchmark: setup ## Time kernels, epochs, samplers, readers and eigensolvers at each instruction level.
	swift build -c release --product Benchmark
	.build/release/Benchmark $(BENCHMARK)

PYTHON ?= python3

DGL_PYTHON ?= $(PYTHON)

benchmark-peers: build ## Compare with the peers that PYTHON and DGL_PYTHON have. Requires GRAPHLEARN_DATA; large graphs in GRAPHS.
	swift build -c release --product Benchmark
	./Benchmarks/compare-with-pytorch $(GRAPHLEARN_DATA)/planetoid $(PYTHON)
	./Benchmarks/compare-layers $(GRAPHLEARN_DATA)/planetoid $(PYTHON)
	./Benchmarks/compare-dense $(PYTHON)
	@if [ -n "$(GRAPHS)" ]; then ./Benchmarks/compare-large $(GRAPHS) $(GRAPHLEARN_DATA)/planetoid $(PYTHON) $(DGL_PYTHON); \
	else echo "GRAPHS is not set: the comparisons on large graphs are left out"; fi

# The latest release, or the previous commit if there is none.
BASELINE = $(shell git describe --tags --abbrev=0 2>/dev/null || echo HEAD~1)

api-changes: setup ## List the changes of the public interface since BASELINE.
	./.ci/list-api-changes $(BASELINE)

check-all: interop long-test recipes metis-test api-changes ## Run the checks that take too long for every change.

format: ## Format the Swift sources.
	swift format --in-place --parallel --recursive Package.swift Sources Snippets Tests Benchmarks

format-check: ## Check the format of the Swift sources.
	swift format lint --strict --parallel --recursive Package.swift Sources Snippets Tests Benchmarks

check-words: ## Check for words that the project avoids (see CONTRIBUTING.md).
	./.ci/check-words
