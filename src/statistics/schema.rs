//! The tables of this wing, as the migrations leave them. A test compares every column with the database.
#![expect(missing_docs, reason = "the tables are described in the migrations")]

use crate::money::tables::loans;
use crate::register::tables::clubs;
use crate::territory::tables::{unit_terrains, units};

diesel::table! {
    club_metrics (club_id) {
        club_id -> Uuid,
        counted_on -> Date,
        members -> Integer,
        women -> Integer,
        sex_unknown -> Integer,
        older -> Integer,
        older_approximate -> Integer,
        birth_unknown -> Integer,
        poor -> Integer,
        near_poor -> Integer,
        difficult -> Integer,
        ethnic_minority -> Integer,
        disabled -> Integer,
        lives_alone -> Integer,
        applicants -> Integer,
        older_women -> Integer,
        from_55 -> Integer,
        from_80 -> Integer,
        joined -> Integer,
        left_club -> Integer,
        households_poor_before -> Integer,
        households_escaped -> Integer,
    }
}

diesel::table! {
    fund_metrics (club_id) {
        club_id -> Uuid,
        has_both_funds -> Bool,
        income_cash_vnd -> BigInt,
        income_bank_vnd -> BigInt,
        operating_cash_vnd -> BigInt,
        operating_bank_vnd -> BigInt,
        lent_vnd -> BigInt,
        savings_vnd -> BigInt,
        pooled_vnd -> BigInt,
        seed_vnd -> BigInt,
        contributions_vnd -> BigInt,
        donations_vnd -> BigInt,
        interest_vnd -> BigInt,
        expenses_vnd -> BigInt,
        social_help_vnd -> BigInt,
        loss_vnd -> BigInt,
        savers -> Integer,
        counted_on -> Date,
        valid_through -> Date,
        income_before_vnd -> BigInt,
        injected_vnd -> BigInt,
        operating_before_vnd -> BigInt,
        seed_period_vnd -> BigInt,
        contributions_period_vnd -> BigInt,
        donations_period_vnd -> BigInt,
        interest_period_vnd -> BigInt,
        expenses_period_vnd -> BigInt,
        social_help_period_vnd -> BigInt,
        loss_period_vnd -> BigInt,
        first_funding_vnd -> BigInt,
        last_on -> Nullable<Date>,
    }
}

diesel::table! {
    lending_metrics (club_id) {
        club_id -> Uuid,
        counted_on -> Date,
        valid_through -> Date,
        disbursed_vnd -> BigInt,
        disbursed_year_vnd -> BigInt,
        outstanding_vnd -> BigInt,
        late_vnd -> BigInt,
        late_30_vnd -> BigInt,
        late_60_vnd -> BigInt,
        late_90_vnd -> BigInt,
        rescheduled_vnd -> BigInt,
        frozen_vnd -> BigInt,
        written_off_vnd -> BigInt,
        recovered_vnd -> BigInt,
        loans_disbursed -> Integer,
        loans_disbursed_year -> Integer,
        loans_open -> Integer,
        loans_late -> Integer,
        loans_late_30 -> Integer,
        borrowers -> Integer,
        borrowers_late -> Integer,
        borrowers_ever -> Integer,
        borrowers_year -> Integer,
        in_need_year -> Integer,
        borrowers_late_30 -> Integer,
        borrowers_late_60 -> Integer,
        borrowers_late_90 -> Integer,
        borrowers_rescheduled -> Integer,
        borrowers_frozen -> Integer,
        borrowers_written_off -> Integer,
        takers -> Integer,
        takers_year -> Integer,
    }
}

diesel::table! {
    activity_metrics (club_id) {
        club_id -> Uuid,
        counted_on -> Date,
        valid_through -> Date,
        income -> SmallInt,
        health_care -> SmallInt,
        home_care -> SmallInt,
        self_help -> SmallInt,
        rights -> SmallInt,
        communication -> SmallInt,
        sport_culture -> SmallInt,
        resource_mobilisation -> SmallInt,
        all_areas -> SmallInt,
        activities -> Integer,
        turns -> Integer,
        meetings -> Integer,
        attendance -> Integer,
        volunteers -> Integer,
        care_cases -> Integer,
        care_visits -> Integer,
        checked -> Integer,
        checked_twice -> Integer,
        insured -> Integer,
        trainings -> Integer,
        training_turns -> Integer,
        exchange_visits -> Integer,
        monitoring_visits -> Integer,
        awards -> Integer,
        self_help_actions -> Integer,
        rights_cases -> Integer,
        mobilised_cash_vnd -> BigInt,
        mobilised_kind_vnd -> BigInt,
        labour_half_days -> Integer,
    }
}

diesel::table! {
    logic.area_evidence (id) {
        club_id -> Uuid,
        area -> Text,
        on_day -> Date,
        source -> Text,
        id -> Uuid,
    }
}

