create or replace function keep_some_past_figures(at_most integer) returns bigint language plpgsql as $$
declare
    period  record;
    missing uuid[];
    done    bigint := 0;
begin
    if not pg_try_advisory_xact_lock(hashtext('keep_some_past_figures')) then
        return 0;
    end if;
    perform pg_advisory_xact_lock_shared(38);
    perform choose_past_periods();
    for period in select p.since, p.day from past_periods p
                   where p.wanted and not p.complete and p.day <= settled_through()
                   order by p.asked_on desc nulls last,
                            p.since <> date_trunc('year', p.day) or p.day + 1 = date_trunc('month', p.day + 1) desc,
                            p.day desc, p.since
                   limit 20 loop
        missing := array(
            select c.id from clubs c
             where c.proposed_on <= period.day and (c.ended_on is null or c.ended_on > period.day)
               and not exists (select from past_figures f
                                where f.since = period.since and f.day = period.day and f.club_id = c.id)
             order by c.id limit at_most);
        done := done + 1;
        if cardinality(missing) > 0 then
            return done + keep_past_figures(missing, period.since, period.day);
        end if;
        update past_periods set complete = true where since = period.since and day = period.day;
    end loop;
    return done;
end $$;
create or replace function choose_past_periods() returns void language sql as $$
    with chosen as materialized (
         select date_trunc('year', e.day)::date as since, e.day
           from (select today_in_vietnam() - n as day from generate_series(1, 400) n
                  union
                 select (date_trunc('month', today_in_vietnam()) - n * interval '1 month')::date - 1
                   from generate_series(0, 59) n) e
          where e.day <= settled_through()
          union
         select r.since, r.until from report_periods r
          where r.until <= settled_through() and r.until > today_in_vietnam() - interval '5 years'),
         no_more as (
         update past_periods p set lasting = false
          where p.lasting and not exists (select from chosen c where c.since = p.since and c.day = p.day))
    insert into past_periods (since, day, wanted, lasting)
    select c.since, c.day, true, true from chosen c
     where not exists (select from past_periods p where p.since = c.since and p.day = c.day and p.lasting)
    on conflict (since, day) do update set wanted = true, lasting = true;
    delete from past_periods p
     using (select since, day, asked_on, row_number() over (order by asked_on desc nulls last, day desc) as number
              from past_periods where not lasting) old
     where p.since = old.since and p.day = old.day
       and (old.number > 200 or old.asked_on is null or old.asked_on < today_in_vietnam() - 60)
$$;
create or replace function take_in_late_entries() returns bigint language plpgsql as $$
declare
    clubs bigint;
    first date;
begin
    if not exists (select from late_entries where entered_at < now() - interval '10 minutes') then
        return 0;
    end if;
    perform pg_advisory_xact_lock(38);
    with taken as (delete from late_entries where entered_at < now() - interval '1 minute' returning club_id, on_day),
         late as (select club_id, min(on_day) as on_day from taken group by club_id),
         forgotten as (delete from past_figures f using late l where f.club_id = l.club_id and f.day >= l.on_day)
    select count(*), min(on_day) from late into clubs, first;
    update past_periods set complete = false where complete and day >= first;
    return clubs;
end $$;
drop function forget_days_to_come();
create or replace view valid_past_figures as
    select f.* from past_figures f
     where not exists (select from late_entries e where e.club_id = f.club_id and e.on_day <= f.day);

drop function place_clubs(date);
create function place_clubs(on_day date) returns bigint language sql as $$
    with placed as (
        update clubs c
           set hamlet_id = v.unit_id, commune_id = v.commune_id, district_id = v.district_id,
               province_id = v.province_id, version = c.version + 1, updated_at = now()
          from club_placements p
          join unit_versions v on v.unit_id = p.hamlet_id
               and v.valid_from <= on_day and (v.valid_to is null or v.valid_to >= on_day)
         where p.club_id = c.id and p.is_main
           and p.valid_from <= on_day and (p.valid_to is null or p.valid_to >= on_day)
           and (c.hamlet_id, c.commune_id, c.province_id) is distinct from (v.unit_id, v.commune_id, v.province_id)
        returning 1)
    select count(*) from placed
$$;
drop table places_of_day;
drop function settle_clubs(uuid[], date);
drop index fund_metrics_by_day, lending_metrics_by_day, repayment_metrics_by_day, activity_metrics_by_day,
    management_metrics_by_day;

drop function balances_on(uuid[], date);
create function balances_on(which uuid[], on_day date)
    returns table (club_id uuid, fund text, account text, balance_vnd bigint)
    language sql stable parallel safe as $$
    select b.club_id, b.fund, b.account, (b.balance_vnd - coalesce(m.moved, 0) - coalesce(l.moved, 0))::bigint
      from ledger_balances b
      left join lateral (
           select sum(m.moved_vnd) as moved from ledger_months m
            where b.last_on > on_day and m.club_id = b.club_id and m.fund = b.fund and m.account = b.account
              and m.month > on_day) m on true
      left join lateral (
           select sum(l.amount_vnd) as moved from ledger_lines l
            where b.last_on > on_day and l.club_id = b.club_id and l.fund = b.fund and l.account = b.account
              and l.on_day > balances_on.on_day
              and l.on_day < (date_trunc('month', balances_on.on_day) + interval '1 month')::date) l on true
     where b.club_id = any (which)
$$;

do $$
declare
    renamed record;
    old     record;
    becomes text;
    made    text;
begin
    for renamed in select * from (values
        ('activities_on', array['since', 'day']), ('annex_facts_of', array['since', 'day']),
        ('ask_past_period', array['from_day', 'on_day']), ('club_reports_on', array['since', 'day']),
        ('count_activities', array['on_day']), ('count_clubs', array['on_day']), ('count_finances', array['on_day']),
        ('count_management', array['on_day']), ('facts_of', array['since', 'day']), ('figures_on', array['since', 'day']),
        ('forget_past_figures', array['clubs', 'days']), ('funds_on', array['since', 'day']),
        ('is_silent', array['running', 'posted_on', 'done_on', 'day']), ('keep_past_figures', array['from_day', 'on_day']),
        ('lending_on', array['since', 'day']), ('loans_on', array['day']), ('management_on', array['since', 'day']),
        ('members_on', array['on_day']), ('metrics_astray', array['day']), ('past_astray', array['from_day', 'on_day']),
        ('people_on', array['since', 'day']), ('repaid_on', array['since', 'day']), ('settle_lateness', array['on_day']),
        ('silence_on', array['day']), ('undo_admin_change', array['on_day'])) r (name, parameters)
    loop
        select p.oid::regprocedure as called, pg_get_functiondef(p.oid) as made into strict old
          from pg_proc p where p.proname = renamed.name and p.pronamespace = 'public'::regnamespace;
        made := old.made;
        foreach becomes in array renamed.parameters loop
            made := regexp_replace(made, format('\m%s\M',
                case becomes when 'on_day' then 'p_day' when 'from_day' then 'p_since' else 'p_' || becomes end), becomes, 'g');
        end loop;
        execute format('drop function %s', old.called);
        execute made;
    end loop;
end $$;
