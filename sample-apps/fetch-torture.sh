#!/bin/sh
# Fetches GCC's torture programs, which the tests compile, into the folder that is named. They are in the
# source code of the installed compiler, which the distribution has as a package: it is unpacked here,
# and not installed.
set -eu
folder=$1
[ ! -d "$folder" ] || exit 0
rm -rf "$folder.part"
mkdir -p "$folder.part"
part=$(cd "$folder.part" && pwd)
package=gcc-$(gcc -dumpversion | cut -d . -f 1)-source

# The package holds an archive.
archive=$(find "/usr/src/${package%-source}" -name 'gcc-*.tar.xz' 2>/dev/null || true)
if [ -z "$archive" ]; then
  (cd "$part" && apt-get -q download "$package" && dpkg-deb -x "${package}"_*.deb package)
  archive=$(find "$part/package" -name 'gcc-*.tar.xz')
fi
mkdir "$part/execute"
tar -x -f "$archive" -C "$part/execute" --strip-components=5 --wildcards '*/gcc/testsuite/gcc.c-torture/execute/*'
mv "$part/execute" "$folder"
rm -r "$part"
