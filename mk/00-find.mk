# What may be missing is looked for by these two and by nothing else; tests/make/test_probes.py tries each use with it and without.
hash := \#
# $(call has_header,NAME): yes if the compiler finds it
has_header = $(shell echo '$(hash)include <$(1)>' | $(CC) -E -x c - >/dev/null 2>&1 && echo yes)
# $(call has_program,NAME...): the first that is there, with its path
has_program = $(firstword $(foreach name,$(1),$(shell command -v $(name) 2>/dev/null)))
