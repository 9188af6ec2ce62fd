# Whole ways from a program to a device that is not there: the real libusb on usbfs as umockdev fakes it, a line host behind it.
E2E_USB := $(filter-out rate,$(patsubst tests/e2e/usb/test_%.c,%,$(wildcard tests/e2e/usb/test_*.c)))
E2E_USB_RIG := $(BUILD)/e2e/librig.a
E2E_USB_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out tests/e2e/usb/test_%,$(wildcard tests/e2e/usb/*.c)))
e2e_usb_object = $(BUILD)/obj/tests/e2e/usb/test_$(1).o
E2E_USB_LIBS := -lumockdev -lgobject-2.0 -lglib-2.0 -lutil
UMOCKDEV_FLAGS := $(call package_flags,umockdev-1.0)
# umockdev has to come before the C library, the sanitizer before umockdev.
E2E_USB_PRELOAD = $(if $(findstring address,$(SAN)),$(shell $(CC) -print-file-name=libasan.so) )libumockdev-preload.so.0

$(foreach object,$(E2E_USB_OBJ),$(call object_flags,$(object),$(UMOCKDEV_FLAGS)))
$(call library,$(E2E_USB_RIG),$(E2E_USB_OBJ))
# The driver's own objects, with calls that fail.
E2E_USB_PARTS_memory := $(USB_PART_OBJ)
E2E_USB_FLAGS_memory := -lusb-1.0 $(call wrap,calloc $(addprefix libusb_,alloc_transfer init get_device_list get_device_descriptor open \
    claim_interface control_transfer submit_transfer))
E2E_USB_FLAGS_part := $(call wrap,dg_part_find dg_part_load)
$(foreach test,$(E2E_USB) rate,$(call c_test,$(BUILD)/e2e/test_$(test),\
    $(call e2e_usb_object,$(test)) $(call optional,E2E_USB_PARTS_$(test)) $(E2E_USB_RIG),$(E2E_USB_LIBS) $(call optional,E2E_USB_FLAGS_$(test))))

.PHONY: e2e-usb
E2E_USB_ASAN := -fsanitize=address,undefined -fno-sanitize-recover=all
ifneq ($(and $(HAS_LIBUSB),$(UMOCKDEV_FLAGS)),)
$(E2E_USB:%=e2e-usb-%): e2e-usb-%: $(BUILD)/e2e/test_% $(USB_PARTS)
	@LD_PRELOAD='$(E2E_USB_PRELOAD)' $<
e2e-usb-asan:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan SAN='$(E2E_USB_ASAN)' $(E2E_USB:%=e2e-usb-%)
# The same with the Verilated core on the line host's line; how often the cable is pulled, and how much comes and goes.
e2e_usb_line = $(foreach test,open link faults,USB_HOST=$(abspath $(SIM_USB)) $(1) LD_PRELOAD='$(E2E_USB_PRELOAD)' $(BUILD)/e2e/test_$(test) &&) :
e2e-usb-line: $(E2E_USB:%=$(BUILD)/e2e/test_%) $(USB_PARTS) $(SIM_USB)
	@$(call e2e_usb_line,USB_STEP=12 USB_ROUNDS=10)
e2e-usb-line-long: $(E2E_USB:%=$(BUILD)/e2e/test_%) $(USB_PARTS) $(SIM_USB)
	@$(call e2e_usb_line,)
e2e-usb-rate: $(BUILD)/e2e/test_rate $(USB_PARTS) $(SIM_USB) # packets a millisecond through libusb: a row of docs/simulation.md
	@USB_HOST=$(abspath $(SIM_USB)) LD_PRELOAD='$(E2E_USB_PRELOAD)' $<
CHECK_BUILD += $(E2E_USB:%=$(BUILD)/e2e/test_%) $(BUILD)/e2e/test_rate
else
$(E2E_USB:%=e2e-usb-%) e2e-usb-asan e2e-usb-line e2e-usb-line-long e2e-usb-rate:
	@echo 'skipped: umockdev or libusb is missing; on Debian, tools/setup check installs them'
endif
e2e-usb: $(E2E_USB:%=e2e-usb-%) ## test: the USB driver on the real libusb: plugged, halted, silent, asleep, pulled out at every point
CHECKS += $(E2E_USB:%=e2e-usb-%) e2e-usb-asan e2e-usb-line e2e-usb-rate
CHECKS_LONG += e2e-usb-line-long
