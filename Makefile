# Every command of the project. `make` alone lists them.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup build test demo tour format lint oracle kills usage browser screens gates check \
	rigs mutants bench

# One set of flags for every debug build: other flags would build everything a second time.
DEBUG := -Xswiftc -warnings-as-errors
SWIFT_FILES := --recursive --parallel Sources Tests Package.swift \
	Benchmarks/revenue/Sources Benchmarks/revenue/Package.swift \
	Benchmarks/activity/Sources Benchmarks/activity/Package.swift
TENURE := .build/debug/tenure

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## install what is missing on this machine, and only that
	@script/setup

build: setup  ## build everything, warnings being errors
	swift build --build-tests $(DEBUG)

test: setup  ## run the Swift tests; `make test only=TidyTests` runs a part
	swift test --disable-xctest $(DEBUG) $(if $(only),--filter '$(only)')

demo: setup  ## make up a company, import its books, show it in a browser
	swift build --product tenure $(DEBUG)
	swift build --product simulate $(DEBUG)
	@script/demo

tour: setup  ## ask about the demo's company on the command line
	swift build --product tenure $(DEBUG)
	swift build --product simulate $(DEBUG)
	@script/tour

format:  ## rewrite the Swift sources as the house writes them
	swift format format --in-place $(SWIFT_FILES)

lint:  ## report what `make format` would change and what lacks a comment
	swift format lint --strict $(SWIFT_FILES)

# The same questions put to the Python oracle, which shares no code with the program.
histories ?= 500
seed ?= 1
usages ?= 25
oracle: build  ## compare with the oracle and with real data: histories=500 usages=25 seed=1
	python3 -m unittest discover -s Tests/Oracle -p 'test_*.py'
	python3 Tests/Oracle/real.py --tenure $(TENURE)
	python3 Tests/Oracle/compare.py --tenure $(TENURE) --histories $(histories) --seed $(seed)
	python3 Tests/Oracle/usage_compare.py --tenure $(TENURE) --histories $(usages) --seed $(seed)

# Imports killed at chance moments, and the control that must see what is lost.
kill ?= 15
kills: build  ## bad files, and imports killed for some seconds: kill=15
	python3 Tests/Rigs/bad_input.py --tenure $(TENURE)
	python3 Tests/Rigs/kill_import.py --tenure $(TENURE) --seconds $(kill)
	! python3 Tests/Rigs/kill_import.py --tenure $(TENURE) --trials 8 --control

# A server that is killed while usage is sent to it, whose disk is full, whose power is cut, that is
# sent too much; and the controls that must see what is wrong.
outage ?= 8
deaths ?= 100000
cuts ?= 20
bodies ?= 15000
PYTHON_RIGS := .venv-rigs/bin/python
usage: build  ## break a server that takes usage: outage=8 seconds of kills, cuts=20, bodies=15000
	script/setup --rigs
	$(PYTHON_RIGS) Tests/Rigs/usage.py --tenure $(TENURE) --seconds $(outage) --kills $(deaths)
	$(PYTHON_RIGS) Tests/Rigs/full_disk.py --tenure $(TENURE)
	for control in lost doubled; do $(PYTHON_RIGS) Tests/Rigs/usage.py --tenure $(TENURE) \
		--seconds 3 --events 100 --control $$control; [ $$? -eq 1 ] || exit 1; done
	$(PYTHON_RIGS) Tests/Rigs/clients.py --tenure $(TENURE)
	$(PYTHON_RIGS) Tests/Rigs/clients.py --tenure $(TENURE) --events 20 --control; [ $$? -eq 1 ]
	$(PYTHON_RIGS) Tests/Rigs/powerloss.py --tenure $(TENURE) --cuts $(cuts)
	for control in log normal names; do $(PYTHON_RIGS) Tests/Rigs/powerloss.py --tenure $(TENURE) \
		--cuts 150 --control $$control; [ $$? -eq 1 ] || exit 1; done
	$(PYTHON_RIGS) Tests/Rigs/power_import.py --tenure $(TENURE) --cuts $(cuts)
	$(PYTHON_RIGS) Tests/Rigs/power_import.py --tenure $(TENURE) --cuts 10 --control; [ $$? -eq 1 ]
	$(PYTHON_RIGS) Benchmarks/usage/load.py overload --tenure $(TENURE) --seconds 3
	$(PYTHON_RIGS) Benchmarks/usage/load.py fuzz --tenure $(TENURE) --bodies $(bodies)
	$(PYTHON_RIGS) Benchmarks/usage/load.py fuzz --tenure $(TENURE) --bodies 200 --control; \
		[ $$? -eq 1 ]

# What a newcomer does in a browser, what others try over HTTP, and what pages make of markup.
PYTHON_BROWSER := .venv-browser/bin/python
browser: build  ## go through the pages in a browser, and attack them
	script/setup --browser
	script/demo --no-serve >/dev/null
	$(PYTHON_BROWSER) -m unittest discover -s Tests/Browser -p 'test_*.py'
	$(PYTHON_BROWSER) Tests/Browser/xss.py
	$(PYTHON_BROWSER) Tests/Browser/screens.py --short --no-pictures

screens: build  ## picture every page, and say what is wrong: TENURE_LARGE=workspace
	script/setup --browser
	script/demo --no-serve >/dev/null
	$(PYTHON_BROWSER) Tests/Browser/screens.py

gates: setup  ## count the kernels' instructions and hold them against their limits
	swift build -c release --package-path Benchmarks/revenue $(DEBUG)
	python3 Benchmarks/revenue/gates.py

check: setup lint oracle kills usage browser gates test  ## what CI runs; green means done

rigs: setup  ## every rig in full: some hours
	TENURE_FLIPS=1000 TENURE_FULL=1 TENURE_FUZZ=10000000 $(MAKE) test
	$(MAKE) oracle histories=10000 usages=1000
	$(MAKE) kills kill=600
	$(MAKE) usage outage=7200 deaths=3000 cuts=2000 bodies=10000000

mutants: setup  ## break the program on purpose, one place at a time: do the tests notice?
	script/mutants

bench:  ## time imports, kernels, usage beside others; `make bench only=revenue` runs a part
	script/setup --bench
	script/bench $(only)
