-- Who makes up what is published of a club, where that is told by no other column: a sum or a count that 1 to 4 persons
-- make up is withheld from whoever may not know them. What is kept of days gone by lacks these columns: it is a cache, and
-- is counted again by whoever asks.
delete from past_figures;

alter table repayment_metrics
    add column debtors          integer not null default 0,
    add column payers           integer not null default 0,
    add column borrowers_before integer not null default 0,
    add column given_up         integer not null default 0,
    add column payers_ever      integer not null default 0,
    add column carried          integer not null default 0;
comment on column repayment_metrics.debtors is 'Persons of whom principal fell due in the period, or was late before.';
comment on column repayment_metrics.payers is 'Persons who paid anything on a loan in the period.';
comment on column repayment_metrics.borrowers_before is 'Persons who owed a loan when the period began.';
comment on column repayment_metrics.given_up is 'Persons whose loans were written off in the period.';
comment on column repayment_metrics.payers_ever is 'Persons who ever paid anything on a loan: interest earned is theirs.';
comment on column repayment_metrics.carried is 'Persons whose loans were running when the books were opened: capital was booked for them.';

alter table management_metrics
    add column cared_for      integer not null default 0,
    add column visited        integer not null default 0,
    add column rights_holders integer not null default 0;
comment on column management_metrics.cared_for is 'Persons whose cases of care at home are active.';
comment on column management_metrics.visited is 'Persons who were visited at home in the period.';
comment on column management_metrics.rights_holders is 'Members whose rights cases were opened in the period.';

-- counted anew by whoever reads them first
update repayment_metrics set valid_through = date '2000-01-01';
update management_metrics set valid_through = date '2000-01-01';
