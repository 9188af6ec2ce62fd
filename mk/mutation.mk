# Automatic mutants over all that ships, each against the targets that cover it (tests/mutation).
MUTATION = $(VENV)/bin/python tests/mutation/run
COUNT ?= 300
SEED ?= 1

.PHONY: setup-mutation mutation mutation-map check-changed print-bench-flags
setup-mutation:
	@tools/setup mutation
mutation: setup-mutation ## test: change what ships in COUNT=300 small ways from SEED=1, see a test turn red for each; an hour or two
	@$(MUTATION) --count $(COUNT) --seed $(SEED)
mutation-map: setup-mutation ## test: measure anew which targets run which lines
	@$(MUTATION) --map --count 0
check-changed: setup-mutation ## test: the targets that a change since SINCE=HEAD can break
	@tests/run $$($(MUTATION) --changed $(or $(SINCE),HEAD))

# How a bench of the RTL is built, for mutants: Verilator, C++ flags, libraries.
print-bench-flags: $(LIB_STATIC)
	@echo '$(VERILATOR)'
	@echo '-O2 $(BENCH_INCLUDES)'
	@echo '$(abspath $(LIB_STATIC)) $(LIB_LIBS)'

.PHONY: print-checks
print-checks:
	@echo $(CHECKS) $(filter rtl-%,$(CHECKS_LONG))
