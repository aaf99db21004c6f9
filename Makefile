# make demo      install what is needed, build, and run the main job on the example dossier
# make test      install what is needed, build, and run all tests
# make portable  compile what is to run in a browser, and hold it against the program
# make install   build a program that needs no Swift, and put it into PREFIX (default /usr/local)
# make soak      the long runs: many files, a huge file, made-up documents, every fault, kills, races
# make sanitize  the tests under the address sanitizer, and the parallel ones under the thread sanitizer
# make bench     evpack beside tar, openssl, bagit.py and others on the same data
# make lint      the formatter's check

PREFIX ?= /usr/local
SWIFT ?= swift
TOOLS := $(CURDIR)/.build/test-tools
RELEASE := -c release --static-swift-stdlib -Xlinker -s

.PHONY: demo test portable install soak sanitize bench lint setup build release clean

setup:
	@Tools/setup build

build: setup
	$(SWIFT) build

release: setup
	$(SWIFT) build $(RELEASE) --product evpack

demo: release
	@PATH="$$($(SWIFT) build $(RELEASE) --show-bin-path):$$PATH" Tools/demo

test: setup
	@Tools/setup test
	Tools/portable
	$(SWIFT) build --build-tests
	PATH="$(TOOLS)/bin:$$PATH" $(SWIFT) test --skip-build

# `make test` runs these tests as well.
portable: setup
	@Tools/setup test
	Tools/portable
	$(SWIFT) build --build-tests
	PATH="$(TOOLS)/bin:$$PATH" $(SWIFT) test --skip-build --filter 'NotationTests|PortableTests'

soak: release
	@Tools/setup test
	PATH="$$($(SWIFT) build $(RELEASE) --show-bin-path):$(TOOLS)/bin:$$PATH" Tests/Soak/run
	PATH="$$($(SWIFT) build $(RELEASE) --show-bin-path):$$PATH" Tests/Faults/kills
	PATH="$$($(SWIFT) build $(RELEASE) --show-bin-path):$$PATH" Tests/Faults/races
	PATH="$$($(SWIFT) build $(RELEASE) --show-bin-path):$$PATH" Tests/Faults/run
	rm -rf .build/tour
	PATH="$$($(SWIFT) build $(RELEASE) --show-bin-path):$(TOOLS)/bin:$$PATH" EVPACK_WHOLE_TOUR=1 \
	  python3 Tests/CommandTests/Page/tour.py Tests/Fixtures/Samples .build/tour
	$(SWIFT) build --build-tests
	EVPACK_ALL_BITS=1 EVPACK_FUZZ=20000 $(SWIFT) test --skip-build --filter MutationTests
	PATH="$$($(SWIFT) build $(RELEASE) --show-bin-path):$$PATH" Tests/Soak/check
	PATH="$$($(SWIFT) build $(RELEASE) --show-bin-path):$$PATH" Tests/Soak/sound
	PATH="$$($(SWIFT) build $(RELEASE) --show-bin-path):$$PATH" Tests/Soak/page

# Swift keeps bits of its own in pointers, so that what is in use looks leaked; and its crash report
# hangs under a sanitizer.
SANITIZED = SWIFT_BACKTRACE=enable=no PATH="$(TOOLS)/bin:$$PATH" $(SWIFT) test --skip-build

sanitize: setup
	@Tools/setup test
	$(SWIFT) build --build-tests --sanitize=address --scratch-path .build-asan
	ASAN_OPTIONS=detect_leaks=0 $(SANITIZED) --sanitize=address --scratch-path .build-asan
	$(SWIFT) build --build-tests --sanitize=thread --scratch-path .build-tsan
	$(SANITIZED) --sanitize=thread --scratch-path .build-tsan --filter 'ManifestTests|DeskTests'

bench: release
	@Tools/setup bench
	PATH="$$($(SWIFT) build $(RELEASE) --show-bin-path):$(TOOLS)/bin:$$PATH" Benchmarks/run.py
	$(SWIFT) package --package-path Benchmarks/Micro benchmark --no-progress

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

install: release
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 "$$($(SWIFT) build $(RELEASE) --show-bin-path)/evpack" "$(DESTDIR)$(PREFIX)/bin/evpack"
	install -d "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" \
	  "$(DESTDIR)$(PREFIX)/share/zsh/site-functions" "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d"
	"$(DESTDIR)$(PREFIX)/bin/evpack" --generate-completion-script bash \
	  > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/evpack"
	"$(DESTDIR)$(PREFIX)/bin/evpack" --generate-completion-script zsh \
	  > "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_evpack"
	"$(DESTDIR)$(PREFIX)/bin/evpack" --generate-completion-script fish \
	  > "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/evpack.fish"

clean:
	rm -rf .build
