# The plugin of nbdkit: built where nbdkit's header is.
NBDKIT_MAP := apps/nbdkit/plugin.map

.PHONY: nbdkit
nbdkit: $(NBDKIT_PLUGINS) ## use: the plugin of nbdkit, a generated disk
	$(if $(HAS_NBDKIT),,@echo "nbdkit: left out, nbdkit-plugin.h is missing here; on Debian, tools/setup lib installs it" >&2)
# The server has the nbdkit_ functions.
$(call program,$(NBDKIT_PLUGIN),$(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard apps/nbdkit/*.c)) $(LIB_CLI) $(LIB_STATIC),-shared -Wl$(comma)--version-script=$(NBDKIT_MAP))
$(NBDKIT_PLUGIN): $(NBDKIT_MAP)

# The plugin under the tools of others. libnbd for Python is Debian's, which another Python in PATH does not see.
NBD_TESTS := $(patsubst tests/e2e/nbd/test_%.py,e2e-nbd-%,$(wildcard tests/e2e/nbd/test_*.py))
NBD_PYTHON := $(firstword $(wildcard /usr/bin/python3) python3)
NBD_SYNC := $(BUILD)/e2e/nbd_sync.so
$(call program,$(NBD_SYNC),$(BUILD)/obj/tests/e2e/nbd/sync.o,-shared)

.PHONY: e2e-nbd
ifneq ($(HAS_NBDKIT),)
$(NBD_TESTS): e2e-nbd-%: $(NBDKIT_PLUGIN) $(NBD_SYNC) $(CMD)
	@BUILD=$(BUILD) PYTHONDONTWRITEBYTECODE=1 $(NBD_PYTHON) tests/e2e/nbd/test_$*.py --quiet
else
$(NBD_TESTS):
	@echo 'skipped: nbdkit is missing; on Debian, tools/setup lib installs it'
endif
e2e-nbd: $(NBD_TESTS) ## test: the disk of nbdkit's plugin under libnbd, qemu's tools and fio
CHECKS += $(NBD_TESTS)
CHECK_BUILD += $(if $(HAS_NBDKIT),$(NBD_SYNC))
