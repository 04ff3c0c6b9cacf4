-- Which categories earn most?
--
-- product_category  the category; empty if the purchases do not say
-- revenue           what was spent, less what was returned, in the currency of the prices
-- share             of all revenue, in percent, to two decimals
-- order_lines       lines of orders, returns too
-- quantity          pieces, less those that were returned; empty where only amounts are known
-- customers         customers
SELECT
  product_category,
  sum(amount) AS revenue,
  CAST(floor(CAST(sum(amount) AS double precision) * 10000 / NULLIF(sum(sum(amount)) OVER (), 0) + 0.5) AS decimal(30, 0)) * 0.01 AS share,
  count(*) AS order_lines,
  CAST(sum(quantity) AS bigint) AS quantity,
  count(DISTINCT customer_id) AS customers
FROM purchases
GROUP BY product_category
ORDER BY revenue DESC, product_category
