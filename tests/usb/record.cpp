// SPDX-License-Identifier: Apache-2.0
// A session for tests/usb/test_sigrok.py: enumeration, and packets of many lengths there and back.
// usage: record FILE.vcd FILE.txt: the line; and, as text, each packet that the host meant or understood, and behind
// '>' and '<' the bulk payload that was sent and received.
#include <cstdio>

#include "bench.hpp"
#include "packet.hpp"
#include "vcd.hpp"

using namespace bench;
using usb::Bytes;
using usb::Pid;

namespace
{
class Session : public usb::Recorder
{
  public:
    Session(const char *vcd, const char *text)
        : line(usb::Vcd::open(vcd, 0, usb::Line::SE0)), file(std::fopen(text, "w"))
    {
        require(line && file, "files cannot be written");
    }
    ~Session() override
    {
        std::fclose(file);
    }
    void edge(usb::Ps at, usb::Line level) override
    {
        line->edge(at, level);
    }
    void packet(const Bytes &bytes) override
    {
        write(usb::name(static_cast<Pid>(bytes[0])), Bytes(bytes.begin() + 1, bytes.end()));
    }
    void write(const char *what, const Bytes &bytes)
    {
        std::fputs(what, file);
        for (uint8_t byte : bytes)
            std::fprintf(file, " %02X", byte);
        std::fputs("\n", file);
    }

  private:
    std::unique_ptr<usb::Vcd> line;
    std::FILE *file;
};

void session(const char *vcd, const char *text)
{
    Bench b;
    b.host.detach();
    b.host.run(100 * usb::US);
    auto *record = new Session(vcd, text);
    b.host.bus.recorder.reset(record);
    require(b.host.attach(), "no pull-up");
    require(usb::enumerate(b.host, DG_USB_WINDOWS, ADDRESS) == DG_USB_OK, "enumeration");
    for (size_t n : {1, 5, 8, 31, 63, 64}) {
        Bytes sent = some_bytes(n, static_cast<unsigned>(n)), got;
        require(b.out(sent) == DG_USB_OK && b.in(got, 64) == DG_USB_OK, "bulk");
        record->write(">", sent);
        record->write("<", got);
    }
    b.praise();
    b.host.run(10 * usb::US);
    b.host.detach(); // an edge behind the last packet
    b.host.bus.recorder.reset();
}
} // namespace

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    return run({{"session", [=] { session(argv[1], argv[2]); }}}, 1, argv);
}
