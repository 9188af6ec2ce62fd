// SPDX-License-Identifier: Apache-2.0
// D+ and D- as a VCD, in picoseconds.
#ifndef DG_USB_VCD_HPP
#define DG_USB_VCD_HPP

#include <cstdio>
#include <memory>

#include "bus.hpp"

namespace usb
{
class Vcd : public Recorder
{
  public:
    // Null where the file cannot be written.
    static std::unique_ptr<Vcd> open(const char *path, Ps now, Line line);
    ~Vcd() override;
    void edge(Ps at, Line line) override;

  private:
    explicit Vcd(std::FILE *file) : file(file)
    {
    }
    std::FILE *file;
    Line before = Line::SE0;
};
} // namespace usb
#endif
