-- Of which banknotes a counted sum was made (bảng kê loại tiền): what the minutes of a count of the cash box show.
alter table cash_counts add column denominations jsonb;
comment on column cash_counts.denominations is 'How many of each banknote were counted: [{"note_vnd": 500000, "pieces": 3}, …], which add up to counted_vnd; null if nobody said.';
