//! What the measured database holds: a commune with forty clubs of sixty, two thousand clubs elsewhere, and
//! somebody of the commune's association who calls.

use super::load::local;
use chrono::Utc;
use lien_the_he::commands::Outcome;
use lien_the_he::platform::auth::token::{AUDIENCE, ISSUER, Signer};
use lien_the_he::platform::auth::{Claims, Grant, Place, Role, password};
use lien_the_he::platform::ids::{UnitId, UserId};
use lien_the_he::platform::text;
use std::fmt::Write;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

pub const PASSWORD: &str = "Chín con trâu trắng 47";
/// Of the caller; the others who sign in have a number behind it.
pub const LOGIN: &str = "hoi.nct.binhthanh";
/// How many others sign in: attempts at one login at the same time would slow each other down.
pub const OTHERS: usize = 64;
/// In the address of whoever was entered by the measurement itself.
pub const ENTERED: &str = "do";

const FAMILIES: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Nông", "Lường", "Ma"];
const MIDDLES: [&str; 6] = ["Thị", "Văn", "Thị Minh", "Đình", "Thanh", "Quang"];
const GIVEN: [&str; 12] =
    ["Mẫu", "An", "Bình", "Cúc", "Dung", "Hoa", "Lan", "Mai", "Sơn", "Tâm", "Thắng", "Vinh"];
const NAMES: usize = FAMILIES.len() * MIDDLES.len() * GIVEN.len();

/// A made-up name; there are 576.
pub fn name(n: usize) -> String {
    let of = |names: &'static [&'static str], n: usize| names.get(n % names.len()).copied().unwrap_or("Mẫu");
    let family = of(&FAMILIES, n);
    let middle = of(&MIDDLES, n / FAMILIES.len());
    let given = of(&GIVEN, n / (FAMILIES.len() * MIDDLES.len()));
    format!("{family} {middle} {given}")
}

/// What there is to ask for.
pub struct World {
    pub commune: UnitId,
    pub hamlet: Uuid,
    pub clubs: Vec<Uuid>,
    pub members: Vec<Uuid>,
    pub user: UserId,
    pub password_hash: String,
    /// Of the caller, good for an hour.
    pub token: String,
}

pub async fn connect(url: &str) -> Outcome<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Runs SQL, statement by statement.
pub fn run(url: &str, statements: &[&str]) -> Outcome {
    local(async {
        let client = connect(url).await?;
        for sql in statements {
            client.batch_execute(sql).await?;
        }
        Ok(())
    })
}

/// The first column of a query, each text an id.
pub async fn ids(client: &Client, sql: &str) -> Outcome<Vec<Uuid>> {
    let rows = client.query(&format!("select id::text from ({sql}) of_ids"), &[]).await?;
    rows.iter().map(|row| Ok(row.try_get::<_, &str>(0)?.parse()?)).collect()
}

pub async fn only_id(client: &Client, sql: &str) -> Outcome<Uuid> {
    ids(client, sql).await?.pop().ok_or_else(|| format!("nothing from {sql}").into())
}

/// A text in SQL, whatever characters it has.
fn literal(text: &str) -> String {
    let hex = text.bytes().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("convert_from('\\x{hex}', 'UTF8')")
}

/// Fills a database that holds the map and nothing else.
pub fn furnish(url: &str, signer: &Signer) -> Outcome<World> {
    local(async {
        let client = connect(url).await?;
        let commune =
            "select u.id from units u where u.code = '05605' and u.level = 'commune' and u.valid_to is null";
        let commune = only_id(&client, commune).await?;
        let (hamlet, user) = (Uuid::now_v7(), Uuid::now_v7());
        let password_hash = password::hash_blocking(PASSWORD)?;
        client.batch_execute(&territory_and_clubs(commune, hamlet)).await?;
        client.batch_execute(&people(commune)).await?;
        client
            .batch_execute(&format!(
                "insert into users (id, login, login_key, kind, display_name, password_hash)
                     values ('{user}', '{LOGIN}', '{LOGIN}', 'person', 'Hội NCT xã (mẫu)', '{password_hash}');
                 insert into users (id, login, login_key, kind, display_name, password_hash)
                     select gen_random_uuid(), '{LOGIN}.' || n, '{LOGIN}.' || n, kind, display_name, password_hash
                       from users, generate_series(1, {OTHERS}) n;
                 insert into assignments (id, user_id, role, unit_id, valid_from, granted_by)
                     select gen_random_uuid(), id, 'commune_association', '{commune}', '2025-07-01', '{user}'
                       from users"
            ))
            .await?;
        client.batch_execute("vacuum analyze").await?;
        let version: i32 = client
            .query_one(&format!("select token_version from users where id = '{user}'"), &[])
            .await?
            .try_get(0)?;
        let grant = Grant {
            role: Role::CommuneAssociation,
            place: Place::Commune(UnitId(commune)),
            until: None,
            acting_for: None,
        };
        let clubs = format!("select id from clubs where commune_id = '{commune}'");
        let members = format!("select id from memberships where club_id in ({clubs})");
        Ok(World {
            commune: UnitId(commune),
            hamlet,
            clubs: ids(&client, &clubs).await?,
            members: ids(&client, &members).await?,
            user: UserId(user),
            password_hash,
            token: token(signer, UserId(user), vec![grant], version)?,
        })
    })
}

/// Good for an hour.
pub fn token(signer: &Signer, user: UserId, assignments: Vec<Grant>, version: i32) -> Outcome<String> {
    let now = Utc::now().timestamp();
    Ok(signer.issue(&Claims {
        iss: ISSUER.into(),
        aud: AUDIENCE.into(),
        sub: user,
        jti: Uuid::now_v7(),
        iat: now,
        exp: now + 3600,
        ver: version,
        sid: Uuid::now_v7(),
        person: Some(Uuid::now_v7().into()), // money in a club is for those of whom it is known who they are
        second_factor: true,
        second_factor_at: Some(now),
        assignments,
    })?)
}

