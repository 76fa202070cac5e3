drop index changes_of_accounts;
alter table refresh_tokens
    drop column household_hash,
    drop column client_hash,
    drop column repeated_at,
    drop column successor_id;
drop index users_one_for_a_person;
alter table users drop column person_confirmed_at;
drop table account_codes;
