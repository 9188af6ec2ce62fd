# What recipes say. A compilation is a line, or the whole command with V=1, or nothing with -s.
# $(call quiet,WHAT) before a command
quiet = $(if $(V),,@$(if $(silent),,printf '%-6s%s\n' '$(1)' '$(patsubst $(BUILD)/obj/%.o,%.c,$@)' && ))
# $(call logged,LOG) behind a command: its words go there, and where it fails, those about errors are shown
logged = > $(1) 2>&1 || { grep -i -A3 -m 20 -e ' error' -e 'error:' -e '%error' -e 'undefined reference' $(1) || tail -n 20 $(1); echo "the whole log is $(1)"; exit 1; }
