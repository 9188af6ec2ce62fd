// SPDX-License-Identifier: Apache-2.0
// The bits do not depend on the caller's floating-point environment, nor on the one in which a device was opened, and
// the caller finds its own unchanged: every rounding mode, subnormal numbers flushed, short x87 registers, traps.
#include "unit.h"

#include <fenv.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "naive.h"
#include "sets.h"

enum { FEW = 2000, CELLS = 100001, KINDS = 6, SEED = 12345 };

struct environment {
    const char *name;
    int rounding;
    unsigned long control; // of the register below
    bool traps;
};

#if defined(__x86_64__)
#define HAS_CONTROL 1
enum { FLUSH = 0x8000, ZEROS = 0x40 }; // results, operands
static unsigned long get_control(void)
{
    return _mm_getcsr() & ~0x3FU;
}

static void add_control(unsigned long bits)
{
    uint16_t x87;
    __asm__ volatile("fnstcw %0" : "=m"(x87));
    x87 &= bits != 0 ? 0xFCFF : 0xFFFF; // 24 bits of significand
    __asm__ volatile("fldcw %0" : : "m"(x87));
    _mm_setcsr(_mm_getcsr() | (unsigned)bits);
}
#elif defined(__aarch64__)
#define HAS_CONTROL 1
enum { FLUSH = 1 << 24, ZEROS = 1 << 25 }; // flush to zero, default NaN
static unsigned long get_control(void)
{
    unsigned long fpcr;
    __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
    return fpcr;
}

static void add_control(unsigned long bits)
{
    __asm__ volatile("msr fpcr, %0" : : "r"(get_control() | bits));
}
#else
#define HAS_CONTROL 0
enum { FLUSH = 0, ZEROS = 0 };
static unsigned long get_control(void)
{
    return 0;
}

static void add_control(unsigned long bits)
{
    (void)bits;
}
#endif

static const struct environment environments[] = {
    {"upward", FE_UPWARD, 0, false},
    {"downward", FE_DOWNWARD, 0, false},
    {"toward zero", FE_TOWARDZERO, 0, false},
    {"flush to zero", FE_TONEAREST, FLUSH, false},
    {"subnormal operands are zero", FE_TONEAREST, ZEROS, false},
    {"everything at once", FE_UPWARD, FLUSH | ZEROS, false},
    {"traps", FE_TONEAREST, 0, true},
};
enum { ENVIRONMENTS = sizeof environments / sizeof environments[0] };

#ifdef __GLIBC__
static int wanted_traps; // that this CPU has: AArch64's may have none
#endif

// To the usual one, in which a program does not even begin that was linked with -ffast-math.
static void go_back(void)
{
    fesetenv(FE_DFL_ENV);
#if defined(__x86_64__)
    _mm_setcsr(0x1F80);
#endif
}

static void enter(const struct environment *e)
{
    assert_int_equal(fesetround(e->rounding), 0);
    add_control(e->control);
#ifdef __GLIBC__
    if (e->traps) // an inexact result ends the program
        (void)feenableexcept(FE_INEXACT | FE_UNDERFLOW | FE_INVALID);
    wanted_traps = fegetexcept();
#endif
}

// Fails where the environment has changed meanwhile. fetestexcept would not do: flags may be raised.
static void leave(const struct environment *e, unsigned long control)
{
    int rounding = fegetround();
#ifdef __GLIBC__
    bool traps = fegetexcept() == wanted_traps;
#else
    bool traps = true;
#endif
    unsigned long now = get_control();
    go_back();
    if (rounding != e->rounding || now != control || !traps)
        fail_msg("%s: the caller's environment was changed", e->name);
}

// What the pure functions must give, computed beforehand.
static struct {
    uint64_t addr[FEW], cell[KINDS][FEW], monotonic[FEW], found[FEW], view[FEW];
    double target[FEW];
} want;

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

// The sorted view of the finest grid, at the point that the halves of a word say.
static uint64_t view_at(uint64_t point)
{
    double value = 0;
    (void)dg_trinity_view((uint64_t)1 << 32, point >> 32, (uint32_t)point, SEED, &value, NULL);
    return bits_of(value);
}

// Random addresses, and such at which the f32 of the torus is next to a midpoint.
static int prepare(void **state)
{
    (void)state;
    uint64_t random = 1;
    go_back();
    for (int i = 0; i < FEW; i++) {
        want.addr[i] = naive_random(&random);
        if (i % 4 == 0)
            (void)naive_near_midpoint((double)(i + 1) / FEW, i % 8 == 0 ? 24 : 53, i - FEW / 2, &want.addr[i]);
        for (int kind = 0; kind < KINDS; kind++)
            want.cell[kind][i] = naive_cell(kind, i % 4 == 0 ? 0 : SEED, want.addr[i]);
        want.monotonic[i] = bits_of(naive_monotonic64(want.addr[i], SEED));
        want.view[i] = view_at(want.addr[i]); // test_mappings.c holds it to the definition
        want.target[i] = naive_monotonic64(naive_random(&random), 0);
        if (i == 0)
            want.target[i] = 0x1p-1074; // above nothing but the cell 0
        want.found[i] = naive_search64(want.target[i], 0);
    }
    return 0;
}

