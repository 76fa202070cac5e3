-- Which day is it in Vietnam? By the clock, unless a database stands still on a day, to be tried or shown on it (alter
-- database … set lien_the_he.today = …). One clock for all that the database does by itself.
create function logic.today_in_vietnam() returns date language sql stable parallel safe as $$
    select coalesce(nullif(current_setting('lien_the_he.today', true), '')::date,
                    (now() at time zone 'Asia/Ho_Chi_Minh')::date)
$$;
