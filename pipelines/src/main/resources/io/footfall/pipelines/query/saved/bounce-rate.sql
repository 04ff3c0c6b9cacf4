-- On which pages do sessions begin, and how many of them have no other page? A session ends after 30 minutes without a page view.
--
-- entry_url    the page on which the sessions began
-- sessions     sessions that began on it
-- bounces      sessions without another page
-- bounce_rate  bounces as a percentage of sessions, with two decimals
WITH
  marked AS (
    SELECT
      user_id, "timestamp", url,
      CASE
        WHEN "timestamp" <= lag("timestamp") OVER (PARTITION BY user_id ORDER BY "timestamp", url)
          + INTERVAL '30 minutes'
        THEN 0 ELSE 1
      END AS begins
    FROM visits
  ),
  numbered AS (
    SELECT
      user_id, url, begins,
      sum(begins) OVER (PARTITION BY user_id ORDER BY "timestamp", url ROWS UNBOUNDED PRECEDING) AS session
    FROM marked
  ),
  sessions AS (
    SELECT user_id, session, max(CASE WHEN begins = 1 THEN url END) AS entry_url, count(*) AS pages
    FROM numbered
    GROUP BY user_id, session
  )
SELECT
  entry_url,
  count(*) AS sessions,
  CAST(sum(CASE WHEN pages = 1 THEN 1 ELSE 0 END) AS bigint) AS bounces,
  CAST(floor(CAST(sum(CASE WHEN pages = 1 THEN 1 ELSE 0 END) AS double precision) * 10000 / count(*) + 0.5)
    AS decimal(30, 0)) * 0.01 AS bounce_rate
FROM sessions
GROUP BY entry_url
ORDER BY sessions DESC, entry_url
LIMIT 100
