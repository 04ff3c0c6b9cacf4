-- How many sessions are there, and how long are they? A session ends after 30 minutes without a page view.
--
-- event_date           the day on which the sessions began
-- sessions             sessions
-- visitors             users with sessions
-- pages_per_session    page views per session, with two decimals
-- seconds_per_session  seconds per session that has durations, to the millisecond
-- bounce_rate          percentage of sessions with a single page view, with two decimals
WITH
  marked AS (
    SELECT
      user_id, "timestamp", url, page_view_duration, event_date,
      CASE
        WHEN "timestamp" <= lag("timestamp") OVER (PARTITION BY user_id ORDER BY "timestamp", url)
          + INTERVAL '30 minutes'
        THEN 0 ELSE 1
      END AS begins
    FROM visits
  ),
  numbered AS (
    SELECT
      user_id, page_view_duration, event_date,
      sum(begins) OVER (PARTITION BY user_id ORDER BY "timestamp", url ROWS UNBOUNDED PRECEDING) AS session
    FROM marked
  ),
  sessions AS (
    SELECT user_id, session, min(event_date) AS event_date, count(*) AS pages, sum(page_view_duration) AS seconds
    FROM numbered
    GROUP BY user_id, session
  )
SELECT
  event_date,
  count(*) AS sessions,
  count(DISTINCT user_id) AS visitors,
  CAST(floor(CAST(sum(pages) AS double precision) * 100 / count(*) + 0.5)
    AS decimal(30, 0)) * 0.01 AS pages_per_session,
  CAST(floor(CAST(sum(seconds) AS double precision) * 1000 / nullif(count(seconds), 0) + 0.5)
    AS decimal(30, 0)) * 0.001 AS seconds_per_session,
  CAST(floor(CAST(sum(CASE WHEN pages = 1 THEN 1 ELSE 0 END) AS double precision) * 10000 / count(*) + 0.5)
    AS decimal(30, 0)) * 0.01 AS bounce_rate
FROM sessions
GROUP BY event_date
ORDER BY event_date
