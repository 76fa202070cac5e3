//! What the clubs do: a meeting with sixty attendances in one request, and calendars of a club and of a commune.

use super::books::Books;
use super::ceilings::serve_bytes;
use super::load::{prepared, request, requests};
use super::world::{self, World, run};
use super::{Ceiling, Contest, Cycle, Pace, Server, Table, json_with_key, record};
use actix_web::http::Method;
use chrono::{Days, NaiveDate};
use lien_the_he::commands::Outcome;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Statement};
use uuid::Uuid;

/// Members of a club, all of whom come.
const SEATS: usize = 60;

/// A club and who is in it.
#[derive(Clone)]
struct Assembly {
    club: Uuid,
    members: Vec<Uuid>,
}

/// Gives each of the forty clubs a year of activities, and measures.
pub fn measure(
    table: &mut Table,
    url: &str,
    world: &World,
    books: &Books,
    server: &Server,
    pace: Pace,
) -> Outcome {
    let today = books.terms.today;
    fill(url, world, today)?;
    calendars(table, url, world, today, server, pace)?;
    meetings(table, url, world, books, server, pace)
}

/// Two activities a week and a meeting a month in each club, a year long.
fn fill(url: &str, world: &World, today: NaiveDate) -> Outcome {
    let commune = world.commune;
    run(
        url,
        &[
            &format!(
                "insert into activities (id, club_id, state, area, kind, title, starts_on, ends_on, members, turns, recorded_by)
                 select gen_random_uuid(), c.id, 'done', 'sport_culture', 'exercise', 'Dưỡng sinh', d.day, d.day, 30, 30, c.id
                   from clubs c, lateral (select '{today}'::date - 3 * n as day from generate_series(1, 120) n) d
                  where c.commune_id = '{commune}'"
            ),
            &format!(
                "insert into meetings (id, club_id, kind, held_on, present, recorded_by)
                 select gen_random_uuid(), c.id, 'monthly', '{today}'::date - 30 * n, 40, c.id
                   from clubs c, generate_series(1, 12) n where c.commune_id = '{commune}'"
            ),
            &format!(
                "select logic.count_activities(array(select id from clubs where commune_id = '{commune}'), '{today}')"
            ),
            "vacuum analyze activities, meetings, activity_metrics",
        ],
    )
}

/// What asks for a calendar.
type Get<'a> = &'a dyn Fn() -> Vec<u8>;

