create or replace function today_in_vietnam() returns date language sql stable parallel safe as $$
    select (now() at time zone 'Asia/Ho_Chi_Minh')::date
$$;
