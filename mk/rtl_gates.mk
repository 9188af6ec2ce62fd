# RTL and netlist of a module, synthesized alone as a board's design is: a proof of equivalence where Yosys's induction closes
# (tests/netlist/equivalence.py); where a module holds RAM, or its states are recoded, the module's own test (mk/rtl.mk) runs on the
# netlist. docs/netlist.md says which is which.
FAMILIES := ecp5 gowin ice40

# MODULE for each family; MODULE-CONFIGURATION-FAMILY as in the module's configs.
PROVED := torus_add mod feistel_round feistel run_address fold verify rate_hunt uart check session pack crc32
SIMULATED := state_table-default-ecp5 state_table_iter-default-ice40 executor-small-ice40 deframe-default-ice40 \
    enframe-default-ice40 rx_buffer-small-ice40 reply_store-small-ice40 xor_lanes-9-gowin torus-default-ecp5 torus-compact-gowin \
    torus_iter-half-ice40 torus_iter-default-gowin

EQUIVALENCE := $(BUILD)/equivalence
EQUIVALENT = $(BUILD)/venv/bin/python tests/netlist/equivalence.py
PROOFS := $(foreach family,$(FAMILIES),$(PROVED:%=proof-%-$(family))) proof-xor_lanes-ecp5
REFUTED := $(FAMILIES:%=refuted-uart-%)

$(PROOFS): proof-%: | setup-check
	@$(EQUIVALENT) proof $(subst -, ,$*) $(EQUIVALENCE)/proof-$*
# what synthesis merges of the tables of one modulus is not what it merges of another's
MOD_PROOFS := $(foreach family,$(FAMILIES),$(addprefix proof-mod-$(family)-,257 263 269 271 277 281 283))
$(MOD_PROOFS): proof-mod-%: | setup-check
	@$(EQUIVALENT) proof mod $(word 1,$(subst -, ,$*)) $(EQUIVALENCE)/proof-mod-$* M=$(word 2,$(subst -, ,$*))
$(REFUTED): refuted-%: proof-% # a LUT's entry inverted: no proof
	@$(EQUIVALENT) refuted $(subst -, ,$*) $(EQUIVALENCE)/proof-$*

# $(1) module, $(2) configuration, $(3) family, $(4) its -G options
define gates_test
$(EQUIVALENCE)/$(1)-$(2)-$(3)/tb: $(call rtl_bench,$(1)) $(wildcard tests/rtl/common/* tests/netlist/models/*) tests/netlist/equivalence.py \
    $(RTL) $(RTL_HEADERS) $(wildcard tools/fpga/*) $(LIB_STATIC) | setup-check
	@$(EQUIVALENT) netlist $(1) $(3) $$(@D) $(patsubst -G%,%,$(4))
	@tools/logged $$(@D)/build.log '$$@' \
	    $(VERILATOR) --cc --exe --build -O3 --x-assign fast --x-initial fast --output-split 20000 $$(GATES_FLAGS) --top-module dg_$(1) \
	    --prefix Vtop -Mdir $$(@D)/model -o $$(abspath $$@) -CFLAGS "-I$(CURDIR)/include -I$(CURDIR)/hal -I$(CURDIR)/tests/rtl/common \
	    $(patsubst -G%,-DCFG_%,$(4))" -MAKEFLAGS "OPT_FAST=-O1 OPT_GLOBAL=-O1" \
	    -LDFLAGS "$(abspath $(LIB_STATIC)) $(LIB_LIBS)" $(CURDIR)/$(call rtl_bench,$(1)) $$(@D)/netlist.v $$(call gates_models,$(3))
.PHONY: gates-$(1)-$(2)-$(3)
gates-$(1)-$(2)-$(3): $(EQUIVALENCE)/$(1)-$(2)-$(3)/tb
	@$$<
endef
gates_options = $(wordlist 2,9,$(subst @, ,$(filter $(2)@%,$(call config_lines,$(1)))))
gates_case = $(call gates_test,$(1),$(2),$(3),$(call gates_options,$(1),$(2)))
$(foreach case,$(SIMULATED),$(eval $(call gates_case,$(word 1,$(subst -, ,$(case))),$(word 2,$(subst -, ,$(case))),$(word 3,$(subst -, ,$(case))))))

.PHONY: equivalence check-equivalence $(PROOFS) $(MOD_PROOFS) $(REFUTED)
equivalence: $(PROOFS) $(MOD_PROOFS) $(REFUTED) $(SIMULATED:%=gates-%) ## test: RTL and netlist of the modules: proofs, and module tests on gates
check-equivalence: $(REFUTED) $(foreach family,$(FAMILIES),proof-crc32-$(family) proof-mod-$(family)) proof-session-ice40 proof-mod-ecp5-257 proof-mod-gowin-283 \
    gates-state_table-default-ecp5
CHECKS += check-equivalence
