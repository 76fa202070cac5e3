-- Who makes up what is published of a club, where that is told by no other column: a sum or a count that 1 to 4 persons
-- make up is withheld from whoever may not know them. What is kept of days gone by lacks these columns: it is a cache, and
-- is counted again by whoever asks. The rows of these tables are columns of that cache, so that no column may come with a
-- default; the rows are counted anew by whoever reads them first.
delete from past_figures;

alter table repayment_metrics
    add column debtors integer,
    add column payers integer,
    add column borrowers_before integer,
    add column given_up integer,
    add column payers_ever integer,
    add column carried integer;
update repayment_metrics set debtors = 0, payers = 0, borrowers_before = 0, given_up = 0, payers_ever = 0, carried = 0,
    valid_through = date '2000-01-01';
alter table repayment_metrics
    alter column debtors set not null,
    alter column payers set not null,
    alter column borrowers_before set not null,
    alter column given_up set not null,
    alter column payers_ever set not null,
    alter column carried set not null;
comment on column repayment_metrics.debtors is 'Persons of whom principal fell due in the period, or was late before.';
comment on column repayment_metrics.payers is 'Persons who paid anything on a loan in the period.';
comment on column repayment_metrics.borrowers_before is 'Persons who owed a loan when the period began.';
comment on column repayment_metrics.given_up is 'Persons whose loans were written off in the period.';
comment on column repayment_metrics.payers_ever is 'Persons who ever paid anything on a loan: interest earned is theirs.';
comment on column repayment_metrics.carried is 'Persons whose loans were running when the books were opened: capital was booked for them.';

alter table management_metrics
    add column cared_for integer,
    add column visited integer,
    add column rights_holders integer;
update management_metrics set cared_for = 0, visited = 0, rights_holders = 0,
    valid_through = date '2000-01-01';
alter table management_metrics
    alter column cared_for set not null,
    alter column visited set not null,
    alter column rights_holders set not null;
comment on column management_metrics.cared_for is 'Persons whose cases of care at home are active.';
comment on column management_metrics.visited is 'Persons who were visited at home in the period.';
comment on column management_metrics.rights_holders is 'Members whose rights cases were opened in the period.';
