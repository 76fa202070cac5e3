-- No report comes back to where it came from: not on any one day, in any one regime, in any one province.
create function logic.keep_lines_acyclic() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtext('reporting_lines'));
    if exists (
        with recursive way (kind, level, regime, province_id, during) as (
            select new.to_kind, new.to_level, new.regime, new.province_id, daterange(new.valid_from, new.valid_to, '[]')
            union
            select l.to_kind, l.to_level, case w.regime when 'any' then l.regime else w.regime end,
                   coalesce(w.province_id, l.province_id), w.during * daterange(l.valid_from, l.valid_to, '[]')
              from way w join reporting_lines l on l.from_kind = w.kind and l.from_level = w.level
               and (w.regime = 'any' or l.regime = 'any' or w.regime = l.regime)
               and (w.province_id is null or l.province_id is null or w.province_id = l.province_id)
               and w.during && daterange(l.valid_from, l.valid_to, '[]')
             where l.id <> new.id)
        select from way where kind = new.from_kind and level = new.from_level)
    then
        raise exception 'reports would go in a circle' using errcode = 'check_violation',
            constraint = 'reporting_lines_acyclic';
    end if;
    return new;
end $$;
create trigger reporting_lines_keep_acyclic before insert or update on reporting_lines
    for each row execute function logic.keep_lines_acyclic();
