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
usb_luna = $(call verilated,$(1),luna_device,,$(2) $(USB_BENCH) $(LUNA_DEVICE),$(call USB_BENCH_FLAGS,0,16),\
    --prefix Vtop --x-initial fast -Wno-fatal)
$(call usb_luna,$(USB_LUNA_TEST),tests/usb/test_luna.cpp)
$(call usb_luna,$(BUILD)/usb/record,tests/usb/record.cpp)
usb-luna: $(if $(LUNA),$(USB_LUNA_TEST)) # the host itself, judged by a device that others wrote
	@$(if $(LUNA),$<,echo "skipped: PyPI's luna-usb is not in $(VENV), tools/setup check installs it")
usb-sigrok: $(if $(LUNA),$(BUILD)/usb/record) # the line of a session, read by sigrok's decoders
	@$(if $(LUNA),python3 tests/usb/test_sigrok.py $<,echo "skipped: there is no device without PyPI's luna-usb")
CHECKS += usb-luna usb-sigrok
CHECK_BUILD += $(if $(LUNA),$(USB_LUNA_TEST) $(BUILD)/usb/record)

# The device of rtl/link/usb, sending back what it gets: tests/usb/main.cpp and the files of tests that it lists.
USB_TEST := $(BUILD)/usb/test
$(call verilated,$(USB_TEST),usb_echo,,\
    $(addprefix tests/usb/,main.cpp requests.cpp states.cpp traffic.cpp faults.cpp usb_echo.v) $(USB_BENCH),\
    $(call USB_BENCH_FLAGS,0x0123456789ABCDEFull,6.5),--assert --prefix Vtop $(BENCH_FLAGS))
usb-host: $(USB_TEST) # enumeration, traps, and a line with faults
	@$<
CHECKS += usb-host
CHECK_BUILD += $(USB_TEST)
