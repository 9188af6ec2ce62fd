# The netlists that place and route gets, simulated: Yosys's cell models, tests/netlist/models where Yosys has none, bytes over
# the board's serial pins, the random program on the library's end.
NETLIST_BATCHES := 1
NETLIST_MUTANTS := $(addprefix netlist-mutant-,lut reset carry ramdata rammode)
NETLIST := $(BUILD)/netlist
YOSYS_SHARE = $(wildcard $(abspath $(BUILD))/venv/lib/python3*/site-packages/pyosys/share)
NETLIST_CELLS_tangnano9k = gowin
NETLIST_CELLS_icebreaker = ice40
# For Verilator, of a family: the cells, and how to read them and a netlist.
GATES_FLAGS = -Wno-fatal -Wno-lint -Wno-style -Wno-MODDUP -Wno-MULTIDRIVEN -Wno-INITIALDLY -DNO_ICE40_DEFAULT_ASSIGNMENTS \
    +incdir+tests/netlist/models $(YOSYS_SHARE:%=+incdir+%/ecp5)
gates_models = tests/netlist/models/ram18k.v tests/netlist/models/$(1).v $(YOSYS_SHARE)/$(1)/cells_sim.v
# a fact of the board: its core's clock, its first rate
board_fact = $(shell python3 -c 'import tomllib; print(tomllib.load(open("rtl/board/boards.toml","rb"))["$(1)"]$(2))')

# NAME is a board, or icebreaker-FAULT. --x-initial unique: what no cell initializes starts with random bits.
$(NETLIST)/%/built: netlist_board = $(or $(filter $*,$(BOARDS)),icebreaker)
$(NETLIST)/%/built: netlist_top = $(firstword $(subst -, ,$(netlist_board)))
$(NETLIST)/%/built: netlist_cells = $(or $(NETLIST_CELLS_$(netlist_board)),ecp5)
$(NETLIST)/%/built: tests/netlist/netlist_sim.cpp tests/serial/uart_line.hpp sim/dg_sim.h \
    $(wildcard tests/netlist/*.py tests/netlist/models/* tests/netlist/boards/* tools/fpga/* rtl/board/*.toml) $(RTL_SOURCES) \
    mk/netlist.mk | setup-check
	@mkdir -p $(@D)
	@$(BUILD)/venv/bin/python tests/netlist/board.py $(netlist_board) $(@D) $(patsubst $(netlist_board)-%,%,$(filter-out $(BOARDS),$*))
	@tools/logged $(@D)/build.log '$@' \
	    $(VERILATOR) --cc --exe --build -O3 --x-assign fast --x-initial unique --output-split 20000 $(GATES_FLAGS) \
	    --top-module board --prefix Vboard -Mdir $(@D)/model -o $(abspath $(@D))/libdeltagen-sim-$(netlist_board).so \
	    -CFLAGS '-fPIC -fvisibility=hidden -I$(CURDIR)/sim -I$(CURDIR)/tests/serial -DDG_SIM_MODEL=\"$(netlist_board)\"' \
	    -CFLAGS '-DDG_SIM_CLOCK_HZ=$(call board_fact,$(netlist_board),["clock_hz"])' \
	    -CFLAGS '-DRATE=$(call board_fact,$(netlist_board),["rates"][0])' -LDFLAGS "-shared -static-libstdc++ -static-libgcc" \
	    -MAKEFLAGS "OPT_FAST=-O1 OPT_GLOBAL=-O1 CFG_CXXFLAGS_PCH_I=-include" $(abspath tests/netlist/netlist_sim.cpp) \
	    tests/netlist/boards/$(netlist_top).v $(@D)/netlist.v $(call gates_models,$(netlist_cells))
	@touch $@

$(BUILD)/obj/tests/netlist/test_netlist.o: | need-cmocka.h
$(NETLIST)/test_netlist: $(BUILD)/obj/tests/netlist/test_netlist.o $(BUILD)/unit/libhelpers.a $(LIB_STATIC)
	@mkdir -p $(@D)
	$(call quiet,LD)$(CC) $(SAN) -o $@ $^ -lcmocka $(LIB_LIBS)

.PHONY: netlist netlist-mutants $(BOARDS:%=netlist-%) $(NETLIST_MUTANTS)
$(BOARDS:%=netlist-%): netlist-%: $(NETLIST)/%/built $(NETLIST)/test_netlist
	@DELTAGEN_SIM=$(abspath $(NETLIST)/$*) $(NETLIST)/test_netlist $* $(NETLIST_BATCHES)
netlist: $(BOARDS:%=netlist-%) ## test: the gates of every board, simulated with the library on its serial pins
CHECK_BUILD += $(NETLIST)/test_netlist
CHECKS += netlist-icebreaker

# One cell broken: the same test must fail.
$(NETLIST_MUTANTS:netlist-mutant-%=$(NETLIST)/icebreaker-%/built): $(NETLIST)/icebreaker/built
$(NETLIST_MUTANTS): netlist-mutant-%: $(NETLIST)/icebreaker-%/built $(NETLIST)/test_netlist
	@! DELTAGEN_SIM=$(abspath $(NETLIST)/icebreaker-$*) $(NETLIST)/test_netlist icebreaker $(NETLIST_BATCHES) \
	    > $(NETLIST)/icebreaker-$*/test.log 2>&1 || { echo "$*: not noticed"; exit 1; }
netlist-mutants: $(NETLIST_MUTANTS) ## test: faults planted in the iCEBreaker's gates, its simulation must fail for each
-include $(BUILD)/obj/tests/netlist/test_netlist.d
