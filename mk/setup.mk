# What is installed for the checks and the pages; the library and the command need none of it.
.PHONY: setup-check setup-docs setup-boards
setup-check:
	@tools/setup check
setup-boards:
	@tools/setup boards
setup-docs:
	@tools/setup docs
$(VENV_STAMP): tools/requirements.txt
	@tools/setup docs
	@touch $@
