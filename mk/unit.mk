# C unit tests. tests/unit/PART/test_NAME.c is a program, run by `make unit-NAME`; tests/unit/common are its helpers.
UNIT := $(patsubst test_%.c,%,$(notdir $(wildcard tests/unit/*/test_*.c)))
unit_object = $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/unit/*/test_$(1).c))
LIB_TEST_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/unit/common/*.c))
# Tests that make the library's calls fail; those of memory, in tests/unit/common/scarce.c.
ALLOCATIONS := malloc calloc realloc aligned_alloc
UNIT_WRAPS_memory := $(ALLOCATIONS)
UNIT_WRAPS_remote_memory := $(ALLOCATIONS)
UNIT_WRAPS_spaces := $(ALLOCATIONS)
UNIT_WRAPS_tenants_hard := $(ALLOCATIONS)
UNIT_WRAPS_heap_hard := $(ALLOCATIONS)
UNIT_WRAPS_genmem_memory := $(ALLOCATIONS) mmap
UNIT_WRAPS_process := madvise dg_workers_run
UNIT_WRAPS_bulk := dg_workers_run
UNIT_WRAPS_deadline := clock_gettime
UNIT_WRAPS_tune := clock_gettime
UNIT_WRAPS_workers := pthread_cond_wait pthread_mutex_unlock
UNIT_WRAPS_log := flock
UNIT_WRAPS_log_damage := fsync fdatasync
UNIT_WRAPS_log_faults := malloc calloc realloc strdup getrandom open flock fstat pread pwritev fsync fdatasync ftruncate fchmod \
    rename renameat2
UNIT_WRAPS_log_crash := fsync fdatasync
UNIT_WRAPS_log_threads := fdatasync
UNIT_WRAPS_genmem_store := $(ALLOCATIONS)
UNIT_WRAPS_genmem_seed_files := $(ALLOCATIONS)
UNIT_WRAPS_genmem_store_threads := dg_log_append
UNIT_WRAPS_genmem_damage := fsync fdatasync
UNIT_WRAPS_genmem_crash := pwritev fsync fdatasync rename
UNIT_WRAPS_map := dg_genmem_fetch_run
UNIT_WRAPS_map_threads := dg_genmem_fetch_run
UNIT_WRAPS_map_hard := $(ALLOCATIONS) mmap eventfd pthread_create
# Tests in which threads meet.
UNIT_TSAN := async threads bulk workers map map_threads log_threads tenants_hard heap_hard genmem_threads genmem_store_threads

$(LIB_TEST_OBJ): | need-cmocka.h
$(call library,$(LIB_TEST),$(LIB_TEST_OBJ))
$(foreach test,$(UNIT),\
    $(call c_test,$(BUILD)/unit/test_$(test),$(call unit_object,$(test)),$(call wrap,$(call optional,UNIT_WRAPS_$(test)))))

.PHONY: unit unit-build
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
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan SAN="-fsanitize=address,undefined -fno-sanitize-recover=all" $(filter-out unit-process,$(UNIT:%=unit-%))
	@echo 'skipped: unit-process: the allocator of the sanitizer may be locked for ever in children of fork()'
unit-tsan: ## test: the tests with threads under ThreadSanitizer
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/tsan SAN=-fsanitize=thread $(UNIT_TSAN:%=unit-%)
check-log-long: $(BUILD)/unit/test_log_crash $(BUILD)/unit/test_log_damage $(BUILD)/unit/test_genmem_crash \
    $(BUILD)/unit/test_genmem_damage ## test: crashes and damaged files by the thousand
	$(BUILD)/unit/test_log_crash 3000
	$(BUILD)/unit/test_log_damage 300000
	$(BUILD)/unit/test_genmem_crash 2000
	$(BUILD)/unit/test_genmem_damage 50000
check-headers:
	@tests/unit/headers.sh

CHECK_BUILD += unit-build
CHECKS += $(UNIT:%=unit-%) unit-asan unit-tsan check-headers
CHECKS_LONG += check-log-long
