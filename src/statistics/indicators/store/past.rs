//! Sums of figures that no metric row of today tells: of those kept of a day gone by, or of the facts, counted now.

use crate::Result;
use crate::platform::db::Reads;
use crate::platform::ids::ClubId;
use crate::statistics::fresh::Kept;
use crate::statistics::history::{By, WHILE_WAITING, being_counted, told_apart};
use crate::statistics::indicators::model::{Asked, IndicatorPeriod};
use crate::statistics::sums::ByPlace;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The column of a club's place.
const fn column_of(by: By) -> &'static str {
    match by {
        By::Nothing => "null::uuid",
        By::Province => "p.province_id",
        By::Commune => "p.commune_id",
        By::Hamlet => "p.hamlet_id",
        By::Club => "p.club_id",
    }
}

/// Where clubs lie on the tree of a question: everywhere the same, where it does not matter.
fn places(asked: &Asked, by: By, today: NaiveDate) -> &'static str {
    if matches!(by, By::Nothing | By::Club) {
        "(select w as club_id from unnest($1) w) p"
    } else if asked.tree.day(asked.period, today) == today {
        "(select id as club_id, hamlet_id, commune_id, district_id, province_id from clubs \
          where id = any ($1)) p"
    } else {
        "logic.club_places_on($1, $4) p"
    }
}

/// The names of tables in those of columns.
fn tables(columns: &[&'static str]) -> BTreeSet<&'static str> {
    columns.iter().filter_map(|name| name.split_once('.')).map(|(table, _)| table).collect()
}

/// What of a club is added up, and from where: only what is needed is counted.
fn from(kept: bool, columns: &[&'static str]) -> (String, bool) {
    let silence_alone = columns
        .iter()
        .all(|name| !name.starts_with("standing_metrics.") || *name == "standing_metrics.silent");
    if kept {
        // club by club: PostgreSQL does not know yet how many there are of a day that has just been counted; what has
        // been entered late since they were told apart does not take a row away, but with the next question
        let rows = "cross join lateral (select * from past_figures k where k.since = $2 and k.day = $3 \
                    and k.club_id = p.club_id offset 0) f";
        return (rows.to_owned(), true);
    }
    if !silence_alone {
        return ("join logic.figures_on($1, $2, $3) f on f.club_id = p.club_id".to_owned(), true);
    }
    let joined = tables(columns).into_iter().map(|table| {
        let counted = match table {
            "club_metrics" => "logic.people_on($1, $2, $3)",
            "fund_metrics" => "logic.funds_on($1, $2, $3)",
            "lending_metrics" => "logic.lending_on($1, $2, $3)",
            "repayment_metrics" => "logic.repaid_on($1, $2, $3)",
            "activity_metrics" => "logic.activities_on($1, $2, $3)",
            "management_metrics" => "logic.management_on($1, $2, $3)",
            _ => "logic.silence_on($1, $3)",
        };
        format!("join {counted} {table} on {table}.club_id = p.club_id")
    });
    (joined.collect::<Vec<String>>().join(" "), false)
}

#[derive(QueryableByName)]
struct Summed {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    place: Option<Uuid>,
    #[diesel(sql_type = Array<BigInt>)]
    sums: Vec<i64>,
}

/// The sums of columns over clubs in a period, by place: of what is kept of them, or counted now.
pub async fn add_up(
    db: &mut Kept<impl Reads>,
    (asked, by): (&Asked, By),
    columns: &[&'static str],
    (kept, clubs): (bool, Vec<ClubId>),
) -> Result<ByPlace> {
    let (joined, in_rows) = from(kept, columns);
    let column = |name: &&str| match name.split_once('.') {
        Some((table, column)) if in_rows => format!("(f.{table}).{column}"),
        _ => (*name).to_owned(),
    };
    let term = |name: &&str| match *name {
        "fund_metrics.has_both_funds" => format!("count(*) filter (where {})", column(name)),
        _ => format!("coalesce(sum({}), 0)::bigint", column(name)),
    };
    let terms = columns.iter().map(term).collect::<Vec<String>>().join(", ");
    let today = db.scope().today();
    let (place, places) = (column_of(by), places(asked, by, today));
    // The names are those of the definitions, and of nobody else; what is joined is no table, which the DSL would need.
    let text = format!(
        "select {place} as place, array[{terms}]::bigint[] as sums from {places} {joined} group by 1"
    );
    let rows = diesel::sql_query(text)
        .bind::<Array<SqlUuid>, _>(clubs)
        .bind::<Date, _>(asked.period.since)
        .bind::<Date, _>(asked.period.day)
        .bind::<Date, _>(asked.tree.day(asked.period, today));
    let rows: Vec<Summed> = rows.load(db.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.place, row.sums)).collect())
}

/// Which of some clubs' figures of a period are kept, and which have to be counted by whoever reads them.
///
/// # Errors
/// 503 while so many clubs are counted in the background.
pub async fn kept_and_missing(
    db: &mut Kept<impl Reads>,
    period: IndicatorPeriod,
    clubs: Vec<ClubId>,
) -> Result<(Vec<ClubId>, Vec<ClubId>)> {
    let (kept, missing) = told_apart(db, period, clubs).await?;
    if missing.len() > WHILE_WAITING {
        return Err(being_counted(kept.len(), missing.len()));
    }
    Ok((kept, missing))
}
