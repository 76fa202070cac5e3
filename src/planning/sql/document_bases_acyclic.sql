-- No document rests on itself, however far around.
create function logic.document_bases_acyclic() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(7305804402566);
    if exists (
        with recursive above (id) as (
            select new.based_on
            union
            select b.based_on from document_bases b join above a on b.document_id = a.id
        )
        select from above where id = new.document_id
    ) then
        raise exception 'a document rests on itself' using errcode = 'check_violation',
            constraint = 'document_bases_acyclic';
    end if;
    return new;
end $$;
create trigger document_bases_acyclic before insert or update on document_bases
    for each row execute function logic.document_bases_acyclic();
