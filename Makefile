# Everything a user needs: `make train` trains a model, `make test` runs the tests. Each target sets up what it needs.

.DEFAULT_GOAL := help
.PHONY: help setup build train test external interop long-test recipes check-all format format-check

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## Install the system libraries that are missing
	@./.ci/install-system-libraries

build: setup ## Build the release program, .build/release/graphlearn
	swift build -c release --product graphlearn

train: build ## Train on the embedded karate club and save the model
	.build/release/graphlearn train --save karate-gcn.safetensors

SNIPPETS = FilesToClassifier PeopleToClassifier TrainNodeClassifier BuildGraph OwnLayer CustomModel LayersOnGraphs TrainingLoop GraphTrainingLoop GraphSpectrum SpectralClusters DenoiseSignal \
  ResistanceAndSparsification HeatDiffusion LookInside HypergraphClassifier ImageClassifier SequenceClassifier

# Tests have their own build folder, so that they and the release program do not rebuild each other.
test: setup ## Run all tests (release build, minutes)
	swift test -c release --scratch-path .build-tests
	for snippet in $(SNIPPETS); do \
	  swift run --scratch-path .build-tests --quiet $$snippet >/dev/null || exit 1; \
	done

EXTERNAL = UsesGraphCore UsesSpectralGraphs UsesGraphLearning

external: setup ## Use the library from another package
	for program in $(EXTERNAL); do \
	  swift run -c release --package-path Tests/External --scratch-path .build-external --quiet $$program || exit 1; \
	done

interop: ## Read what NetworkX, pandas, SciPy, scikit-learn and igraph write here (skipped without them)
	./Tests/Interop/run -c release --scratch-path .build-tests

long-test: build ## Reproduce the papers' figures over many seeds (needs GRAPHLEARN_DATA)
	./Benchmarks/reproduce-papers .build/release/graphlearn

recipes: build ## Run every recipe with three seeds, an hour or two (needs GRAPHLEARN_DATA)
	./Benchmarks/reproduce-recipes .build/release/graphlearn

check-all: interop long-test recipes ## Run the checks that are too long for every change

format: ## Format the sources
	swift format --in-place --parallel --recursive Package.swift Sources Snippets Tests Benchmarks

format-check: ## Check the format
	swift format lint --strict --parallel --recursive Package.swift Sources Snippets Tests Benchmarks
