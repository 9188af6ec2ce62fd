# RTL: lint of every module as its own top, and the module tests.
# A module test is tests/rtl/LAYER/MODULE/tb.cpp, with a file configs beside it: a line per configuration,
# "NAME -GPARAM=VALUE ...". It runs as `make rtl-MODULE-NAME`.

RTL_DIRS := rtl/lib rtl/frame rtl/table rtl/synth rtl/core rtl/link/serial rtl/lanes
RTL := $(wildcard $(addsuffix /*.v,$(RTL_DIRS)))
RTL_HEADERS := $(wildcard rtl/include/*.vh)
VERILATOR ?= verilator
# Verilator's runtime is three quarters of what a bench takes to compile, and the same in all of them.
export OBJCACHE := $(call has_program,ccache)
export CCACHE_DIR := $(abspath $(BUILD))/ccache
VFLAGS := -Wall --default-language 1364-2005 $(addprefix -y ,$(RTL_DIRS)) +incdir+rtl/include

LINT := $(patsubst rtl/%.v,lint-%,$(RTL))
.PHONY: lint $(LINT)
lint: $(LINT) ## test: Verilator -Wall on every module as its own top
$(LINT): lint-%: rtl/%.v | need-verilator
	$(VERILATOR) --lint-only $(VFLAGS) $<
CHECKS += lint

# of a module: its bench, its source
rtl_bench = $(wildcard tests/rtl/*/$(1)/tb.cpp)
rtl_module = $(wildcard rtl/*/dg_$(1).v rtl/link/*/dg_$(1).v)

# $(1) module, $(2) configuration, $(3) its -G options
define rtl_test
$(BUILD)/rtl/$(1)-$(2)/tb: $(call rtl_bench,$(1)) $(wildcard tests/rtl/common/*) $(call rtl_module,$(1)) $(RTL) $(RTL_HEADERS) $(LIB_STATIC) | need-verilator need-c++
	@mkdir -p $$(@D)
	@tools/logged $$(@D)/build.log '$$@' \
	    $(VERILATOR) --cc --exe --build -O3 --x-assign fast --x-initial fast --assert $(VFLAGS) --top-module dg_$(1) --prefix Vtop -Mdir $$(@D) -o tb \
	    $(3) -CFLAGS "-O2 -I$(CURDIR)/include -I$(CURDIR)/hal -I$(CURDIR)/tests/rtl/common $(patsubst -G%,-DCFG_%,$(3))" \
	    -LDFLAGS "$(abspath $(LIB_STATIC)) $(LIB_LIBS)" $(CURDIR)/$(call rtl_bench,$(1)) $(call rtl_module,$(1))
.PHONY: rtl-$(1)-$(2)
rtl-$(1)-$(2): $(BUILD)/rtl/$(1)-$(2)/tb
	$(BUILD)/rtl/$(1)-$(2)/tb
CHECKS += rtl-$(1)-$(2)
endef
rtl_modules := $(notdir $(patsubst %/tb.cpp,%,$(wildcard tests/rtl/*/*/tb.cpp)))
config_lines = $(shell sed 's/ /@/g' $(dir $(call rtl_bench,$(1)))configs)
$(foreach m,$(rtl_modules),$(foreach c,$(call config_lines,$(m)),$(eval $(call rtl_test,$(m),$(firstword $(subst @, ,$(c))),$(wordlist 2,9,$(subst @, ,$(c)))))))
