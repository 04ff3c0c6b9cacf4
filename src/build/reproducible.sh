#!/bin/sh
# Builds the distribution twice, each time in a clone of the last commit, and compares the bytes of all artifacts. Takes
# two builds without tests. The second build has another directory, time zone, language, encoding and umask, so that
# anything an artifact takes from those is a difference. A umask such as 077 does change the modes inside jars.
#
#   reproducible.sh [MAVEN_OPTION...]
home=$(cd -P "${0%/*}/../.." && pwd -P) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
build() { # a directory, options of Maven
  clone=$work/$1
  shift
  git clone -q "$home" "$clone" && (cd "$clone" && mvn -q package -Pdist -DskipTests -Dfootfall.cds=false "$@") &&
    (cd "$clone/target" &&
      sha256sum footfall-*.zip footfall-*.tar.gz footfall-*.jar footfall.jar footfall-bom.json) >"$clone.sums"
}
build first "$@" || exit 1
home=$work/first # The same commit, also if there has been another since.
(
  umask 002
  export TZ=Pacific/Auckland LC_ALL=C
  export MAVEN_OPTS="${MAVEN_OPTS:-} -Duser.language=tr -Duser.country=TR -Duser.timezone=Pacific/Auckland \
-Dfile.encoding=ISO-8859-1"
  build "second of two" "$@"
) || exit 1
cat "$work/first.sums"
if diff "$work/first.sums" "$work/second of two.sums"; then
  echo "Both builds are identical."
else
  echo "The builds differ." >&2
  exit 1
fi
