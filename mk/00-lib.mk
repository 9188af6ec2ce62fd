# libdeltagen: static and shared, only dg_* public symbols visible.
CC ?= cc
CSTD := -std=c11 -D_GNU_SOURCE
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla -Werror
OPT ?= -O2 -g
SAN ?=
# Last of all, whatever the user's CFLAGS say: the bits are defined by IEEE arithmetic, each operation rounded by itself, no
# fused multiply-add (docs/numerics.md). Contraction is said twice: clang lets what comes between put it back.
EXACT := -ffp-contract=off -fno-fast-math -fno-unsafe-math-optimizations -fno-associative-math \
    -fno-reciprocal-math -fno-finite-math-only -fsigned-zeros -fno-rounding-math -ffp-contract=off
# What a part may include: the library's from the outside in, the command sees public headers only.
INCLUDES = -Iinclude -Ihal
$(BUILD)/obj/driver/%.o: INCLUDES += -Idriver -Isim
$(BUILD)/obj/apps/%.o: INCLUDES = -Iinclude -Iapps/cli
$(BUILD)/obj/apps/deltagen/%.o: INCLUDES += -Iapps/deltagen
$(BUILD)/obj/tests/%.o: INCLUDES += -I. -Idriver -Isim -Itests/unit/common -Itests/serial
CFLAGS_ALL = $(CSTD) $(WARN) $(OPT) $(SAN) -fPIC -fvisibility=hidden -MMD -MP \
    $(INCLUDES) -DDG_VERSION='"$(VERSION)"' $(CFLAGS) $(EXACT)

LIB_SRC := $(wildcard hal/*/*.c hal/*/*/*.c driver/*.c driver/*/*.c)
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/obj/%.o)
LIB_STATIC := $(BUILD)/libdeltagen.a
LIB_SHARED := $(BUILD)/libdeltagen.so.$(VERSION)
LIB_LIBS := -ldl -lpthread -lm -lz

# Kernels for instructions that not every CPU has; what chooses among them is built without.
ifneq ($(findstring x86_64,$(shell $(CC) -dumpmachine 2>/dev/null)),)
AVX2_FLAGS := -mavx2 -mfma
AVX512_FLAGS := -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512ifma
$(BUILD)/obj/hal/numerics/kernels/avx2.o: CFLAGS_ALL += $(AVX2_FLAGS)
$(BUILD)/obj/hal/numerics/kernels/avx512.o: CFLAGS_ALL += $(AVX512_FLAGS)
endif

.PHONY: lib
lib: $(LIB_STATIC) $(LIB_SHARED) ## use: the library

$(BUILD)/obj/%.o: %.c | need-cc need-zlib.h
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(CFLAGS_ALL) -c -o $@ $<

$(LIB_STATIC): $(LIB_OBJ)
	@rm -f $@
	$(call quiet,AR)$(AR) qcs $@ $^

$(LIB_SHARED): $(LIB_OBJ)
	$(call quiet,LD)$(CC) $(SAN) -shared -Wl,-soname,libdeltagen.so.1 -Wl,--no-undefined -o $@ $^ $(LIB_LIBS)
	@ln -sf $(@F) $(BUILD)/libdeltagen.so.1
	@ln -sf libdeltagen.so.1 $(BUILD)/libdeltagen.so

-include $(LIB_OBJ:.o=.d)
