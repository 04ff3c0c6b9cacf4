#!/bin/sh
# Makes the class-data archives that bin/footfall starts from: one run of the program per runner, on the
# sample data, with the class path and the flags that the launcher uses. Called by `mvn package`.
#
# An archive is only a matter of speed: whatever goes wrong here is said, and fails nothing.
#
#   class-data-archives.sh true|false     (false: only remove the old ones)

home=$(cd -P "${0%/*}/../.." && pwd -P) || exit 0
lib=$home/target/lib
work=$home/target/class-data
rm -f "$lib/direct.jsa" "$lib/flink.jsa"
[ "$1" = true ] || exit 0
rm -rf "$work"
mkdir -p "$work"

limit=
command -v timeout >/dev/null && limit='timeout 120'

for runner in Direct Flink; do
  case $runner in
    Direct) name=direct ;;
    Flink) name=flink ;;
  esac
  (
    cd "$home" || exit 0
    FOOTFALL_JAVA_OPTS="${FOOTFALL_JAVA_OPTS:-} -XX:ArchiveClassesAtExit=target/class-data/$name.jsa" \
      $limit bin/footfall "--runner=${runner}Runner" "--output=$work/$name" >"$work/$name.log" 2>&1
  )
  if [ -s "$work/$name.jsa" ]; then
    mv "$work/$name.jsa" "$lib/$name.jsa"
  else
    echo "No class-data archive for $runner (see $work/$name.log): starts will be slower, nothing else." >&2
  fi
done
exit 0
