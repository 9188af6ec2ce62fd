# C unit tests. tests/unit/test_NAME.c is a program, run by `make unit-NAME`; the other files there are its helpers.
UNIT := $(patsubst tests/unit/test_%.c,%,$(wildcard tests/unit/test_*.c))
UNIT_HELPERS := $(BUILD)/unit/libhelpers.a
UNIT_HELPERS_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out tests/unit/test_%,$(wildcard tests/unit/*.c)))
# Tests that make the library's allocations fail.
UNIT_WRAP_memory := -Wl,--wrap=malloc,--wrap=calloc
UNIT_WRAP_remote_memory := $(UNIT_WRAP_memory)
# Tests in which threads meet.
UNIT_TSAN := async threads bulk

$(UNIT_HELPERS): $(UNIT_HELPERS_OBJ)
	@mkdir -p $(@D)
	@rm -f $@
	$(call quiet,AR)$(AR) rcs $@ $^

$(UNIT_HELPERS_OBJ) $(UNIT:%=$(BUILD)/obj/tests/unit/test_%.o): | need-cmocka.h

# Helpers come before the library: a scripted device in them takes the place of its links.
$(UNIT:%=$(BUILD)/unit/test_%): $(BUILD)/unit/test_%: $(BUILD)/obj/tests/unit/test_%.o $(UNIT_HELPERS) $(LIB_STATIC)
	$(call quiet,LD)$(CC) $(SAN) $(UNIT_WRAP_$*) -o $@ $^ -lcmocka $(LIB_LIBS)

.PHONY: unit unit-build unit-asan unit-tsan $(UNIT:%=unit-%) check-exports check-headers
unit-build: $(UNIT:%=$(BUILD)/unit/test_%)
$(UNIT:%=unit-%): unit-%: $(BUILD)/unit/test_%
	$<
unit: $(UNIT:%=unit-%) ## the C unit tests
unit-asan: ## the same under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan SAN="-fsanitize=address,undefined -fno-sanitize-recover=all" unit
unit-tsan: ## the tests with threads under ThreadSanitizer
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/tsan SAN=-fsanitize=thread $(UNIT_TSAN:%=unit-%)
check-exports: $(LIB_SHARED)
	@tests/unit/exports.sh $(LIB_SHARED)
check-headers:
	@tests/unit/headers.sh

CHECK_BUILD += unit-build
CHECKS += $(UNIT:%=unit-%) unit-asan unit-tsan check-exports check-headers
-include $(UNIT_HELPERS_OBJ:.o=.d) $(UNIT:%=$(BUILD)/obj/tests/unit/test_%.d)
