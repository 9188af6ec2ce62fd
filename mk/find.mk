# What may be missing is looked for by these and by nothing else; tests/make/test_probes.py tries each use with it and without.
hash := \#
comma := ,
# $(call has_header,NAME): yes if the compiler finds it
has_header = $(shell echo '$(hash)include <$(1)>' | $(CC) $(CPPFLAGS) $(CFLAGS) -E -x c - >/dev/null 2>&1 && echo yes)
# $(call has_program,NAME...): the first that is there, with its path
has_program = $(firstword $(foreach name,$(1),$(shell command -v $(name) 2>/dev/null)))
# $(call package_flags,NAME): what the compiler is told of a package, by pkg-config; nothing if it is not there
package_flags = $(shell pkg-config --cflags $(1) 2>/dev/null)
# The folder in which nbdkit looks for plugins; nothing if there is no nbdkit
nbdkit_folder = $(shell nbdkit --dump-config 2>/dev/null | sed -n 's/^plugindir=//p')

# need-THING, an order-only prerequisite of what cannot be made without it, says which set of tools/setup brings it.
NEEDS := cc:lib gcc:lib zlib.h:lib python3:demo c++:demo verilator:demo cmocka.h:check iverilog:docs clang:check clang-format:check \
    clang-tidy:check cppcheck:check shellcheck:check mandoc:check
program_cc = $(CC)
program_verilator = $(VERILATOR)
wanted = $(firstword $(or $(call optional,program_$(1)),$(1)))
found = $(if $(filter %.h,$(1)),$(call has_header,$(1)),$(call has_program,$(call wanted,$(1))))
missing = $(call wanted,$(1)) is missing here$(if $(filter $(1),$(call wanted,$(1))),; on Debian$(comma) tools/setup $(2) installs it and the \
    rest of its kind,$(comma) which this make is told to use for $(1))
define need
.PHONY: need-$(1)
need-$(1):
	@$$(if $$(call found,$(1)),:,echo "$$(call missing,$(1),$(2))" >&2; exit 1)
endef
$(foreach pair,$(NEEDS),$(eval $(call need,$(firstword $(subst :, ,$(pair))),$(lastword $(subst :, ,$(pair))))))
