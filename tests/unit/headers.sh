#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every public header compiles alone, as C11 and as C++11, without a warning, and opens with what a caller must know.
set -eu
for header in include/deltagen/*.h; do
    name=deltagen/$(basename "$header")
    for word in Errors Threads Processes 'fork()' 'dlclose()'; do
        sed '/\*\//q' "$header" | grep -qF "$word" || { echo "$name does not open with its $word"; exit 1; }
    done
    echo "#include <$name>" | ${CC:-cc} -x c -std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wundef -Wstrict-prototypes \
        -Werror -Iinclude -fsyntax-only - || { echo "$name does not compile alone as C"; exit 1; }
    echo "#include <$name>" | ${CXX:-c++} -x c++ -std=c++11 -Wall -Wextra -Wpedantic -Wconversion -Wundef \
        -Werror -Iinclude -fsyntax-only - || { echo "$name does not compile alone as C++"; exit 1; }
done
