// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <algorithm>
#include <cstdio>

namespace usb
{
namespace
{
constexpr size_t KEPT = 64;
}

void Report::violation(Ps at, const std::string &text)
{
    counters.violations++;
    if (violations.size() == KEPT)
        return;
    char when[48];
    std::snprintf(when, sizeof when, "at %.3f us: ", static_cast<double>(at) / US);
    violations.push_back(when + text);
}

void Report::response(Ps time)
{
    auto bin = static_cast<size_t>(static_cast<double>(time) * DG_USB_BINS_PER_BIT / BIT_PS);
    counters.response[std::min<size_t>(bin, DG_USB_RESPONSE_BINS - 1)]++;
    counters.response_max_ps = std::max(counters.response_max_ps, static_cast<uint64_t>(time));
}
} // namespace usb
