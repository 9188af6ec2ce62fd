# The core for FuseSoC (deltagen.core): its list of files, lint and simulation.
.PHONY: fusesoc
fusesoc: setup-check ## deltagen.core by FuseSoC: lint, and a simulation that checks itself
	@BUILD=$(BUILD) tests/fusesoc/run
CHECKS += fusesoc
