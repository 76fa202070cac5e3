//! `cargo bench -- --nation tenth`: a generated nation, or a part of it, over real sockets, beside a thousand
//! generated clubs. What is read of it, against a handler that gives the same bytes; and what a write costs in it,
//! against the same write among the thousand. The databases are kept under `target/tmp` for the next time.

use super::books::caller;
use super::ceilings::{Recorded, serve_bytes};
use super::load::{Bound, Reply, Run, ask, local, one_by_one, request, requests};
use super::world::{connect, ids, only_id, run};
use super::{Ceiling, Contest, Cycle, Keys, Pace, Server, Table, in_turns, json_with_key, median, verdict};
use actix_web::http::Method;
use chrono::{Days, NaiveDate, TimeDelta, Utc};
use lien_the_he::commands::Outcome;
use lien_the_he::platform::auth::{Place, Role};
use lien_the_he::platform::embedded::{Cluster, Options};
use lien_the_he::platform::ids::{ClubId, UnitId};
use lien_the_he::reporting::reports::model::OfficialReport;
use lien_the_he::statistics::indicators::rules::all as all_indicators;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};
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

/// What is asked one at a time, and in how many milliseconds it is to be answered all but once in a hundred times.
const IN_TIME: &[(&str, &str, Caller, u64)] = &[
    ("all indicators of the nation", "/v1/indicators/values", Caller::Nation, 20),
    ("all indicators of a province", "/v1/units/{province}/indicators", Caller::Province, 20),
    ("the nation's dashboard", "/v1/dashboard", Caller::Nation, 20),
    ("the nation's targets", "/v1/targets/progress", Caller::Nation, 50),
    ("a province's dashboard", "/v1/units/{province}/dashboard", Caller::Province, 10),
    ("a commune's dashboard", "/v1/units/{commune}/dashboard", Caller::Province, 20),
    ("a province, a day gone by", "/v1/units/{province}/indicators?on={then}", Caller::Province, 300),
    (
        "its communes, a day gone by",
        "/v1/units/{province}/indicators/children?on={then}",
        Caller::Province,
        300,
    ),
    ("the nation, a day gone by", "/v1/indicators/values?on={then}", Caller::Nation, 3_000),
    ("the same on today's tree", "/v1/indicators/values?on={then}&tree=now", Caller::Nation, 3_000),
];

#[derive(Clone, Copy)]
enum Caller {
    Nation,
    Province,
}

/// How many days ago it was of which a province is asked, as it is today: longer than what is kept of itself.
const ASKED_OF_A_PROVINCE: [u64; 5] = [507, 514, 521, 528, 535];
/// And of which the nation is: one of those that are.
const ASKED_OF_THE_NATION: u64 = 200;
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
    many.in_time()?;
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

/// What a reply that made something says.
fn said(reply: &Reply) -> Outcome<OfficialReport> {
    if reply.status == 201 { Ok(serde_json::from_slice(&reply.body)?) } else { Err(reply.unexpected(201)) }
}

/// Makes the next request that writes.
type Write = fn(&Nation) -> Vec<u8>;

