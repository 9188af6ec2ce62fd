# The serial link as a whole: the library on a pseudo-terminal, a bridge that lies, the line bit by bit, dg_serial Verilated.
# Few clocks per bit and a small core, so that it is quick: 3 M, 1.5 M, 1 M and 500 k bits a second of 24 MHz.
SERIAL_TEST := $(BUILD)/serial/test
SERIAL_PARAMETERS := CONTEXTS=16 II=8 "KINDS=6'h24" WINDOW=4 FRAME_WORDS=40 RX_WORDS=64 CLOCK_HZ=24000000 RATES=4 \
    "CLOCKS_PER_BIT=64'h0030_0018_0010_0008"

$(BUILD)/obj/tests/serial/test_serial.o: CFLAGS_ALL += -DBUILD_DIR='"$(abspath $(BUILD))"'
$(BUILD)/obj/tests/serial/test_serial.o: | need-cmocka.h
$(SERIAL_TEST): tests/serial/rig.cpp tests/serial/rig.h tests/serial/uart_line.hpp $(RTL) $(RTL_HEADERS) \
    $(BUILD)/obj/tests/serial/test_serial.o $(BUILD)/unit/libhelpers.a $(LIB_STATIC) | need-verilator need-c++
	@mkdir -p $(@D)
	@rm -f $@ # Verilator's makefile does not know that it depends on the library
	@tools/logged $(@D)/build.log '$@' \
	    $(VERILATOR) --cc --exe --build -O3 --x-assign fast --x-initial fast $(VFLAGS) --top-module dg_serial -Mdir $(@D)/model \
	    -o $(abspath $@) $(addprefix -G,$(SERIAL_PARAMETERS)) -CFLAGS "-O2 -I$(CURDIR)/tests/serial" \
	    -LDFLAGS "$(SAN) $(abspath $(filter %.o,$^) $(filter %.a,$^)) -lcmocka $(LIB_LIBS)" -MAKEFLAGS "OPT_FAST=-O2 OPT_GLOBAL=-O2" \
	    $(CURDIR)/tests/serial/rig.cpp rtl/link/serial/dg_serial.v

.PHONY: serial
serial: $(SERIAL_TEST) ## test: the serial link against bridges that lie, noise, other programs, a pulled cable
	@$<

CHECK_BUILD += $(SERIAL_TEST)
CHECKS += serial
-include $(BUILD)/obj/tests/serial/test_serial.d