diesel::table! {
    province_sums (province_id, name) {
        province_id -> Uuid,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    commune_sums (province_id, name, commune_id) {
        province_id -> Uuid,
        commune_id -> Uuid,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    sum_changes (id) {
        id -> BigInt,
        province_id -> Uuid,
        name -> Text,
        value -> BigInt,
        commune_id -> Uuid,
    }
}

diesel::table! {
    logic.sums_now (province_id, name) {
        province_id -> Uuid,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    logic.commune_sums_now (province_id, name, commune_id) {
        province_id -> Uuid,
        commune_id -> Uuid,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    logic.sums_counted (province_id, name, commune_id) {
        province_id -> Uuid,
        commune_id -> Uuid,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    logic.sums_astray (province_id, name) {
        province_id -> Uuid,
        commune_id -> Nullable<Uuid>,
        name -> Text,
        kept -> BigInt,
        counted -> BigInt,
    }
}

diesel::table! {
    repayment_metrics (club_id) {
        club_id -> Uuid,
        counted_on -> Date,
        valid_through -> Date,
        due_vnd -> BigInt,
        paid_in_time_vnd -> BigInt,
        received_vnd -> BigInt,
        prepaid_vnd -> BigInt,
        arrears_before_vnd -> BigInt,
        outstanding_before_vnd -> BigInt,
        written_off_period_vnd -> BigInt,
        recovered_period_vnd -> BigInt,
        debtors -> Integer,
        payers -> Integer,
        borrowers_before -> Integer,
        given_up -> Integer,
        payers_ever -> Integer,
        carried -> Integer,
    }
}

diesel::table! {
    management_metrics (club_id) {
        club_id -> Uuid,
        counted_on -> Date,
        valid_through -> Date,
        running -> SmallInt,
        new_club -> SmallInt,
        existed_before -> SmallInt,
        maintained -> SmallInt,
        months -> Integer,
        expected -> Integer,
        board_valid -> SmallInt,
        meets_monthly -> SmallInt,
        regulated -> SmallInt,
        board_trained -> SmallInt,
        reports_due -> Integer,
        reports_in_time -> Integer,
        last_on -> Nullable<Date>,
        cared_for -> Integer,
        visited -> Integer,
        rights_holders -> Integer,
    }
}

diesel::table! {
    standing_metrics (club_id) {
        club_id -> Uuid,
        whole -> SmallInt,
        well_managed -> SmallInt,
        enough_borrowers -> SmallInt,
        dual_standard -> SmallInt,
        self_managed -> SmallInt,
        first_20m -> SmallInt,
        first_30m -> SmallInt,
        silent -> SmallInt,
    }
}

diesel::table! {
    logic.metrics_of_clubs (club_id, name) {
        club_id -> Uuid,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    declared_figures (id) {
        id -> Uuid,
        unit_id -> Nullable<Uuid>,
        club_id -> Nullable<Uuid>,
        indicator -> Text,
        since -> Date,
        until -> Date,
        numerator -> BigInt,
        denominator -> Nullable<BigInt>,
        document -> Text,
        declared_by -> Text,
        declared_on -> Date,
        note -> Nullable<Text>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    past_periods (since, day) {
        since -> Date,
        day -> Date,
        asked_on -> Nullable<Date>,
        wanted -> Bool,
        lasting -> Bool,
        complete -> Bool,
    }
}

diesel::table! {
    late_entries (id) {
        id -> BigInt,
        club_id -> Uuid,
        on_day -> Date,
        entered_at -> Timestamptz,
        standing -> Bool,
        moved -> Bool,
    }
}

diesel::table! {
    past_sums (since, day, place, among, name) {
        since -> Date,
        day -> Date,
        place -> Uuid,
        among -> Text,
        name -> Text,
        numbers -> Jsonb,
    }
}

diesel::table! {
    past_suppressions (since, day, place, among, name) {
        since -> Date,
        day -> Date,
        place -> Uuid,
        among -> Text,
        name -> Text,
        withheld -> Bool,
    }
}

diesel::table! {
    logic.valid_past_suppressions (since, day, place, among, name) {
        since -> Date,
        day -> Date,
        place -> Uuid,
        among -> Text,
        name -> Text,
        withheld -> Bool,
    }
}

diesel::table! {
    logic.valid_past_sums (since, day, place, among, name) {
        since -> Date,
        day -> Date,
        place -> Uuid,
        among -> Text,
        name -> Text,
        numbers -> Jsonb,
    }
}

diesel::joinable!(club_metrics -> clubs (club_id));
diesel::joinable!(fund_metrics -> clubs (club_id));
diesel::joinable!(lending_metrics -> clubs (club_id));
diesel::joinable!(activity_metrics -> clubs (club_id));
diesel::joinable!(repayment_metrics -> clubs (club_id));
diesel::joinable!(management_metrics -> clubs (club_id));
diesel::joinable!(standing_metrics -> clubs (club_id));

crate::platform::ids::appear_together! {
    units: declared_figures;
    clubs: club_metrics, fund_metrics, lending_metrics, activity_metrics, area_evidence, repayment_metrics, management_metrics, standing_metrics, past_periods;
    club_metrics: fund_metrics, lending_metrics, activity_metrics, repayment_metrics, management_metrics, standing_metrics;
    loans: past_periods;
    fund_metrics: lending_metrics, activity_metrics, repayment_metrics, management_metrics, standing_metrics;
    lending_metrics: activity_metrics, repayment_metrics, management_metrics, standing_metrics;
    activity_metrics: area_evidence, repayment_metrics, management_metrics, standing_metrics;
    unit_terrains: past_periods;
    repayment_metrics: management_metrics, standing_metrics;
    management_metrics: standing_metrics;
}
