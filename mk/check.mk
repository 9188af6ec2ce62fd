# The two commands. Every mk/*.mk adds targets to CHECKS; tests/run says what counts as passed.
# What more than one of them needs is built before they start, since they run side by side.
CHECK_BUILD += all sim
ON_ALL_CORES = --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: demo check
demo: ## install what is missing, build, compare software and simulation on a small job
	tools/setup demo
	@echo "demo: building the library, the command and the simulation"
	@tools/logged $(BUILD)/demo-build.log 'demo: building' $(MAKE) $(ON_ALL_CORES) all $(BUILD)/libdeltagen-sim-default.so
	@tools/demo
check: ## install what is missing, build, run every test
	tools/setup check
	@echo "check: building"
	@tools/logged $(BUILD)/check-build.log 'check: building' $(MAKE) $(ON_ALL_CORES) $(CHECK_BUILD)
	@echo "check: figures, measured here"
	@$(CMD) bench --device sim
	@tests/run $(CHECKS)

.PHONY: check-readme check-probes check-run
check-readme: all # its examples do what it says
	@python3 tests/readme.py $(BUILD)
CHECKS += check-readme

check-probes: # what make looks for, with it and without
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/make/test_probes.py --quiet
check-run: # tests/run itself
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/make/test_run.py --quiet
CHECKS += check-probes check-run
