# The core in other people's designs: by FuseSoC (deltagen.core), and the template to copy (docs/howto/integrate.md).
TEMPLATE := docs/howto/dg_core_template.v

fusesoc: setup-check ## test: deltagen.core by FuseSoC: lint, and a simulation that checks itself
	@BUILD=$(BUILD) tests/fusesoc/run
check-template: | need-verilator need-iverilog # every port of the core is there, by two tools
	@$(VERILATOR) --lint-only $(VFLAGS) $(TEMPLATE)
	@mkdir -p $(BUILD)
	@iverilog -g2005 -Wall -Irtl/include $(addprefix -y,$(RTL_DIRS)) -s dg_core_template -o $(BUILD)/dg_core_template.vvp $(TEMPLATE)
CHECKS += fusesoc check-template
