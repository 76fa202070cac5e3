//! `cargo bench -- --nation tenth`: a generated nation, or a part of it, over real sockets, beside a thousand
//! generated clubs. What is read of it, against a handler that gives the same bytes; and what a write costs in it,
//! against the same write among the thousand. The databases are kept under `target/tmp` for the next time.

use super::books::caller;
use super::ceilings::{Recorded, serve_bytes};
use super::load::{Bound, Run, ask, local, one_by_one, request, requests};
use super::world::{connect, ids, only_id, run};
use super::{Ceiling, Contest, Cycle, Keys, Pace, Server, Table, json_with_key, median, verdict};
use actix_web::http::Method;
use chrono::{Days, Duration, NaiveDate, Utc};
use lien_the_he::auth::{Place, Role};
use lien_the_he::column::{ClubId, UnitId};
use lien_the_he::commands::Outcome;
use lien_the_he::embedded::{Cluster, Options};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// What is read: the name, the address with the places in braces, and whether by the nation's association or by
/// the province's.
const READS: &[(&str, &str, Caller)] = &[
    ("the nation's figures", "/v1/figures", Caller::Nation),
    ("the nation's finances", "/v1/finances", Caller::Nation),
    ("what the nation's clubs do", "/v1/activity-figures", Caller::Nation),
    ("a province's figures", "/v1/units/{province}/figures", Caller::Province),
    ("a province's finances", "/v1/units/{province}/finances", Caller::Province),
    ("what a province's clubs do", "/v1/units/{province}/activity-figures", Caller::Province),
    ("figures of each commune", "/v1/units/{province}/figures/children", Caller::Province),
    ("finances of each commune", "/v1/units/{province}/finances/children", Caller::Province),
    ("a province's communes", "/v1/units/{province}/children?limit=200", Caller::Province),
    ("a commune's hamlets", "/v1/units/{commune}/children?limit=200", Caller::Province),
    ("50 clubs of a province", "/v1/provinces/{province}/clubs?limit=50", Caller::Province),
    ("50 clubs of the nation", "/v1/clubs?limit=50", Caller::Nation),
];

#[derive(Clone, Copy)]
enum Caller {
    Nation,
    Province,
}

/// How many clubs the caller keeps the cash of.
const CLUBS: usize = 20;
/// What the others are held against.
const FEW: &str = "1000";

/// Reads and writes in a nation of this size.
pub fn measure(size: &str, pace: Pace) -> Outcome {
    let few = Nation::open(FEW, &["--clubs", FEW])?;
    let many = Nation::open(size, &["--size", size])?;
    println!(
        "{} clubs, and beside them {}; {} cores",
        many.size,
        few.size,
        std::thread::available_parallelism()?
    );
    let mut table = Table::new();
    for (name, path, caller) in READS {
        many.read(&mut table, name, path, *caller, pace)?;
    }
    table.print();
    println!(
        "\n{:<34}{:>14}{:>14}{:>24}",
        "one write at a time, p50 / p99 ms", few.size, many.size, "many ÷ few"
    );
    for (name, write) in
        [("POST a repayment", Nation::repayment as Write), ("POST a meeting", Nation::meeting as Write)]
    {
        beside(name, &few, &many, write, pace)?;
    }
    few.tidy()?;
    many.tidy()
}

/// Makes the next request that writes.
type Write = fn(&Nation) -> Vec<u8>;

/// In turns, each round the other way round.
fn beside(name: &str, few: &Nation, many: &Nation, write: Write, pace: Pace) -> Outcome {
    let bound = Bound { time: pace.entries.time, count: 150 };
    let one = |nation: &Nation| one_by_one(nation.server.address, 201, bound, &|| write(nation));
    one(few)?;
    one(many)?;
    let mut rounds: Vec<(Run, Run)> = vec![];
    for round in 0..pace.rounds {
        rounds.push(if round % 2 == 0 {
            let first = one(few)?;
            (first, one(many)?)
        } else {
            let first = one(many)?;
            (one(few)?, first)
        });
    }
    let ms = |run: &Run, of_hundred| run.percentile(of_hundred).as_secs_f64() * 1e3;
    let told = |of: &dyn Fn(&(Run, Run)) -> f64| median(rounds.iter().map(of));
    let ratio = told(&|(few, many)| ms(many, 50) / ms(few, 50));
    println!(
        "{name:<34}{:>14}{:>14}{:>24}   < 1.25: {}",
        format!("{:.2} / {:.2}", told(&|(few, _)| ms(few, 50)).0, told(&|(few, _)| ms(few, 99)).0),
        format!("{:.2} / {:.2}", told(&|(_, many)| ms(many, 50)).0, told(&|(_, many)| ms(many, 99)).0),
        format!("{:.2} ({:.2}..{:.2})", ratio.0, ratio.1, ratio.2),
        verdict(ratio.0 < 1.25),
    );
    Ok(())
}

/// A generated nation, served.
struct Nation {
    server: Server,
    url: String,
    size: String,
    today: NaiveDate,
    province: Uuid,
    commune: Uuid,
    national_token: String,
    province_token: String,
    treasurer_token: String,
    loans: Cycle<Uuid>,
    clubs: Cycle<(Uuid, Uuid)>,
    met: AtomicU64,
    _cluster: Cluster,
}

