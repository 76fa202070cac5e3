//! The least that a reply can cost: the same bytes without a database, the same statements behind a bare
//! handler, and the same statements without HTTP.

use super::load::{AT_ONCE, Bound, Run, THREADS, alone};
use super::world::{self, World};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Bytes, Data, Path};
use actix_web::{App, HttpResponse, HttpServer, error, get};
use chrono::{NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use lien_the_he::commands::Outcome;
use lien_the_he::platform::auth::Level;
use lien_the_he::platform::http::{Page, PageQuery, Seek};
use lien_the_he::platform::ids::{ClubId, MemberId, UnitId};
use lien_the_he::register::clubs::model::Club;
use lien_the_he::register::members::model::{Member, MemberState};
use lien_the_he::register::tables::{clubs, memberships, persons};
use lien_the_he::territory::tables::{unit_versions, units};
use lien_the_he::territory::units::store::standing;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Statement};
use uuid::Uuid;

type Connections = Pool<AsyncPgConnection>;

/// A pool like those of a worker.
pub fn pool(url: &str) -> Outcome<Connections> {
    let mut config = ManagerConfig::default();
    config.recycling_method = RecyclingMethod::Fast;
    let url = format!("{url} options='-c default_transaction_read_only=on -c timezone=UTC'");
    let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(url, config);
    Ok(Pool::builder(manager).max_size(3).build()?)
}

const FIFTY: PageQuery = PageQuery { after: None, limit: 50 };

/// What the stores ask for somebody of a commune, for them that know nothing but the commune.
#[derive(Clone)]
pub struct Reads {
    pool: Connections,
    commune: UnitId,
    today: NaiveDate,
}

impl Reads {
    pub fn new(url: &str, commune: UnitId) -> Outcome<Self> {
        Ok(Self { pool: pool(url)?, commune, today: Utc::now().date_naive() })
    }

    fn visible(&self) -> clubs::BoxedQuery<'static, Pg> {
        let none: Vec<ClubId> = vec![];
        clubs::table
            .into_boxed()
            .filter(clubs::id.eq_any(none))
            .or_filter(clubs::commune_id.eq_any(vec![self.commune]))
    }

    pub async fn member(&self, id: MemberId) -> Outcome<Member> {
        let mut conn = self.pool.get().await?;
        let rows = memberships::table
            .inner_join(persons::table)
            .into_boxed()
            .filter(memberships::club_id.eq_any(self.visible().select(clubs::id)))
            .filter(memberships::id.eq(id));
        Ok(rows.select(Member::as_select()).first(&mut *conn).await?)
    }

    pub async fn members(&self, club: ClubId) -> Outcome<Page<Member>> {
        let mut conn = self.pool.get().await?;
        let rows: Vec<Member> = memberships::table
            .inner_join(persons::table)
            .into_boxed()
            .filter(memberships::club_id.eq_any(self.visible().select(clubs::id)))
            .filter(memberships::club_id.eq(club))
            .filter(memberships::state.eq_any(MemberState::CURRENT))
            .order((persons::sort_key, memberships::id))
            .limit(FIFTY.limit + 1)
            .select(Member::as_select())
            .load(&mut *conn)
            .await?;
        Ok(Page::cut(rows, &FIFTY, |member| Seek { key: String::new(), id: member.id.0 }))
    }

    pub async fn clubs(&self, code: &str) -> Outcome<Page<Club>> {
        let mut conn = self.pool.get().await?;
        let commune: UnitId = unit_versions::table
            .inner_join(units::table)
            .filter(standing(self.today))
            .filter(units::code.eq(code))
            .filter(units::level.eq(Level::Commune))
            .select(units::id)
            .first(&mut *conn)
            .await?;
        let rows: Vec<(Club, String)> = self
            .visible()
            .filter(clubs::commune_id.eq(commune))
            .order((clubs::sort_key, clubs::id))
            .limit(FIFTY.limit + 1)
            .select((Club::as_select(), clubs::sort_key))
            .load(&mut *conn)
            .await?;
        let page = Page::cut(rows, &FIFTY, |(club, key)| Seek { key: key.clone(), id: club.id.0 });
        Ok(Page { items: page.items.into_iter().map(|(club, _)| club).collect(), next: page.next })
    }
}

fn shown<T: serde::Serialize>(found: Outcome<T>) -> actix_web::Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(found.map_err(error::ErrorInternalServerError)?))
}

