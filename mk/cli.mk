# Tests of the command against the oracle, and against a device that lies.
CLI_TESTS := $(patsubst tests/cli/test_%.py,check-cli-%,$(wildcard tests/cli/test_*.py))
LIAR := $(BUILD)/deltagen-liar

.PHONY: check-cli $(CLI_TESTS)
check-cli: $(CLI_TESTS) ## tests of the command
$(CLI_TESTS): check-cli-%: $(CMD) $(LIAR)
	@BUILD=$(BUILD) PYTHONDONTWRITEBYTECODE=1 python3 tests/cli/test_$*.py --quiet

$(LIAR): $(CMD_OBJ) $(BUILD)/obj/tests/cli/liar.o $(LIB_STATIC)
	$(CC) $(SAN) -Wl,--wrap=dg_submit,--wrap=dg_verify,--wrap=dg_synth_run -o $@ $^ $(LIB_LIBS)

CHECKS += $(CLI_TESTS)
CHECK_BUILD += $(LIAR)
