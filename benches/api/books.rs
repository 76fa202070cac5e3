//! The money of the measured clubs: in each of the forty both funds, and twenty loans with a year of payments.

use super::load::local;
use super::world::{World, connect, only_id, run, token};
use chrono::{Days, Duration, Months, NaiveDate, Utc};
use lien_the_he::commands::Outcome;
use lien_the_he::lending::{LendingRules, LoanContract, RepaymentSchedule, schedule};
use lien_the_he::money::funds::model::FundKind;
use lien_the_he::money::ledger::model::{Account, ChainLink, EntryHead, EntryKind, LedgerLine};
use lien_the_he::money::ledger::rules::{chain_hash, hex};
use lien_the_he::platform::auth::token::Signer;
use lien_the_he::platform::auth::{Grant, Place, Role};
use lien_the_he::platform::ids::{ClubId, EntryId, LoanId, MeetingId, MemberId, UnitId, UserId};
use lien_the_he::platform::money::{Amount, Vnd};
use std::fmt::Write;
use tokio_postgres::Client;
use uuid::Uuid;

/// What a club's regulation says of lending.
pub const LENDING: &str = r#"{ "max_principal_vnd": 10000000, "max_term_months": 36, "rate_ppm": 7000,
    "interest_method": "declining_equal_principal", "rounding_unit_vnd": 1000, "late_charge": { "kind": "penalty_rate" } }"#;
const PRINCIPAL_VND: i64 = 5_000_000;
const MONTHS: u8 = 36;
/// Loans of a club.
const LOANS: usize = 20;
/// Instalments of each that are paid.
const PAID: usize = 12;
/// Entries of a club: the money of both funds, the loans handed out, the instalments paid.
const ENTRIES: usize = 2 + LOANS + LOANS * PAID;
/// As many clubs as the nation is to have.
const NATION: usize = 25_000;

/// A running loan.
#[derive(Clone, Copy)]
pub struct Lent {
    pub loan: Uuid,
    pub club: Uuid,
    pub member: Uuid,
    pub person: Uuid,
}

/// What there is to ask for, and who asks.
pub struct Books {
    /// One club after the other, so that those who pay at the same time pay to different ones.
    pub loans: Vec<Lent>,
    pub terms: Terms,
    pub province: Uuid,
    /// Keeps the cash of all forty clubs.
    pub treasurer: UserId,
    pub treasurer_token: String,
    pub nation_token: String,
    pub province_token: String,
}

/// The terms of all the loans, and where they stand.
pub struct Terms {
    contract: LoanContract,
    schedule: RepaymentSchedule,
    pub today: NaiveDate,
    disbursed_on: NaiveDate,
    /// When the first instalment is due that is not paid.
    pub next_due_on: NaiveDate,
    pub outstanding_vnd: i64,
    pub repaid_vnd: i64,
}

impl Terms {
    fn agree() -> Outcome<Self> {
        let today = (Utc::now() + Duration::hours(7)).date_naive(); // as in Vietnam
        let disbursed_on =
            today.checked_sub_months(Months::new(12)).and_then(|day| day.checked_sub_days(Days::new(5)));
        let disbursed_on = disbursed_on.ok_or("no such day")?;
        let rules: LendingRules = serde_json::from_str(LENDING)?;
        let principal = Amount::new(PRINCIPAL_VND).map_err(|_| "no such amount")?;
        let contract =
            LoanContract::new(&rules, principal, MONTHS, 0, None).map_err(|_| "the rules do not allow it")?;
        let schedule = schedule::plan(&contract, disbursed_on);
        let paid = schedule.instalments.iter().take(PAID);
        let repaid_vnd = paid.map(|instalment| instalment.principal_vnd.get()).sum();
        let next_due_on = schedule.instalments.get(PAID).ok_or("too few instalments")?.due_on;
        let outstanding_vnd = PRINCIPAL_VND - repaid_vnd;
        Ok(Self { contract, schedule, today, disbursed_on, next_due_on, outstanding_vnd, repaid_vnd })
    }
}

