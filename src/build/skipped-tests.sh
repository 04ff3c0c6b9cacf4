#!/bin/sh
# Reports at the end of `mvn verify` which end-to-end tests were skipped, and why. A build that skipped tests must not
# look like one that passed them.

home=$(cd -P "${0%/*}/../.." && pwd -P) || exit 0
cd "$home" || exit 0
for report in target/failsafe-reports/TEST-*.xml; do
  [ -r "$report" ] || continue
  grep -q '<skipped' "$report" || continue
  test=${report##*/TEST-}
  reason=$(sed -n 's/.*Assumption failed: //p' "$report" | sort -u | head -1)
  echo "[WARNING] SKIPPED: ${test%.xml}: ${reason:-no reason given}"
done
