#!/bin/sh
# Makes target/classes/io/footfall/accesslog/crawlers.txt: the patterns of the npm package crawler-user-agents, one a
# line, for --ignoreBots. Without npm nothing is made, and that option is refused. Called by every build; does nothing
# if the file of this version is there.
version=1.60.0
home=$(cd -P "${0%/*}/../.." && pwd -P) || exit 1
to=$home/target/classes/io/footfall/accesslog
work=$home/target/crawler-user-agents
[ -s "$to/crawlers.txt" ] && [ "$(cat "$work/version" 2>/dev/null)" = "$version" ] && exit 0
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  exit 0
fi
rm -rf "$work" && mkdir -p "$work" "$to" && cd "$work" || exit 1
npm pack "crawler-user-agents@$version" --silent >pack.log 2>&1 && tar xzf ./*.tgz || {
  echo "crawler-patterns.sh: npm cannot get crawler-user-agents; --ignoreBots will be refused" >&2
  exit 0
}
node -e 'for (const c of require("./package/crawler-user-agents.json")) console.log(c.pattern)' >patterns.txt &&
  cp package/LICENSE "$to/crawlers.LICENSE" && mv patterns.txt "$to/crawlers.txt" && echo "$version" >version
