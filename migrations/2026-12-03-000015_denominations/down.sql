alter table cash_counts drop column denominations;
