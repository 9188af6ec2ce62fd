// SPDX-License-Identifier: Apache-2.0
// The bridge's two ends of the serial line, at any rate, in clocks of the board; and what happens to bits on the way.
#ifndef UART_LINE_HPP
#define UART_LINE_HPP

#include <cstdint>
#include <optional>
#include <random>

// Hits single bits: for all of a bit's time, or for a pulse.
class Noise
{
  public:
    explicit Noise(uint64_t seed) : random(seed)
    {
    }
    double probability = 0.0;
    uint64_t hits = 0;

    bool chance(double p)
    {
        return p > 0 && std::uniform_real_distribution<>(0, 1)(random) < p;
    }
    uint64_t below(uint64_t n)
    {
        return random() % n;
    }

    void begin_bit(double clocks)
    {
        from = until = 0;
        if (!chance(probability))
            return;
        hits++;
        from = below(2) ? 0 : clocks * (double)below(100) / 100;
        until = from == 0 ? clocks : from + clocks * (double)below(60) / 100;
    }
    bool level(bool clean, double since_bit_began) const
    {
        return clean != (since_bit_began >= from && since_bit_began < until);
    }

  private:
    std::mt19937_64 random;
    double from = 0, until = 0;
};

class Sender
{
  public:
    explicit Sender(Noise &noise) : noise(noise)
    {
    }
    double clocks_per_bit = 1;

    bool busy() const
    {
        return bits_left > 0;
    }
    void send(uint8_t byte)
    {
        start(0x200u | (unsigned)byte << 1, 10);
    }
    void send_break(unsigned bits)
    {
        start(1ull << bits, bits + 1 < 60 ? bits + 1 : 60);
    }

    // The line's level in the next clock.
    bool step()
    {
        if (bits_left == 0)
            return true;
        bool level = noise.level(shift & 1, since);
        since += 1;
        if (since >= clocks_per_bit) {
            since -= clocks_per_bit;
            shift >>= 1;
            bits_left--;
            noise.begin_bit(clocks_per_bit);
        }
        return level;
    }

  private:
    Noise &noise;
    uint64_t shift = 0;
    unsigned bits_left = 0;
    double since = 0;

    void start(uint64_t bits, unsigned n)
    {
        shift = bits;
        bits_left = n;
        noise.begin_bit(clocks_per_bit);
    }
};

class Receiver
{
  public:
    explicit Receiver(Noise &noise) : noise(noise)
    {
    }
    double clocks_per_bit = 1;
    uint64_t silence = 0; // clocks since the last byte

    // One clock of the line; a byte when its stop bit has been seen high.
    std::optional<uint8_t> step(bool line)
    {
        silence++;
        if (!busy) {
            if (!line && was_high) {
                busy = true;
                bit = 0;
                next = clocks_per_bit / 2;
                since = 0;
                noise.begin_bit(clocks_per_bit);
            }
            was_high = line;
            return {};
        }
        since += 1;
        if (since < next)
            return {};
        bool level = noise.level(line, clocks_per_bit / 2);
        noise.begin_bit(clocks_per_bit);
        next += clocks_per_bit;
        if (bit >= 1 && bit <= 8)
            data = (uint8_t)(data >> 1 | level << 7);
        bool is_false_start = bit == 0 && level;
        if (bit++ < 9 && !is_false_start)
            return {};
        busy = false;
        if (is_false_start)
            return {};
        was_high = line;
        silence = 0;
        return level ? std::optional<uint8_t>(data) : std::nullopt;
    }

  private:
    Noise &noise;
    bool busy = false, was_high = false;
    unsigned bit = 0;
    double next = 0, since = 0;
    uint8_t data = 0;
};

#endif
