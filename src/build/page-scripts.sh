#!/bin/sh
# Checks the format (Prettier) and the code (ESLint) of every script in the repository. Called by `mvn verify`.
# Skips the check when node or npm is missing.
#
#   page-scripts.sh           check; fails on the first problem
#   page-scripts.sh --write   format the scripts

home=$(cd -P "${0%/*}/../.." && pwd -P) || exit 1
from=$home/src/build/page-scripts
to=$home/target/page-scripts
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "[WARNING] SKIPPED: the check of the scripts, because node or npm is missing" >&2
  exit 0
fi
mkdir -p "$to" && cp "$from"/* "$to/" && cd "$to" || exit 1
if ! cmp -s package-lock.json installed.json; then
  npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error >npm.log 2>&1 || {
    cat npm.log >&2
    exit 1
  }
  cp package-lock.json installed.json
fi

cd "$home" || exit 1
mode=--check
[ "${1:-}" = --write ] && mode=--write
node "$to/node_modules/prettier/bin/prettier.cjs" --config "$to/prettier.json" --log-level=warn $mode \
  'pipelines/src/main/resources/**/*.js' 'src/build/**/*.js' 'src/test/**/*.js' || {
  echo "Run src/build/page-scripts.sh --write to format the scripts." >&2
  exit 1
}
node "$to/node_modules/eslint/bin/eslint.js" --config "$to/eslint.config.js" --max-warnings=0 \
  pipelines/src/main/resources src/build src/test
