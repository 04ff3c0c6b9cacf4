#!/bin/sh
# Installs target/kinesis, the Kinesis of the end-to-end tests. Without node and npm it does nothing, and those tests
# are skipped (skipped-tests.sh reports it). Called by `mvn verify`.

home=$(cd -P "${0%/*}/../.." && pwd -P) || exit 1
from=$home/src/test/processes/kinesis
to=$home/target/kinesis
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  rm -rf "$to"
  exit 0
fi
mkdir -p "$to" && cp "$from/server.js" "$from/package.json" "$from/package-lock.json" "$to/" && cd "$to" || exit 1
cmp -s package-lock.json installed.json && exit 0
# The server keeps its data in memory, so no install script has to build a database.
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >npm.log 2>&1 || {
  cat npm.log >&2
  exit 1
}
cp package-lock.json installed.json
