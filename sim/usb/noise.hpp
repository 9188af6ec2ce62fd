// SPDX-License-Identifier: Apache-2.0
// The host's chance: all of it comes from one seed.
#ifndef DG_USB_NOISE_HPP
#define DG_USB_NOISE_HPP

#include <cstdint>
#include <random>

namespace usb
{
class Noise
{
  public:
    void seed(uint64_t seed)
    {
        random.seed(seed);
    }
    bool chance(double p)
    {
        return p > 0 && static_cast<double>(random() >> 11) * 0x1p-53 < p;
    }
    int64_t between(int64_t low, int64_t high) // both included
    {
        return low + static_cast<int64_t>(random() % static_cast<uint64_t>(high - low + 1));
    }

  private:
    std::mt19937_64 random;
};
} // namespace usb
#endif
