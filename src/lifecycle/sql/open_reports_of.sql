-- How many reports of these units are not finished yet?
create function logic.open_reports_of(p_which uuid[]) returns bigint language sql stable as $$
    select count(*) from reports r where r.unit_id = any (p_which) and r.state <> 'sealed'
$$;
