-- Who comes back? Customers who bought on more than one day.
--
-- customer_id  the customer
-- days         days on which purchases exceed returns
-- first_day    the first of these days
-- last_day     the last of these days
-- total_spent  amount spent on these days, in the currency of the prices
SELECT
  customer_id,
  count(*) AS days,
  min(event_date) AS first_day,
  max(event_date) AS last_day,
  sum(total_spent) AS total_spent
FROM customer_days
WHERE total_spent > 0
GROUP BY customer_id
HAVING count(*) > 1
ORDER BY days DESC, total_spent DESC, customer_id
LIMIT 100
