# What hardware and software share: constants (rtl/deltagen.toml), the facts of the boards (rtl/board/boards.toml) and what a
# board says over USB (rtl/link/usb/usb.toml), each with generated files, which are committed.
.PHONY: defs
defs: | need-python3 ## source: regenerate what follows from rtl/deltagen.toml, rtl/board/boards.toml, rtl/link/usb/usb.toml, VERSION and, in pages, other sources
	python3 tools/gen_defs.py
	python3 tools/gen_boards.py
	python3 tools/gen_usb.py
	python3 tools/gen_pages.py
check-defs: | need-python3
	python3 tools/gen_defs.py --check
	python3 tools/gen_boards.py --check
	python3 tools/gen_usb.py --check
	python3 tools/gen_pages.py --check
CHECKS += check-defs
