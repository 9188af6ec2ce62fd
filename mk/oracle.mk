# The independent model in Python, the vectors made from it, and the examples of docs/protocol.md.
.PHONY: vectors
vectors: | need-python3 ## source: regenerate tests/oracle/vectors and the examples of docs/protocol.md
	python3 tests/oracle/make_vectors.py
	python3 tests/oracle/frames.py --write
check-oracle:
	@python3 tests/oracle/test_oracle.py --quiet
check-vectors:
	@python3 tests/oracle/make_vectors.py --check
check-examples:
	@python3 tests/oracle/frames.py --check
CHECKS += check-oracle check-vectors check-examples
