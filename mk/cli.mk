# Tests of the command against the oracle, against a device that lies, and on machines that are not there.
CLI_TESTS := $(patsubst tests/cli/test_%.py,check-cli-%,$(wildcard tests/cli/test_*.py))
LIAR := $(BUILD)/deltagen-liar
FAKE_BOARD := $(BUILD)/deltagen-fake-board

.PHONY: check-cli $(CLI_TESTS)
check-cli: $(CLI_TESTS) ## tests of the command
$(CLI_TESTS): check-cli-%: $(CMD) $(LIAR) $(FAKE_BOARD)
	@BUILD=$(BUILD) PYTHONDONTWRITEBYTECODE=1 python3 tests/cli/test_$*.py --quiet

$(LIAR): $(CMD_OBJ) $(BUILD)/obj/tests/cli/liar.o $(LIB_STATIC)
	$(CC) $(SAN) -Wl,--wrap=dg_submit,--wrap=dg_verify,--wrap=dg_synth_run -o $@ $^ $(LIB_LIBS)

$(FAKE_BOARD): $(CMD_OBJ) $(BUILD)/obj/tests/cli/fake_board.o $(LIB_STATIC)
	$(CC) $(SAN) -Wl,--wrap=dg_open,--wrap=dg_get_info,--wrap=dg_close -o $@ $^ $(LIB_LIBS)

CHECKS += $(CLI_TESTS)
CHECK_BUILD += $(LIAR) $(FAKE_BOARD)
