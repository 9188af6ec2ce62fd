# Proofs: every tests/formal/LAYER/NAME.sby runs as `make formal-NAME`, all its tasks; traces and logs are in build/formal.
FORMAL := $(patsubst %.sby,formal-%,$(notdir $(wildcard tests/formal/*/*.sby)))

.PHONY: formal
formal: $(FORMAL) ## test: every proof

$(FORMAL): formal-%: setup-check
	@mkdir -p $(BUILD)/formal
	@PATH="$(abspath $(TOOLS)):$$PATH" sby -f --prefix $(BUILD)/formal/$* tests/formal/*/$*.sby > $(BUILD)/formal/$*.log 2>&1 || \
	    { grep -E 'ERROR|FAIL|Assert|summary' $(BUILD)/formal/$*.log; echo "see $(BUILD)/formal/$*.log"; exit 1; }

# minutes of processor time each
FORMAL_LONG := formal-state_table formal-rx_buffer
CHECKS += $(filter-out $(FORMAL_LONG),$(FORMAL))
CHECKS_LONG += $(FORMAL_LONG)
