-- Which clubs has an act moved, by placement or with their hamlets?
create function logic.clubs_of_admin_change(p_act uuid) returns setof uuid language sql stable as $$
    select distinct (coalesce(i.became, i.was) ->> 'club_id')::uuid from admin_change_images i
     where i.change_id = p_act and i.table_name = 'club_placements'
    union
    select p.club_id from admin_change_images i
      join club_placements p on p.hamlet_id = (coalesce(i.became, i.was) ->> 'unit_id')::uuid
     where i.change_id = p_act and i.table_name = 'unit_versions'
$$;

-- Locks the units that an act wrote, which come before the clubs. Which clubs has it touched?
create function logic.hold_units_of_admin_change(p_act uuid) returns uuid[] language plpgsql as $$
begin
    perform 1 from units u
      where u.id in (select (coalesce(i.became, i.was) ->> 'id')::uuid from admin_change_images i
                      where i.change_id = p_act and i.table_name = 'units')
      order by u.id for no key update;
    return array(select logic.clubs_of_admin_change(p_act));
end $$;

-- Was something closed on an applied act: books of a club that it moved, or a report from there?
create function logic.admin_change_blocked(p_act uuid) returns boolean language sql stable as $$
    select exists (
        select from admin_changes a join ledger_closings c on c.through >= a.effective_on and c.created_at > a.applied_at
         where a.id = p_act and c.club_id in (select logic.clubs_of_admin_change(p_act)))
        or exists (
        select from admin_changes a
          join reports r on r.sealed_on >= (a.applied_at at time zone 'Asia/Ho_Chi_Minh')::date
          join report_periods p on p.id = r.period_id and p.until >= a.effective_on
         where a.id = p_act
           and (r.club_id in (select logic.clubs_of_admin_change(p_act))
                or r.unit_id in (select (coalesce(i.became, i.was) ->> 'unit_id')::uuid from admin_change_images i
                                  where i.change_id = p_act and i.table_name = 'unit_versions')))
$$;
