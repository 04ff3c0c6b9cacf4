-- Which records were rejected, and why? For a lake, set --report or --rejects. Not available for a warehouse.
--
-- dataset   visits or purchases; empty if the file does not name it
-- reason    reject code
-- records   rejected records
-- replayed  rejected records that were replayed
-- latest    arrival of the latest one
-- example   message of one of them
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
