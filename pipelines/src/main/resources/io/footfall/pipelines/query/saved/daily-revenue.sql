-- What is the revenue per day?
--
-- event_date    the day
-- revenue       purchases minus returns, in the currency of the prices
-- customers     customers who bought or returned something
-- per_customer  revenue per customer, with two decimals
SELECT
  event_date,
  sum(total_spent) AS revenue,
  count(*) AS customers,
  CAST(floor(CAST(sum(total_spent) AS double precision) * 100 / count(*) + 0.5)
    AS decimal(30, 0)) * 0.01 AS per_customer
FROM customer_days
GROUP BY event_date
ORDER BY event_date
