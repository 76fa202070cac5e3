drop table sign_in_failures;
drop table refresh_tokens;
drop table assignments;
drop table users;
