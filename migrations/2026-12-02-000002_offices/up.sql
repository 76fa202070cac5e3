-- The office carries the right: a role in a club hangs on a seat of its board or on a membership, and ends with it. And
-- what a membership that has ended shows of its person is what stood when it ended.

alter table memberships add column person_at_end jsonb;
comment on column memberships.person_at_end is 'Name, birth and contact of the person as they stood when the membership ended; written by trigger alone.';
-- of those that have ended before, what stands now is the nearest that is known
update memberships m
   set person_at_end = jsonb_build_object('full_name', p.full_name, 'sex', p.sex, 'birth_date', p.birth_date,
           'birth_precision', p.birth_precision, 'phone', p.phone, 'address', p.address, 'hamlet_id', p.hamlet_id)
  from persons p where p.id = m.person_id and m.ended_on is not null;

-- what a foreign key of several columns points to
alter table memberships add constraint memberships_in_their_club unique (id, club_id);
alter table board_positions add constraint board_positions_of_their_holder unique (id, membership_id, club_id);

alter table assignments add column membership_id uuid, add column seat_id uuid;
comment on column assignments.membership_id is 'The membership on which a role in a club hangs, or whose seat it hangs on; of a deputy, that of the one who is away.';
comment on column assignments.seat_id is 'The seat on the board on which the role hangs, for all but members and volunteers.';

-- who holds a role in a club by an office that can be shown goes on by it
with office as (
    select distinct on (a.id) a.id, m.id as membership_id, s.id as seat_id
      from assignments a
      join assignments p on p.id = coalesce(a.deputy_for, a.id)
      join users u on u.id = p.user_id
      join memberships m on m.person_id = u.person_id and m.club_id = p.club_id and m.ended_on is null
      left join board_positions s on s.membership_id = m.id and s.ended_on is null
           and (p.role = 'club_' || s.position or p.role = 'club_health_officer')
     where p.role in ('member', 'volunteer') or s.id is not null
     order by a.id, s.id)
update assignments a
   set membership_id = o.membership_id,
       seat_id = case when a.role not in ('member', 'volunteer') then o.seat_id end
  from office o where o.id = a.id;

-- who holds one by none loses it, and whoever stands in for her: it is given again once the office is recorded
do $$
declare
    today date := coalesce(nullif(current_setting('lien_the_he.today', true), '')::date,
                           (now() at time zone 'Asia/Ho_Chi_Minh')::date);
    lost  uuid[] := array(
        select id from assignments
         where role in ('member', 'volunteer', 'club_chair', 'club_vice_chair', 'club_secretary', 'club_bookkeeper',
                        'club_treasurer', 'club_board_member', 'club_health_officer')
           and membership_id is null and (valid_to is null or valid_to >= today));
begin
    update users set token_version = token_version + 1
     where id in (select user_id from assignments where id = any (lost));
    insert into changes (actor_id, request_id, action, entity, entity_id, club_id, version, difference)
    select '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000',
           case when a.valid_from < today then 'ended' else 'deleted' end, 'assignment', a.id, a.club_id, a.version + 1,
           jsonb_build_object('set', case when a.valid_from < today then jsonb_build_object('valid_to', today - 1)
                                          else '{}' end,
                              'was', jsonb_build_object('user_id', a.user_id, 'role', a.role), 'hidden', jsonb_build_array())
      from assignments a where a.id = any (lost);
    delete from assignments where id = any (lost) and valid_from >= today and deputy_for is not null;
    delete from assignments where id = any (lost) and valid_from >= today;
    update assignments set valid_to = today - 1, version = version + 1,
           end_reason = 'Chức vụ hoặc tư cách thành viên chưa được ghi'
     where id = any (lost);
end $$;

alter table assignments
    add constraint assignments_membership_fkey foreign key (membership_id, club_id) references memberships (id, club_id),
    add constraint assignments_seat_fkey foreign key (seat_id, membership_id, club_id)
        references board_positions (id, membership_id, club_id),
    -- what has ended before there was this rule stands without an office
    add constraint assignments_hang_on_an_office check (
        case when role in ('member', 'volunteer') then membership_id is not null and seat_id is null
             when role in ('club_chair', 'club_vice_chair', 'club_secretary', 'club_bookkeeper', 'club_treasurer',
                           'club_board_member', 'club_health_officer') then membership_id is not null and seat_id is not null
             else membership_id is null and seat_id is null end) not valid;
create index assignments_by_membership on assignments (membership_id) where membership_id is not null;
create index assignments_by_seat on assignments (seat_id) where seat_id is not null;
