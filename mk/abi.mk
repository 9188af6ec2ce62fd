# The binary interface of the library, compared with the one that is kept in the tree.
ABI = CC='$(CC)' LIBRARY=$(abspath $(LIB_SHARED)) PYTHONDONTWRITEBYTECODE=1 python3

.PHONY: abi
abi: $(LIB_SHARED) ## source: keep the library's binary interface as it is now, after a change that was meant
	@$(ABI) tests/abi/abi.py --write $(LIB_SHARED)
check-abi: $(LIB_SHARED)
	@$(ABI) tests/abi/abi.py $(LIB_SHARED)
	@$(ABI) tests/abi/test_abi.py
CHECKS += check-abi
