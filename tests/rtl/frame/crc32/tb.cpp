// SPDX-License-Identifier: Apache-2.0
// dg_crc32 against zlib, on messages of 0 to 300 bytes; and the residue.
#include "Vtop.h"
#include "frames.hpp"

int main()
{
    Vtop top;
    Random random(1);
    for (int run = 0; run < 2000; run++) {
        Bytes message;
        for (uint64_t n = random.below(300); n > 0; n--)
            message.push_back((uint8_t)random.next());
        uint32_t crc = 0xFFFFFFFFu;
        auto feed = [&](const Bytes &bytes) {
            for (uint8_t b : bytes) {
                top.crc = crc;
                top.data = b;
                top.eval();
                crc = top.next;
            }
        };
        feed(message);
        require(~crc == crc_of(message), "the CRC is zlib's", ~crc, crc_of(message));
        Bytes check;
        put_word(check, crc_of(message), 4);
        feed(check);
        require(crc == 0xDEBB20E3u, "the residue", crc);
    }
    return 0;
}
