#!/usr/bin/env bash
# Gathers all that a machine with an NVIDIA GPU and no network needs to try LesionLens there: a small Java, the program, models,
# cases, and ONNX Runtime with CUDA; packed into parts that run.sh puts together.
#   src/gpu/prepare.sh OUTPUT [--cuda 13|12|both] [--part-mib 60] [--models FOLDER]...
# --cuda: 13 (small; for CUDA 13 and cuDNN 9) or 12 (622 MB unpacked; for CUDA 12 and cuDNN 9); --models: further model folders.
set -euo pipefail

fail() { echo "prepare.sh: $1" >&2; exit 2; }

[ $# -ge 1 ] || fail "name the folder to write to: src/gpu/prepare.sh OUTPUT"
output=$(realpath -m "$1"); shift
cuda=13; part=60; more=()
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || fail "$1 wants a value"
  case $1 in
    --cuda) cuda=$2 ;;
    --part-mib) part=$2 ;;
    --models) more+=("$(realpath "$2")") ;;
    *) fail "there is no option $1: they are --cuda, --part-mib and --models" ;;
  esac
  shift 2
done
case $cuda in 12|13) variants=$cuda ;; both) variants="12 13" ;; *) fail "--cuda is $cuda but must be 12, 13 or both" ;; esac
[[ $part =~ ^[1-9][0-9]*$ ]] || fail "--part-mib is $part but must be a whole number of MiB"
[ ! -e "$output" ] || [ -z "$(ls -A "$output")" ] || fail "$output is not empty: name another folder"
for tool in mvn jlink jar unzip xz python3; do command -v $tool >/dev/null || fail "$tool is missing: install it"; done
python3 -c 'import yaml' 2>/dev/null || fail "python3 has no PyYAML: install it (python3-yaml)"

cd "$(dirname "$0")/../.."
mkdir -p "$output"
kit=$(mktemp -d); trap 'rm -rf "$kit"' EXIT
mkdir -p "$kit"/lib "$kit"/models "$kit"/cases "$kit"/downloads

fetch() { # group:artifact:version[:packaging:classifier]
  mvn -q dependency:copy -Dartifact="$1" -DoutputDirectory="$kit/downloads" || fail "$1 cannot be fetched"
}

runtime() { # folder, jar with the Java classes, jar with the libraries, the folder inside it
  mkdir -p "$kit/$1/native" "$kit/classes"
  unzip -qo "$kit/downloads/$2" 'ai/onnxruntime/*.class' -d "$kit/classes"
  jar --create --file "$kit/$1/onnxruntime-classes.jar" -C "$kit/classes" ai
  unzip -qoj "$kit/downloads/$2" 'ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so' -d "$kit/$1/native"
  unzip -qoj "$kit/downloads/$3" "$4/libonnxruntime*" -d "$kit/$1/native"
  [ ! -e "$kit/$1/native/libonnxruntime.so.1" ] || mv "$kit/$1/native/libonnxruntime.so.1" "$kit/$1/native/libonnxruntime.so"
  rm -rf "$kit/classes" "$kit/$1"/native/*_dnnl.so
}

echo "building the program"
mvn -q package -DskipTests
cp target/LesionLens_-*.jar "$kit/lib/"
find target/lib -name '*.jar' ! -name 'onnxruntime*' -exec cp {} "$kit/lib/" \;
(cd target/test-classes && jar --create --file "$kit/lib/report.jar" org/lesionlens/cli/GpuReport*.class org/lesionlens/cli/ResultDifference.class)

echo "gathering Java, models and cases"
jlink --add-modules java.se,jdk.unsupported,jdk.management,jdk.zipfs,jdk.crypto.ec --strip-java-debug-attributes \
  --no-man-pages --no-header-files --compress=2 --output "$kit/java"
cp -r models/brain-t1ce-* models/default "$kit/models/"
for folder in "${more[@]}"; do cp -r "$folder" "$kit/models/"; done
cp test-data/phantom_t1ce.nii.gz test-data/phantom_slice.png "$kit/cases/"
python3 src/gpu/large_case.py test-data/phantom_t1ce.nii.gz "$kit/cases/phantom_large.nii.gz"
cp src/gpu/time_pytorch.py "$kit/"
mkdir "$kit/training"
cp models/training/training/{__init__,segmenter,blocks}.py "$kit/training/"
python3 -c 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)' \
  <models/training/plans/brain-t1ce.yaml >"$kit/plan.json"

for variant in $variants; do
  echo "fetching ONNX Runtime for CUDA $variant"
  if [ "$variant" = 12 ]; then
    fetch com.microsoft.onnxruntime:onnxruntime_gpu:1.28.0
    runtime cuda12 onnxruntime_gpu-1.28.0.jar onnxruntime_gpu-1.28.0.jar ai/onnxruntime/native/linux-x64
  else # Microsoft's Java classes over a library that was built for CUDA 13; both must be of one version
    fetch com.microsoft.onnxruntime:onnxruntime_gpu:1.24.1
    fetch org.bytedeco:onnxruntime:1.24.1-1.5.13:jar:linux-x86_64-gpu
    runtime cuda13 onnxruntime_gpu-1.24.1.jar onnxruntime-1.24.1-1.5.13-linux-x86_64-gpu.jar \
      org/bytedeco/onnxruntime/linux-x86_64-gpu
  fi
done
rm -rf "$kit/downloads"

echo "packing"
tar -C "$kit" -cf - . | xz -T0 -6 | split -b "${part}M" -d -a 3 - "$output/lesionlens-gpu.tar.xz."
(cd "$output" && sha256sum lesionlens-gpu.tar.xz.* > parts.sha256)
cp src/gpu/run.sh "$output/"
ls -l "$output"
