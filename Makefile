# make train, make test, make studies: each sets itself up first. ARGS="..." goes to the training as
# it is.
.PHONY: setup experiments train test sanitize studies fuzz format lint clean

sources = $(shell find metrics protocol nn actors experiments tests -name '*.[ch]pp')

train: .data/features.npz
	build/release/experiments/train_classifier --out results/train $(ARGS)
	@[ ! -e results/train/runs.csv ] || build/release/experiments/report results/train

test: build/release/build.ninja build/dev/build.ninja
	@sh cmake/setup.sh chromium miller
	@cmake --build --preset release
	@cmake --build --preset dev
	@bash tests/run.sh release dev

# Every test under sanitizers, the slow ones too: a quarter of an hour.
sanitize: build/dev/build.ninja
	@sh cmake/setup.sh chromium miller
	@cmake --build --preset dev
	@SLOW=1 bash tests/run.sh dev

# The questions of experiments/studies, one table each.
studies: experiments
	@sh cmake/setup.sh miller
	@for study in experiments/studies/*_*.sh experiments/studies/latency.sh \
	  experiments/studies/growth.sh experiments/studies/phones.sh; do echo "$$study"; sh $$study || exit; done

# One reader under clang's libFuzzer, see tests/fuzz/README.md.
READER ?= message
fuzz:
	@sh cmake/setup.sh clang libclang-rt-14-dev
	@cmake --preset fuzz >/dev/null && cmake --build --preset fuzz
	@mkdir -p build/fuzz/found/$(READER)
	build/fuzz/tests/fuzz_readers --reader=$(READER) -max_total_time=60 $(ARGS) \
	  build/fuzz/found/$(READER) tests/fuzz/corpus/$(READER)

format:
	@sh cmake/setup.sh clang-format
	@clang-format -i $(sources)

lint: build/release/build.ninja
	@sh cmake/setup.sh clang-format clang-tidy
	@clang-format --dry-run -Werror $(sources)
	@run-clang-tidy -quiet -p build/release

clean:
	rm -rf build

setup:
	@sh cmake/setup.sh

experiments: build/release/build.ninja
	@cmake --build --preset release --target experiments/all

build/%/build.ninja: CMakePresets.json | setup
	@cmake --preset $*

.data/features.npz: | experiments
	build/release/experiments/pretrain
