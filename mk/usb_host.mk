# The USB line host of sim/usb, and the tests of devices on its line: tests/usb.
USB_HOST := $(filter-out sim/usb/dg_%,$(wildcard sim/usb/*.cpp))
USB_BENCH := tests/usb/bench.cpp $(USB_HOST)
USB_BENCH_INCLUDES := $(addprefix -I$(CURDIR)/,sim/usb tests/usb)

# The control sample: PyPI's luna, a device that is not ours, as Verilog. tools/setup check brings it.
LUNA := $(if $(wildcard $(VENV)/lib/python3*/site-packages/luna),yes)
LUNA_DEVICE := $(BUILD)/usb/luna_device.v
USB_LUNA_TEST := $(BUILD)/usb/test_luna
$(LUNA_DEVICE): tests/usb/luna_device.py
	@mkdir -p $(@D)
	$(call quiet,LUNA)YOSYS=$(abspath $(TOOLS))/yosys $(VENV)/bin/python $< $@.new
	@mv $@.new $@
$(call verilated,$(USB_LUNA_TEST),luna_device,,\
    tests/usb/test_luna.cpp $(USB_BENCH) $(LUNA_DEVICE),$(USB_BENCH_INCLUDES),--x-initial fast -Wno-fatal)
usb-luna: $(if $(LUNA),$(USB_LUNA_TEST)) # the host itself, judged by a device that others wrote
	@$(if $(LUNA),$<,echo "skipped: PyPI's luna-usb is not in $(VENV), tools/setup check installs it")
CHECKS += usb-luna
CHECK_BUILD += $(if $(LUNA),$(USB_LUNA_TEST))
