#!/bin/sh
# Builds the distribution twice, each time in a clone of the last commit, and compares the bytes of all artifacts. Takes two
# builds without tests. The clones are in different directories, so a path that leaks into an artifact is a difference.
home=$(cd -P "${0%/*}/../.." && pwd -P) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
for clone in first "second of two"; do
  git clone -q "$home" "$work/$clone" && (cd "$work/$clone" && mvn -q package -Pdist -DskipTests -Dfootfall.cds=false "$@") || exit 1
  (cd "$work/$clone/target" && sha256sum footfall-*.zip footfall-*.tar.gz footfall-*.jar footfall.jar) >"$work/$clone.sums"
done
cat "$work/first.sums"
cmp "$work/first.sums" "$work/second of two.sums" && echo "Both builds are identical."
