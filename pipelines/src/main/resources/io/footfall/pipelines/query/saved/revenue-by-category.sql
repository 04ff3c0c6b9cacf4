-- Which categories have the most revenue?
--
-- product_category  the category; empty if the purchases have none
-- revenue           purchases minus returns, in the currency of the prices
-- share             percentage of the total revenue, with two decimals
-- order_lines       order lines, including returns
-- quantity          units minus returned units; empty where only amounts are known
-- customers         customers
SELECT
  product_category,
  sum(amount) AS revenue,
  CAST(floor(CAST(sum(amount) AS double precision) * 10000 / NULLIF(sum(sum(amount)) OVER (), 0) + 0.5)
    AS decimal(30, 0)) * 0.01 AS share,
  count(*) AS order_lines,
  CAST(sum(quantity) AS bigint) AS quantity,
  count(DISTINCT customer_id) AS customers
FROM purchases
GROUP BY product_category
ORDER BY revenue DESC, product_category
