#!/bin/sh
# Makes a Java runtime with the modules that Footfall needs, from the JDK of JAVA_HOME or of the PATH.
#
#   runtime.sh DIRECTORY [FOOTFALL]    FOOTFALL: a launcher that counts the samples with it
modules=java.se,jdk.charsets,jdk.crypto.ec,jdk.jfr,jdk.localedata,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs
jlink=${JAVA_HOME:+$JAVA_HOME/bin/}jlink
rm -rf "$1" && "$jlink" --add-modules "$modules" --include-locales=en --strip-java-debug-attributes \
  --no-header-files --no-man-pages \
  --output "$1" || exit 1
# A class-data archive for each way in which objects are laid out: small heaps and large ones.
"$1/bin/java" -Xshare:dump -Xlog:disable && "$1/bin/java" -Xshare:dump -XX:-UseCompressedOops -Xlog:disable || exit 1
[ -z "${2:-}" ] || JAVA_HOME=$1 "$2" --output="$1.out"
