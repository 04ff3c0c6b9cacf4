select
  customer_id,
  count(*) as days,
  min(event_date) as first_day,
  max(event_date) as last_day,
  sum(total_spent) as total_spent
from {{ source('footfall', 'customer_days') }}
group by customer_id
