# What more than one of the files beside this one uses. tests/make sees that nothing is used before it is defined.

# From outside: the compilers and their flags.
V ?=
OPT ?= -O2 -g
SAN ?=
CFLAGS ?=
CXXFLAGS ?=
CPPFLAGS ?=
LDFLAGS ?=
VERILATOR ?= verilator
# Verilator's runtime is three quarters of what a bench takes to compile, and the same in all of them.
export OBJCACHE := $(call has_program,ccache)
export CCACHE_DIR := $(abspath $(BUILD))/ccache

# Where it is installed.
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
DESTDIR ?=
# udev reads this folder below /usr and /usr/local; elsewhere, give /etc/udev/rules.d.
UDEVDIR ?= $(PREFIX)/lib/udev/rules.d
# nbdkit looks for plugins in a folder of its own. An install for the whole machine goes there, another one stays in its own place.
NBDKITDIR ?= $(or $(if $(filter /usr /usr/local,$(PREFIX)),$(nbdkit_folder)),$(LIBDIR)/nbdkit/plugins)
# They stand in make's lists, in shell commands and in strings of C.
space := $(subst ,, )
UNFIT := $$ $(hash) ' " \ ` : ; & | < > * ? ( )
said = $(if $(filter file,$(origin $(1))),,$(value $(1)))
unfit = $(findstring $(space),$(1))$(strip $(foreach mark,$(UNFIT),$(findstring $(mark),$(1))))
$(foreach path,PREFIX LIBDIR UDEVDIR NBDKITDIR DESTDIR,$(if $(call unfit,$(call said,$(path))),\
    $(error $(path) is "$(call said,$(path))": paths to install to are without spaces and any of $(UNFIT))))
$(foreach path,PREFIX LIBDIR UDEVDIR NBDKITDIR,$(if $(filter-out /%,$($(path))),$(error $(path) is "$($(path))": it has to begin with /)))

# Set-up: tools/setup puts the Python packages there.
TOOLS := $(BUILD)/tools/bin
VENV := $(BUILD)/venv
VENV_STAMP := $(VENV)/requirements.txt

# What is built for users.
LIB_STATIC := $(BUILD)/libdeltagen.a
LIB_SHARED := $(BUILD)/libdeltagen.so.$(VERSION)
LIB_LIBS := -ldl -lpthread -lm -lz
HAS_LIBUSB := $(call has_header,libusb-1.0/libusb.h)
USB_PART := $(BUILD)/libdeltagen-usb.so
USB_PART_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard driver/usb/part/*.c))
# the core behind USB with a host on its line
SIM_USB := $(BUILD)/libdeltagen-sim-usb.so
USB_PARTS := $(if $(HAS_LIBUSB),$(USB_PART))
HAS_NBDKIT := $(call has_header,nbdkit-plugin.h)
NBDKIT_PLUGIN := $(BUILD)/nbdkit-deltagen-plugin.so
NBDKIT_MAN := docs/man/nbdkit-deltagen-plugin.1
NBDKIT_PLUGINS := $(if $(HAS_NBDKIT),$(NBDKIT_PLUGIN))
HAS_FUSE := $(call has_header,fuse3/fuse_opt.h)
FUSE_PROGRAM := $(BUILD)/deltagen-fuse
FUSE_PROGRAMS := $(if $(HAS_FUSE),$(FUSE_PROGRAM))
LIB_CLI := $(BUILD)/libcli.a
CMD := $(BUILD)/deltagen
# main and the commands; what commands share is LIB_CLI
CMD_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard apps/deltagen/*.c apps/deltagen/*/*.c))
LIB_TEST := $(BUILD)/unit/libhelpers.a

