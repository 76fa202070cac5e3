-- The day it is: by the clock, unless a database stands still on a day, to be tried or shown on it (alter database … set
-- lien_the_he.today = …).
create or replace function today_in_vietnam() returns date language sql stable parallel safe as $$
    select coalesce(nullif(current_setting('lien_the_he.today', true), '')::date,
                    (now() at time zone 'Asia/Ho_Chi_Minh')::date)
$$;
