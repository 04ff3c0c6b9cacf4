select
  event_date,
  count(*) as visits,
  count(distinct user_id) as users,
  sum(page_view_duration) as time_spent
from {{ source('footfall', 'visits') }}
group by event_date
