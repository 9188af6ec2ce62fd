# Boards: from Verilog to a bitstream, and the clock rates that docs/figures.md publishes. BOARD is one of
# rtl/board/boards.toml. YOSYS, NEXTPNR and PACK in the environment name tools to use instead of the pinned ones.
FIGURES := $(shell sed -n 's/^\[\([a-z0-9-]*\)\]$$/\1/p' rtl/figures/figures.toml)
FPGA = $(BUILD)/venv/bin/python tools/fpga/build.py

.PHONY: board-known board-given bitstream timing utilization flash boards figures lint-board
# Asked before anything is installed.
board-known:
	@case " $(BOARDS) " in *" $(BOARD) "*) ;; *) echo "say which board: make BOARD=NAME ..., one of: $(BOARDS)" >&2; exit 2;; esac
board-given: board-known
	@tools/setup boards

bitstream: board-given ## board: BOARD=NAME: synthesis, place and route, bitstream in build/boards/NAME
	@$(FPGA) $(BOARD) bitstream
timing: board-given ## board: BOARD=NAME: clock asked, reached and allowed
	@$(FPGA) $(BOARD) timing
utilization: board-given ## board: BOARD=NAME: cells used, and there
	@$(FPGA) $(BOARD) utilization
flash: board-known ## board: BOARD=NAME: build and load it
	@tools/setup lib
	@$(MAKE) --no-print-directory all bitstream
	@$(CMD) flash $(BOARD)

# Place and route of a board takes minutes, of the largest about half an hour.
.PHONY: $(BOARDS:%=board-%) $(FIGURES:%=figure-%)
$(BOARDS:%=board-%): board-%: setup-boards
	@$(FPGA) $* bitstream
$(FIGURES:%=figure-%): figure-%: setup-boards
	@$(FPGA) $* place
boards: $(BOARDS:%=board-%) ## board: bitstreams of all boards; takes an hour or two, to be run when RTL, tools or pins change
figures: boards $(FIGURES:%=figure-%) ## board: docs/figures.md from the tools' reports, all boards and blocks; as long again
	@$(BUILD)/venv/bin/python tools/fpga/report.py docs/figures.md

# What needs no place and route of its own runs with every check.
lint-board: | need-verilator need-python3 # every board as it is built, or the BOARD given
	@for board in $(or $(BOARD),$(BOARDS)); do \
	    generics=$$(python3 tools/fpga/build.py $$board generics) && $(VERILATOR) --lint-only $(VFLAGS) -y rtl/board $$generics || exit 1; done
lint: lint-board
check-fpga: # what judges and changes netlists
	@python3 tests/fpga/test_flow.py 2> $(BUILD)/check-fpga.log || { cat $(BUILD)/check-fpga.log; exit 1; }
check-board: setup-check # the smallest board from Verilog to its bitstream, twice: the same file
	@tests/fpga/twice icebreaker
CHECKS += check-fpga
CHECKS_LONG += check-board
