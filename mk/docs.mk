# Documentation: drawings (graphviz), timing diagrams (simulated by Icarus, drawn by WaveDrom) and the library's reference
# (doxygen) from their sources. The drawings are committed, so that the pages can be read without building anything.
DOT_SVG := $(patsubst %.dot,%.svg,$(wildcard docs/img/*.dot docs/rtl/*.dot))
WAVES := $(patsubst docs/rtl/waves/%.v,%,$(wildcard docs/rtl/waves/*.v))
WAVE_JSON := $(WAVES:%=$(BUILD)/waves/%.json)
WAVE_SVG := $(WAVES:%=$(BUILD)/waves/%.svg)

.PHONY: docs waves reference
docs: defs $(DOT_SVG) waves reference ## page: drawings, timing diagrams and the library's reference

DOT_STYLE := -Nshape=box -Nstyle=filled -Nfillcolor=white -Nfontname=Helvetica -Nfontsize=11 -Efontname=Helvetica -Efontsize=9
docs/%.svg: docs/%.dot | setup-docs
	dot -Tsvg $(DOT_STYLE) $< -o $@

$(WAVE_JSON): $(BUILD)/waves/%.json: docs/rtl/waves/%.v docs/rtl/waves/bench.vh $(wildcard rtl/*/*.v rtl/link/*/*.v rtl/include/*.vh) tools/vcd2wave.py | need-iverilog need-python3
	@mkdir -p $(@D)/$*
	@iverilog -g2005 -s wave -o $(@D)/$*/wave.vvp $(addprefix -y ,$(RTL_DIRS)) -I rtl/include -I docs/rtl/waves $<
	@cd $(@D)/$* && vvp -N wave.vvp > wave.log
	@python3 tools/vcd2wave.py $< $(@D)/$*/wave.vcd > $@

$(WAVE_SVG): %.svg: %.json tools/wave_svg.py $(VENV_STAMP)
	@$(VENV)/bin/python tools/wave_svg.py $< > $@

waves: $(WAVES:%=docs/rtl/%.wave.svg) ## page: timing diagrams, from simulation
docs/rtl/%.wave.svg: $(BUILD)/waves/%.svg
	cp $< $@

# Where there is no Icarus, all but the timing diagrams is checked.
check-docs: $(if $(call has_program,iverilog),$(WAVE_SVG)) | need-python3
	@python3 tests/style/docs.py $(BUILD)/waves
	@python3 tests/style/drawings.py
	@python3 tests/style/figures.py
CHECKS += check-docs

reference: setup-docs ## page: the library's reference: build/reference/html/index.html
	@mkdir -p $(BUILD)
	cd docs && OUTPUT=$(abspath $(BUILD))/reference doxygen Doxyfile
