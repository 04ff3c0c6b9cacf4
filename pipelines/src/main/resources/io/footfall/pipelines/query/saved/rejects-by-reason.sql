-- Which records were not counted, and why? Of a lake, with --report or --rejects; a warehouse does not have them.
--
-- dataset   visits or purchases; empty if the file does not say
-- reason    the code of the reason
-- records   records that were rejected
-- replayed  those of them that were tried again
-- latest    when the latest of them arrived
-- example   what was said of one of them
SELECT
  dataset,
  reason,
  count(*) AS records,
  CAST(sum(CASE WHEN replayed THEN 1 ELSE 0 END) AS bigint) AS replayed,
  max(arrived) AS latest,
  min(message) AS example
FROM rejects
GROUP BY dataset, reason
ORDER BY records DESC, dataset, reason
