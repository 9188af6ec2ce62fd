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
# The server runs with the sanitizer's library, and ends at what it finds; programs that a server starts would not.
nbd_sanitized = @NBD_SANITIZER="$$($(CC) -print-file-name=lib$(1).so)" $(3) $(MAKE) --no-print-directory BUILD=$(BUILD)/nbd-$(1) SAN='$(2)' e2e-nbd-served
e2e-nbd-served: $(NBDKIT_PLUGIN)
	@BUILD=$(BUILD) PYTHONDONTWRITEBYTECODE=1 $(NBD_PYTHON) tests/e2e/nbd/test_writes.py --quiet
e2e-nbd-tsan:
	$(call nbd_sanitized,tsan,-fsanitize=thread,TSAN_OPTIONS=halt_on_error=1)
e2e-nbd-asan:
	$(call nbd_sanitized,asan,-fsanitize=address$(comma)undefined -fno-sanitize-recover=all,ASAN_OPTIONS=detect_leaks=0)
else
$(NBD_TESTS) e2e-nbd-tsan e2e-nbd-asan:
	@echo 'skipped: nbdkit is missing; on Debian, tools/setup lib installs it'
endif
e2e-nbd: $(NBD_TESTS) e2e-nbd-tsan e2e-nbd-asan ## test: the disk of nbdkit's plugin under libnbd, qemu's tools and fio
CHECKS += $(NBD_TESTS)
CHECKS_LONG += e2e-nbd-tsan e2e-nbd-asan
CHECK_BUILD += $(if $(HAS_NBDKIT),$(NBD_SYNC))
