# The deltagen command.
CMD := $(BUILD)/deltagen
CMD_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard apps/deltagen/*.c))

.PHONY: cmd
cmd: $(CMD) ## the command

$(CMD): $(CMD_OBJ) $(LIB_STATIC)
	$(CC) $(SAN) -o $@ $^ $(LIB_LIBS)

-include $(CMD_OBJ:.o=.d)
