# Documentation: drawings (graphviz), timing diagrams (WaveDrom) and the library's reference (doxygen) from their sources.
DOT_SVG := $(patsubst %.dot,%.svg,$(wildcard docs/img/*.dot docs/rtl/*.dot))
WAVE_SVG := $(patsubst %.wave.json,%.wave.svg,$(wildcard docs/rtl/*.wave.json))

.PHONY: docs
docs: defs $(DOT_SVG) $(WAVE_SVG) reference ## drawings, timing diagrams and the library's reference

docs/%.svg: docs/%.dot | setup-docs
	dot -Tsvg $< -o $@
docs/%.wave.svg: docs/%.wave.json | $(VENV_STAMP)
	$(VENV)/bin/wavedrompy -i $< -s $@
.PHONY: reference
reference: setup-docs ## the library's reference: build/reference/html/index.html
	@mkdir -p $(BUILD)
	cd docs && OUTPUT=$(abspath $(BUILD))/reference doxygen Doxyfile
