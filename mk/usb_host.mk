# The USB line host of sim/usb, and the tests of devices on its line: tests/usb.
USB_HOST := $(filter-out sim/usb/dg_%,$(wildcard sim/usb/*.cpp))
USB_BENCH := tests/usb/bench.cpp tests/usb/device.cpp $(USB_HOST)
USB_BENCH_FLAGS = $(addprefix -I$(CURDIR)/,sim/usb tests/usb) -DDEVICE_UID=$(1) -DDEVICE_RESPONSE_MAX=$(2)

# The control sample: PyPI's luna, a device that is not ours, as Verilog. tools/setup check brings it. Its clock of 12 MHz behind
# FIFOs takes more than the 6.5 bit times that the specification gives a device for a response; hosts forgive it, since they
# give up after 16 only.
LUNA := $(if $(wildcard $(VENV)/lib/python3*/site-packages/luna),yes)
LUNA_DEVICE := $(BUILD)/usb/luna_device.v
USB_LUNA_TEST := $(BUILD)/usb/test_luna
$(LUNA_DEVICE): tests/usb/luna_device.py
	@mkdir -p $(@D)
	$(call quiet,LUNA)YOSYS=$(abspath $(TOOLS))/yosys $(VENV)/bin/python $< $@.new
	@mv $@.new $@
$(call verilated,$(USB_LUNA_TEST),luna_device,,tests/usb/test_luna.cpp $(USB_BENCH) $(LUNA_DEVICE),\
    $(call USB_BENCH_FLAGS,0,16),--prefix Vtop --x-initial fast -Wno-fatal)
usb-luna: $(if $(LUNA),$(USB_LUNA_TEST)) # the host itself, judged by a device that others wrote
	@$(if $(LUNA),$<,echo "skipped: PyPI's luna-usb is not in $(VENV), tools/setup check installs it")
CHECKS += usb-luna
CHECK_BUILD += $(if $(LUNA),$(USB_LUNA_TEST))

# The device of rtl/link/usb, sending back what it gets: tests/usb/main.cpp and the files of tests that it lists; and a session of
# it, for sigrok's decoders.
USB_TEST := $(BUILD)/usb/test
USB_RECORD := $(BUILD)/usb/record
usb_echo = $(call verilated,$(1),usb_echo,,$(addprefix tests/usb/,$(2) usb_echo.v) $(USB_BENCH),\
    $(call USB_BENCH_FLAGS,0x0123456789ABCDEFull,6.5),--assert --prefix Vtop $(BENCH_FLAGS))
$(call usb_echo,$(USB_TEST),main.cpp hub.cpp requests.cpp states.cpp traffic.cpp faults.cpp cuts.cpp)
$(call usb_echo,$(USB_RECORD),record.cpp)
$(call usb_echo,$(BUILD)/usb/response,response.cpp)
usb-host: $(USB_TEST) # enumeration, traps, and a line with faults
	@$<
usb-host-long: $(USB_TEST) # resets and suspends at each bit of bulk and control transfers
	@USB_STEP=1 $< 'at any bit'
usb-sigrok: $(USB_RECORD) # the line, read by somebody else
	@python3 tests/usb/test_sigrok.py $<
.PHONY: usb-response
usb-response: $(BUILD)/usb/response ## page: the histogram of the USB device's response times, from simulation
	$< > $(BUILD)/usb/response.txt
	tests/usb/response_svg.py < $(BUILD)/usb/response.txt > docs/img/usb_response.svg
CHECKS += usb-host usb-sigrok
CHECKS_LONG += usb-host-long
CHECK_BUILD += $(USB_TEST) $(USB_RECORD)

# Its C face, with the simulated core.
USB_FACE_OBJ := $(BUILD)/obj/tests/usb/test_face.o
$(USB_FACE_OBJ): | need-cmocka.h
$(call object_flags,$(USB_FACE_OBJ),$(BUILD_DIR_FLAG))
$(call program,$(BUILD)/usb/test_face,$(USB_FACE_OBJ),-lcmocka)
usb-face: $(BUILD)/usb/test_face $(BUILD)/libdeltagen-sim-usb.so
	@$<
CHECKS += usb-face
CHECK_BUILD += $(BUILD)/usb/test_face
