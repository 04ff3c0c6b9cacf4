-- How long do people stay on a page, day by day?
--
-- event_date       the day
-- visits           visits of all pages
-- total_seconds    seconds spent on pages
-- average_seconds  seconds per visit with a duration, to the millisecond
SELECT
  event_date,
  CAST(sum(visits) AS bigint) AS visits,
  sum(total_time_spent) AS total_seconds,
  CAST(floor(CAST(sum(total_time_spent) AS double precision) * 1000
    / nullif(sum(coalesce(timed_visits, visits)), 0) + 0.5)
    AS decimal(30, 0)) * 0.001 AS average_seconds
FROM url_stats
GROUP BY event_date
ORDER BY event_date
