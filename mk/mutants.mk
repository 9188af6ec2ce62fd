# Planted faults: does a test turn red for each? That takes as long as all of `make check`, where only this is looked at:
# can all of them still be planted?
.PHONY: mutants
mutants: setup-check ## test: plant faults in copies of the tree, see a test turn red for each
	@tests/mutants/run
check-mutants:
	@tests/mutants/run --check
CHECKS += check-mutants
