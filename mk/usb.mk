# The USB driver, a part that the library loads: it alone is linked to libusb, and is built where that is.
USB_PART_MAP := driver/usb/part/part.map

.PHONY: usb
usb: $(USB_PARTS) ## use: the USB driver
	$(if $(HAS_LIBUSB),,@echo "usb: left out, libusb is missing here; on Debian, tools/setup lib installs it" >&2)
$(call program,$(USB_PART),$(USB_PART_OBJ) $(LIB_STATIC),-shared -Wl$(comma)--version-script=$(USB_PART_MAP) -Wl$(comma)--no-undefined -lusb-1.0)
$(USB_PART): $(USB_PART_MAP)
