# Planted faults: does a test turn red for each? Takes about as long as all of `make check`, so it is no part of it; only whether all faults can
# still be planted is.
.PHONY: mutants check-mutants
mutants: setup-check ## plant faults in copies of the tree, see a test turn red for each
	@tests/mutants/run
check-mutants:
	@tests/mutants/run --check
CHECKS += check-mutants