impl Nation {
    /// The one that is kept from the last time, or a new one.
    fn open(name: &str, size: &[&str]) -> Outcome<Self> {
        let options = Options {
            data: Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("nation-{name}")),
            database: super::DATABASE.to_owned(),
            durable: false,
            temporary: false,
            max_connections: 60,
        };
        let cluster = Cluster::start(options)?;
        let (url, keys) = (cluster.url(super::DATABASE), Keys::fresh()?);
        if !keys.command(&url, "migrate").status()?.success() {
            return Err("the kept database could not be brought up to date".into());
        }
        let held = local(async {
            let client = connect(&url).await?;
            Ok(client.query_one("select count(*) from clubs", &[]).await?.try_get::<_, i64>(0)?)
        })?;
        if held == 0 && !keys.command(&url, "generate").args(size).status()?.success() {
            return Err("nothing was generated".into());
        }
        let server = Server::start(&keys, &url)?;
        local(async { Self::look(&url, &keys, server, cluster).await })
    }

    async fn look(url: &str, keys: &Keys, server: Server, cluster: Cluster) -> Outcome<Self> {
        let client = connect(url).await?;
        let most = |place: &str, of: &str| {
            format!(
                "select {place} as id from clubs where {of} group by {place} order by count(*) desc, {place} limit 1"
            )
        };
        let province = only_id(&client, &most("province_id", "true")).await?;
        let commune = only_id(&client, &most("commune_id", &format!("province_id = '{province}'"))).await?;
        let active = format!(
            "select id from clubs where state = 'active' and province_id = '{province}'
                and id in (select club_id from loans where state = 'active') order by id limit {CLUBS}"
        );
        let clubs = ids(&client, &active).await?;
        let (mut loans, mut seats) = (vec![], vec![]);
        for club in &clubs {
            // those who owe enough to pay a little many times
            let owing = format!(
                "select id from loans where club_id = '{club}' and state = 'active' and outstanding_vnd >= 1000000"
            );
            loans.extend(ids(&client, &owing).await?);
            let member =
                format!("select id from memberships where club_id = '{club}' and state = 'active' limit 1");
            seats.push((*club, only_id(&client, &member).await?));
        }
        let login = |role: &str| format!("do.{role}.{}", Uuid::now_v7());
        let boxes = clubs.iter().map(|club| (Role::ClubTreasurer, Place::Club(ClubId(*club)))).collect();
        let nation = vec![(Role::NationalAssociation, Place::Nation)];
        let place = vec![(Role::ProvinceAssociation, Place::Province(UnitId(province)))];
        let (_, treasurer_token) = caller(&client, &keys.signer, &login("quy"), boxes).await?;
        let (_, national_token) = caller(&client, &keys.signer, &login("tw"), nation).await?;
        let (_, province_token) = caller(&client, &keys.signer, &login("tinh"), place).await?;
        let many: i64 = client.query_one("select count(*) from clubs", &[]).await?.try_get(0)?;
        let nation = Self {
            server,
            url: url.to_owned(),
            size: many.to_string(),
            today: (Utc::now() + Duration::hours(7)).date_naive(), // as in Vietnam
            province,
            commune,
            national_token,
            province_token,
            treasurer_token,
            loans: Cycle::new(loans),
            clubs: Cycle::new(seats),
            met: AtomicU64::new(0),
            _cluster: cluster,
        };
        client.batch_execute(&nation.without_meetings()).await?;
        Ok(nation)
    }

    fn read(&self, table: &mut Table, name: &'static str, path: &str, caller: Caller, pace: Pace) -> Outcome {
        let path = path.replace("{province}", &self.province.to_string());
        let path = path.replace("{commune}", &self.commune.to_string());
        let token = match caller {
            Caller::Nation => &self.national_token,
            Caller::Province => &self.province_token,
        };
        let get = || request("GET", &path, token, "", "");
        let reply = ask(self.server.address, &get())?;
        if reply.status != 200 {
            return Err(reply.unexpected(200));
        }
        println!("{path}: {} bytes", reply.body.len());
        let recorded =
            Recorded { method: Method::GET, pattern: "/{any:.*}", status: 200, body: reply.body.into() };
        let bytes = serve_bytes(vec![recorded])?;
        let contest = Contest {
            name,
            server: Box::new(|bound| requests(self.server.address, 200, bound, &get)),
            ceilings: vec![(Ceiling::Bytes, Box::new(|bound| requests(bytes, 200, bound, &get)))],
            goal: None,
        };
        table.measure(&contest, pace, pace.reads)
    }

    fn repayment(&self) -> Vec<u8> {
        let loan = self.loans.next().unwrap_or_default();
        let body = format!(r#"{{"on":"{}","amount_vnd":1000}}"#, self.today);
        request(
            "POST",
            &format!("/v1/loans/{loan}/repayments"),
            &self.treasurer_token,
            &json_with_key(),
            &body,
        )
    }

    /// One of a kind a day in a club: each round of the clubs meets a day earlier than the one before.
    fn meeting(&self) -> Vec<u8> {
        let (club, member) = self.clubs.next().unwrap_or_default();
        let round = self.met.fetch_add(1, Ordering::Relaxed) / u64::try_from(CLUBS).unwrap_or(1);
        let day = self.today.checked_sub_days(Days::new(round % 700 + 1)).unwrap_or(self.today);
        let body = format!(
            r#"{{"kind":"extraordinary","held_on":"{day}","attendance":[{{"member_id":"{member}","presence":"present"}}]}}"#
        );
        request("POST", &format!("/v1/clubs/{club}/meetings"), &self.treasurer_token, &json_with_key(), &body)
    }

    /// Takes out the meetings that were measured, and counts the clubs anew.
    fn without_meetings(&self) -> String {
        format!(
            "create temp table met as select id, club_id from meetings where kind = 'extraordinary';
             delete from meeting_attendances where meeting_id in (select id from met);
             delete from meetings where id in (select id from met);
             select count_activities(array(select distinct club_id from met), '{}');
             truncate idempotency_keys;",
            self.today
        )
    }
    fn tidy(&self) -> Outcome {
        run(&self.url, &[&self.without_meetings()])
    }
}
