# Simulation: the Verilated core in shared objects that the library loads, libdeltagen-sim-MODEL.so.
# A model is a name and the core's parameters. CLOCK_HZ: link time in simulation is CLOCK_HZ clocks a second, and 1 MHz is
# about what a simulation does, so that times estimated from it are near the truth.
SIM := default small
SIM_PARAMETERS_default := LANES=2
SIM_PARAMETERS_small := CONTEXTS=64 II=8 TABLE_II=8 WINDOW=2 FRAME_WORDS=62 RX_WORDS=128
SIM_CLOCK_HZ := 1000000

# No --assert and no -Wall: the models are for users, whatever their Verilator; `lint` and the module tests have both.
# --x-initial unique: power-on noise (dg_sim.cpp).
SIM_FLAGS := --x-initial unique --trace-fst $(filter-out -Wall,$(VFLAGS))
$(foreach model,$(SIM),$(call verilated,$(BUILD)/libdeltagen-sim-$(model).so,dg_core,\
    $(SIM_PARAMETERS_$(model)) CLOCK_HZ=$(SIM_CLOCK_HZ) "BUILD=64'h$(RTL_HASH)",sim/dg_sim.cpp sim/dg_sim.map rtl/core/dg_core.v,\
    -DDG_SIM_MODEL='\"$(model)\"' -DDG_SIM_CLOCK_HZ=$(SIM_CLOCK_HZ),$(SIM_FLAGS)))

# The core behind USB, with a host on its line, which has 1.2 MB a second. A slower clock than that of boards, since a clock of the
# core takes longer to simulate than one of USB.
SIM_USB_CLOCK_HZ := 3000000
$(call verilated,$(SIM_USB),dg_usb,CLOCK_HZ=$(SIM_USB_CLOCK_HZ) "BUILD=64'h$(RTL_HASH)",\
    $(wildcard sim/usb/*.cpp) sim/usb/dg_usb.map rtl/link/usb/dg_usb.v,\
    -I$(CURDIR)/sim -I$(CURDIR)/sim/usb -DDG_USB_MODEL='\"usb\"' -DDG_USB_CLOCK_HZ=$(SIM_USB_CLOCK_HZ),\
    --prefix Vtop $(filter-out --trace-fst,$(SIM_FLAGS)))

.PHONY: sim
sim: $(patsubst %,$(BUILD)/libdeltagen-sim-%.so,$(SIM) usb) ## use: the core in simulation, for device "sim": needs Verilator and a C++ compiler