# C. Which trees a part sees; which of their folders it may include, `make check-layers` says.
INCLUDES := -Iinclude -Ihal
INCLUDES_driver := $(INCLUDES) -Idriver -Isim
INCLUDES_lib := $(INCLUDES) -Ilib
INCLUDES_cli := -Iinclude -Iapps/cli
INCLUDES_deltagen := $(INCLUDES_cli) -Iapps/deltagen -Ihal
INCLUDES_nbdkit := $(INCLUDES_cli) -Iapps/nbdkit
INCLUDES_fuse := $(INCLUDES_cli) -Iapps/fuse -Ilib
INCLUDES_tests := $(INCLUDES_driver) -Ilib -I. -Itests/unit/common -Itests/serial
# Commands run where a process gets a stack of 128 KiB. Users' flags, such as the protection of stacks, make frames larger.
SMALL_FRAMES := -Wframe-larger-than=49152
$(BUILD)/obj/driver/%.o: INCLUDES := $(INCLUDES_driver)
$(BUILD)/obj/lib/%.o: INCLUDES := $(INCLUDES_lib)
$(BUILD)/obj/apps/cli/%.o: INCLUDES := $(INCLUDES_cli) $(SMALL_FRAMES)
$(BUILD)/obj/apps/fuse/%.o: INCLUDES := $(INCLUDES_fuse)
$(BUILD)/obj/apps/nbdkit/%.o: INCLUDES := $(INCLUDES_nbdkit)
$(BUILD)/obj/apps/deltagen/%.o: INCLUDES := $(INCLUDES_deltagen) $(SMALL_FRAMES)
$(BUILD)/obj/tests/%.o: INCLUDES := $(INCLUDES_tests)
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla -Werror
# Last of all, whatever the user's CFLAGS say: the bits are defined by IEEE arithmetic, each operation rounded by itself, no
# fused multiply-add (docs/numerics.md). Contraction is said twice: clang lets what comes between put it back.
EXACT := -ffp-contract=off -fno-fast-math -fno-unsafe-math-optimizations -fno-associative-math \
    -fno-reciprocal-math -fno-finite-math-only -fsigned-zeros -fno-rounding-math -ffp-contract=off
CSTD := -std=c11 -D_GNU_SOURCE
# What is built does not depend on the folder it is built in.
NO_PATHS = '-ffile-prefix-map=$(CURDIR)=.'
CFLAGS_ALL = $(CSTD) $(WARN) $(OPT) $(SAN) -fvisibility=hidden -MMD -MP $(INCLUDES) $(CPPFLAGS) $(CFLAGS) -fPIC \
    $(EXACT) $(NO_PATHS)
# These would put into the library what changes the arithmetic of every program that loads it.
INEXACT_LINKS := -Ofast -ffast-math -funsafe-math-optimizations -mdaz-ftz
LINK = $(CC) $(filter-out $(INEXACT_LINKS),$(OPT) $(SAN) $(CFLAGS) $(LDFLAGS)) $(NO_PATHS)

# Kernels for instructions that not every CPU has; what chooses among them is built without.
X86_64 := $(findstring x86_64,$(shell $(CC) -dumpmachine 2>/dev/null))
AVX2_FLAGS := $(if $(X86_64),-mavx2 -mfma)
AVX512_FLAGS := $(if $(X86_64),-mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512ifma)
# for tests that look for what is built
BUILD_DIR_FLAG := -DBUILD_DIR='"$(abspath $(BUILD))"'

# RTL, and how Verilator reads it. RTL_HASH, the first 16 hex digits of the SHA-256 over all of it in the order of the names, is the
# core's BUILD.
RTL_DIRS := rtl/lib rtl/frame rtl/table rtl/synth rtl/core rtl/link/serial rtl/link/usb rtl/lanes
RTL := $(wildcard $(addsuffix /*.v,$(RTL_DIRS)))
RTL_HEADERS := $(wildcard rtl/include/*.vh)
RTL_SOURCES := $(sort $(wildcard rtl/*/*.v rtl/*/*/*.v) $(RTL_HEADERS))
RTL_HASH := $(shell cat $(RTL_SOURCES) | sha256sum | cut -c 1-16)
VFLAGS := -Wall --default-language 1364-2005 $(addprefix -y ,$(RTL_DIRS)) +incdir+rtl/include
BENCH_FLAGS := --x-initial fast $(VFLAGS)
# dg_serial in tests: few clocks per bit and a small core, so that it is quick; 3 M, 1.5 M, 1 M and 500 k bits a second of 24 MHz.
SERIAL_PARAMETERS := CONTEXTS=16 II=8 "KINDS=6'h24" WINDOW=4 FRAME_WORDS=40 RX_WORDS=64 CLOCK_HZ=24000000 RATES=4 \
    "CLOCKS_PER_BIT=64'h0030_0018_0010_0008"
BOARDS := $(shell sed -n 's/^\[\([a-z0-9-]*\)\]$$/\1/p' rtl/board/boards.toml)
