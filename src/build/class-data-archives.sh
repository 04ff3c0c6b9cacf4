#!/bin/sh
# Records what makes bin/footfall start and warm up quickly: one run of the program per runner, with the class path and
# the flags that the launcher uses. Java 17 to 24 record their classes (lib/NAME.jsa); Java 25 also records linked
# classes and the profile of the run (lib/NAME.aot), so it trains on a million rows, and once more with the flags for
# large inputs (lib/NAME-large.aot), because only those have the optimizing compiler. Called by `mvn package`.
#
# A missing archive costs time and nothing else, so a failure here is reported and fails nothing.
#
#   class-data-archives.sh true|false [JAVA_HOME]     false: only remove the old ones
#                                                     JAVA_HOME: record for this Java too, beside the launcher's choice

home=$(cd -P "${0%/*}/../.." && pwd -P) || exit 0
lib=$home/target/lib
work=$home/target/class-data
rm -f "$lib/direct.jsa" "$lib/flink.jsa" "$lib/direct.aot" "$lib/flink.aot" \
  "$lib/direct-large.aot" "$lib/flink-large.aot"
[ "$1" = true ] || exit 0
rm -rf "$work"
mkdir -p "$work/src/samples"
cd "$work" || exit 0 # A run without a command counts the src/samples of the current directory.

limit=
command -v timeout >/dev/null && limit='timeout 300'
for dataset in visits purchases; do
  "$home/bin/footfall" generate $dataset --rows=500000 "--output=src/samples/$dataset.csv" >generate.log 2>&1
done

record() { # a runner, how to call the launcher
  runner=$1
  shift
  for name in "$runner" "$runner-large"; do
    FOOTFALL_RECORD="$work/$name" $limit "$@" "$home/bin/footfall" "--runner=$runner" "--output=$name" >"$name.log" 2>&1
    found=
    for archive in "$name.jsa" "$name.aot"; do
      [ -s "$archive" ] && mv "$archive" "$lib/$archive" && found=$archive
    done
    [ -n "$found" ] ||
      echo "No class-data archive for $runner (see $work/$name.log). Runs start more slowly without it." >&2
    # Java 17 to 24 record classes only, which serve inputs of any size.
    [ "$found" = "$runner.aot" ] || break
  done
}
record_both() { # how to call the launcher
  record direct "$@" &
  record flink "$@" &
  wait
}

record_both env -u JAVA_HOME
# A person who sets JAVA_HOME to the Java of the build gets an archive too.
if [ -n "${2:-}" ] && { [ ! -e "$lib/direct.jsa" ] || [ ! -e "$lib/direct.aot" ]; }; then
  record_both env "JAVA_HOME=$2"
fi
rm -rf src direct flink direct-large flink-large
exit 0