/// Opens the books of the forty clubs.
pub fn open(url: &str, signer: &Signer, world: &World) -> Outcome<Books> {
    local(async {
        let client = connect(url).await?;
        let terms = Terms::agree()?;
        let loans = borrowers(&client, world).await?;
        let province = format!("select province_id as id from clubs where commune_id = '{}'", world.commune);
        let province = only_id(&client, &province).await?;
        let cash_boxes = world.clubs.iter().map(|club| (Role::ClubTreasurer, Place::Club(ClubId(*club))));
        let (treasurer, treasurer_token) =
            caller(&client, signer, "thu.quy.mau", cash_boxes.collect()).await?;
        let nation = vec![(Role::NationalAssociation, Place::Nation)];
        let (_, nation_token) = caller(&client, signer, "hoi.nct.trung.uong.mau", nation).await?;
        let place = vec![(Role::ProvinceAssociation, Place::Province(UnitId(province)))];
        let (_, province_token) = caller(&client, signer, "hoi.nct.tinh.mau", place).await?;
        for club in &world.clubs {
            let of_club: Vec<Lent> = loans.iter().filter(|lent| lent.club == *club).copied().collect();
            client.batch_execute(&books(*club, &of_club, &terms, world.user, treasurer)?).await?;
        }
        client
            .batch_execute(&format!(
                "create table kept_ledgers as table ledgers;
                 create table kept_balances as table ledger_balances;
                 create table kept_loans as table loans;
                 select logic.count_finances(array(select club_id from ledgers), '{}')",
                terms.today
            ))
            .await?;
        client.batch_execute("vacuum analyze").await?;
        Ok(Books { loans, terms, province, treasurer, treasurer_token, nation_token, province_token })
    })
}

/// Twenty members of each club, all first ones, then all second ones.
async fn borrowers(client: &Client, world: &World) -> Outcome<Vec<Lent>> {
    let clubs: Vec<String> = world.clubs.iter().map(Uuid::to_string).collect();
    let sql = format!(
        "select club_id::text, id::text, person_id::text
           from (select *, row_number() over (partition by club_id order by id) as seat from memberships
                  where club_id = any ($1::text[]::uuid[])) seats
          where seat <= {LOANS} order by seat, club_id"
    );
    let rows = client.query(&sql, &[&clubs]).await?;
    let lent = |row: &tokio_postgres::Row| -> Outcome<Lent> {
        let id = |at: usize| -> Outcome<Uuid> { Ok(row.try_get::<_, &str>(at)?.parse()?) };
        Ok(Lent { loan: Uuid::now_v7(), club: id(0)?, member: id(1)?, person: id(2)? })
    };
    rows.iter().map(lent).collect()
}

/// Somebody with roles at places, and a token that says so.
pub async fn caller(
    client: &Client,
    signer: &Signer,
    login: &str,
    roles: Vec<(Role, Place)>,
) -> Outcome<(UserId, String)> {
    let user = Uuid::now_v7();
    let mut sql = format!(
        "insert into users (id, login, login_key, kind, display_name)
         values ('{user}', '{login}', '{login}', 'person', '{login}');"
    );
    // what hangs on a seat of the board or on a membership stands in the token alone: there is no board here
    for (role, place) in roles.iter().filter(|(role, _)| !role.hangs_on_an_office()) {
        let id = |id: Option<String>| id.map_or("null".to_owned(), |id| format!("'{id}'"));
        let (unit, club) =
            (id(place.unit().map(|id| id.to_string())), id(place.club().map(|id| id.to_string())));
        let role = <&str>::from(*role);
        write!(
            sql,
            "insert into assignments (id, user_id, role, unit_id, club_id, valid_from, granted_by)
             values (gen_random_uuid(), '{user}', '{role}', {unit}, {club}, '2025-07-01', '{user}');"
        )?;
    }
    client.batch_execute(&sql).await?;
    let version = format!("select token_version from users where id = '{user}'");
    let version: i32 = client.query_one(&version, &[]).await?.try_get(0)?;
    let grants =
        roles.into_iter().map(|(role, place)| Grant { role, place, until: None, acting_for: None }).collect();
    Ok((UserId(user), token(signer, UserId(user), grants, version)?))
}

/// A line of an entry: the account, đồng, and whose.
pub type Leg = (Account, i64, Option<Whose>);

/// Whose money a line is: a member's, or what was lent to her.
#[derive(Clone, Copy)]
pub struct Whose {
    pub member: Uuid,
    pub loan: Option<Uuid>,
}

