// SPDX-License-Identifier: Apache-2.0
#include "vcd.hpp"

namespace usb
{
std::unique_ptr<Vcd> Vcd::open(const char *path, Ps now, Line line)
{
    std::FILE *file = std::fopen(path, "w");
    if (file == nullptr)
        return nullptr;
    std::fputs("$timescale 1 ps $end\n$scope module usb $end\n$var wire 1 p dp $end\n$var wire 1 n dn $end\n"
               "$upscope $end\n$enddefinitions $end\n",
               file);
    std::fprintf(file, "#%lld\n%dp\n%dn\n", static_cast<long long>(now), dp_of(line), dn_of(line));
    std::unique_ptr<Vcd> vcd(new Vcd(file));
    vcd->before = line;
    return vcd;
}

Vcd::~Vcd()
{
    std::fclose(file);
}

void Vcd::edge(Ps at, Line line)
{
    std::fprintf(file, "#%lld\n", static_cast<long long>(at));
    if (dp_of(line) != dp_of(before))
        std::fprintf(file, "%dp\n", dp_of(line));
    if (dn_of(line) != dn_of(before))
        std::fprintf(file, "%dn\n", dn_of(line));
    before = line;
}
} // namespace usb
