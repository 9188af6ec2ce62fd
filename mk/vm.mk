# A virtual machine with Debian's kernel whose USB device is the simulated core: QEMU, and usbredir in between.
VM_PROGRAMS := $(if $(call has_header,usbredirparser.h),$(BUILD)/e2e/vm_device $(BUILD)/e2e/vm_usbtest)

.PHONY: check-vm vm
check-vm: ## test: the core as a USB device of a virtual machine, some minutes: the installed command, and the kernel's usbtest
	@tools/setup vm
	@$(MAKE) --no-print-directory vm # by a make that finds what has just been installed
ifneq ($(VM_PROGRAMS),)
$(call program,$(BUILD)/e2e/vm_device,$(BUILD)/obj/tests/e2e/vm/device.o,-lusbredirparser)
$(call program,$(BUILD)/e2e/vm_usbtest,$(BUILD)/obj/tests/e2e/vm/usbtest.o,-static)
vm: all $(VM_PROGRAMS) $(SIM_USB)
	@PYTHONDONTWRITEBYTECODE=1 tests/e2e/vm/run $(BUILD)
else
vm:
	@echo 'skipped: usbredir is missing; on Debian, tools/setup vm installs it'
endif
CHECKS_LONG += check-vm