/// What a write costs in the one and in the other.
fn beside(name: &str, few: &Nation, many: &Nation, write: Write, pace: Pace) -> Outcome {
    let bound = Bound { time: pace.entries.time, count: 150 };
    let one = |nation: &Nation| one_by_one(nation.server.address, 201, bound, &|| write(nation));
    one(few)?;
    one(many)?;
    println!("{}", in_turns(name, &|| one(few), &|| one(many), pace, 1.25)?);
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
        if !keys.command(&url, "import-plans").status()?.success() {
            return Err("the plans were not imported".into());
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
            today: (Utc::now() + TimeDelta::hours(7)).date_naive(), // as in Vietnam
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
        // what is asked for the first time was asked the last time; what is kept of itself would take hours
        let forget = format!("delete from past_periods where day in ({})", nation.days().join(", "));
        let rest = "select logic.choose_past_periods(); update past_periods set complete = true";
        client.batch_execute(&format!("{forget}; {rest}")).await?;
        Ok(nation)
    }

    fn read(&self, table: &mut Table, name: &'static str, path: &str, caller: Caller, pace: Pace) -> Outcome {
        let (path, token) = (self.at(path, self.today), self.token(caller));
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

    fn token(&self, caller: Caller) -> &str {
        match caller {
            Caller::Nation => &self.national_token,
            Caller::Province => &self.province_token,
        }
    }

    /// An address with this nation's places, and a day gone by.
    fn at(&self, path: &str, then: NaiveDate) -> String {
        let path = path.replace("{province}", &self.province.to_string());
        path.replace("{commune}", &self.commune.to_string()).replace("{then}", &then.to_string())
    }

    /// How long it takes until a reply is there, asking again while its figures are being counted.
    fn until_there(&self, get: &[u8]) -> Outcome<Duration> {
        let asked = Instant::now();
        loop {
            let reply = ask(self.server.address, get)?;
            match reply.status {
                200 => return Ok(asked.elapsed()),
                503 => thread::sleep(Duration::from_millis(500)),
                _ => return Err(reply.unexpected(200)),
            }
        }
    }

    /// A day gone by.
    fn ago(&self, days: u64) -> NaiveDate {
        self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today)
    }

    /// The days of which figures are asked for.
    fn days(&self) -> Vec<String> {
        let all = ASKED_OF_A_PROVINCE.into_iter().chain([ASKED_OF_THE_NATION]);
        all.map(|ago| format!("'{}'", self.ago(ago))).collect()
    }

    fn in_time(&self) -> Outcome {
        let then = self.ago(ASKED_OF_THE_NATION);
        let path = self.at("/v1/indicators/values?on={then}", then);
        let first = self.until_there(&request("GET", &path, &self.national_token, "", ""))?;
        println!("\na day of the nation, counted in the background: {:.1} s", first.as_secs_f64());
        let firsts = ASKED_OF_A_PROVINCE.map(|ago| {
            let then = self.ago(ago);
            let path = self.at("/v1/units/{province}/indicators?on={then}&tree=now", then);
            self.until_there(&request("GET", &path, &self.province_token, "", ""))
        });
        let firsts = firsts.into_iter().collect::<Outcome<Vec<Duration>>>()?;
        let (first, least, most) = median(firsts.iter().map(Duration::as_secs_f64));
        println!("a day of a province, counted for whoever asks first: {first:.2} s ({least:.2}..{most:.2})");
        println!("\n{:<34}{:>10}{:>10}   goal", "one at a time, ms", "p50", "p99");
        for (name, path, caller, goal) in IN_TIME {
            let path = self.at(path, then);
            let get = || request("GET", &path, self.token(*caller), "", "");
            self.until_there(&get())?;
            let bound = Bound { time: Duration::from_secs(5), count: 300 };
            one_by_one(self.server.address, 200, Bound { count: 20, ..bound }, &get)?; // nobody's first time counts
            Self::told(name, &one_by_one(self.server.address, 200, bound, &get)?, *goal);
        }
        Self::told("consolidating a province's report", &self.consolidations()?, 500);
        Ok(())
    }

    fn told(name: &str, run: &Run, goal: u64) {
        let ms = |of_hundred| run.percentile(of_hundred).as_secs_f64() * 1e3;
        let verdict = verdict(run.percentile(99) < Duration::from_millis(goal));
        println!("{name:<34}{:>10.2}{:>10.2}   p99 < {goal} ms: {verdict}", ms(50), ms(99));
    }

    /// A province's half-year report, consolidated again and again from the sealed ones of its communes.
    fn consolidations(&self) -> Outcome<Run> {
        let codes: Vec<&'static str> = all_indicators().into_iter().map(Into::into).collect();
        let period = "(select id from report_periods where scheme = 'calendar' and kind = 'half_year' and since = '2026-01-01')";
        run(&self.url, &[
            &self.without_reports(),
            &format!(
                "insert into reports (id, unit_id, commune_id, province_id, level, line, period_id, regime, state, due_on,
                    opened_on, submitted_on, accepted_on, sealed_on)
                 select gen_random_uuid(), v.unit_id, v.unit_id, v.province_id, 'commune', 'elderly_association', {period},
                    'half_year', 'sealed', '2026-07-05', '2026-06-20', '2026-07-01', '2026-07-02', '2026-07-03'
                   from unit_versions v where v.level = 'commune' and v.province_id = '{0}' and v.valid_to is null;
                 insert into report_cells (report_id, indicator, definition_version, numerator, denominator)
                 select r.id, i, 1, 30, 60 from reports r cross join unnest(string_to_array('{1}', ',')) i
                  where r.level = 'commune' and r.province_id = '{0}'",
                self.province,
                codes.join(",")
            ),
        ])?;
        let (token, address) = (&self.province_token, self.server.address);
        let period: Uuid =
            local(async { only_id(&connect(&self.url).await?, &period.replace(['(', ')'], "")).await })?;
        let new = format!(r#"{{"period_id":"{period}","regime":"half_year"}}"#);
        let open = format!("/v1/units/{}/reports", self.province);
        let opened = ask(address, &request("POST", &open, token, &json_with_key(), &new))?;
        let mut report = said(&opened)?;
        let mut took = vec![];
        for _ in 0..30 {
            let headers = format!("if-match: \"{}\"\r\n{}", report.version, json_with_key());
            let post =
                request("POST", &format!("/v1/reports/{}/consolidation", report.id), token, &headers, "");
            let begun = Instant::now();
            let reply = ask(address, &post)?;
            took.push(begun.elapsed());
            report = said(&reply)?;
        }
        println!("{} communes' reports are summed up", report.children_sealed.unwrap_or_default());
        run(&self.url, &[&self.without_reports()])?;
        Ok(Run::of(took))
    }

    /// Takes out the reports that were measured.
    fn without_reports(&self) -> String {
        let of =
            format!("(select id from reports where province_id = '{}' and club_id is null)", self.province);
        let parts = ["report_cells", "report_children", "report_steps"]
            .map(|part| format!("delete from {part} where report_id in {of};"));
        format!("{} delete from reports where id in {of};", parts.concat())
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
             select logic.count_activities(array(select distinct club_id from met), '{}');
             truncate idempotency_keys;",
            self.today
        )
    }
    fn tidy(&self) -> Outcome {
        run(&self.url, &[&self.without_meetings()])
    }
}
