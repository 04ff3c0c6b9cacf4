-- How many visitors buy? Requires the same IDs for visitors and customers.
--
-- event_date  the day
-- visitors    users who visited on that day
-- buyers      visitors who bought something on the same day
-- conversion  buyers as a percentage of visitors, with two decimals
WITH
  visitors AS (SELECT DISTINCT event_date, user_id FROM visits),
  buyers AS (SELECT DISTINCT event_date, customer_id FROM purchases WHERE amount > 0)
SELECT
  visitors.event_date,
  count(*) AS visitors,
  count(buyers.customer_id) AS buyers,
  CAST(floor(CAST(count(buyers.customer_id) AS double precision) * 10000 / count(*) + 0.5)
    AS decimal(30, 0)) * 0.01 AS conversion
FROM visitors
LEFT JOIN buyers ON buyers.event_date = visitors.event_date AND buyers.customer_id = visitors.user_id
GROUP BY visitors.event_date
ORDER BY visitors.event_date
