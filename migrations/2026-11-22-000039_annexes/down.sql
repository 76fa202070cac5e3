drop function annex_facts_of(uuid, date, date);
