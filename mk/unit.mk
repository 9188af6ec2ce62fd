# C unit tests. tests/unit/PART/test_NAME.c is a program, run by `make unit-NAME`; tests/unit/common are its helpers.
UNIT := $(patsubst test_%.c,%,$(notdir $(wildcard tests/unit/*/test_*.c)))
unit_object = $(BUILD)/obj/$(patsubst %.c,%.o,$(wildcard tests/unit/*/test_$(1).c))
UNIT_OBJ := $(foreach test,$(UNIT),$(call unit_object,$(test)))
UNIT_HELPERS := $(BUILD)/unit/libhelpers.a
UNIT_HELPERS_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/unit/common/*.c))
# Tests that make the library's allocations fail.
UNIT_WRAP_memory := -Wl,--wrap=malloc,--wrap=calloc
UNIT_WRAP_remote_memory := $(UNIT_WRAP_memory)
UNIT_WRAP_process := -Wl,--wrap=madvise
# Tests in which threads meet.
UNIT_TSAN := async threads bulk

$(UNIT_HELPERS): $(UNIT_HELPERS_OBJ)
	@mkdir -p $(@D)
	@rm -f $@
	$(call quiet,AR)$(AR) qcs $@ $^

$(UNIT_HELPERS_OBJ) $(UNIT_OBJ): | need-cmocka.h

# Helpers come before the library: a scripted device in them takes the place of its links.
$(foreach test,$(UNIT),$(eval $(BUILD)/unit/test_$(test): $(call unit_object,$(test))))
$(UNIT:%=$(BUILD)/unit/test_%): $(BUILD)/unit/test_%: $(UNIT_HELPERS) $(LIB_STATIC)
	$(call quiet,LD)$(CC) $(SAN) $(UNIT_WRAP_$*) -o $@ $(filter %.o,$^) $(filter %.a,$^) -lcmocka $(LIB_LIBS)

.PHONY: unit unit-build unit-asan unit-tsan $(UNIT:%=unit-%) check-exports check-headers
unit-build: $(UNIT:%=$(BUILD)/unit/test_%)
$(UNIT:%=unit-%): unit-%: $(BUILD)/unit/test_%
	$<
# A locale in which little is as in C; the test says so where it cannot be had.
UNIT_LOCALES := $(BUILD)/unit/locales
$(UNIT_LOCALES)/de_DE.UTF-8:
	@mkdir -p $(@D)
	@localedef -c -i de_DE -f UTF-8 $@ 2>/dev/null || mkdir -p $@
unit-locale: $(UNIT_LOCALES)/de_DE.UTF-8
unit-locale: export LOCPATH := $(abspath $(UNIT_LOCALES))
unit: $(UNIT:%=unit-%) ## test: the C unit tests
unit-asan: ## test: the same under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan SAN="-fsanitize=address,undefined -fno-sanitize-recover=all" unit
unit-tsan: ## test: the tests with threads under ThreadSanitizer
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/tsan SAN=-fsanitize=thread $(UNIT_TSAN:%=unit-%)
check-exports: $(LIB_SHARED)
	@tests/unit/exports.sh $(LIB_SHARED)
check-headers:
	@tests/unit/headers.sh

CHECK_BUILD += unit-build
CHECKS += $(UNIT:%=unit-%) unit-asan unit-tsan check-exports check-headers
-include $(UNIT_HELPERS_OBJ:.o=.d) $(UNIT_OBJ:.o=.d)
