-- A pause can be ended before the day on which it was meant to end, by an order of its own.

alter table repayment_pauses
    add column planned_to date,
    add column ended_document text,
    add column ended_because text,
    add constraint repayment_pauses_ended_early check (planned_to > to_day),
    add constraint repayment_pauses_ended_whole check
        ((planned_to is null) = (ended_document is null) and (planned_to is null) = (ended_because is null));
comment on column repayment_pauses.planned_to is 'The last day as first ordered, of a pause that was ended earlier: to_day is the last day that counts.';
comment on column repayment_pauses.loans is 'How many loans stand still by it, as of its last change.';
comment on column loan_freezes.to_day is 'Its last day, included; null until the club decides about the debt of somebody who died.';
