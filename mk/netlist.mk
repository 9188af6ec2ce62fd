# The netlists that place and route gets, simulated: Yosys's cell models, tests/netlist/models where Yosys has none, bytes over
# the board's serial pins, the random program on the library's end. NETLIST_BATCHES_board: as many as a minute or so takes.
NETLIST_BATCHES_tangnano9k := 1
NETLIST_BATCHES_ulx3s-25f := 1
NETLIST_BATCHES_ulx3s-85f := 1
NETLIST_BATCHES_orangecrab := 1
NETLIST_BATCHES_icebreaker := 1

NETLIST := $(BUILD)/netlist
NETLIST_SIMS := $(BOARDS:%=$(NETLIST)/libdeltagen-sim-%.so)
YOSYS_SHARE = $(wildcard $(abspath $(BUILD))/venv/lib/python3*/site-packages/pyosys/share)
NETLIST_CELLS_tangnano9k = gowin
NETLIST_CELLS_icebreaker = ice40
# a fact of the board: its core's clock, its first rate
board_fact = $(shell python3 -c 'import tomllib; print(tomllib.load(open("rtl/board/boards.toml","rb"))["$(1)"]$(2))')

$(NETLIST_SIMS): netlist_top = dg_$(firstword $(subst -, ,$*))
$(NETLIST_SIMS): netlist_cells = $(or $(NETLIST_CELLS_$*),ecp5)
$(NETLIST_SIMS): netlist_share = $(YOSYS_SHARE)/$(netlist_cells)
PYOSYS = $(BUILD)/venv/bin/python -c "import sys; from pyosys import libyosys; libyosys.run_pass('script ' + sys.argv[1], libyosys.Design())"

# --x-initial unique: what no cell initializes starts with random bits. One signal a net (splitnets), or Verilator takes a bus whose
# bits feed each other for a loop.
$(NETLIST_SIMS): $(NETLIST)/libdeltagen-sim-%.so: tests/netlist/netlist_sim.cpp tests/serial/uart_line.hpp sim/dg_sim.h \
    $(wildcard tests/netlist/models/* tests/netlist/boards/*) $(RTL_SOURCES) $(wildcard tools/fpga/*.py tools/fpga/*.v rtl/board/*.toml) \
    mk/netlist.mk | setup-boards
	@mkdir -p $(NETLIST)/$*
	@$(FPGA) $* netlist
	@printf '%s\n' 'read_json $(BUILD)/boards/$*/netlist.json' 'hierarchy -top $(netlist_top)' 'delete t:$$scopeinfo' \
	    'splitnets $(netlist_top)' 'select $(netlist_top)' 'write_verilog -noattr -selected $(NETLIST)/$*/netlist.v' \
	    > $(NETLIST)/$*/write.ys
	@$(PYOSYS) $(NETLIST)/$*/write.ys > $(NETLIST)/$*/write.log 2>&1 || { tail -n 5 $(NETLIST)/$*/write.log; exit 1; }
	@$(VERILATOR) --cc --exe --build -O3 --x-assign fast --x-initial unique --output-split 20000 -Wno-fatal -Wno-lint -Wno-style \
	    -Wno-MODDUP -Wno-MULTIDRIVEN -Wno-INITIALDLY --top-module board --prefix Vboard -Mdir $(NETLIST)/$*/model \
	    -o $(abspath $@).new +incdir+tests/netlist/models +incdir+$(netlist_share) \
	    -CFLAGS '-fPIC -fvisibility=hidden -I$(CURDIR) -I$(CURDIR)/tests/serial -DDG_SIM_MODEL=\"$*\"' \
	    -CFLAGS '-DDG_SIM_CLOCK_HZ=$(call board_fact,$*,["clock_hz"]) -DRATE=$(call board_fact,$*,["rates"][0])' \
	    -LDFLAGS "-shared -static-libstdc++ -static-libgcc" \
	    -DNO_ICE40_DEFAULT_ASSIGNMENTS -MAKEFLAGS "OPT_FAST=-O1 OPT_GLOBAL=-O1 CFG_CXXFLAGS_PCH_I=-include" $(abspath tests/netlist/netlist_sim.cpp) \
	    tests/netlist/boards/$(subst dg_,,$(netlist_top)).v $(NETLIST)/$*/netlist.v tests/netlist/models/ram18k.v \
	    tests/netlist/models/$(netlist_cells).v $(netlist_share)/cells_sim.v > $(NETLIST)/$*/build.log 2>&1 || \
	    { grep -A4 -i error $(NETLIST)/$*/build.log; exit 1; }
	@mv $@.new $@

$(BUILD)/obj/tests/netlist/test_netlist.o: CFLAGS_ALL += -Itests/unit
$(NETLIST)/test_netlist: $(BUILD)/obj/tests/netlist/test_netlist.o $(BUILD)/unit/libhelpers.a $(LIB_STATIC)
	@mkdir -p $(@D)
	$(CC) $(SAN) -o $@ $^ -lcmocka $(LIB_LIBS)

.PHONY: netlist $(BOARDS:%=netlist-%)
$(BOARDS:%=netlist-%): netlist-%: $(NETLIST)/libdeltagen-sim-%.so $(NETLIST)/test_netlist
	@DELTAGEN_SIM=$(abspath $(NETLIST)) $(NETLIST)/test_netlist $* $(NETLIST_BATCHES_$*)
netlist: $(BOARDS:%=netlist-%) ## the gates of every board, simulated with the library on its serial pins
-include $(BUILD)/obj/tests/netlist/test_netlist.d
