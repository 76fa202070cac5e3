-- Sums of whole numbers as one of their kind, so that nobody has to cast them.
create aggregate logic.total(bigint)
    (sfunc = int8pl, stype = bigint, initcond = '0', combinefunc = int8pl, parallel = safe);
