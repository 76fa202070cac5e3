drop table sign_in_failures;
drop table refresh_tokens;
drop table assignments;
drop table users;
drop function void_tokens_of_assignee();
drop function tell_of_user();
