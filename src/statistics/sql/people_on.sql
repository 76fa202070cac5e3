-- How many people of which kind do these clubs have at the end of a day, and how many came and went since another day
-- (persons; households where the column says so)? A row a club. Full 60 years on that day is older (Law 39/2009/QH12,
-- article 2).
create function logic.people_on(p_which uuid[], p_since date, p_day date) returns setof club_metrics
    language sql stable parallel safe as $$
    select c.id, p_day, coalesce(m.members, 0)::int, coalesce(m.women, 0)::int, coalesce(m.sex_unknown, 0)::int,
           coalesce(m.older, 0)::int, coalesce(m.older_approximate, 0)::int, coalesce(m.birth_unknown, 0)::int,
           coalesce(m.poor, 0)::int, coalesce(m.near_poor, 0)::int, coalesce(m.difficult, 0)::int,
           coalesce(m.ethnic_minority, 0)::int, coalesce(m.disabled, 0)::int, coalesce(m.lives_alone, 0)::int,
           coalesce(m.applicants, 0)::int, coalesce(m.older_women, 0)::int, coalesce(m.from_55, 0)::int,
           coalesce(m.from_80, 0)::int, coalesce(j.joined, 0)::int, coalesce(j.left_club, 0)::int,
           coalesce(m.poor_before, 0)::int, coalesce(m.escaped, 0)::int
      from clubs c
      left join (
           select s.club_id,
                  count(*) filter (where s.state = 'active') as members,
                  count(*) filter (where s.state = 'active' and p.sex = 'female') as women,
                  count(*) filter (where s.state = 'active' and p.sex not in ('female', 'male')) as sex_unknown,
                  count(*) filter (where s.state = 'active' and p.birth_date <= p_day - interval '60 years') as older,
                  count(*) filter (where s.state = 'active' and p.birth_precision <> 'day'
                                     and p.birth_date <= p_day - interval '60 years') as older_approximate,
                  count(*) filter (where s.state = 'active' and p.birth_date is null) as birth_unknown,
                  count(*) filter (where s.state = 'active' and h.status = 'poor') as poor,
                  count(*) filter (where s.state = 'active' and h.status = 'near_poor') as near_poor,
                  count(*) filter (where s.state = 'active' and h.status in ('newly_escaped', 'difficult'))
                      as difficult,
                  count(*) filter (where s.state = 'active' and p.ethnicity <> '01') as ethnic_minority,
                  count(*) filter (where s.state = 'active' and p.disabled) as disabled,
                  count(*) filter (where s.state = 'active' and p.lives_alone) as lives_alone,
                  count(*) filter (where s.state = 'applied') as applicants,
                  count(*) filter (where s.state = 'active' and p.sex = 'female'
                                     and p.birth_date <= p_day - interval '60 years') as older_women,
                  count(*) filter (where s.state = 'active' and p.birth_date <= p_day - interval '55 years') as from_55,
                  count(*) filter (where s.state = 'active' and p.birth_date <= p_day - interval '80 years') as from_80,
                  count(distinct b.household_id) filter (where s.state = 'active') as poor_before,
                  count(distinct b.household_id) filter (where s.state = 'active' and h.status <> 'poor') as escaped
             from logic.members_on(p_which, p_day) s
             join memberships n on n.club_id = any (p_which) and n.id = s.member_id
             join persons p on p.id = n.person_id
             left join household_poverty h on h.household_id = p.household_id
                  and h.year = extract(year from p_day)::smallint
             left join household_poverty b on b.household_id = p.household_id and b.status = 'poor'
                  and b.year = extract(year from p_since - 1)::smallint
            group by s.club_id) m on m.club_id = c.id
      left join (
           select n.club_id,
                  count(*) filter (where n.joined_on between p_since and p_day) as joined,
                  count(*) filter (where n.joined_on is not null and n.ended_on between p_since and p_day) as left_club
             from memberships n where n.club_id = any (p_which) group by n.club_id) j on j.club_id = c.id
     where c.id = any (p_which)
$$;
