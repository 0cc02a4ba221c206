#!/bin/sh
# Fetches the sources of the programs that the tests compile, from the source packages of this system's
# distribution, into the folder that is named: lua, zlib and sqlite, or only the packages that are named behind
# it. Changes nothing else on the system.
set -eu
folder=$1
shift
[ ! -f "$folder/complete" ] || exit 0
packages=${*:-lua5.4 zlib sqlite3}
mkdir -p "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial" "$folder/apt/sources"

# The system's own sources, asked for source code instead of packages.
for file in /etc/apt/sources.list.d/*.sources; do
  [ ! -f "$file" ] || sed 's/^Types:.*/Types: deb-src/' "$file" >"$folder/apt/sources/${file##*/}"
done
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ ! -f "$file" ] || sed -n 's/^deb /deb-src /p' "$file" >"$folder/apt/sources/${file##*/}.list"
done

apt() {
  apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$folder/apt/sources" \
    -o "Dir::State::lists=$folder/apt/lists" -o "Dir::Cache=$folder/apt/cache" \
    -o APT::Sandbox::User= "$@"
}

folder=$(cd "$folder" && pwd)
apt update || true # sources without source code; what is missing shows below
(cd "$folder/apt" && apt source --download-only $packages)

for package in $packages; do
  name=$(echo "$package" | tr -d '.0-9')
  mkdir -p "$folder/$name"
  tar -x -f "$(ls "$folder/apt/${package}_"*.orig.tar.*)" -C "$folder/$name" --strip-components=1
done

[ $# -eq 0 ] || exit 0

# SQLite's two files are made of its many.
(cd "$folder/sqlite" && ./configure --disable-tcl --disable-readline && make sqlite3.c shell.c) \
  >"$folder/sqlite.log" 2>&1
touch "$folder/complete"
