# The deltagen command: main and small commands, upon a library of what commands share.
.PHONY: cmd
cmd: $(CMD) ## use: the command
$(call library,$(LIB_CLI),$(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard apps/cli/*.c)))
$(call program,$(CMD),$(CMD_OBJ) $(LIB_CLI) $(LIB_STATIC),)

# Where the command looks for nbdkit's plugin if it is not beside it.
$(call object_flags,$(BUILD)/obj/apps/deltagen/serve/nbdkit.o,-DDG_NBDKITDIR='"$(NBDKITDIR)"')
# Peers of the benchmark that are headers only; the others are looked for when it runs.
$(call object_flags,$(BUILD)/obj/apps/deltagen/bench/philox.o,$(if $(call has_header,Random123/philox.h),-DHAVE_RANDOM123))
$(call object_flags,$(BUILD)/obj/apps/deltagen/bench/khash.o,$(if $(call has_header,htslib/khash.h),-DHAVE_KHASH))

# The manual page's part about subcommands is the program's own help.
MAN := docs/man/deltagen.1
man_with_help = { sed '/^\.\\" begin$$/q' $(MAN); $(CMD) help --man; sed -n '/^\.\\" end$$/,$$p' $(MAN); }

.PHONY: man
man: $(CMD) ## page: put the program's help into the manual page
	$(man_with_help) > $(BUILD)/deltagen.1
	cp $(BUILD)/deltagen.1 $(MAN)
check-man: $(CMD)
	@$(man_with_help) | diff $(MAN) - || { echo "$(MAN) is out of date: run make man"; exit 1; }
	@mandoc -T lint -W warning $(MAN)
CHECKS += check-man
