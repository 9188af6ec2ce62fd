# libdeltagen: static and shared, only dg_* public symbols visible.
# Parts that the library loads are folders of their own in driver/*/.
LIB_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard hal/*/*.c hal/*/*/*.c driver/*.c driver/*/*.c lib/*/*.c))

$(call object_flags,$(BUILD)/obj/hal/numerics/kernels/avx2.o,$(AVX2_FLAGS))
$(call object_flags,$(BUILD)/obj/hal/numerics/kernels/avx512.o,$(AVX512_FLAGS))
# The last place where the library looks for its parts.
$(call object_flags,$(BUILD)/obj/driver/part.o,-DDG_LIBDIR='"$(LIBDIR)"')

LIB_MAP := hal/libdeltagen.map
LIB_SHARED_FLAGS := -shared -Wl,-soname,libdeltagen.so.1 -Wl,--version-script=$(LIB_MAP) -Wl,--no-undefined
LIB_LINKS := $(BUILD)/libdeltagen.so.1 $(BUILD)/libdeltagen.so

.PHONY: lib
lib: $(LIB_STATIC) $(LIB_SHARED) $(LIB_LINKS) ## use: the library
$(call library,$(LIB_STATIC),$(LIB_OBJ))
$(call program,$(LIB_SHARED),$(LIB_OBJ),$(LIB_SHARED_FLAGS))
$(LIB_SHARED): $(LIB_MAP)
$(LIB_LINKS): $(LIB_SHARED)
	@ln -sf $(<F) $@
