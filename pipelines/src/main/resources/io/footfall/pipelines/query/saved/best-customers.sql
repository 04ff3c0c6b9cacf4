-- Who spends the most?
--
-- customer_id  the customer
-- total_spent  purchases minus returns, in the currency of the prices
-- days         days on which something was bought or returned
-- first_day    the first of these days
-- last_day     the last of these days
SELECT
  customer_id,
  sum(total_spent) AS total_spent,
  count(*) AS days,
  min(event_date) AS first_day,
  max(event_date) AS last_day
FROM customer_days
GROUP BY customer_id
ORDER BY total_spent DESC, customer_id
LIMIT 100
