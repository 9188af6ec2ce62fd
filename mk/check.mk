# The two commands. Every mk/*.mk adds targets to CHECKS; tests/run says what counts as passed.
# What more than one of them needs is built before they start, since two run at a time.
CHECK_BUILD += all sim

.PHONY: demo check
demo: ## install what is missing, build, compare software and simulation on a small job
	tools/setup demo
	@echo "demo: building the library, the command and the simulation"
	@mkdir -p $(BUILD)
	@$(MAKE) --no-print-directory all sim $(call logged,$(BUILD)/demo-build.log)
	@tools/demo
check: ## install what is missing, build, run every test
	tools/setup check
	@echo "check: building"
	@mkdir -p $(BUILD)
	@$(MAKE) --no-print-directory $(CHECK_BUILD) $(call logged,$(BUILD)/check-build.log)
	@echo "check: figures, measured here"
	@$(CMD) bench --device sim
	@echo "check: $(words $(sort $(CHECKS))) targets, two at a time; logs are in $(BUILD)/check"
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
