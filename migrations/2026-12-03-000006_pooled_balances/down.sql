drop table pooled_balances;