#[get("/v1/members/{id}")]
async fn get_member(reads: Data<Reads>, id: Path<MemberId>) -> actix_web::Result<HttpResponse> {
    shown(reads.member(*id).await)
}
#[get("/v1/clubs/{id}/members")]
async fn get_members(reads: Data<Reads>, id: Path<ClubId>) -> actix_web::Result<HttpResponse> {
    shown(reads.members(*id).await)
}
#[get("/v1/communes/{code}/clubs")]
async fn get_clubs(reads: Data<Reads>, code: Path<String>) -> actix_web::Result<HttpResponse> {
    shown(reads.clubs(&code).await)
}

/// A server in this process with handlers that run the statements and do nothing else.
pub fn serve_reads(url: &str, commune: UnitId) -> Outcome<SocketAddr> {
    let pools: Vec<Reads> = (0..THREADS).map(|_| Reads::new(url, commune)).collect::<Outcome<_>>()?;
    let pools = std::sync::Mutex::new(pools);
    let pools = std::sync::Arc::new(pools);
    serve(move |cfg| {
        let own = pools.lock().ok().and_then(|mut pools| pools.pop());
        if let Some(own) = own {
            cfg.app_data(Data::new(own)).service(get_member).service(get_members).service(get_clubs);
        }
    })
}

/// A reply as it was once given.
#[derive(Clone)]
pub struct Recorded {
    pub method: Method,
    pub pattern: &'static str,
    pub status: u16,
    pub body: Bytes,
}

/// A server in this process that gives recorded replies.
pub fn serve_bytes(recorded: Vec<Recorded>) -> Outcome<SocketAddr> {
    serve(move |cfg| {
        for reply in recorded.clone() {
            let status = StatusCode::from_u16(reply.status).unwrap_or_default();
            let answer =
                move |body: Bytes| HttpResponse::build(status).content_type("application/json").body(body);
            let body = reply.body;
            let route = web::method(reply.method.clone());
            let route = if reply.method == Method::GET {
                route.to(move || std::future::ready(answer(body.clone())))
            } else {
                route.to(move |_read: Bytes| std::future::ready(answer(body.clone())))
            };
            cfg.app_data(web::PayloadConfig::new(1 << 20)).route(reply.pattern, route);
        }
    })
}

fn serve(configure: impl Fn(&mut web::ServiceConfig) + Send + Clone + 'static) -> Outcome<SocketAddr> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || -> Outcome {
        actix_web::rt::System::new().block_on(async {
            let server = HttpServer::new(move || App::new().configure(configure.clone()))
                .workers(THREADS)
                .tcp_nodelay(true)
                .disable_signals()
                .bind(("127.0.0.1", 0))?;
            tell.send(server.addrs().pop().ok_or("no address")?)?;
            Ok(server.run().await?)
        })
    });
    Ok(told.recv()?)
}

/// The statements of a read on pools of two threads.
pub fn reads_alone(
    url: &str,
    commune: UnitId,
    bound: Bound,
    read: impl AsyncFn(&Reads) -> Outcome + Sync,
) -> Outcome<Run> {
    let prepare = async || {
        let reads = Reads::new(url, commune)?;
        Ok(vec![reads; AT_ONCE / THREADS])
    };
    alone(bound, prepare, async |reads: &mut Reads| read(reads).await)
}

/// The statements with which a member is entered, prepared on a connection of their own.
struct Entry {
    client: Client,
    user: String,
    commune: Vec<String>,
    claim: Statement,
    hold: Statement,
    person: Statement,
    membership: Statement,
    count: Statement,
    member: Statement,
    look_alikes: Statement,
    change: Statement,
    reply: Statement,
}

pub const MEMBER: &str =
    "m.id, m.person_id, m.club_id, m.state, m.state_since, m.applied_on, m.joined_on, m.ended_on,
    m.end_reason, m.transferred_to, m.version, m.created_at, m.updated_at, p.full_name, p.sex, p.birth_date,
    p.birth_precision, p.phone, p.address, p.hamlet_id, p.died_on";
const VISIBLE: &str = "select id from clubs where id = any('{}') or commune_id = any($1::text[]::uuid[])";

