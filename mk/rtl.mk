# RTL: lint of every module as its own top, and the module tests.
# A module test is tests/rtl/LAYER/MODULE/tb.cpp, with a file configs beside it: a line per configuration,
# "NAME -GPARAM=VALUE ... -DWHAT=VALUE ...": parameters, which the bench sees as CFG_PARAM, and what only it sees.
# It runs as `make rtl-MODULE-NAME`; the first of a module is in `make check`, the others are in `make check-long`.

LINT := $(patsubst rtl/%.v,lint-%,$(RTL))
.PHONY: $(LINT)
lint: $(LINT) ## test: Verilator -Wall on every module as its own top
$(LINT): lint-%: rtl/%.v | need-verilator
	$(VERILATOR) --lint-only $(VFLAGS) $<
CHECKS += lint

# of a module: its bench, its source, its configurations
rtl_bench = $(wildcard tests/rtl/*/$(1)/tb.cpp)
rtl_module = $(wildcard rtl/*/dg_$(1).v rtl/link/*/dg_$(1).v)
rtl_configs = $(shell sed 's/ /@/g' $(dir $(rtl_bench))configs)

BENCH_INCLUDES := $(addprefix -I$(CURDIR)/,include hal tests/rtl/common)

# wholly in `make check-long`: a million cells of each generator
RTL_LONG := synth

# $(1) module, $(2) configuration, $(3) its -G and -D options
define rtl_test
$(call verilated,$(BUILD)/rtl/$(1)-$(2)/tb,dg_$(1),$(patsubst -G%,%,$(filter -G%,$(3))),$(rtl_bench) $(rtl_module) $(LIB_STATIC),\
    $(BENCH_INCLUDES) $(3:-G%=-DCFG_%),--assert --prefix Vtop $(BENCH_FLAGS))
rtl-$(1)-$(2): $(BUILD)/rtl/$(1)-$(2)/tb
	$$<
CHECKS$(if $(filter rtl-$(1)-%,$(CHECKS))$(filter $(1),$(RTL_LONG)),_LONG) += rtl-$(1)-$(2)
endef
# $(1) module, $(2) words of a line of configs
rtl_case = $(eval $(call rtl_test,$(1),$(firstword $(2)),$(wordlist 2,99,$(2))))
$(foreach module,$(notdir $(patsubst %/tb.cpp,%,$(wildcard tests/rtl/*/*/tb.cpp))),\
    $(foreach line,$(call rtl_configs,$(module)),$(call rtl_case,$(module),$(subst @, ,$(line)))))
