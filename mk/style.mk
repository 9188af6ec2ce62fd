# What reads the code instead of running it.
STYLE_C = $(shell git ls-files 'hal/*.c' 'driver/*.c' 'lib/*.c' 'apps/*.c')
FORMAT_C = $(filter-out hal/dg_defs.h hal/board/dg_usb_ids.h,$(shell git ls-files '*.c' '*.h' '*.cpp' '*.hpp'))
STYLE_FLAGS := $(CSTD) $(sort $(INCLUDES_driver) $(INCLUDES_lib) $(INCLUDES_deltagen) $(INCLUDES_nbdkit) $(INCLUDES_fuse))
SHELL_SCRIPTS = $(shell git grep -lE '^\#!.*\b(ba)?sh$$' -- .)

# What they run may be missing where one of them is run by itself.
check-format: | need-clang-format
	@clang-format --dry-run -Werror $(FORMAT_C)
check-tidy: | need-clang-tidy # file by file: in one run, clang-tidy 14 carries what it knows of va_list from one file into the next
	@printf '%s\n' $(STYLE_C) | xargs -I {} clang-tidy --quiet {} -- $(STYLE_FLAGS)
check-cppcheck: | need-cppcheck
	@cppcheck --quiet --error-exitcode=1 --inline-suppr -D__SIZEOF_INT128__=16 -D__SIZEOF_POINTER__=8 --enable=warning,performance,portability \
	    --suppress=missingIncludeSystem $(patsubst -std=%,--std=%,$(STYLE_FLAGS)) $(STYLE_C)
check-shell: | need-shellcheck
	@shellcheck $(SHELL_SCRIPTS)
check-clang: | need-clang # the library and the command by the other compiler, with the same warnings and its check of locks
	@$(MAKE) --no-print-directory CC=clang CFLAGS=-Wthread-safety BUILD=$(BUILD)/clang lib cmd
check-layers check-limits check-calls check-links: | need-python3
check-layers:
	@python3 tests/style/layers.py
	@python3 tests/style/circles.py
check-limits:
	@python3 tests/style/limits.py
check-calls:
	@python3 tests/style/calls.py
check-links:
	@python3 tests/style/links.py
	@python3 tests/style/paths.py
check-devices: # a tool that makes its output anew, run by root, puts a file in the place of the machine's device
	@! git grep -nE -e '(-o|-O|--output)[ =]?/dev/' -- mk tests tools .ci || { echo 'output belongs into build/'; exit 1; }

# The whole core, by default and small, read by the two tools that are not Verilator.
SMALL_CORE := CONTEXTS=16 LANES=2 II=8 KINDS=36 WINDOW=2 FRAME_WORDS=56 RX_WORDS=64
YOSYS_JUDGE := proc; check -assert
YOSYS_SMALL = $(foreach parameter,$(SMALL_CORE),-chparam $(subst =, ,$(parameter)))
check-yosys: setup-check
	@$(TOOLS)/yosys -q -p 'read_verilog -Irtl/include $(RTL); design -save source' \
	    -p 'hierarchy -check -top dg_core; $(YOSYS_JUDGE); design -load source' \
	    -p 'hierarchy -check -top dg_core $(YOSYS_SMALL); $(YOSYS_JUDGE)'
# The USB device alone, on the family for which the size of others is known.
USB_STREAM_RTL := $(wildcard rtl/link/usb/*.v) rtl/lib/dg_packet_cross.v
check-usb-size: setup-check
	@$(TOOLS)/yosys -q -p 'read_verilog -Irtl/include $(filter-out %/dg_usb.v,$(USB_STREAM_RTL)); synth_ice40 -top dg_usb_stream' \
	    -p 'select -assert-max 1000 t:SB_LUT4; select -assert-max 4 t:SB_RAM40_4K; tee -q -o $(BUILD)/usb-size.log stat'
	@python3 tests/style/usb_size.py $(BUILD)/usb-size.log
check-icarus: | need-iverilog
	@mkdir -p $(BUILD)
	@iverilog -g2005 -Wall -Irtl/include $(addprefix -y,$(RTL_DIRS)) -s dg_core -o $(BUILD)/dg_core.vvp rtl/core/dg_core.v
	@iverilog -g2005 -Wall -Irtl/include $(addprefix -y,$(RTL_DIRS)) -s dg_core $(addprefix -Pdg_core.,$(SMALL_CORE)) \
	    -o $(BUILD)/dg_core_small.vvp rtl/core/dg_core.v

CHECKS += check-format check-cppcheck check-shell check-clang check-layers check-limits check-calls check-links check-devices check-icarus
CHECKS_LONG += check-tidy check-yosys check-usb-size