impl From<Lent> for Whose {
    fn from(lent: Lent) -> Self {
        Self { member: lent.member, loan: Some(lent.loan) }
    }
}

/// Entries of a club, each chained to the one before, as rows in SQL.
pub struct Chain {
    club: Uuid,
    recorded_by: UserId,
    number: i32,
    hash: Vec<u8>,
    entries: Vec<String>,
    lines: Vec<String>,
}

impl Chain {
    /// Of a club that has no entries.
    pub fn new(club: Uuid, recorded_by: UserId) -> Self {
        Self { club, recorded_by, number: 0, hash: vec![0; 32], entries: vec![], lines: vec![] }
    }

    /// Adds an entry, if it was posted in a meeting of that one, and returns its id.
    pub fn post(
        &mut self,
        kind: EntryKind,
        on: NaiveDate,
        fund: FundKind,
        meeting: Option<Uuid>,
        legs: &[Leg],
    ) -> Outcome<Uuid> {
        self.number += 1;
        let id = Uuid::now_v7();
        let (club, number, by) = (self.club, self.number, self.recorded_by);
        let head = EntryHead {
            id: EntryId(id),
            club_id: ClubId(club),
            number,
            kind,
            on,
            source: None,
            party: None,
            document: None,
            narrative: None,
            reverses: None,
            meeting_id: meeting.map(MeetingId),
            receipt_code: id.simple().to_string(),
            recorded_by: by,
            recorded_at: on.and_hms_opt(3, 0, 0).ok_or("no such time")?.and_utc(),
            warnings: vec![],
        };
        let lines = legs.iter().map(|(account, vnd, whose)| LedgerLine {
            fund,
            account: *account,
            amount_vnd: Vnd::new(*vnd),
            member_id: whose.map(|whose| MemberId(whose.member)),
            loan_id: whose.and_then(|whose| whose.loan).map(LoanId),
        });
        let hash = chain_hash(&self.hash, &ChainLink::of(&head, lines.collect()));
        let (kind, fund, code) = (<&str>::from(kind), <&str>::from(fund), &head.receipt_code);
        let meeting = or_null(meeting);
        self.entries.push(format!(
            "('{id}', '{club}', {number}, '{kind}', '{on}', {meeting}, '{code}', '{by}', '{on} 03:00:00+00', '\\x{}', '\\x{}')",
            hex(&self.hash),
            hex(&hash)
        ));
        self.hash = hash;
        for ((account, vnd, whose), line) in legs.iter().zip(1..) {
            let account = <&str>::from(*account);
            let member = or_null(whose.map(|whose| whose.member));
            let loan = or_null(whose.and_then(|whose| whose.loan));
            self.lines.push(format!(
                "('{club}', {number}, {line}, '{fund}', '{account}', {vnd}, {member}, {loan}, '{on}')"
            ));
        }
        Ok(id)
    }

    /// How many were posted.
    pub fn entries(&self) -> i32 {
        self.number
    }

    /// What writes all of it into books that are open and empty, with all their triggers.
    pub fn into_sql(self) -> String {
        let (club, number, hash) = (self.club, self.number, hex(&self.hash));
        format!(
            "insert into ledger_entries (id, club_id, number, kind, on_day, meeting_id, receipt_code, recorded_by,
                                         recorded_at, previous_hash, hash) values {};
             insert into ledger_lines (club_id, number, line, fund, account, amount_vnd, member_id, loan_id, on_day)
             values {};
             update ledgers set last_number = {number}, last_hash = '\\x{hash}', version = 1 + {number}
              where club_id = '{club}';",
            self.entries.join(", "),
            self.lines.join(", ")
        )
    }
}

fn or_null(id: Option<Uuid>) -> String {
    id.map_or_else(|| "null".to_owned(), |id| format!("'{id}'"))
}

