-- Of which places is what a kept reply tells? A repeat is answered while all of them lie in the caller's reach. Those
-- kept before do not say it; they are forgotten within a month.
alter table idempotency_keys add column places uuid[];
comment on column idempotency_keys.places is 'Clubs and units in the caller''s reach that the request touched, or all of the reach if it touched none; the nil UUID is the nation.';
