#!/bin/sh
# Makes target/classes/io/footfall/pipelines/serve/editor.js, the editor of the query page: CodeMirror in one script,
# with the licenses of its packages in editor.LICENSE. Without npm, the page has a plain text area.
# Called by every build; does nothing if the editor of these sources is there.
#
#   query-editor.sh start   make it in the background, because npm waits for its registry
#   query-editor.sh         make it, or wait until it is made
home=$(cd -P "${0%/*}/../.." && pwd -P) || exit 1
from=$home/src/build/query-editor
to=$home/target/classes/io/footfall/pipelines/serve
work=$home/target/query-editor
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  exit 0
fi
mkdir -p "$work" "$to" || exit 1
if [ "${1:-}" = start ]; then
  rm -f "$work/done"
  { sh "$0" make; : >"$work/done"; } >"$work/make.log" 2>&1 &
  echo $! >"$work/pid"
  exit 0
fi
if [ "${1:-}" != make ] && [ -s "$work/pid" ]; then
  # Another process can have the number of one that has ended, so that the number alone would mean to wait forever.
  while [ ! -e "$work/done" ] && kill -0 "$(cat "$work/pid")" 2>/dev/null; do sleep 0.2; done
  rm -f "$work/pid"
fi

cd "$work" || exit 1
if ! [ -s editor.js ] || ! cmp -s "$from/package-lock.json" package-lock.json ||
  ! cmp -s "$from/editor.js" source/editor.js; then
  mkdir -p source && cp "$from/package.json" "$from/package-lock.json" . && cp "$from/editor.js" source/ || exit 1
  npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error >npm.log 2>&1 &&
    node node_modules/esbuild/bin/esbuild source/editor.js --bundle --minify --format=iife --target=es2022 \
      --legal-comments=none --log-level=warning --outfile=editor.new.js || {
    cat npm.log >&2
    echo "query-editor.sh: npm cannot get CodeMirror; the query page will have a plain text area" >&2
    rm -f package-lock.json
    exit 0
  }
  # esbuild is not in the script; everything else is.
  for package in node_modules/@codemirror/* node_modules/@lezer/* node_modules/@marijn/* node_modules/[a-d]* \
    node_modules/[f-z]*; do
    [ -f "$package/LICENSE" ] && echo "${package#node_modules/}" && cat "$package/LICENSE" && echo
  done >editor.LICENSE
  mv editor.new.js editor.js || exit 1
fi
cp editor.js editor.LICENSE "$to/"
