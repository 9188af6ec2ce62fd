# Co-simulation: tests/cosim/test_NAME.c is a program that uses the public API on device "sim", run by `make cosim-NAME`.
COSIM := $(patsubst tests/cosim/test_%.c,%,$(wildcard tests/cosim/test_*.c))

$(foreach test,$(COSIM),\
    $(call object_flags,$(BUILD)/obj/tests/cosim/test_$(test).o,$(BUILD_DIR_FLAG))\
    $(call c_test,$(BUILD)/cosim/test_$(test),$(BUILD)/obj/tests/cosim/test_$(test).o,))

.PHONY: cosim cosim-build cosim-long
cosim-build: sim $(COSIM:%=$(BUILD)/cosim/test_%)
$(COSIM:%=cosim-%): cosim-%: $(BUILD)/cosim/test_% sim
	@$<
cosim: $(COSIM:%=cosim-%) ## test: the library on the simulated core against software, with and without faults
cosim-long: cosim-build ## test: the same with twenty times as many frames
	COSIM_SCALE=20 $(BUILD)/cosim/test_programs
cosim-usb-long: cosim-build # 20,000 operations each over USB: on a good line, on a bad one, with frames lost
	@COSIM_SCALE=50 COSIM_ONLY='usb_*' $(BUILD)/cosim/test_programs

CHECKS_LONG += cosim-usb-long
CHECK_BUILD += cosim-build
CHECKS += $(COSIM:%=cosim-%)
