# A virtual machine with Debian's kernel whose USB device is the simulated core: QEMU, and usbredir in between.
VM_DEVICE := $(BUILD)/e2e/vm_device
VM_USBTEST := $(BUILD)/e2e/vm_usbtest
$(call program,$(VM_DEVICE),$(BUILD)/obj/tests/e2e/vm/device.o,-lusbredirparser)
$(call program,$(VM_USBTEST),$(BUILD)/obj/tests/e2e/vm/usbtest.o,-static)

.PHONY: check-vm vm
check-vm: ## test: the core as a USB device of a virtual machine, some minutes: the installed command, and the kernel's usbtest
	@tools/setup vm
	@$(MAKE) --no-print-directory vm # by a make that finds what has just been installed
vm: all $(VM_DEVICE) $(VM_USBTEST) $(SIM_USB)
	@PYTHONDONTWRITEBYTECODE=1 tests/e2e/vm/run $(BUILD)
CHECKS_LONG += check-vm
