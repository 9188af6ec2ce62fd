# The commands to try and to test it all. tests/run says what counts as passed; what takes more than a minute or two of processor
# time belongs into CHECKS_LONG.
# What more than one of them needs is built before they start, since they run side by side.
CHECK_BUILD += all sim
ON_ALL_CORES = --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: demo check check-long check-ci
demo: ## use: install what is missing, build, compare software and simulation on a small job
	tools/setup demo
	@echo "demo: building the library, the command and the simulation"
	@tools/logged $(BUILD)/demo-build.log 'demo: building' $(MAKE) $(ON_ALL_CORES) all $(BUILD)/libdeltagen-sim-default.so
	@tools/demo
check: check-ready ## test: install what is missing, build, run every test but the longest
	@tests/run $(CHECKS)
check-long: check-ready ## test: the largest proofs, gates, place and route, other configurations: when RTL, numerics, tools or pins change
	@tests/run $(CHECKS_LONG)
check-ci: check-ready ## test: what continuous integration runs: check, check-fresh, and of check-long what can begin within 22 minutes
	@tests/run check-fresh $(CHECKS) --within 22 $(CHECKS_LONG)

# Of processor time; on two cores half of that passes.
check: TAKES := about 15 minutes of processor time, half of that on two cores, and 2 GB in build/
check-ci: TAKES := up to 45 minutes, and 4 GB in build/
check-long: TAKES := hours of processor time, and 8 GB in build/
.PHONY: check-ready
check-ready:
	@echo "check: takes $(TAKES)"
	@tools/setup check
	@echo "check: building"
	@tools/logged $(BUILD)/check-build.log 'check: building' $(MAKE) $(ON_ALL_CORES) $(CHECK_BUILD)
	@echo "check: figures, measured here"
	@$(CMD) bench --device sim

.PHONY: check-fresh
check-readme: all | need-python3 # what it and the how-tos show is what comes
	@python3 tests/readme.py $(BUILD)
check-c-examples: $(LIB_STATIC) | need-python3 # with the library of the tree; check-install has the installed one
	@mkdir -p $(BUILD)/examples
	@cp examples/Makefile examples/*.c $(BUILD)/examples
	@$(MAKE) -s -C $(BUILD)/examples CC='$(CC)' CFLAGS=-Werror CPPFLAGS=-I$(abspath include) LDLIBS='$(abspath $(LIB_STATIC)) $(LIB_LIBS)'
	@python3 tests/examples.py $(BUILD)/examples
CHECKS += check-readme check-c-examples
check-fresh: ## test: the commit on minimal trees of Debian 12, as root: some minutes, what is downloaded stays in build/fresh
	@tests/fresh/run

check-make: | need-python3 # probes, help, and tests/run itself
	@PYTHONDONTWRITEBYTECODE=1 python3 -m unittest discover --quiet -s tests/make
check-tools: # the scripts there, among programs that only note how they were called
	@PYTHONDONTWRITEBYTECODE=1 python3 -m unittest discover --quiet -s tests/tools
CHECKS += check-make check-tools
