#!/bin/sh
# Fuzzes a parser guided by coverage: tests/OAuth2Mail.Fuzzing/fuzz.sh <target> [seconds]
# Needs afl-fuzz (Debian: afl++) and the tool that instruments assemblies (dotnet tool install -g SharpFuzz.CommandLine).
# What it finds lies in artifacts/fuzzing/<target>/default/crashes and hangs; an input worth keeping belongs in corpus/<target>.
set -eu
cd "$(dirname "$0")/../.."
target=${1:?Usage: fuzz.sh <target> [seconds]}
seconds=${2:-600}
out=artifacts/fuzzing/bin
rm -rf "$out" "artifacts/fuzzing/$target"
dotnet build tests/OAuth2Mail.Fuzzing -c Release -o "$out" -v q --nologo
sharpfuzz "$out/OAuth2Mail.Core.dll"
# The runtime maps far more memory than it uses; processors and core files are the machine's business.
AFL_SKIP_BIN_CHECK=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1 AFL_NO_UI=1 DOTNET_TieredPGO=0 \
    afl-fuzz -i "tests/OAuth2Mail.Fuzzing/corpus/$target" -o "artifacts/fuzzing/$target" -t 10000 -m none -V "$seconds" \
    dotnet "$out/OAuth2Mail.Fuzzing.dll" "$target"