static void functions(void **state)
{
    (void)state;
    static uint64_t cell[KINDS][FEW], monotonic[FEW], found[FEW], torus[FEW], view[FEW];
    static float torus32[FEW];
    for (int e = 0; e < ENVIRONMENTS; e++) {
        enter(&environments[e]);
        unsigned long control = get_control();
        for (int i = 0; i < FEW; i++) {
            uint64_t seed = i % 4 == 0 ? 0 : SEED;
            for (int kind = 0; kind < KINDS; kind++)
                cell[kind][i] = dg_cell((dg_kind)kind, seed, want.addr[i]);
            torus[i] = bits_of(dg_torus64(want.addr[i], seed));
            torus32[i] = dg_torus32(want.addr[i], seed);
            view[i] = view_at(want.addr[i]);
            monotonic[i] = bits_of(dg_monotonic64(want.addr[i], SEED));
            (void)dg_search64(want.target[i], 0, &found[i], NULL);
        }
        leave(&environments[e], control);
        for (int i = 0; i < FEW; i++) {
            uint32_t narrow;
            memcpy(&narrow, &torus32[i], sizeof narrow);
            for (int kind = 0; kind < KINDS; kind++)
                assert_word(cell[kind][i], want.cell[kind][i], "%s: kind %d", environments[e].name, kind);
            assert_word(torus[i], want.cell[DG_TORUS64][i], "%s: torus64", environments[e].name);
            assert_word(narrow, want.cell[DG_TORUS32][i], "%s: torus32", environments[e].name);
            assert_word(monotonic[i], want.monotonic[i], "%s: monotonic64", environments[e].name);
            assert_word(view[i], want.view[i], "%s: sorted view", environments[e].name);
            assert_word(found[i], want.found[i], "%s: search64 of %a", environments[e].name, want.target[i]);
        }
    }
}

// The cells of a run and of a list, what the run verifies against, and its fold.
static struct {
    uint8_t run[KINDS][8 * CELLS], got[8 * CELLS];
    uint64_t addr[CELLS], fold[KINDS];
} bulk;

static void check_device(dg_device *dev, const struct environment *used, const char *opened)
{
    for (int kind = 0; kind < KINDS; kind++) {
        size_t size = CELLS * dg_cell_size((dg_kind)kind);
        uint64_t folded = 0;
        dg_synth_verdict verdict = {0};
        enter(used);
        unsigned long control = get_control();
        int code = dg_synth_run(dev, (dg_kind)kind, SEED, 77, CELLS, bulk.got, NULL);
        bool same = memcmp(bulk.got, bulk.run[kind], size) == 0;
        code |= dg_synth_list(dev, (dg_kind)kind, SEED, bulk.addr, CELLS, bulk.got, NULL);
        same = same && memcmp(bulk.got, bulk.run[kind], size) == 0;
        if (kind != DG_FEISTEL_INV) {
            code |= dg_synth_verify(dev, (dg_kind)kind, SEED, 77, bulk.run[kind], CELLS, &verdict, NULL);
            code |= dg_synth_fold(dev, 0, (dg_kind)kind, SEED, 77, CELLS, &folded, NULL);
        }
        leave(used, control);
        assert_int_equal(code, DG_OK);
        if (!same || verdict.mismatches != 0 || (kind != DG_FEISTEL_INV && folded != bulk.fold[kind]))
            fail_msg("kind %d: used %s, opened %s: other bits", kind, used->name, opened);
    }
}

static void open_in(const struct environment *e, unsigned threads, dg_device **dev)
{
    const dg_device_options options = {.size = sizeof options, .threads = threads};
    enter(e);
    unsigned long control = get_control();
    int code = dg_device_open("soft", &options, dev, NULL);
    leave(e, control);
    assert_int_equal(code, DG_OK);
}

static void devices(void **state)
{
    (void)state;
    static const struct environment usual = {"as usual", FE_TONEAREST, 0, false};
    const struct dg_kernels *const *sets = sets_here();
    for (int kind = 0; kind < KINDS; kind++) {
        for (size_t i = 0; i < CELLS; i++) {
            naive_store(kind, bulk.run[kind], i, naive_cell(kind, SEED, 77 + i));
            bulk.addr[i] = 77 + i;
        }
        bulk.fold[kind] = naive_fingerprint(bulk.run[kind], CELLS * naive_size(kind));
    }
    for (int s = 0; sets[s]; s++) {
        setenv("DELTAGEN_KERNELS", sets[s]->name, 1);
        for (int e = 0; e < ENVIRONMENTS; e++)
            for (unsigned threads = 1; threads <= 3; threads += 2) {
                dg_device *dev = NULL;
                open_in(&environments[e], threads, &dev);
                check_device(dev, &environments[e], environments[e].name);
                check_device(dev, &usual, environments[e].name);
                dg_device_close(dev);
                open_in(&usual, threads, &dev);
                check_device(dev, &environments[e], usual.name);
                dg_device_close(dev);
            }
    }
    unsetenv("DELTAGEN_KERNELS");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(functions), cmocka_unit_test(devices)};
    return cmocka_run_group_tests_name("float_env", tests, prepare, NULL);
}
