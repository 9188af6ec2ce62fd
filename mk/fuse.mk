# deltagen-fuse, which `deltagen mount` starts: built where libfuse's header is.
.PHONY: fuse
fuse: $(FUSE_PROGRAMS) ## use: what mounts volumes as file systems
	$(if $(HAS_FUSE),,@echo "fuse: left out, libfuse 3 is missing here; on Debian, tools/setup lib installs it" >&2)
$(call program,$(FUSE_PROGRAM),$(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard apps/fuse/*.c)) $(LIB_CLI) $(LIB_STATIC),-lfuse3)

# The file system beside a tmpfs, under the tools of others, killed. FUSE_OPS: how many random operations.
FUSE_TESTS := $(patsubst tests/e2e/fuse/test_%.py,e2e-fuse-%,$(wildcard tests/e2e/fuse/test_*.py))
fuse_test = BUILD=$(BUILD) PYTHONDONTWRITEBYTECODE=1 python3 tests/e2e/fuse/test_$(1).py --quiet

.PHONY: e2e-fuse
$(FUSE_TESTS): e2e-fuse-%: $(FUSE_PROGRAMS) $(CMD) | need-python3
	@$(call fuse_test,$*)
e2e-fuse: $(FUSE_TESTS) ## test: the file system: random operations beside a tmpfs, stress-ng, fio, kill and remount
e2e-fuse-long: $(FUSE_PROGRAMS) $(CMD) | need-python3
	@FUSE_OPS=100000 FUSE_SEED=2 $(call fuse_test,model)
	@FUSE_KILLS=50 FUSE_CUTS=400 $(call fuse_test,crash)
	@FUSE_SECONDS=20 $(call fuse_test,tools)
CHECKS += $(FUSE_TESTS)
CHECKS_LONG += e2e-fuse-long
