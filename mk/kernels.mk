# Kernels beyond the unit tests: 10^9 cells of each, and clang-tidy with their instructions.
.PHONY: kernels-long
$(call c_test,$(BUILD)/kernels-long,$(BUILD)/obj/tests/kernels/long.o,)
kernels-long: $(BUILD)/kernels-long ## test: 10^9 random cells of every kernel against the definition, some minutes
	$<

check-tidy-kernels:
ifneq ($(AVX2_FLAGS),)
	@clang-tidy --quiet hal/numerics/kernels/avx2.c -- $(STYLE_FLAGS) $(AVX2_FLAGS)
	@clang-tidy --quiet hal/numerics/kernels/avx512.c -- $(STYLE_FLAGS) $(AVX512_FLAGS)
endif

CHECKS += check-tidy-kernels

.PHONY: check-fences
check-fences: $(LIB_SHARED) | need-python3
	@$(if $(AVX2_FLAGS),python3 tests/unit/fences.py $<,echo "skipped: no kernels with stores past the caches")
CHECKS += check-fences