fn calendars(
    table: &mut Table,
    url: &str,
    world: &World,
    today: NaiveDate,
    server: &Server,
    pace: Pace,
) -> Outcome {
    let clubs = Cycle::new(world.clubs.clone());
    let from = today.checked_sub_days(Days::new(60)).ok_or("no such day")?;
    let of_club = || {
        let club = clubs.next().unwrap_or_default();
        let path = format!("/v1/clubs/{club}/calendar?from={from}&to={today}");
        request("GET", &path, &world.token, "", "")
    };
    let of_commune = || {
        let path = format!("/v1/communes/{}/calendar?from={from}&to={today}&limit=200", world.commune);
        request("GET", &path, &world.token, "", "")
    };
    let all: Vec<String> = world.clubs.iter().map(Uuid::to_string).collect();
    for (name, pattern, get, whole) in [
        ("GET a club's calendar, 60 days", "/v1/clubs/{id}/calendar", &of_club as Get<'_>, false),
        ("GET a calendar of 40 clubs", "/v1/communes/{id}/calendar", &of_commune as Get<'_>, true),
    ] {
        let recorded = record(server, &get(), Method::GET, pattern, 200)?;
        println!("{name}: {} bytes", recorded.body.len());
        let bytes = serve_bytes(vec![recorded])?;
        let contest = Contest {
            name,
            server: Box::new(|bound| requests(server.address, 200, bound, get)),
            ceilings: vec![
                (Ceiling::Bytes, Box::new(|bound| requests(bytes, 200, bound, get))),
                (
                    Ceiling::WorkAlone,
                    Box::new(|bound| {
                        prepared(
                            bound,
                            async || Looker::open(url, whole.then_some(world)).await,
                            async |looker: &mut Looker| {
                                let one = [clubs.next()?.to_string()];
                                let which = if whole { all.as_slice() } else { &one };
                                looker.look(which, from, today).await
                            },
                        )
                    }),
                ),
            ],
            goal: None,
        };
        table.measure(&contest, pace, pace.reads)?;
    }
    Ok(())
}

fn meetings(
    table: &mut Table,
    url: &str,
    world: &World,
    books: &Books,
    server: &Server,
    pace: Pace,
) -> Outcome {
    let assemblies = Cycle::new(assemblies(url, world)?);
    let (nth, clubs, today) = (AtomicU64::new(0), world.clubs.len() as u64, books.terms.today);
    // one of a kind a day in a club: each round of the forty clubs meets a day earlier than the one before
    let day = || {
        let round = nth.fetch_add(1, Ordering::Relaxed) / clubs;
        today.checked_sub_days(Days::new(round % 700 + 1)).unwrap_or(today)
    };
    let tidy = || {
        run(
            url,
            &[
                "delete from meeting_attendances where meeting_id in (select id from meetings where kind = 'extraordinary')",
                "delete from meetings where kind = 'extraordinary'",
                "truncate idempotency_keys, changes",
            ],
        )
    };
    let post = || {
        let Ok(assembly) = assemblies.next() else { return vec![] };
        let attendance = assembly.members.iter().fold(String::new(), |mut list, member| {
            let comma = if list.is_empty() { "" } else { "," };
            let _ = write!(list, r#"{comma}{{"member_id":"{member}","presence":"present"}}"#);
            list
        });
        let body = format!(r#"{{"kind":"extraordinary","held_on":"{}","attendance":[{attendance}]}}"#, day());
        let path = format!("/v1/clubs/{}/meetings", assembly.club);
        request("POST", &path, &books.treasurer_token, &json_with_key(), &body)
    };
    let recorded = record(server, &post(), Method::POST, "/v1/clubs/{id}/meetings", 201)?;
    let bytes = serve_bytes(vec![recorded])?;
    tidy()?;
    let contest = Contest {
        name: "POST a meeting, 60 attendances",
        server: Box::new(|bound| {
            let run = requests(server.address, 201, bound, &post);
            tidy()?;
            run
        }),
        ceilings: vec![
            (Ceiling::Bytes, Box::new(|bound| requests(bytes, 201, bound, &post))),
            (
                Ceiling::WorkAlone,
                Box::new(|bound| {
                    let run = prepared(
                        bound,
                        async || Scribe::open(url, books).await,
                        async |scribe: &mut Scribe| scribe.record(&assemblies.next()?, day()).await,
                    );
                    tidy()?;
                    run
                }),
            ),
        ],
        goal: None,
    };
    table.measure(&contest, pace, pace.entries)
}

fn assemblies(url: &str, world: &World) -> Outcome<Vec<Assembly>> {
    super::load::local(async {
        let client = world::connect(url).await?;
        let mut all = vec![];
        for club in &world.clubs {
            let members = format!(
                "select id from memberships where club_id = '{club}' and state = 'active' order by id limit {SEATS}"
            );
            all.push(Assembly { club: *club, members: world::ids(&client, &members).await? });
        }
        Ok(all)
    })
}

/// The statements with which a calendar is read: of a commune, its clubs first.
struct Looker {
    client: Client,
    clubs: Option<Statement>,
    items: Statement,
}

impl Looker {
    async fn open(url: &str, commune: Option<&World>) -> Outcome<Self> {
        let client = world::connect(url).await?;
        let clubs = match commune {
            Some(world) => Some(
                client
                    .prepare(&format!("select id from clubs where commune_id = '{}'", world.commune))
                    .await?,
            ),
            None => None,
        };
        let items = "select club_id, on_day, source, id, state, area, title, place from logic.calendar_items
                      where club_id = any ($1::text[]::uuid[]) and on_day between $2::text::date and $3::text::date
                      order by on_day, id, club_id limit $4";
        Ok(Self { clubs, items: client.prepare(items).await?, client })
    }

    async fn look(&self, clubs: &[String], from: NaiveDate, to: NaiveDate) -> Outcome {
        if let Some(of_commune) = &self.clubs {
            self.client.query(of_commune, &[]).await?;
        }
        let limit: i64 = if self.clubs.is_some() { 201 } else { 51 };
        self.client.query(&self.items, &[&clubs, &from.to_string(), &to.to_string(), &limit]).await?;
        Ok(())
    }
}

/// The statements with which a meeting is recorded.
struct Scribe {
    client: Client,
    user: String,
    claim: Statement,
    members: Statement,
    meeting: Statement,
    attendance: Statement,
    count: Statement,
    change: Statement,
    reply: Statement,
}

impl Scribe {
    async fn open(url: &str, books: &Books) -> Outcome<Self> {
        let client = world::connect(url).await?;
        let prepare = async |sql: &str| client.prepare(sql).await;
        Ok(Self {
            user: books.treasurer.to_string(),
            claim: prepare(
                "insert into idempotency_keys (user_id, key, fingerprint) values ($1::text::uuid, $2, $3)",
            )
            .await?,
            members: prepare(
                "select id from memberships where club_id = $1::text::uuid and id = any ($2::text[]::uuid[])
                    and joined_on <= $3::text::date and (ended_on is null or ended_on >= $3::text::date)",
            )
            .await?,
            meeting: prepare(
                "insert into meetings (id, club_id, kind, held_on, present, recorded_by)
                 values ($1::text::uuid, $2::text::uuid, 'extraordinary', $3::text::date, $4, $5::text::uuid)",
            )
            .await?,
            attendance: prepare(
                "insert into meeting_attendances (meeting_id, member_id, presence)
                 select $1::text::uuid, m::uuid, 'present' from unnest($2::text[]) m",
            )
            .await?,
            count: prepare("select logic.count_activities(array[$1::text::uuid], $2::text::date)").await?,
            change: prepare(
                "insert into changes (actor_id, request_id, action, entity, entity_id, club_id, version, difference)
                 values ($1::text::uuid, $2::text::uuid, 'created', 'meeting', $2::text::uuid, $3::text::uuid, 1, '{}')",
            )
            .await?,
            reply: prepare("update idempotency_keys set reply = $1 where user_id = $2::text::uuid and key = $3")
                .await?,
            client,
        })
    }

    async fn record(&self, assembly: &Assembly, day: NaiveDate) -> Outcome {
        let (meeting, club, user) = (Uuid::now_v7().to_string(), assembly.club.to_string(), &self.user);
        let members: Vec<String> = assembly.members.iter().map(Uuid::to_string).collect();
        let (fingerprint, reply, day) = ([7_u8; 32].as_slice(), [7_u8; 6_000].as_slice(), day.to_string());
        let present = i16::try_from(members.len())?;
        let run = async |statement: &Statement, with: &[&(dyn ToSql + Sync)]| {
            self.client.query(statement, with).await
        };
        self.client.batch_execute("begin").await?;
        run(&self.claim, &[user, &meeting, &fingerprint]).await?;
        run(&self.members, &[&club, &members, &day]).await?;
        run(&self.meeting, &[&meeting, &club, &day, &present, user]).await?;
        run(&self.attendance, &[&meeting, &members]).await?;
        run(&self.count, &[&club, &day]).await?;
        run(&self.change, &[user, &meeting, &club]).await?;
        run(&self.reply, &[&reply, user, &meeting]).await?;
        Ok(self.client.batch_execute("commit").await?)
    }
}
