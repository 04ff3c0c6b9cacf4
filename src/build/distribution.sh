#!/bin/sh
# Lays out the distribution in target/distribution/footfall-VERSION, from what `mvn package` has made; the pom's profile
# `dist` packs it. The jars are in lib/ROLE: core for every runner on files, then what each role adds.
#
#   distribution.sh VERSION JAVA     the java command of the build
home=$(cd -P "${0%/*}/../.." && pwd -P) || exit 1
target=$home/target
root=$target/distribution/footfall-$1
rm -rf "$target/distribution" && mkdir -p "$root/bin" "$root/lib" "$root/src" "$root/share/man/man1" || exit 1

jars_of() { # a class path of the launcher
  tr ':' '\n' <"$target/lib/$1.classpath" | sed 's#^\./##'
  echo
}
role() { # its name, its jars: those that no earlier role has
  while read -r jar; do
    [ -n "$jar" ] && [ -z "$(find "$root/lib" -name "$jar")" ] && mkdir -p "$root/lib/$1" &&
      ln "$target/lib/$jar" "$root/lib/$1/$jar"
  done
}
jars_of flink >"$target/distribution/flink"
jars_of direct | grep -Fxf "$target/distribution/flink" | role core
rm "$target/distribution/flink"
for name in direct flink stream formats insight; do
  jars_of $name | role $name
done
for name in direct flink stream formats insight; do
  jars_of $name | while read -r jar; do
    [ -z "$jar" ] || (cd "$root/lib" && find . -name "$jar")
  done | paste -s -d : - >"$root/lib/$name.classpath"
done

cp "$target/footfall-core.jar" "$root/lib/" &&
  cp "$home/bin/footfall" "$root/bin/" &&
  cp "$home/README.md" "$home/CHANGELOG.md" "$home/LICENSE" "$home/NOTICE" \
    "$target/THIRD-PARTY-LICENSES.txt" "$root/" &&
  cp -R "$home/src/docs" "$home/src/samples" "$home/src/deploy" "$root/src/" &&
  { [ ! -r "$target/footfall-bom.json" ] || cp "$target/footfall-bom.json" "$root/"; } || exit 1

# footfall.jar, the man page and the completions.
"$2" -XX:TieredStopAtLevel=1 -cp "$root/lib/footfall-core.jar:$target/lib/*" \
  io.footfall.pipelines.PackagedFiles "$root" &&
  mv "$root/footfall.1" "$root/share/man/man1/" && mv "$root/completions" "$root/share/" || exit 1

# Spark is an archive of its own: its classes and those of Flink must not meet.
if [ -d "$target/lib-spark" ]; then
  spark=$target/distribution/spark/footfall-$1/lib/spark
  mkdir -p "$spark" && ln "$target/lib-spark"/*.jar "$spark/"
fi
