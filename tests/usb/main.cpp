// SPDX-License-Identifier: Apache-2.0
#include "tests.hpp"

int main(int argc, char **argv)
{
    std::vector<bench::Test> all;
    for (const auto &some : {hub(), requests(), states(), traffic(), faults(), cuts()})
        all.insert(all.end(), some.begin(), some.end());
    return bench::run(all, argc, argv);
}
