# Installation. A file is a word MODE:SOURCE:TARGET, so that uninstall knows what install did.
UDEV_RULES := driver/70-deltagen.rules

PUBLIC_HEADERS := $(wildcard include/deltagen/*.h)
SIM_MODELS = $(wildcard $(BUILD)/libdeltagen-sim-*.so) # what `make sim` has built, if it has
NBDKIT_FILES = 755:$(NBDKIT_PLUGIN):$(NBDKITDIR)/$(notdir $(NBDKIT_PLUGIN)) \
    644:$(NBDKIT_MAN):$(PREFIX)/share/man/man1/$(notdir $(NBDKIT_MAN))
FUSE_FILES = 755:$(FUSE_PROGRAM):$(PREFIX)/bin/$(notdir $(FUSE_PROGRAM))
INSTALL_FILES = \
    755:$(CMD):$(PREFIX)/bin/deltagen \
    644:$(LIB_STATIC):$(LIBDIR)/libdeltagen.a \
    755:$(LIB_SHARED):$(LIBDIR)/libdeltagen.so.$(VERSION) \
    644:$(BUILD)/deltagen.pc:$(LIBDIR)/pkgconfig/deltagen.pc \
    644:$(MAN):$(PREFIX)/share/man/man1/deltagen.1 \
    644:apps/deltagen/completion.bash:$(PREFIX)/share/bash-completion/completions/deltagen \
    644:$(UDEV_RULES):$(UDEVDIR)/$(notdir $(UDEV_RULES)) \
    $(foreach header,$(PUBLIC_HEADERS),644:$(header):$(PREFIX)/include/deltagen/$(notdir $(header))) \
    $(foreach part,$(USB_PARTS) $(SIM_MODELS),755:$(part):$(LIBDIR)/deltagen/$(notdir $(part))) \
    $(if $(NBDKIT_PLUGINS),$(NBDKIT_FILES)) $(if $(FUSE_PROGRAMS),$(FUSE_FILES))
INSTALL_LINKS := $(LIBDIR)/libdeltagen.so.1 $(LIBDIR)/libdeltagen.so

# Not where the files are on their way to another machine.
after_install = [ -n "$(DESTDIR)" ] || tools/after_install $@ "$(PREFIX)" "$(LIBDIR)" "$(UDEVDIR)" $(if $(NBDKIT_PLUGINS),"$(NBDKITDIR)")

.PHONY: install uninstall
install: all $(BUILD)/deltagen.pc ## use: library, headers, command, plugin, manual pages, completion, udev rules: PREFIX=/usr/local DESTDIR=
	@set -e; for file in $(INSTALL_FILES); do \
	    mode=$${file%%:*}; file=$${file#*:}; install -D -m $$mode "$${file%%:*}" "$(DESTDIR)$${file#*:}"; done
	@for link in $(INSTALL_LINKS); do ln -sf libdeltagen.so.$(VERSION) "$(DESTDIR)$$link"; done
	@$(after_install)

uninstall: ## use: remove what install put there
	@for file in $(INSTALL_FILES) $(NBDKIT_FILES) $(FUSE_FILES); do rm -f "$(DESTDIR)$${file##*:}"; done
	@for link in $(INSTALL_LINKS); do rm -f "$(DESTDIR)$$link"; done
	@rm -f "$(DESTDIR)$(LIBDIR)"/deltagen/libdeltagen-*.so
	@rmdir "$(DESTDIR)$(PREFIX)/include/deltagen" "$(DESTDIR)$(LIBDIR)/deltagen" 2>/dev/null || true
	@$(after_install)

$(BUILD)/deltagen.pc: $(call how,$(BUILD)/deltagen.pc,$(VERSION) $(PREFIX) $(LIBDIR) $(LIB_LIBS))
	@mkdir -p $(@D)
	@rm -f $@ # it may be root's
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$(LIBDIR)' 'includedir=$${prefix}/include' '' 'Name: deltagen' \
	    'Description: Generative memory and delta-state tables, in hardware, simulation or software' \
	    'Version: $(VERSION)' 'Cflags: -I$${includedir}' 'Libs: -L$${libdir} -ldeltagen' 'Libs.private: $(LIB_LIBS)' > $@

check-install: all # in a copy, since another PREFIX means another library
	@rm -rf $(BUILD)/install
	@mkdir -p $(BUILD)/install
	@cp -a $(BUILD)/obj $(BUILD)/how $(SIM_MODELS) $(BUILD)/install
	@BUILD=$(BUILD)/install tests/install/run
check-package: | need-cc
	@BUILD=$(BUILD) PYTHONDONTWRITEBYTECODE=1 python3 tests/install/test_package.py --quiet
check-udev:
	@if udevadm verify --help > /dev/null 2>&1; then udevadm verify --no-summary $(UDEV_RULES); fi
	@python3 tests/style/udev.py $(UDEV_RULES)
CHECKS += check-install check-package check-udev
