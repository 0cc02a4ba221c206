#!/bin/sh
# Builds the hand-written modules into the given folder, one subfolder a sample, with their pages.
# Where GNU as and ld are missing, the prebuilt modules are taken; a test shows that both are the same bytes.
# With --update the freshly built modules replace the prebuilt ones.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
update=no
if [ "${1:-}" = --update ]; then
  update=yes
  shift
fi
out=${1:-$here/target}
can_build=yes
command -v as >/dev/null 2>&1 && command -v ld >/dev/null 2>&1 || can_build=no

# module SOURCE.S OUT.nexe: every option that could make two machines differ is spelled out.
module() {
  as --x32 -mtune=generic64 -mx86-used-note=no --no-pad-sections -I "$here/include" -o "$2.o" "$1"
  ld -m elf32_x86_64 -static -nostdlib --build-id=none -s -z max-page-size=0x10000 -z noseparate-code \
    -z noexecstack --no-warn-rwx-segments -T "$here/include/module.ld" -o "$2" "$2.o"
  rm "$2.o"
}

for folder in hello faults bench jit imc; do
  mkdir -p "$out/$folder"
  for source in "$here/$folder"/*.S; do
    name=$(basename "$source" .S)
    if [ $can_build = yes ]; then
      module "$source" "$out/$folder/$name.nexe"
      [ $update = no ] || cp "$out/$folder/$name.nexe" "$here/$folder/$name.nexe"
    else
      cp "$here/$folder/$name.nexe" "$out/$folder/$name.nexe"
    fi
    printf '{"program": {"x86-64": {"url": "%s.nexe"}}}\n' "$name" >"$out/$folder/$name.nmf"
  done
  for file in "$here/$folder"/*.html "$here/$folder"/*.nmf; do
    [ ! -e "$file" ] || cp "$file" "$out/$folder/"
  done
done
