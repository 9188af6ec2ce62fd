# What commands share, which knows none of them; and the deltagen command.
CLI_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard apps/cli/*.c))
CLI_LIB := $(BUILD)/libcli.a
CMD := $(BUILD)/deltagen
CMD_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard apps/deltagen/*.c apps/deltagen/*/*.c))

# A peer of the benchmark that is headers only; the others are looked for when it runs.
ifneq ($(call has_header,Random123/philox.h),)
$(BUILD)/obj/apps/deltagen/bench/philox.o: CFLAGS_ALL += -DHAVE_RANDOM123
endif

# They run where a process gets a stack of 128 KiB.
$(CLI_OBJ) $(CMD_OBJ): CFLAGS_ALL += -Wframe-larger-than=40960

.PHONY: cmd
cmd: $(CMD) ## use: the command

$(CLI_LIB): $(CLI_OBJ)
	@rm -f $@
	$(call quiet,AR)$(AR) qcs $@ $^

$(CMD): $(CMD_OBJ) $(CLI_LIB) $(LIB_STATIC)
	$(call quiet,LD)$(CC) $(SAN) -o $@ $^ $(LIB_LIBS)

-include $(CLI_OBJ:.o=.d) $(CMD_OBJ:.o=.d)

# The manual page's part about subcommands is the program's own help.
MAN := docs/man/deltagen.1
man_with_help = { sed '/^\.\\" begin$$/q' $(MAN); $(CMD) help --man; sed -n '/^\.\\" end$$/,$$p' $(MAN); }

.PHONY: man check-man
man: $(CMD) ## page: put the program's help into the manual page
	$(man_with_help) > $(BUILD)/deltagen.1
	cp $(BUILD)/deltagen.1 $(MAN)
check-man: $(CMD)
	@$(man_with_help) | diff $(MAN) - || { echo "$(MAN) is out of date: run make man"; exit 1; }
	@mandoc -T lint -W warning $(MAN)
CHECKS += check-man
