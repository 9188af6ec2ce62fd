# The benchmark's page: its text stays, the table and the drawing become those of the machine at hand. Built apart, so
# that peers which have just been installed are found.
BENCH_PAGE := docs/benchmark.md
BENCH_BUILD := $(BUILD)/bench

.PHONY: bench setup-bench
setup-bench:
	@tools/setup bench
bench: setup-bench ## page: measure the software on this machine, a minute or two; writes docs/benchmark.md and its drawings
	@$(MAKE) --no-print-directory BUILD=$(BENCH_BUILD) cmd
	$(BENCH_BUILD)/deltagen bench --device soft --plot docs/benchmark.svg --summary docs/benchmark-summary.svg \
	    > $(BENCH_BUILD)/bench.txt
	{ sed '/^```text$$/q' $(BENCH_PAGE); cat $(BENCH_BUILD)/bench.txt; echo '```'; } > $(BENCH_BUILD)/benchmark.md
	cp $(BENCH_BUILD)/benchmark.md $(BENCH_PAGE)
