# Constants shared by hardware and software: one source, three generated files (committed).
.PHONY: defs check-defs
defs: ## regenerate the shared constants from rtl/deltagen.toml
	python3 tools/gen_defs.py
check-defs:
	python3 tools/gen_defs.py --check
CHECKS += check-defs
