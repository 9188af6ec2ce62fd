# Tests of the command against the oracle, against a device that lies, and on machines that are not there.
CLI_TESTS := $(patsubst tests/cli/test_%.py,check-cli-%,$(wildcard tests/cli/test_*.py))
LIAR := $(BUILD)/deltagen-liar
FAKE_BOARD := $(BUILD)/deltagen-fake-board

.PHONY: check-cli $(CLI_TESTS)
check-cli: $(CLI_TESTS) ## test: tests of the command
$(CLI_TESTS): check-cli-%: $(CMD) $(LIAR) $(FAKE_BOARD) | need-python3
	@BUILD=$(BUILD) PYTHONDONTWRITEBYTECODE=1 python3 tests/cli/test_$*.py --quiet

$(LIAR): $(CMD_OBJ) $(BUILD)/obj/tests/cli/liar.o $(CLI_LIB) $(LIB_STATIC)
	$(call quiet,LD)$(CC) $(SAN) -Wl,--wrap=dg_async_submit,--wrap=dg_synth_verify,--wrap=dg_synth_run,--wrap=read,--wrap=fsync,--wrap=renameat,--wrap=getrandom -o $@ $^ $(LIB_LIBS)

$(FAKE_BOARD): $(CMD_OBJ) $(BUILD)/obj/tests/cli/fake_board.o $(CLI_LIB) $(LIB_STATIC)
	$(call quiet,LD)$(CC) $(SAN) -Wl,--wrap=dg_device_open,--wrap=dg_device_get_info,--wrap=dg_device_close -o $@ $^ $(LIB_LIBS)

# A board at a pseudo-terminal, as for the tests of the serial link (mk/serial.mk), which says that it is an iCEBreaker.
CLI_BOARD := $(BUILD)/cli/board
check-cli-board: $(CLI_BOARD)
$(CLI_BOARD): $(BUILD)/obj/tests/cli/board.o tests/serial/rig.cpp tests/serial/rig.h tests/serial/uart_line.hpp $(RTL) $(RTL_HEADERS) | need-verilator need-c++
	@mkdir -p $(@D)
	@tools/logged $(@D)/build.log '$@' \
	    $(VERILATOR) --cc --exe --build -O3 --x-assign fast --x-initial fast $(VFLAGS) --top-module dg_serial -Mdir $(@D)/model \
	    -o $(abspath $@) $(addprefix -G,$(SERIAL_PARAMETERS)) -GBOARD=5 "-GBUILD=64'h00c0ffee00c0ffee" \
	    -CFLAGS "-O2 -I$(CURDIR)/tests/serial" -LDFLAGS "$(abspath $<) -lpthread" -MAKEFLAGS "OPT_FAST=-O2 OPT_GLOBAL=-O2" \
	    $(CURDIR)/tests/serial/rig.cpp rtl/link/serial/dg_serial.v

CHECKS += $(CLI_TESTS)
CHECK_BUILD += $(LIAR) $(FAKE_BOARD) $(CLI_BOARD)
-include $(patsubst %,$(BUILD)/obj/tests/cli/%.d,liar fake_board board)
