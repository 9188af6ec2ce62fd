# The serial link as a whole: the library on a pseudo-terminal, a bridge that lies, the line bit by bit, dg_serial Verilated.
SERIAL_OBJ := $(BUILD)/obj/tests/serial/test_serial.o
$(SERIAL_OBJ): | need-cmocka.h
$(call object_flags,$(SERIAL_OBJ),$(BUILD_DIR_FLAG))
SERIAL_TEST := $(BUILD)/serial/test
$(call verilated,$(SERIAL_TEST),dg_serial,$(SERIAL_PARAMETERS),\
    tests/serial/rig.cpp rtl/link/serial/dg_serial.v $(SERIAL_OBJ) $(LIB_TEST) $(LIB_STATIC) -lcmocka,,$(BENCH_FLAGS))

serial: $(SERIAL_TEST) ## test: the serial link against bridges that lie, noise, other programs, a pulled cable
	@$<

CHECK_BUILD += $(SERIAL_TEST)
CHECKS += serial
