// SPDX-License-Identifier: Apache-2.0
// dg_feistel against the C library: forward and back, 10^6 words each, many seeds; edge words and seeds.
#include "pipeline.hpp"
#include <deltagen/numerics.h>

#ifndef CFG_II
#define CFG_II 1
#endif

static const uint64_t WORDS = 1000000, RUN = 5000;

int main()
{
    const uint64_t edges[] = {0, 1, 0xFFFFFFFF, 1ull << 32, 1ull << 63, UINT64_MAX, 0xFFFFFFFF00000000};
    Random random(7);
    Pipeline pipeline(CFG_II, CFG_II == 1 ? 21 : 24);
    for (unsigned inverse = 0; inverse < 2; inverse++)
        for (uint64_t run = 0; run < WORDS / RUN; run++) {
            uint64_t seed = run < 7 ? edges[run] : random.next();
            pipeline.top.seed = (uint32_t)seed;
            pipeline.top.inverse = inverse;
            for (uint64_t i = 0; i < RUN; i++) {
                uint64_t word = i < 7 ? edges[i] : random.next();
                pipeline.enter(word, inverse ? dg_feistel_inv(word, seed) : dg_feistel(word, seed));
                for (bool gaps = run % 2; gaps && random.chance(0.2);)
                    pipeline.tick();
            }
            pipeline.drain();
        }
    require(pipeline.cells == 2 * WORDS, "words", pipeline.cells);
    std::printf("%llu words equal\n", (unsigned long long)pipeline.cells);
    return 0;
}
