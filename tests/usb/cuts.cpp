// SPDX-License-Identifier: Apache-2.0
// Resets and suspends at any bit of transfers: afterwards the device enumerates, and no byte is lost or doubled.
// Without an environment every so many bits are tried, from one that the time chooses; USB_SEED chooses it again, and
// USB_STEP=1 is all of them.
#include <cstdlib>
#include <ctime>

#include "tests.hpp"

using namespace bench;
using usb::Bytes;
using usb::Cut;
using usb::MS;

namespace
{
constexpr uint64_t STEP = 41;
constexpr int BEYOND = 40; // bits behind the end of a transfer

uint64_t said(const char *name, uint64_t otherwise)
{
    const char *value = std::getenv(name);
    return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

// Transfers that begin together.
class Scene
{
  public:
    virtual ~Scene() = default;
    virtual void submit(Bench &b) = 0;
    // All has gone through, once.
    virtual void check(Bench &b) = 0;
    bool done() const
    {
        for (const dg_usb_transfer &t : transfers)
            if (t.status == DG_USB_PENDING)
                return false;
        return true;
    }
    void give_up(Bench &b)
    {
        for (dg_usb_transfer &t : transfers)
            b.host.schedule.cancel(&t);
        while (b.host.schedule.completed() != nullptr)
            ;
    }

  protected:
    std::vector<dg_usb_transfer> transfers;
    void start(Bench &b, std::vector<dg_usb_transfer> all)
    {
        transfers = std::move(all);
        for (dg_usb_transfer &t : transfers)
            b.host.schedule.submit(&t);
    }
    void require_done() const
    {
        for (const dg_usb_transfer &t : transfers)
            require(t.status == DG_USB_OK, "status of a transfer", t.status, DG_USB_OK);
    }
};

// A packet to the device, which sends it back.
class Bulk : public Scene
{
  public:
    void submit(Bench &b) override
    {
        data = some_bytes(64, ++seed);
        room.assign(64, 0);
        start(b, {b.transfer(BULK_IN, room.data(), room.size()), b.transfer(BULK_OUT, data.data(), data.size())});
    }
    void check(Bench &b) override
    {
        require_done();
        require(room == data, "what came back differs from what was sent");
        b.drain(); // the empty packet behind it
    }

  private:
    Bytes data, room;
    unsigned seed = 0;
};

class Control : public Scene
{
  public:
    Control(Bytes setup, Bytes data) : setup(std::move(setup)), data(std::move(data))
    {
    }
    void submit(Bench &b) override
    {
        bool in = (setup[0] & 0x80) != 0;
        got = in ? Bytes(data.size()) : data;
        dg_usb_transfer t = b.transfer(0, got.data(), got.size());
        std::copy(setup.begin(), setup.end(), t.setup);
        start(b, {t});
    }
    void check(Bench &b) override
    {
        require_done();
        require(got == data, "the data of a control transfer");
        require(transfers[0].actual == data.size(), "bytes of a control transfer", transfers[0].actual, data.size());
        b.set_alternate(0); // whether the device saw the end of SET_INTERFACE, a host that was broken off cannot know
    }

  protected:
    Bytes setup, data, got;
};

// Reads back what it wrote.
class ControlWrite : public Control
{
  public:
    ControlWrite() : Control({0x40, 0x5B, 0, 0, 0, 0, 100, 0}, some_bytes(100, 3))
    {
    }
    void check(Bench &b) override
    {
        Control::check(b);
        require(b.get({0xC0, 0x5C, 0, 0, 0, 0, 100, 0}) == data, "what was written");
    }
};

// How many bits it takes.
int duration(Bench &b, Scene &scene)
{
    usb::Ps begin = b.host.bus.now();
    b.host.schedule.start_frames();
    scene.submit(b);
    b.host.run(20 * MS, [&] { return scene.done(); });
    usb::Ps time = b.host.bus.now() - begin;
    scene.give_up(b);
    scene.check(b);
    return static_cast<int>(time / usb::bits(1)) + BEYOND;
}

void cut_at(Bench &b, Scene &scene, Cut how, int at)
{
    uint64_t before = b.host.report.counters.cuts;
    b.host.schedule.start_frames();
    scene.submit(b);
    b.host.bus.cut_at(b.host.bus.now() + usb::bits(at), how);
    b.host.run(50 * MS, [&] { return scene.done() && b.host.report.counters.cuts > before; });
    require(b.host.report.counters.cuts == before + 1, "cuts", b.host.report.counters.cuts - before, 1);
    scene.give_up(b);
    if (how == Cut::RESET) {
        auto order = static_cast<dg_usb_order>(at % DG_USB_ORDERS);
        require(usb::enumerate(b.host, order, ADDRESS) == DG_USB_OK, "enumeration behind a reset");
        b.drain(); // what was under way
    } else {
        scene.check(b);
    }
    b.echo(some_bytes(150, static_cast<unsigned>(at)));
}

void cut_anywhere(Scene &&scene, Cut how)
{
    const uint64_t step = said("USB_STEP", STEP), seed = said("USB_SEED", static_cast<uint64_t>(std::time(nullptr)));
    Bench b;
    int bits = duration(b, scene);
    for (int at = 1 + static_cast<int>(seed % step); at <= bits; at += static_cast<int>(step)) {
        try {
            cut_at(b, scene, how, at);
            b.praise();
        } catch (const Failure &failure) {
            throw Failure{failure.text + "; bit " + std::to_string(at) + " of " + std::to_string(bits) +
                          ", USB_STEP=" + std::to_string(step) + " USB_SEED=" + std::to_string(seed)};
        }
    }
}
} // namespace

std::vector<Test> cuts()
{
    std::vector<Test> tests;
    for (Cut how : {Cut::RESET, Cut::SUSPEND}) {
        const std::string name = how == Cut::RESET ? "reset at any bit of " : "suspend at any bit of ";
        for (const Test &test : std::vector<Test>{
                 {"bulk", [=] { cut_anywhere(Bulk(), how); }},
                 {"a control read",
                  [=] {
                      Bench b;
                      const Bytes set{0xC0, 0x20, 0, 0, 7, 0, 178, 0};
                      cut_anywhere(Control(set, b.get(set)), how);
                  }},
                 {"a control write", [=] { cut_anywhere(ControlWrite(), how); }},
                 {"a request without data",
                  [=] {
                      cut_anywhere(Control({0x01, 11, 0, 0, 0, 0, 0, 0}, {}), how);
                  }},
             })
            tests.push_back({name + test.name, test.run});
    }
    return tests;
}