impl Entry {
    async fn open(url: &str, world: &World) -> Outcome<Self> {
        let client = world::connect(url).await?;
        let hold = format!(
            "select id, code, name, state, state_since, hamlet_id, commune_id, district_id, province_id, proposed_on,
                    established_on, launched_on, ended_on, merged_into, meeting_place, meeting_day, note, version,
                    created_at, updated_at
               from clubs where id in ({VISIBLE} and id = $2::text::uuid) for no key update"
        );
        let member = format!(
            "select {MEMBER} from memberships m join persons p on p.id = m.person_id
              where m.club_id in ({VISIBLE}) and m.id = $2::text::uuid limit 1"
        );
        let look_alikes = format!(
            "select {MEMBER} from memberships m join persons p on p.id = m.person_id
              where m.club_id in ({VISIBLE}) and p.folded = $2
                and (p.birth_date is null or p.birth_date between $3::text::date and $4::text::date)
                and p.id <> $5::text::uuid
              order by m.id limit 20"
        );
        Ok(Self {
            user: world.user.to_string(),
            commune: vec![world.commune.to_string()],
            claim: client
                .prepare("insert into idempotency_keys (user_id, key, fingerprint) values ($1::text::uuid, $2, $3) on conflict do nothing")
                .await?,
            hold: client.prepare(&hold).await?,
            person: client
                .prepare(
                    "insert into persons (id, full_name, folded, sort_key, sex, birth_date, birth_precision, address)
                     values ($1::text::uuid, $2, $3, $4, 'female', $5::text::date, 'year', $6)",
                )
                .await?,
            membership: client
                .prepare(
                    "insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on)
                     values ($1::text::uuid, $2::text::uuid, $3::text::uuid, 'active', '2026-01-15', '2026-01-15',
                             '2026-01-15')",
                )
                .await?,
            count: client.prepare("select logic.count_clubs(array[$1::text::uuid], current_date)").await?,
            member: client.prepare(&member).await?,
            look_alikes: client.prepare(&look_alikes).await?,
            change: client
                .prepare(
                    "insert into changes (actor_id, request_id, action, entity, entity_id, club_id, version, difference)
                     values ($1::text::uuid, $2::text::uuid, 'created', 'member', $3::text::uuid, $4::text::uuid, 1,
                             $5::text::jsonb)",
                )
                .await?,
            reply: client
                .prepare("update idempotency_keys set reply = $1 where user_id = $2::text::uuid and key = $3")
                .await?,
            client,
        })
    }

    async fn enter(&self, club: Uuid, new: &NewEntry) -> Outcome {
        let (club, request) = (club.to_string(), Uuid::now_v7().to_string());
        let (person, member) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
        let (first, last) = (format!("{}-01-01", new.year), format!("{}-12-31", new.year));
        let (folded, sort_key) = (
            lien_the_he::platform::text::fold(&new.name),
            lien_the_he::platform::text::person_sort_key(&new.name),
        );
        let difference = format!(
            r#"{{"set":{{"id":"{member}","person_id":"{person}","club_id":"{club}","state":"active","state_since":"2026-01-15","applied_on":"2026-01-15","joined_on":"2026-01-15"}},"was":{{}},"hidden":["full_name","sex","birth","address"]}}"#
        );
        let (fingerprint, reply) = ([7_u8; 32].as_slice(), [7_u8; 700].as_slice());
        let run = async |statement: &Statement, with: &[&(dyn ToSql + Sync)]| {
            self.client.query(statement, with).await.map(drop)
        };
        self.client.batch_execute("begin").await?;
        run(&self.claim, &[&self.user, &request, &fingerprint]).await?;
        run(&self.hold, &[&self.commune, &club]).await?;
        run(&self.person, &[&person, &new.name, &folded, &sort_key, &last, &world::ENTERED]).await?;
        run(&self.membership, &[&member, &person, &club]).await?;
        run(&self.count, &[&club]).await?;
        run(&self.member, &[&self.commune, &member]).await?;
        run(&self.look_alikes, &[&self.commune, &folded, &first, &last, &person]).await?;
        run(&self.change, &[&self.user, &request, &member, &club, &difference]).await?;
        run(&self.reply, &[&reply, &self.user, &request]).await?;
        Ok(self.client.batch_execute("commit").await?)
    }
}

/// Who is entered.
pub struct NewEntry {
    pub name: String,
    pub year: usize,
}

/// The statements with which members are entered, in a transaction each, on eight connections.
pub fn entries_alone(
    url: &str,
    world: &World,
    bound: Bound,
    next: &(dyn Fn() -> (Uuid, NewEntry) + Sync),
) -> Outcome<Run> {
    let prepare = async || {
        let mut entries = vec![];
        for _ in 0..AT_ONCE / THREADS {
            entries.push(Entry::open(url, world).await?);
        }
        Ok(entries)
    };
    alone(bound, prepare, async |entry: &mut Entry| {
        let (club, new) = next();
        entry.enter(club, &new).await
    })
}
