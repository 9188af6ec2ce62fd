# A compilation says a line, or its whole command with V=1, or nothing with -s. What takes long speaks through tools/logged.
# $(call quiet,WHAT) before a command
quiet = $(if $(V),,@$(if $(silent),,printf '%-6s%s\n' '$(1)' '$(patsubst $(BUILD)/obj/%.o,%.c,$@)' && ))
