# The shared library as programs meet it: its binary interface, compared with the one that is kept in the tree, and its end.
ABI = CC='$(CC)' LIBRARY=$(abspath $(LIB_SHARED)) PYTHONDONTWRITEBYTECODE=1 python3

.PHONY: abi
abi: $(LIB_SHARED) | need-python3 ## source: keep the library's binary interface as it is now, after a change that was meant
	@$(ABI) tests/abi/abi.py --write $(LIB_SHARED)
check-abi: $(LIB_SHARED) | need-python3
	@$(ABI) tests/abi/abi.py $(LIB_SHARED)
	@$(ABI) tests/abi/test_abi.py
	@$(ABI) tests/abi/test_unload.py
CHECKS += check-abi
