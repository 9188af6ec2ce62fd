# SPDX-License-Identifier: Apache-2.0
# Deltagen. `make` builds the library and the command; `make help` lists what else there is.

BUILD := build
VERSION := 1.0.0
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
# s if asked for with -s
silent := $(findstring s,$(firstword -$(MAKEFLAGS)))
MAKEFLAGS += --no-builtin-rules

# Targets that `make check` and `make check-long` run, each one test: silent and 0 when it passes; and what is built before they
# start, since they run side by side. Every mk/*.mk adds its own.
CHECKS :=
CHECKS_LONG :=
CHECK_BUILD :=

FIRST := mk/find.mk mk/say.mk mk/vars.mk mk/rules.mk
include $(FIRST) $(filter-out $(FIRST),$(sort $(wildcard mk/*.mk)))
-include $(patsubst %.o,%.d,$(sort $(OBJECTS)))

.PHONY: all clean help $(CHECKS) $(CHECKS_LONG)
all: lib usb cmd nbdkit fuse ## use: the library and the command: needs a C compiler and zlib

clean: ## use: remove everything that was built
	rm -rf $(BUILD)

help: ## use: this list
	@for group in use test board page source; do \
	    echo "$$group:"; \
	    sed -n "s/^\([a-z][a-z-]*\):.*## $$group: \(.*\)/  make \1\t\2/p" $(MAKEFILE_LIST) | sort | expand -t 24; done
