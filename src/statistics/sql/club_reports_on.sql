-- Báo cáo đúng hạn: how many reports did these clubs have to hand in between two days, and how many of them by their
-- day? A correction is not due again.
create function logic.club_reports_on(p_which uuid[], p_since date, p_day date)
    returns table (club_id uuid, due integer, in_time integer)
    language sql stable as $$
    select r.club_id, count(*)::integer, (count(*) filter (where r.submitted_on <= r.due_on))::integer
      from reports r
     where r.club_id = any (p_which) and r.edition = 1 and r.due_on between p_since and p_day
     group by r.club_id
$$;
