-- For whose books do these clubs answer at the end of a day? Each for its own, until it was merged away, and for those
-- of every club that was merged into it by then. So a period in which clubs merged is told of once, by the one that goes
-- on, from its first day; and a day before the merger as it was.
create function logic.books_on(p_which uuid[], p_day date) returns table (club_id uuid, part_id uuid)
    language sql stable parallel safe as $$
    with recursive books (club_id, part_id) as (
         select w, w from unnest(p_which) w
          where not exists (select from ledger_mergers m where m.club_id = w and m.on_day <= p_day)
          union all
         select b.club_id, m.club_id from books b
           join ledger_mergers m on m.successor_id = b.part_id and m.on_day <= p_day)
    select b.club_id, b.part_id from books b
$$;

-- These clubs, and all with which they merged, whenever: in whose books what was paid on their loans may stand.
create function logic.merged_with(p_which uuid[]) returns setof uuid language sql stable parallel safe as $$
    with recursive together (id) as (
         select w from unnest(p_which) w
          union
         select case when m.club_id = t.id then m.successor_id else m.club_id end
           from together t join ledger_mergers m on t.id in (m.club_id, m.successor_id))
    select t.id from together t
$$;
