//! The tables of this wing, as the migrations leave them. A test compares every column with the database.
#![expect(missing_docs, reason = "the tables are described in the migrations")]

diesel::table! {
    changes (seq) {
        seq -> BigInt,
        txid -> BigInt,
        at -> Timestamptz,
        actor_id -> Uuid,
        request_id -> Uuid,
        action -> Text,
        entity -> Text,
        entity_id -> Uuid,
        club_id -> Nullable<Uuid>,
        unit_id -> Nullable<Uuid>,
        version -> Nullable<Integer>,
        difference -> Jsonb,
        acting_for -> Nullable<Uuid>,
    }
}

diesel::table! {
    idempotency_keys (user_id, key) {
        user_id -> Uuid,
        key -> Text,
        fingerprint -> Bytea,
        reply -> Nullable<Bytea>,
        created_at -> Timestamptz,
        places -> Nullable<Array<Uuid>>,
    }
}

diesel::table! {
    personal_data_reads (id) {
        id -> BigInt,
        at -> Timestamptz,
        user_id -> Uuid,
        request_id -> Uuid,
        person_id -> Uuid,
        club_id -> Uuid,
        tier -> SmallInt,
    }
}

diesel::table! {
    data_read_batches (id) {
        id -> BigInt,
        at -> Timestamptz,
        user_id -> Uuid,
        request_id -> Uuid,
        club_id -> Nullable<Uuid>,
        tier -> SmallInt,
        kinds -> Array<Text>,
        rows -> Integer,
        purpose -> Text,
    }
}

diesel::table! {
    /// Of the accounts only what decides, at each request, whether a token still counts. `access` owns the
    /// table and alone writes it.
    #[sql_name = "users"]
    token_versions (id) {
        id -> Uuid,
        token_version -> Integer,
        disabled_at -> Nullable<Timestamptz>,
    }
}

crate::platform::ids::appear_together! {
    changes: personal_data_reads;
    idempotency_keys: personal_data_reads;
}
