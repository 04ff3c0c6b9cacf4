#!/bin/sh
# Installs target/browser, which drives the browser of the end-to-end tests. Without node and npm it does nothing, and
# those tests are skipped (skipped-tests.sh reports it). Called by `mvn verify`.

home=$(cd -P "${0%/*}/../.." && pwd -P) || exit 1
from=$home/src/test/browser
to=$home/target/browser
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  rm -rf "$to"
  exit 0
fi
mkdir -p "$to" && cp "$from/package.json" "$from/package-lock.json" "$to/" && cd "$to" || exit 1
cmp -s package-lock.json installed.json && exit 0
# The tests use the browser of the system, so no install script has to download one.
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >npm.log 2>&1 || {
  cat npm.log >&2
  exit 1
}
cp package-lock.json installed.json
