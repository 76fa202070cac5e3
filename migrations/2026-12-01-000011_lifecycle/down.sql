drop table admin_change_images;
drop table admin_change_choices;
drop table admin_changes;
drop table club_transitions;
