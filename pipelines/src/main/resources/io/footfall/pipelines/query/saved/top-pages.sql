-- Which pages are viewed most, and how long do people stay on them?
--
-- url              the page
-- visits           number of visits
-- total_seconds    seconds spent on the page in all visits
-- average_seconds  seconds per visit with a duration, to the millisecond
SELECT
  url,
  CAST(sum(visits) AS bigint) AS visits,
  sum(total_time_spent) AS total_seconds,
  CAST(floor(CAST(sum(total_time_spent) AS double precision) * 1000
    / nullif(sum(coalesce(timed_visits, visits)), 0) + 0.5)
    AS decimal(30, 0)) * 0.001 AS average_seconds
FROM url_stats
GROUP BY url
ORDER BY visits DESC, url
LIMIT 100