/// A hamlet of the commune with forty clubs, and one hamlet with one club in each of 2,000 other communes.
fn territory_and_clubs(commune: Uuid, hamlet: Uuid) -> String {
    let (hamlet_key, elsewhere_key) =
        (literal(&text::sort_key("Xóm Mẫu")), literal(&text::sort_key("CLB mẫu")));
    let mut sql = format!(
        "create temp table places as
             select case when v.unit_id = '{commune}' then '{hamlet}' else gen_random_uuid() end as hamlet,
                    v.unit_id as commune, v.province_id as province
               from unit_versions v
              where v.level = 'commune' and v.valid_to is null
              order by v.unit_id <> '{commune}', v.unit_id limit 2001;
         insert into units (id, level, valid_from) select hamlet, 'hamlet', '2000-01-01' from places;
         insert into unit_versions (unit_id, level, name, kind, folded, sort_key, parent_id, province_id,
                                    commune_id, valid_from)
             select hamlet, 'hamlet', 'Xóm Mẫu', 'xóm', 'xom mau', {hamlet_key}, commune, province, commune,
                    '2025-07-01'
               from places;
         create temp table founded as
             select gen_random_uuid() as club, 'X-' || row_number() over () as code, 'CLB mẫu' as name,
                    'clb mau' as folded, {elsewhere_key} as sort_key, *
               from places where commune <> '{commune}';\n"
    );
    for n in 1..=40 {
        let name = format!("CLB Liên thế hệ tự giúp nhau Xóm Mẫu {n}");
        let (folded, key) = (text::fold(&name), literal(&text::sort_key(&name)));
        let _ = writeln!(
            sql,
            "insert into founded select gen_random_uuid(), '05605-{n:03}', '{name}', '{folded}', {key}, *
               from places where commune = '{commune}';"
        );
    }
    sql + "insert into clubs (id, code, name, folded, sort_key, state, state_since, hamlet_id, commune_id,
                       province_id, proposed_on, established_on, launched_on, meeting_place, meeting_day)
               select club, code, name, folded, sort_key, 'active', '2025-09-20', hamlet, commune, province,
                      '2025-08-01', '2025-09-01', '2025-09-20', 'Nhà văn hóa xóm', 17
                 from founded;
           insert into club_placements (id, club_id, hamlet_id, is_main, valid_from)
               select gen_random_uuid(), club, hamlet, true, '2025-08-01' from founded;"
}

/// Sixty active members in each club of the commune, ten in each of the others.
fn people(commune: Uuid) -> String {
    let mut sql =
        "create temp table names (n int, full_name text, folded text, sort_key text, sex text);\n".to_owned();
    for n in 0..NAMES {
        let name = name(n);
        let (folded, key) = (text::fold(&name), literal(&text::person_sort_key(&name)));
        let sex = if name.contains(" Thị") { "female" } else { "male" };
        let _ = writeln!(sql, "insert into names values ({n}, '{name}', '{folded}', {key}, '{sex}');");
    }
    let _ = write!(
        sql,
        "create temp table seats as
             select gen_random_uuid() as person, c.id as club, row_number() over () as n
               from clubs c, generate_series(1, case when c.commune_id = '{commune}' then 60 else 10 end);
         insert into persons (id, full_name, folded, sort_key, sex, birth_date, birth_precision, phone)
             select person, full_name, folded, sort_key, sex, make_date(1940 + (seats.n * 7 % 45)::int, 12, 31),
                    'year', '+84900000000'
               from seats join names on names.n = seats.n % {NAMES};
         insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on)
             select gen_random_uuid(), person, club, 'active', '2025-09-20', '2025-08-20', '2025-09-20'
               from seats;
         select logic.count_clubs(array_agg(id), current_date) from clubs;"
    );
    sql
}

/// Takes out whoever the measurement has entered, so that each round finds the same clubs.
pub fn tidy(url: &str) -> Outcome {
    let entered = format!("select id from persons where address = '{ENTERED}'");
    run(
        url,
        &[
            &format!(
                "create temp table gone as select id from memberships where person_id in ({entered});
                 delete from membership_states where membership_id in (select id from gone);
                 delete from memberships where id in (select id from gone);
                 delete from persons where address = '{ENTERED}';
                 truncate idempotency_keys;
                 select logic.count_clubs(array_agg(id), current_date) from clubs;"
            ),
            "vacuum analyze persons, memberships, membership_states, club_metrics",
        ],
    )
}

/// Fresh clubs in the hamlet, as proposed.
pub fn propose(url: &str, world: &World, many: usize) -> Outcome<Vec<Uuid>> {
    local(async {
        let client = connect(url).await?;
        let (commune, hamlet) = (world.commune, world.hamlet);
        let mut sql = String::new();
        for n in 0..many {
            let key = literal(&text::sort_key(&format!("CLB đề nghị {n}")));
            let _ = writeln!(
                sql,
                "insert into clubs (id, code, name, folded, sort_key, state, state_since, hamlet_id, commune_id,
                                    province_id, proposed_on)
                 select gen_random_uuid(), 'P-{n}', 'CLB đề nghị {n}', 'clb de nghi {n}', {key}, 'proposed',
                        '2026-03-01', unit_id, commune_id, province_id, '2026-03-01'
                   from unit_versions where unit_id = '{hamlet}';"
            );
        }
        client.batch_execute(&sql).await?;
        ids(&client, &format!("select id from clubs where state = 'proposed' and commune_id = '{commune}'"))
            .await
    })
}
