// SPDX-License-Identifier: Apache-2.0
// Which of the mutants in a netlist is at work: the environment variable DG_MUTANT, 0 or nothing for none.
#include <cstdlib>

extern "C" int dg_mutant()
{
    static const char *number = std::getenv("DG_MUTANT");
    return number ? std::atoi(number) : 0;
}
