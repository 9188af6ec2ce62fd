# The benchmark's page: its text stays, the table and the drawing become those of the machine at hand.
BENCH_PAGE := docs/benchmark.md

.PHONY: bench setup-bench
setup-bench:
	@tools/setup bench
bench: setup-bench ## page: measure the software on this machine, a minute or two; writes docs/benchmark.md and its drawings
	@$(MAKE) --no-print-directory cmd nbdkit # by a make that finds the peers which have just been installed
	$(CMD) bench --device soft --plot docs/benchmark.svg --summary docs/benchmark-summary.svg > $(BUILD)/bench.txt
	{ sed '/^```text$$/q' $(BENCH_PAGE); cat $(BUILD)/bench.txt; echo '```'; } > $(BUILD)/benchmark.md
	cp $(BUILD)/benchmark.md $(BENCH_PAGE)
