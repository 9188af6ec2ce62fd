# The core in other people's designs: by FuseSoC (deltagen.core), and the template to copy (docs/howto/integrate.md).
TEMPLATE := docs/howto/dg_core_template.v

.PHONY: fusesoc check-template
fusesoc: setup-check ## deltagen.core by FuseSoC: lint, and a simulation that checks itself
	@BUILD=$(BUILD) tests/fusesoc/run
check-template: # every port of the core is there, by two tools
	@$(VERILATOR) --lint-only $(VFLAGS) $(TEMPLATE)
	@iverilog -g2005 -Wall -Irtl/core $(addprefix -y,$(RTL_DIRS)) -s dg_core_template -o /dev/null $(TEMPLATE)
CHECKS += fusesoc check-template
