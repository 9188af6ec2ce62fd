# Tests of the command against the oracle, against a device that lies, and on machines that are not there.
CLI_TESTS := $(patsubst tests/cli/test_%.py,check-cli-%,$(wildcard tests/cli/test_*.py))
LIAR := $(BUILD)/deltagen-liar
FAKE_BOARD := $(BUILD)/deltagen-fake-board

.PHONY: check-cli
check-cli: $(CLI_TESTS) ## test: tests of the command
$(CLI_TESTS): check-cli-%: $(CMD) $(LIAR) $(FAKE_BOARD) | need-python3
	@BUILD=$(BUILD) PYTHONDONTWRITEBYTECODE=1 python3 tests/cli/test_$*.py --quiet

# The command with functions replaced by those of tests/cli.
LIAR_WRAPS := dg_async_submit dg_synth_verify dg_synth_run read fsync renameat getrandom
FAKE_BOARD_WRAPS := dg_device_open dg_device_get_info dg_device_close
$(call program,$(LIAR),$(CMD_OBJ) $(BUILD)/obj/tests/cli/liar.o $(LIB_CLI) $(LIB_STATIC),$(call wrap,$(LIAR_WRAPS)))
$(call program,$(FAKE_BOARD),$(CMD_OBJ) $(BUILD)/obj/tests/cli/fake_board.o $(LIB_CLI) $(LIB_STATIC),$(call wrap,$(FAKE_BOARD_WRAPS)))

# A board at a pseudo-terminal, as for the tests of the serial link, which says that it is an iCEBreaker.
CLI_BOARD := $(BUILD)/cli/board
$(call verilated,$(CLI_BOARD),dg_serial,$(SERIAL_PARAMETERS) BOARD=5 "BUILD=64'h00c0ffee00c0ffee",\
    tests/serial/rig.cpp rtl/link/serial/dg_serial.v $(BUILD)/obj/tests/cli/board.o,,$(BENCH_FLAGS))
check-cli-board: $(CLI_BOARD)

CHECKS += $(CLI_TESTS)
CHECK_BUILD += $(LIAR) $(FAKE_BOARD) $(CLI_BOARD)
-include $(patsubst %,$(BUILD)/obj/tests/cli/%.d,liar fake_board board)
