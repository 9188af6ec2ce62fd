# Co-simulation: tests/cosim/test_NAME.c is a program that uses the public API on device "sim", run by `make cosim-NAME`.
COSIM := $(patsubst tests/cosim/test_%.c,%,$(wildcard tests/cosim/test_*.c))

$(COSIM:%=$(BUILD)/obj/tests/cosim/test_%.o): CFLAGS_ALL += -DBUILD_DIR='"$(abspath $(BUILD))"'
$(COSIM:%=$(BUILD)/cosim/test_%): $(BUILD)/cosim/test_%: $(BUILD)/obj/tests/cosim/test_%.o $(BUILD)/unit/libhelpers.a $(LIB_STATIC)
	@mkdir -p $(@D)
	$(call quiet,LD)$(CC) $(SAN) -o $@ $^ -lcmocka $(LIB_LIBS)
$(COSIM:%=$(BUILD)/obj/tests/cosim/test_%.o): | need-cmocka.h

.PHONY: cosim cosim-build cosim-long $(COSIM:%=cosim-%)
cosim-build: sim $(COSIM:%=$(BUILD)/cosim/test_%)
$(COSIM:%=cosim-%): cosim-%: $(BUILD)/cosim/test_% sim
	@$<
cosim: $(COSIM:%=cosim-%) ## test: the library on the simulated core against software, with and without faults
cosim-long: cosim-build ## test: the same with twenty times as many frames
	COSIM_SCALE=20 $(BUILD)/cosim/test_programs

CHECK_BUILD += cosim-build
CHECKS += $(COSIM:%=cosim-%)
-include $(COSIM:%=$(BUILD)/obj/tests/cosim/test_%.d)
