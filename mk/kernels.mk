# Kernels beyond the unit tests: NEON by emulation, 10^9 cells of each, and clang-tidy with their instructions.
NEON_CC ?= aarch64-linux-gnu-gcc
QEMU_AARCH64 ?= $(call has_program,qemu-aarch64-static qemu-aarch64)
KERNEL_TESTS := kernels kernels_torus
KERNEL_TEST_SRC := $(wildcard hal/numerics/kernels/*.c) hal/numerics/numerics.c hal/base/error.c tests/unit/common/naive.c tests/unit/common/sets.c

.PHONY: check-neon kernels-long check-tidy-kernels
check-neon: ## test: the tests of kernels for AArch64, under qemu-user
ifeq ($(and $(QEMU_AARCH64),$(call has_program,$(NEON_CC))),)
	@echo "skipped: no $(NEON_CC) or no qemu-aarch64"
else
	@mkdir -p $(BUILD)/neon
	@for test in $(KERNEL_TESTS); do \
	    $(NEON_CC) $(CFLAGS_ALL) -MF $(BUILD)/neon/$$test.d -static -I. -Itests/unit/common -Itests/kernels/stand_in -o $(BUILD)/neon/$$test \
	        tests/unit/numerics/test_$$test.c $(KERNEL_TEST_SRC) -lm && $(QEMU_AARCH64) $(BUILD)/neon/$$test || exit 1; \
	done
endif

$(call c_test,$(BUILD)/kernels-long,$(BUILD)/obj/tests/kernels/long.o,)
kernels-long: $(BUILD)/kernels-long ## test: 10^9 random cells of every kernel against the definition, some minutes
	$<

check-tidy-kernels:
ifneq ($(AVX2_FLAGS),)
	@clang-tidy --quiet hal/numerics/kernels/avx2.c -- $(STYLE_FLAGS) $(AVX2_FLAGS)
	@clang-tidy --quiet hal/numerics/kernels/avx512.c -- $(STYLE_FLAGS) $(AVX512_FLAGS)
endif

CHECKS += check-neon check-tidy-kernels
