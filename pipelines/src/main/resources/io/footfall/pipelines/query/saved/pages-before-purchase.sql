-- Which pages are viewed in the 30 minutes before a purchase? Requires the same IDs for visitors and customers.
--
-- url        the page
-- orders     orders before which the page was viewed
-- customers  customers who placed these orders
-- revenue    total of these orders, in the currency of the prices; an order counts for each page before it
WITH
  bought AS (
    SELECT transaction_id, customer_id, min("timestamp") AS at, sum(amount) AS amount
    FROM purchases
    WHERE amount > 0
    GROUP BY transaction_id, customer_id
  ),
  seen AS (
    SELECT DISTINCT visits.url, bought.transaction_id, bought.customer_id, bought.amount
    FROM bought
    JOIN visits
      ON visits.user_id = bought.customer_id
      AND visits."timestamp" <= bought.at
      AND visits."timestamp" >= bought.at - INTERVAL '30 minutes'
  )
SELECT url, count(*) AS orders, count(DISTINCT customer_id) AS customers, sum(amount) AS revenue
FROM seen
GROUP BY url
ORDER BY orders DESC, url
LIMIT 100
