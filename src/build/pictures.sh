#!/bin/sh
# Redraws the pictures of the documentation, src/docs/report.png and src/docs/dashboard.png, from generated data that
# is the same every time. Needs a build with its browser driver (mvn verify -DskipTests), Node.js and Chromium:
#
#   sh src/build/pictures.sh
set -eu
home=$(cd -P "${0%/*}/../.." && pwd -P)
work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server"; fi; rm -rf "$work"' EXIT
footfall=$home/bin/footfall

cd "$work"
"$footfall" generate visits --rows=200000 --urls=400 --users=30000 --zipf=1 --malformed=0.002 --days=28 \
  --output=visits.csv >made.txt
"$footfall" generate purchases --rows=20000 --customers=12000 --days=28 --malformed=0.001 \
  --output=purchases.csv >>made.txt
for dataset in visits purchases; do
  "$footfall" "$dataset" --input=$dataset.csv --output=reports/$dataset --lake=lake >>made.txt 2>&1
done
"$footfall" report --lake=lake --output=report.html --title='Shop, March 2022' >>made.txt
"$footfall" serve --lake=lake --port=0 >served.txt &
server=$!
until grep -qs ' http' served.txt; do
  kill -0 "$server"
done
address=$(sed -n 's/.* \(http[^ ]*\).*/\1/p' served.txt | head -1)
node "$home/src/build/picture.js" "$home" "file://$work/report.html" "$home/src/docs/report.png" 1400
node "$home/src/build/picture.js" "$home" "$address" "$home/src/docs/dashboard.png" 1000
