#!/bin/sh
# Builds the library for the C library of this machine: build-library.sh FOLDER. Where it cannot be built, that is said and no
# failure: the rest of KadNode does without.
set -eu

source=$(dirname "$0")/../c
target=$1
compiler=${CC-cc}

skip() {
    echo "libnss_kadnode.so.2 is left out: $1" >&2
    exit 0
}

command -v "$compiler" > /dev/null || skip "no C compiler ($compiler) on this machine"
[ "$(uname -s)" = Linux ] || skip "it is for Linux"
echo '#include <nss.h>' | "$compiler" -x c -fsyntax-only - 2> /dev/null || skip "no nss.h (Debian: libc6-dev)"

mkdir -p "$target"
# A build-id would tell builds in two folders apart that are otherwise alike.
"$compiler" -std=c11 -Wall -Wextra -Wconversion -Werror -O2 -fPIC -fvisibility=hidden -fstack-protector-strong \
    -D_FORTIFY_SOURCE=2 -shared -Wl,-soname,libnss_kadnode.so.2 -Wl,-z,relro,-z,now -Wl,--build-id=none -s \
    -o "$target/libnss_kadnode.so.2" "$source/nss_kadnode.c" "$source/node.c"
