# Proofs: every tests/formal/NAME.sby runs as `make formal-NAME`, all its tasks; traces and logs are in build/formal.
FORMAL := $(patsubst tests/formal/%.sby,formal-%,$(wildcard tests/formal/*.sby))

.PHONY: formal tools $(FORMAL)
formal: $(FORMAL) ## every proof

tools: # what comes from PyPI is pinned, so the proofs use nothing that happens to be installed
	@tools/setup check

$(FORMAL): formal-%: tools
	@mkdir -p $(BUILD)/formal
	@PATH="$(CURDIR)/$(BUILD)/tools/bin:$$PATH" sby -f --prefix $(BUILD)/formal/$* tests/formal/$*.sby > $(BUILD)/formal/$*.log 2>&1 || \
	    { grep -E 'ERROR|FAIL|Assert|summary' $(BUILD)/formal/$*.log; echo "see $(BUILD)/formal/$*.log"; exit 1; }

CHECKS += $(FORMAL)
