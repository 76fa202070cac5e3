//! What triggers keep when the program writes, reckoned from the rows for all clubs at once.

use super::progress::Stage;
use super::{at_once, connect, loading, local};
use crate::commands::Outcome;
use chrono::NaiveDate;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio_postgres::Client;
use uuid::Uuid;

/// So many clubs are reckoned by one statement.
const CLUBS: usize = 100;

/// By clubs, from the one to the other.
const KEPT: &str = "
    insert into ledger_balances (club_id, fund, account, balance_vnd, last_on)
    select club_id, fund, account, sum(amount_vnd), max(on_day) from ledger_lines
     where club_id between $1 and $2 group by club_id, fund, account;
    insert into savings_balances (member_id, club_id, balance_vnd)
    select member_id, club_id, -sum(amount_vnd) from ledger_lines
     where club_id between $1 and $2 and account = 'savings' group by member_id, club_id;
    insert into membership_states (membership_id, club_id, state, valid_from, valid_to)
    select m.id, m.club_id, s.state, s.valid_from, s.valid_to
      from memberships m
      cross join lateral (values
           ('applied', m.applied_on, coalesce(m.joined_on, m.ended_on) - 1),
           ('active', m.joined_on, m.ended_on - 1),
           (m.state, m.ended_on, null)) s (state, valid_from, valid_to)
     where m.club_id between $1 and $2 and s.valid_from is not null and coalesce(s.valid_to, s.valid_from) >= s.valid_from;
    insert into care_case_states (case_id, state, valid_from)
    select id, state, state_since from care_cases where club_id between $1 and $2";
/// Where the movements of each month are kept too.
const MONTHS: &str = "
    insert into ledger_months (club_id, fund, account, month, moved_vnd)
    select club_id, fund, account, date_trunc('month', on_day)::date, sum(amount_vnd) from ledger_lines
     where club_id between $1 and $2 group by 1, 2, 3, 4";
/// Where the vouchers of cash are numbered.
const VOUCHERS: &str = "
    insert into ledger_vouchers (club_id, fund, kind, year, number, entry)
    select l.club_id, l.fund, case when l.amount_vnd > 0 then 'receipt' else 'payment' end, extract(year from l.on_day),
           row_number() over (partition by l.club_id, l.fund, l.amount_vnd > 0, extract(year from l.on_day)
                              order by l.number),
           l.number
      from ledger_lines l
      join ledger_entries e on e.club_id = l.club_id and e.number = l.number
     where l.club_id between $1 and $2 and l.account = 'cash' and e.kind <> 'opening_balance'";
const COUNTED: &str = "
    select logic.count_clubs($1, $3), logic.count_finances($1, $3), logic.count_activities($1, $3)";
const SUMS: &str = "select logic.count_sums()";

/// Derives everything, as of a day.
pub fn derive(url: &str, today: NaiveDate) -> Outcome {
    let (clubs, months, vouchers, tables) = local(async {
        let client = connect(url).await?;
        let clubs = column(&client, "select id::text from clubs order by id").await?;
        let clubs: Vec<Uuid> = clubs.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
        let there = async |table: &str| -> Outcome<bool> {
            let asked = format!("select 'yes' where to_regclass('{table}') is not null");
            Ok(!column(&client, &asked).await?.is_empty())
        };
        let (months, vouchers) = (there("ledger_months").await?, there("ledger_vouchers").await?);
        let tables = column(
            &client,
            "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
              order by pg_relation_size(oid) desc",
        );
        Ok((clubs, months, vouchers, tables.await?))
    })?;
    let kept: Vec<&str> = [(KEPT, true), (MONTHS, months), (VOUCHERS, vouchers)]
        .into_iter()
        .filter_map(|(sql, there)| there.then_some(sql))
        .collect();
    let kept = kept.join(";");
    let chunks: Vec<&[Uuid]> = clubs.chunks(CLUBS).collect();
    let statement = |sql: &str, some: &[Uuid]| {
        let quoted = |id: Option<&Uuid>| format!("'{}'", id.copied().unwrap_or_default());
        sql.replace("$1", &quoted(some.first())).replace("$2", &quoted(some.last()))
    };
    each("balances", url, &chunks, async |client, some| {
        Ok(client.batch_execute(&statement(&kept, some)).await?)
    })?;
    each("statistics", url, &tables, async |client, table| {
        Ok(client.batch_execute(&format!("vacuum analyze {table}")).await?)
    })?;
    let counted = |some: &[Uuid]| {
        let ids: Vec<String> = some.iter().map(Uuid::to_string).collect();
        COUNTED
            .replace("$1", &format!("'{{{}}}'::uuid[]", ids.join(",")))
            .replace("$3", &format!("date '{today}'"))
    };
    each("figures", url, &chunks, async |client, some| Ok(client.batch_execute(&counted(some)).await?))?;
    let last = [
        "analyze club_metrics, fund_metrics, lending_metrics, activity_metrics",
        SUMS,
        "analyze province_sums, commune_sums",
    ];
    let stage = Stage::begin("provinces", 1);
    local(async {
        let client = loading(url).await?;
        for sql in last {
            client.batch_execute(sql).await?;
        }
        Ok(())
    })?;
    stage.step(1, 0);
    stage.end();
    Ok(())
}

/// One after another, on several connections.
fn each<T: Sync>(
    name: &'static str,
    url: &str,
    all: &[T],
    step: impl AsyncFn(&Client, &T) -> Outcome + Sync,
) -> Outcome {
    let stage = Stage::begin(name, u64::try_from(all.len())?);
    let next = AtomicUsize::new(0);
    at_once(async || {
        let client = loading(url).await?;
        while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            step(&client, one).await?;
            stage.step(1, 0);
        }
        Ok(())
    })?;
    stage.end();
    Ok(())
}

async fn column(client: &Client, sql: &str) -> Outcome<Vec<String>> {
    let rows = client.query(sql, &[]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
