#!/usr/bin/env bash
# On a machine with an NVIDIA GPU: puts the parts that lie beside this script together, and writes one JSON of what CPU and GPU do.
#   ./run.sh REPORT.json [WORK]
# Needs tar, xz and NVIDIA's driver, CUDA and cuDNN 9 (those that come with PyTorch will do); no network, no Java, no Python.
set -euo pipefail

fail() { echo "run.sh: $1" >&2; exit 3; }

[ $# -ge 1 ] || fail "name the file to write: ./run.sh REPORT.json"
report=$(realpath -m "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(realpath -m "${2:-$here/work}")
kit=$work/kit
[ "$(uname -sm)" = "Linux x86_64" ] || fail "this is $(uname -sm), but the kit is for Linux x86_64"
for tool in tar xz sha256sum find; do command -v $tool >/dev/null || fail "$tool is missing: install it"; done

if [ ! -e "$kit/complete" ]; then
  (cd "$here" && sha256sum --quiet -c parts.sha256) || fail "a part is missing or damaged: copy it again"
  mkdir -p "$kit"
  cat "$here"/lesionlens-gpu.tar.xz.* | tar -C "$kit" -xJf - || fail "the parts cannot be unpacked: is there room on the disk?"
  touch "$kit/complete"
fi

libraries() { # folders that hold a library of CUDA's, or of what PyTorch brings
  { echo "${LD_LIBRARY_PATH:-}" | tr ':' '\n'; ldconfig -p 2>/dev/null | sed -n 's/.*=> \(\/.*\)\/[^/]*$/\1/p'; \
    find / -xdev \( -path /proc -o -path "$work" \) -prune -o -name 'libcu*.so.*' -printf '%h\n' 2>/dev/null; } | sort -u
}
found=$(libraries)
has() { # a library in one of the folders
  local folder
  while read -r folder; do [ -n "$folder" ] && [ -e "$folder/$1" ] && return 0; done <<<"$found"
  return 1
}

variant=
for number in 13 12; do
  if [ -z "$variant" ] && [ -d "$kit/cuda$number" ] && has "libcublasLt.so.$number"; then variant=cuda$number; fi
done
if [ -z "$variant" ]; then
  variant=$(cd "$kit" && ls -d cuda* | tail -1)
  echo "run.sh: no library of CUDA ${variant#cuda} was found, so the GPU will not work: install it, or put its folder into LD_LIBRARY_PATH" >&2
fi
has libcudnn.so.9 || echo "run.sh: cuDNN 9 was not found, so the GPU will not work: install it, or put its folder into LD_LIBRARY_PATH" >&2
LD_LIBRARY_PATH=$(grep -E 'cuda|nvidia|cudnn|cublas' <<<"$found" | paste -sd:)${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH

pytorch=()
for python in python3 python; do
  if [ ${#pytorch[@]} = 0 ] && "$python" -c 'import torch; assert torch.cuda.is_available()' 2>/dev/null; then
    pytorch=("$python" "$kit/time_pytorch.py")
  fi
done
[ ${#pytorch[@]} -gt 0 ] || echo "run.sh: there is no Python with PyTorch that sees the GPU, so it is not compared with" >&2

"$kit/java/bin/java" -Djava.awt.headless=true -Dlesionlens.models="$kit/models" \
  -Donnxruntime.native.path="$kit/$variant/native" -cp "$kit/$variant/*:$kit/lib/*" \
  org.lesionlens.cli.GpuReport "$kit/cases" "$work/results" "$report" cuda "${pytorch[@]}"
echo "written: $report ($variant)"
