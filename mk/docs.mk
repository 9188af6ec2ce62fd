# Documentation: drawings (graphviz), timing diagrams (simulated by Icarus, drawn by WaveDrom) and the library's reference
# (doxygen) from their sources. The drawings are committed, so that the pages can be read without building anything.
DOT_SVG := $(patsubst %.dot,%.svg,$(wildcard docs/img/*.dot docs/rtl/*.dot))
WAVES := $(patsubst docs/rtl/waves/%.v,%,$(wildcard docs/rtl/waves/*.v))
WAVE_JSON := $(WAVES:%=$(BUILD)/waves/%.json)

.PHONY: docs waves reference
docs: defs $(DOT_SVG) waves reference ## drawings, timing diagrams and the library's reference

docs/%.svg: docs/%.dot | setup-docs
	dot -Tsvg $< -o $@

$(BUILD)/waves/%.json: docs/rtl/waves/%.v $(RTL) $(RTL_HEADERS) tools/vcd2wave.py
	@mkdir -p $(@D)/$*
	iverilog -g2005 -s wave -o $(@D)/$*/wave.vvp $(addprefix -y ,$(RTL_DIRS)) -I rtl/core $<
	cd $(@D)/$* && vvp -N wave.vvp > wave.log
	python3 tools/vcd2wave.py $< $(@D)/$*/wave.vcd > $@

waves: $(WAVES:%=docs/rtl/%.wave.svg) ## timing diagrams, from simulation
docs/rtl/%.wave.svg: $(BUILD)/waves/%.json | setup-docs
	$(VENV)/bin/wavedrompy -i $< -s $@

reference: setup-docs ## the library's reference: build/reference/html/index.html
	@mkdir -p $(BUILD)
	cd docs && OUTPUT=$(abspath $(BUILD))/reference doxygen Doxyfile