/// The books of a club as SQL.
pub fn books(
    club: Uuid,
    loans: &[Lent],
    terms: &Terms,
    decider: UserId,
    treasurer: UserId,
) -> Outcome<String> {
    use Account::{Capital, Cash, InterestIncome, Loans, OperatingCapital};
    use FundKind::{Income, Operating};
    let (regulation, opened) = (Uuid::now_v7(), terms.disbursed_on);
    let contract = serde_json::to_string(&terms.contract)?;
    let mut chain = Chain::new(club, treasurer);
    let seed = [(Cash, 120_000_000, None), (Capital, -120_000_000, None)];
    chain.post(EntryKind::SeedMoney, opened, Income, None, &seed)?;
    let seed = [(Cash, 5_000_000, None), (OperatingCapital, -5_000_000, None)];
    chain.post(EntryKind::SeedMoney, opened, Operating, None, &seed)?;
    let (mut rows, mut schedules, mut instalments) = (vec![], vec![], vec![]);
    for (lent, number) in loans.iter().zip(1..) {
        let Lent { loan, member, .. } = lent;
        let (left, repaid, due) = (terms.outstanding_vnd, terms.repaid_vnd, terms.next_due_on);
        rows.push(format!(
            "('{loan}', '{club}', '{member}', {number}, 'active', 'Nuôi gà mẫu', {PRINCIPAL_VND}, {MONTHS}, '{opened}',
              '{regulation}', '{contract}', {PRINCIPAL_VND}, '{opened}', '{decider}', '{opened}', '{treasurer}', 1, {left},
              {repaid}, '{due}', '{treasurer}')"
        ));
        schedules.push(format!("('{loan}', 1, '{opened}', 'disbursement', '{opened}')"));
        for i in &terms.schedule.instalments {
            let (number, due_on) = (i.number, i.due_on);
            let (principal, interest) = (i.principal_vnd, i.interest_vnd);
            instalments.push(format!("('{loan}', 1, {number}, '{due_on}', {principal}, {interest})"));
        }
        let out = [(Loans, PRINCIPAL_VND, Some(Whose::from(*lent))), (Cash, -PRINCIPAL_VND, None)];
        chain.post(EntryKind::Disbursement, opened, Income, None, &out)?;
    }
    let (mut repayments, mut parts) = (vec![], vec![]);
    for i in terms.schedule.instalments.iter().take(PAID) {
        let (number, on) = (i.number, i.due_on);
        let (principal, interest) = (i.principal_vnd.get(), i.interest_vnd.get());
        let paid = principal + interest;
        for lent in loans {
            let (id, loan, whose) = (Uuid::now_v7(), lent.loan, Some(Whose::from(*lent)));
            let back = [(Cash, paid, None), (Loans, -principal, whose), (InterestIncome, -interest, whose)];
            let entry = chain.post(EntryKind::Repayment, on, Income, None, &back)?;
            repayments.push(format!(
                "('{id}', '{loan}', '{club}', '{entry}', {number}, '{on}', {paid}, 1, false, '{treasurer}')"
            ));
            parts.push(format!("('{id}', 1, 'interest', {number}, {interest})"));
            parts.push(format!("('{id}', 2, 'principal', {number}, {principal})"));
        }
    }
    let mut sql = format!(
        "insert into club_regulations (id, club_id, number, adopted_on, effective_from, body, lending,
            monthly_contribution_vnd, monthly_savings_vnd)
         values ('{regulation}', '{club}', 1, '{opened}', '{opened}', 'Quy chế mẫu', '{LENDING}', 10000, 50000);
         insert into ledgers (club_id) values ('{club}');
         insert into funds (id, club_id, kind, opened_on)
         values (gen_random_uuid(), '{club}', 'income', '{opened}'),
                (gen_random_uuid(), '{club}', 'operating', '{opened}');"
    );
    for (table, rows) in [
        (
            "loans (id, club_id, member_id, number, state, purpose, requested_vnd, requested_months, applied_on,
                    regulation_id, contract, principal_vnd, decided_on, decided_by, disbursed_on, disbursed_by,
                    schedule_number, outstanding_vnd, repaid_vnd, late_since, recorded_by)",
            rows,
        ),
        ("loan_schedules (loan_id, number, effective_on, reason, starts_on)", schedules),
        ("loan_instalments (loan_id, schedule, number, due_on, principal_vnd, interest_vnd)", instalments),
        (
            "repayments (id, loan_id, club_id, entry_id, number, paid_on, amount_vnd, schedule_number, closes,
                         recorded_by)",
            repayments,
        ),
        ("repayment_lines (repayment_id, line, part, instalment, amount_vnd)", parts),
    ] {
        write!(sql, "insert into {table} values {};", rows.join(", "))?;
    }
    sql += &chain.into_sql();
    Ok(sql)
}

