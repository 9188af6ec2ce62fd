# The netlists that place and route gets, simulated: Yosys's cell models, tests/netlist/models where Yosys has none, bytes over
# the board's serial pins or, by the line host of sim/usb, over its USB, the random program on the library's end.
SERIAL_BOARDS := $(filter-out %-usb,$(BOARDS))
USB_BOARDS := $(filter %-usb,$(BOARDS))
NETLIST_BATCHES := 1
NETLIST_FAULTS := lut reset carry ramdata rammode
NETLIST := $(BUILD)/netlist
# of the flash beside a board on USB, and what the core says then
NETLIST_UID := D46758B2035E2C81
NETLIST_CELLS_tangnano9k := gowin
NETLIST_CELLS_icebreaker := ice40

# Yosys's files, its models of cells among them
YOSYS_SHARE := $(BUILD)/yosys
$(YOSYS_SHARE): | setup-check
	@ln -sfn "$$(cd $(VENV)/lib/python3*/site-packages/pyosys/share && pwd)" $@
$(YOSYS_SHARE)/%: | $(YOSYS_SHARE) ;

# For Verilator: how to read a netlist, and a family's cells.
GATES_FLAGS := --output-split 20000 -Wno-fatal -Wno-lint -Wno-style -Wno-MODDUP -Wno-MULTIDRIVEN -Wno-INITIALDLY \
    -DNO_ICE40_DEFAULT_ASSIGNMENTS +incdir+tests/netlist/models +incdir+$(YOSYS_SHARE)/ecp5
gates_cells = $(addprefix tests/netlist/models/,$(1).v ram18k.v) $(YOSYS_SHARE)/$(1)/cells_sim.v $(wildcard tests/netlist/models/*.vh)
# what makes netlists
NETLIST_FLOW := $(wildcard tests/netlist/*.py tools/fpga/* rtl/board/*.toml) $(RTL_SOURCES)

# A board's netlist, or the iCEBreaker's with one cell broken: icebreaker-FAULT.
$(NETLIST)/%/netlist.v: $(NETLIST_FLOW) | setup-check
	@$(VENV)/bin/python tests/netlist/board.py $(or $(filter $*,$(BOARDS)),icebreaker) $(@D) \
	    $(patsubst icebreaker-%,%,$(filter-out $(BOARDS),$*))
$(NETLIST_FAULTS:%=$(NETLIST)/icebreaker-%/netlist.v): $(NETLIST)/icebreaker/netlist.v

# $(1) a netlist, $(2) its board. --x-initial unique: what no cell initializes starts with random bits.
netlist_model = $(call verilated,$(NETLIST)/$(1)/libdeltagen-sim-$(2).so,board,,\
    tests/netlist/netlist_sim.cpp tests/netlist/boards/$(firstword $(subst -, ,$(2))).v $(NETLIST)/$(1)/netlist.v \
    $(call gates_cells,$(or $(call optional,NETLIST_CELLS_$(2)),ecp5)),-O1 $(addprefix -I$(CURDIR)/,sim tests/serial $(NETLIST)/$(1)),\
    --x-initial unique --prefix Vboard $(GATES_FLAGS))
$(foreach board,$(SERIAL_BOARDS),$(call netlist_model,$(board),$(board)))
$(foreach fault,$(NETLIST_FAULTS),$(call netlist_model,icebreaker-$(fault),icebreaker))
# Both clocks are USB's, that of the board's reference.
$(foreach board,$(USB_BOARDS),$(call verilated,$(NETLIST)/$(board)/libdeltagen-sim-$(board).so,board,FLASH_ID="64'h$(NETLIST_UID)",\
    $(wildcard sim/usb/*.cpp) sim/usb/dg_usb.map $(addprefix tests/netlist/boards/,$(firstword $(subst -, ,$(board)))_usb.v spi_flash.v)\
    $(NETLIST)/$(board)/netlist.v $(call gates_cells,ecp5),\
    -O1 $(addprefix -I$(CURDIR)/,sim sim/usb) -DDG_USB_MODEL='\"$(board)\"' -DDG_USB_CLOCK_HZ=48000000,\
    --x-initial unique --prefix Vtop $(GATES_FLAGS)))

$(call c_test,$(NETLIST)/test_netlist,$(BUILD)/obj/tests/netlist/test_netlist.o,)

NETLIST_MUTANTS := $(NETLIST_FAULTS:%=netlist-mutant-%)
.PHONY: netlist netlist-mutants $(BOARDS:%=netlist-%) $(NETLIST_MUTANTS)
$(foreach board,$(BOARDS),$(eval netlist-$(board): $(NETLIST)/$(board)/libdeltagen-sim-$(board).so))
$(BOARDS:%=netlist-%): netlist-%: $(NETLIST)/test_netlist
	@DELTAGEN_SIM=$(abspath $(NETLIST)/$*) $(NETLIST)/test_netlist $* $(NETLIST_BATCHES) $(if $(filter $*,$(USB_BOARDS)),$(NETLIST_UID))
netlist: $(BOARDS:%=netlist-%) ## test: the gates of every board, simulated with the library on its serial pins or its USB
CHECK_BUILD += $(NETLIST)/test_netlist
CHECKS_LONG += netlist-icebreaker

# One cell broken: the same test must fail.
$(NETLIST_MUTANTS): netlist-mutant-%: $(NETLIST)/icebreaker-%/libdeltagen-sim-icebreaker.so $(NETLIST)/test_netlist
	@! DELTAGEN_SIM=$(abspath $(<D)) $(NETLIST)/test_netlist icebreaker $(NETLIST_BATCHES) \
	    > $(<D)/test.log 2>&1 || { echo "$*: not noticed"; exit 1; }
netlist-mutants: $(NETLIST_MUTANTS) ## test: faults planted in the iCEBreaker's gates, its simulation must fail for each
