# The library as others build it: compilers, optimization, flags of users, C libraries, CPUs. Each of these is a whole build in a
# folder of its own, warnings being errors, whose bits are compared with the oracle's vectors and with the definitions, under
# qemu-user where the CPU is another. A compiler that is not there is said to be skipped.
MATRIX := gcc-O0 gcc-Og gcc-O3 gcc-lto gcc-flags clang-O0 clang-O3 clang-lto clang-flags musl aarch64 riscv64 s390x

matrix_gcc-O0 := OPT=-O0
matrix_gcc-Og := OPT='-Og -D_FORTIFY_SOURCE=2'
matrix_gcc-O3 := OPT=-O3
matrix_gcc-lto := OPT='-O2 -flto'
# what would change the bits if it were let
MATRIX_INEXACT := -ffast-math -frounding-math -ffp-contract=fast -mfma
matrix_gcc-flags := CFLAGS='$(MATRIX_INEXACT) -fassociative-math -fno-signed-zeros'
matrix_clang-flags := CC=clang CFLAGS='$(MATRIX_INEXACT)'
matrix_clang-O0 := CC=clang OPT=-O0
matrix_clang-O3 := CC=clang OPT=-O3
matrix_clang-lto := CC=clang AR=llvm-ar OPT='-O2 -flto' LDFLAGS=-fuse-ld=lld

# Targets that one builds for here without their zlib and cmocka; headers of the kernel are the same everywhere.
MATRIX_STAND_IN := tests/matrix/stand_in
MATRIX_TARGETS := musl aarch64 riscv64 s390x
$(foreach target,aarch64 riscv64 s390x,$(eval matrix_$(target) := CC=$(target)-linux-gnu-gcc))
matrix_musl := CC=musl-gcc
matrix_cflags_musl := -idirafter /usr/include -idirafter /usr/include/$(shell $(CC) -dumpmachine 2>/dev/null)
$(foreach target,$(MATRIX_TARGETS),$(eval matrix_$(target) += LDFLAGS=-L$(BUILD)/matrix/$(target) \
    CFLAGS='-I$(MATRIX_STAND_IN) $(call optional,matrix_cflags_$(target))'))
matrix_emulator = $(and $(filter-out musl,$(filter $(MATRIX_TARGETS),$(1))),$(call has_program,qemu-$(1)-static qemu-$(1)) -L /usr/$(1)-linux-gnu)
matrix_compiler = $(firstword $(patsubst CC=%,%,$(subst ',,$(filter CC=%,$(matrix_$(1))))) gcc)

MATRIX_TESTS := vectors frame_vectors soft_vectors
MATRIX_TESTS_LONG := $(MATRIX_TESTS) numerics kernels kernels_torus float_env
# What `make check` has of it: where most is found that is found nowhere else. gcc sees much that looks doubtful at -Og.
MATRIX_QUICK := gcc-Og musl aarch64 s390x
matrix_goals_gcc-Og := lib cmd
matrix_tests_aarch64 := kernels kernels_torus

# $(1) target, $(2) build, $(3) what to make, $(4) tests to run
define matrix_rules
.PHONY: $(1)
ifeq ($$(call has_program,$$(call matrix_compiler,$(2))),)
$(1):
	@echo "skipped: no $$(call matrix_compiler,$(2))"
else
$(1): $$(if $$(filter $(2),$$(MATRIX_TARGETS)),$(BUILD)/matrix/$(2)/libz.a)
	@mkdir -p $(BUILD)/matrix/$(2)
	@$$(MAKE) -s BUILD=$(BUILD)/matrix/$(2) $$(matrix_$(2)) $(3) $(4:%=$(BUILD)/matrix/$(2)/unit/test_%)
	@for test in $(4); do \
	    $$(call matrix_emulator,$(2)) $(BUILD)/matrix/$(2)/unit/test_$$$$test > $(BUILD)/matrix/$(2)/$$$$test.log 2>&1 || \
	    { cat $(BUILD)/matrix/$(2)/$$$$test.log; exit 1; }; done
endif
endef
$(foreach build,$(MATRIX),$(eval $(call matrix_rules,matrix-$(build),$(build),lib cmd,$(MATRIX_TESTS_LONG))))
$(foreach build,$(MATRIX_QUICK),$(eval $(call matrix_rules,matrix-quick-$(build),$(build),$(call optional,matrix_goals_$(build)),\
    $(MATRIX_TESTS) $(call optional,matrix_tests_$(build)))))

$(MATRIX_TARGETS:%=$(BUILD)/matrix/%/libz.a): $(BUILD)/matrix/%/libz.a: $(wildcard $(MATRIX_STAND_IN)/*)
	@mkdir -p $(@D)
	@$(call matrix_compiler,$*) -O2 -fPIC -c -o $(@D)/crc32.o $(MATRIX_STAND_IN)/crc32.c
	@rm -f $@ $(@D)/libcmocka.a
	@$(AR) qcs $@ $(@D)/crc32.o
	@$(AR) qcs $(@D)/libcmocka.a # all of the stand-in is in its header

# What the library cannot be built for, or not with: one line says so.
MATRIX_REFUSED := -m32:64-bit -ffast-math:-ffast-math -Ofast:-ffast-math -ffinite-math-only:-ffast-math \
    -fsingle-precision-constant:-fsingle-precision-constant -mfpmath=387:-mfpmath=387
.PHONY: matrix matrix-refused
matrix-refused: | need-gcc
	@for case in $(MATRIX_REFUSED); do \
	    ! gcc $${case%%:*} -fsyntax-only -x c hal/base/target.h 2> $(BUILD)/refused-flag.log && \
	    [ "$$(grep -c 'error:' $(BUILD)/refused-flag.log)" = 1 ] && grep -q -e "error.*$${case#*:}" $(BUILD)/refused-flag.log || \
	    { echo "$${case%%:*} is not refused by a line with $${case#*:}:"; cat $(BUILD)/refused-flag.log; exit 1; }; done
matrix: $(MATRIX:%=matrix-%) matrix-refused ## test: the library by other compilers, with other flags, for other CPUs, bits compared

CHECKS += $(filter-out %-aarch64,$(MATRIX_QUICK:%=matrix-quick-%)) matrix-refused
CHECKS_LONG += matrix-quick-aarch64 $(MATRIX:%=matrix-%)