/// Takes out what the measurement itself has paid: rows that nobody else may ever take out.
pub fn tidy(url: &str, today: NaiveDate) -> Outcome {
    run(
        url,
        &[
            &format!(
                "set session_replication_role = replica;
                 delete from repayment_lines where repayment_id in (select id from repayments where number > {PAID});
                 delete from repayments where number > {PAID};
                 delete from ledger_vouchers where entry > {ENTRIES};
                 delete from ledger_lines where number > {ENTRIES};
                 delete from ledger_entries where number > {ENTRIES};
                 update ledgers l set last_number = k.last_number, last_hash = k.last_hash, version = k.version
                   from kept_ledgers k where k.club_id = l.club_id and k.version <> l.version;
                 update ledger_balances b set balance_vnd = k.balance_vnd, last_on = k.last_on
                   from kept_balances k
                  where (k.club_id, k.fund, k.account) = (b.club_id, b.fund, b.account)
                    and k.balance_vnd <> b.balance_vnd;
                 update loans l set version = k.version, outstanding_vnd = k.outstanding_vnd,
                        repaid_vnd = k.repaid_vnd, late_since = k.late_since
                   from kept_loans k where k.id = l.id and k.version <> l.version;
                 truncate idempotency_keys, changes;
                 reset session_replication_role;
                 select logic.count_finances(array(select club_id from ledgers), '{today}');"
            ),
            "vacuum analyze repayments, repayment_lines, ledger_entries, ledger_lines, ledger_vouchers, ledgers,
                            ledger_balances, loans, fund_metrics, lending_metrics",
        ],
    )
}

/// Founds so many clubs that the nation has all that it is to have, each with sums like those of the forty.
pub fn grow(url: &str, world: &World, today: NaiveDate) -> Outcome<usize> {
    let like =
        format!("(select id from clubs where commune_id = '{}' and state = 'active' limit 1)", world.commune);
    let sums = |table: &str, also: &str| {
        format!(
            "insert into {table}
             select r.* from clubs c
              cross join (select k from {table} k where k.club_id = {like}) known
              cross join lateral jsonb_populate_record(known.k, jsonb_build_object('club_id', c.id{also})) r
              where not exists (select from {table} has where has.club_id = c.id);"
        )
    };
    let lasting = format!(
        ", 'counted_on', '{today}', 'valid_through', make_date(extract(year from date '{today}')::int, 12, 31)"
    );
    let counted = format!(", 'counted_on', '{today}'");
    let sql = format!(
        "create temp table hamlets as
             select unit_id, commune_id, province_id, row_number() over (order by unit_id) - 1 as at
               from unit_versions where level = 'hamlet' and valid_to is null;
         create temp table grown as
             select gen_random_uuid() as club, n, h.*
               from generate_series(1, {NATION} - (select count(*) from clubs)::int) n
               join hamlets h on h.at = n % (select count(*) from hamlets);
         insert into clubs (id, code, name, folded, sort_key, state, state_since, hamlet_id, commune_id,
                            province_id, proposed_on, established_on, launched_on)
             select club, 'G-' || n, 'CLB mẫu ' || n, 'clb mau ' || n, 'G' || n, 'active', '2025-09-20', unit_id,
                    commune_id, province_id, '2025-08-01', '2025-09-01', '2025-09-20'
               from grown;
         insert into club_placements (id, club_id, hamlet_id, is_main, valid_from)
             select gen_random_uuid(), club, unit_id, true, '2025-08-01' from grown;
         insert into ledgers (club_id) select id from clubs on conflict do nothing;
         {} {} {}
         update club_metrics set counted_on = '{today}';
         update lending_metrics set counted_on = '{today}',
                valid_through = make_date(extract(year from date '{today}')::int, 12, 31);",
        sums("club_metrics", &counted),
        sums("fund_metrics", ""),
        sums("lending_metrics", &lasting)
    );
    run(url, &[&sql, "vacuum analyze"])?;
    Ok(NATION)
}
