#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The shared library exports the functions that the headers declare, all of them and nothing else.
# usage: tests/unit/exports.sh LIBRARY
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sed -n 's/^DG_API .*[ *]\(dg_[a-z0-9_]*\)(.*/\1/p' include/deltagen/*.h | sort > "$dir/headers"
nm -D --defined-only "$1" | sed 's/.* //' | sort > "$dir/library"
test "$(wc -l < "$dir/headers")" -eq "$(grep -c '^DG_API' include/deltagen/*.h | awk -F: '{ n += $2 } END { print n }')"
diff -u "$dir/headers" "$dir/library"
