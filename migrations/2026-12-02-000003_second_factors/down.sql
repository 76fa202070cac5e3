alter table club_regulations drop column second_factor_from_vnd;
drop table external_identities;
alter table users drop column second_factor_since;
drop table recovery_codes;
drop table second_factor_tries;
drop table second_factors;
