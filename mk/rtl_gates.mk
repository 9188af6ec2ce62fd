# RTL and netlist of a module, synthesized alone as a board's design is: a proof of equivalence where Yosys's induction closes
# (tests/netlist/equivalence.py); where a module holds RAM, or its states are recoded, the module's own test (mk/rtl.mk) runs on the
# netlist. docs/netlist.md says which is which.
FAMILIES := ecp5 gowin ice40

# MODULE for each family; MODULE-CONFIGURATION-FAMILY as in the module's configs.
PROVED := torus_add mod feistel_round feistel run_address fold verify rate_hunt uart check session pack crc32
SIMULATED := state_table-default-ecp5 state_table_iter-default-ice40 executor-small-ice40 deframe-default-ice40 \
    enframe-default-ice40 rx_buffer-small-ice40 reply_store-small-ice40 xor_lanes-9-gowin torus-default-ecp5 torus-compact-gowin \
    torus_iter-half-ice40 torus_iter-default-gowin usb_stream-default-ice40 usb_stream-default-ecp5

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

# $(1) MODULE-CONFIGURATION-FAMILY, $(2) module, $(3) family, $(4) the configuration's -G options
define gates_test
$(EQUIVALENCE)/$(1)/netlist.v: $(NETLIST_FLOW) | setup-check
	@$(EQUIVALENT) netlist $(2) $(3) $$(@D) $(patsubst -G%,%,$(filter -G%,$(4)))
$(call verilated,$(EQUIVALENCE)/$(1)/tb,dg_$(2),,$(call rtl_bench,$(2)) $(EQUIVALENCE)/$(1)/netlist.v $(call gates_cells,$(3)) \
    $(LIB_STATIC),-O1 $(BENCH_INCLUDES) $(4:-G%=-DCFG_%),--x-initial fast --prefix Vtop $(GATES_FLAGS))
.PHONY: gates-$(1)
gates-$(1): $(EQUIVALENCE)/$(1)/tb
	@$$<
endef
# $(1) all, $(2) module, $(3) configuration, $(4) family
gates_options = $(wordlist 2,99,$(subst @, ,$(filter $(3)@%,$(call rtl_configs,$(2)))))
gates_case = $(eval $(call gates_test,$(1),$(2),$(4),$(gates_options)))
gates_words = $(call gates_case,$(1),$(word 1,$(2)),$(word 2,$(2)),$(word 3,$(2)))
$(foreach case,$(SIMULATED),$(call gates_words,$(case),$(subst -, ,$(case))))

.PHONY: equivalence $(PROOFS) $(MOD_PROOFS) $(REFUTED)
equivalence: $(PROOFS) $(MOD_PROOFS) $(REFUTED) $(SIMULATED:%=gates-%) ## test: RTL and netlist of the modules: proofs, and module tests on gates
check-equivalence: $(REFUTED) $(foreach family,$(FAMILIES),proof-crc32-$(family) proof-mod-$(family)) proof-session-ice40 proof-mod-ecp5-257 proof-mod-gowin-283 \
    gates-state_table-default-ecp5
CHECKS_LONG += check-equivalence
