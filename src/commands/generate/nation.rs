//! Where the made-up clubs lie: hamlets in the real communes, and clubs in the hamlets.

use super::dice::{Dice, Ids};
use super::rows::{Rows, Table};
use crate::commands::Outcome;
use crate::platform::text;
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, HashMap};
use tokio_postgres::Client;
use uuid::Uuid;

/// Hamlets in a commune: 3,321 communes have about 90,000.
const HAMLETS: usize = 27;
/// Clubs in a hundred communes.
const CLUBS_IN_A_HUNDRED: usize = 753;
/// Keys of communes stand apart from those of clubs.
const COMMUNES: u64 = 1_000_000;
/// Codes of provinces, of after the reform, in which most people are of one of the smaller peoples.
const HIGHLANDS: [&str; 10] = ["04", "08", "11", "12", "14", "15", "19", "20", "52", "66"];

/// A commune and what is made up in it.
#[derive(Debug)]
pub struct Commune {
    /// Its id.
    pub id: Uuid,
    /// The province in which it lies.
    pub province: Uuid,
    /// How many of a hundred are of a smaller people.
    pub minority: i64,
    /// For its keys.
    pub number: u64,
    /// Its hamlets.
    pub hamlets: Vec<Hamlet>,
    /// Its clubs.
    pub clubs: Vec<Seat>,
}

/// A hamlet, and what it was before the reform.
#[derive(Debug)]
pub struct Hamlet {
    /// Its id.
    pub id: Uuid,
    name: String,
    kind: &'static str,
    since: NaiveDate,
    before: Option<(usize, String)>,
}

/// A commune before the reform.
#[derive(Debug)]
pub struct Before {
    id: Uuid,
    district: Uuid,
    province: Uuid,
    code: String,
    since: NaiveDate,
    until: NaiveDate,
}

/// Where and when a club was founded.
#[derive(Debug)]
pub struct Seat {
    /// For its keys and its chance.
    pub number: u64,
    /// Its code.
    pub code: String,
    /// The hamlet in which it is at home.
    pub hamlet: Uuid,
    /// What that is called.
    pub hamlet_name: String,
    /// Another one that it serves.
    pub second: Option<Uuid>,
    /// When it was proposed.
    pub proposed_on: NaiveDate,
    /// When it was launched; a few are not yet.
    pub launched_on: Option<NaiveDate>,
}

/// The nation as it will be.
#[derive(Debug)]
pub struct Nation {
    /// The communes with something in them.
    pub communes: Vec<Commune>,
    /// The communes from which those were made.
    before: Vec<Before>,
    /// The last numbers given under the codes of communes.
    last_numbers: BTreeMap<String, i32>,
}

struct Official {
    id: Uuid,
    kind: String,
    code: String,
    province: Uuid,
    since: NaiveDate,
    province_code: String,
}

impl Nation {
    /// Spreads clubs over the communes of the day.
    pub async fn plan(client: &Client, seed: u64, clubs: usize, today: NaiveDate) -> Outcome<Self> {
        let official = communes(client, today).await?;
        let (before, successors) = before(client).await?;
        let mut dice = Dice::of(&[seed, COMMUNES]);
        let used = (clubs * 100).div_ceil(CLUBS_IN_A_HUNDRED).clamp(1, official.len().max(1));
        let weights: Vec<usize> = (0..used).map(|_| dice.below(15)).collect();
        let whole = weights.iter().sum::<usize>().max(1);
        let mut nation = Self { communes: vec![], before, last_numbers: BTreeMap::new() };
        let (mut weighed, mut number) = (0, 0);
        let mut named: HashMap<usize, usize> = HashMap::new();
        for (index, weight) in weights.iter().enumerate() {
            let Some(official) = official.get(index * official.len() / used) else { continue };
            let here = clubs * (weighed + weight) / whole - clubs * weighed / whole;
            weighed += weight;
            let empty = vec![];
            let older = successors.get(&official.id).unwrap_or(&empty);
            let place = COMMUNES + u64::try_from(index)?;
            let mut ids = Ids::new(seed, place);
            let hamlets = hamlets(official, older, &nation.before, here.max(HAMLETS), &mut ids, &mut named);
            let highland = HIGHLANDS.contains(&official.province_code.as_str());
            let minority = if highland { dice.between(30, 95) } else { dice.between(0, 12) };
            let mut commune = Commune {
                id: official.id,
                province: official.province,
                minority,
                number: place,
                hamlets,
                clubs: vec![],
            };
            for at in 0..here {
                let seat = nation.seat(&commune, official, (at, here), number, seed, today);
                commune.clubs.extend(seat);
                number += 1;
            }
            nation.communes.push(commune);
        }
        Ok(nation)
    }

    fn seat(
        &mut self,
        commune: &Commune,
        official: &Official,
        (at, of): (usize, usize),
        number: u64,
        seed: u64,
        today: NaiveDate,
    ) -> Option<Seat> {
        let mut dice = Dice::of(&[seed, number, 1]);
        let ago = |days: i64| today.checked_sub_days(Days::new(days.unsigned_abs())).unwrap_or(today);
        let (proposed_on, launched_on) = match dice.between(0, 99) {
            0 => (ago(dice.between(4, 60)), None),
            1..=9 => {
                let launched = dice.between(20, 700);
                (ago(launched + dice.between(70, 110)), Some(ago(launched)))
            }
            _ => {
                let launched = dice.between(731, 2_300);
                (ago(launched + dice.between(70, 110)), Some(ago(launched)))
            }
        };
        let many = commune.hamlets.len();
        let home = commune.hamlets.get(at * many / of.max(1))?;
        let next = commune.hamlets.get(at * many / of.max(1) + 1);
        let free = (at + 1) * many / of.max(1) > at * many / of.max(1) + 1;
        let older = home.before.as_ref().and_then(|(index, _)| self.before.get(*index));
        let code = match older.filter(|older| proposed_on <= older.until) {
            Some(older) => &older.code,
            None => &official.code,
        };
        let last = self.last_numbers.entry(code.clone()).or_default();
        *last += 1;
        Some(Seat {
            number,
            code: format!("{code}-{last:03}"),
            hamlet: home.id,
            hamlet_name: home.name.clone(),
            second: next.filter(|_| free && dice.chance(30)).map(|hamlet| hamlet.id),
            proposed_on,
            launched_on,
        })
    }

    /// The numbers that are given by now.
    pub fn codes(&self, rows: &mut Rows) {
        for (code, last) in &self.last_numbers {
            rows.add(Table::ClubCodes, &[code, last]);
        }
    }

    /// The hamlets of a commune, for as long as they have been.
    pub fn lay(&self, commune: &Commune, rows: &mut Rows) {
        for hamlet in &commune.hamlets {
            let older = hamlet.before.as_ref().and_then(|(at, name)| Some((self.before.get(*at)?, name)));
            let since = older.map_or(hamlet.since, |(older, _)| older.since);
            rows.add(Table::Units, &[&hamlet.id, &"hamlet", &since]);
            let mut version =
                |name: &str, place: (Uuid, Uuid, Option<Uuid>), dates: (NaiveDate, Option<NaiveDate>)| {
                    let (commune, province, district) = place;
                    let cells: [&dyn super::rows::Cell; 12] = [
                        &hamlet.id,
                        &"hamlet",
                        &name,
                        &hamlet.kind,
                        &text::fold(name),
                        &text::sort_key(name),
                        &commune,
                        &province,
                        &district,
                        &commune,
                        &dates.0,
                        &dates.1,
                    ];
                    rows.add(Table::UnitVersions, &cells);
                };
            if let Some((older, name)) = older {
                version(
                    name,
                    (older.id, older.province, Some(older.district)),
                    (older.since, Some(older.until)),
                );
            }
            version(&hamlet.name, (commune.id, commune.province, None), (hamlet.since, None));
        }
    }
}

/// Numbered hamlets, each of one of the communes that were merged; there it had another number.
fn hamlets(
    official: &Official,
    older: &[usize],
    before: &[Before],
    many: usize,
    ids: &mut Ids,
    named: &mut HashMap<usize, usize>,
) -> Vec<Hamlet> {
    let (word, kind) = match official.kind.as_str() {
        "phường" => ("Tổ dân phố", "tổ dân phố"),
        "đặc khu" => ("Khu dân cư", "khu dân cư"),
        _ => ("Thôn", "thôn"),
    };
    let hamlet = |at: usize| {
        let of = older.get(at * older.len() / many.max(1)).copied();
        let before = of.filter(|of| before.get(*of).is_some()).map(|of| {
            let last = named.entry(of).or_default();
            *last += 1;
            (of, format!("{word} {last}"))
        });
        Hamlet {
            id: ids.next(Table::Units),
            name: format!("{word} {}", at + 1),
            kind,
            since: official.since,
            before,
        }
    };
    (0..many).map(hamlet).collect()
}

async fn communes(client: &Client, today: NaiveDate) -> Outcome<Vec<Official>> {
    let rows = client
        .query(
            &format!(
                "select v.unit_id::text, v.kind, u.code, v.province_id::text, v.valid_from::text, p.code
                   from unit_versions v join units u on u.id = v.unit_id join units p on p.id = v.province_id
                  where v.level = 'commune' and u.code is not null and p.code is not null
                    and v.valid_from <= '{today}' and coalesce(v.valid_to, '{today}') >= '{today}'
                    and v.district_id is null
                  order by u.code"
            ),
            &[],
        )
        .await?;
    let commune = |row: &tokio_postgres::Row| {
        let text = |at: usize| row.try_get::<_, &str>(at);
        Ok(Official {
            id: text(0)?.parse()?,
            kind: text(1)?.to_owned(),
            code: text(2)?.to_owned(),
            province: text(3)?.parse()?,
            since: text(4)?.parse()?,
            province_code: text(5)?.to_owned(),
        })
    };
    rows.iter().map(commune).collect()
}

/// The communes of before the reform, and which of them went into which.
async fn before(client: &Client) -> Outcome<(Vec<Before>, HashMap<Uuid, Vec<usize>>)> {
    let rows = client
        .query(
            "select l.to_id::text, v.unit_id::text, v.district_id::text, v.province_id::text, u.code,
                    v.valid_from::text, v.valid_to::text
               from unit_lineage l join unit_versions v on v.unit_id = l.from_id join units u on u.id = l.from_id
              where v.level = 'commune' and v.valid_to is not null and v.district_id is not null
                and u.code is not null
              order by l.to_id, u.code",
            &[],
        )
        .await?;
    let (mut all, mut known, mut successors) = (vec![], HashMap::new(), HashMap::new());
    for row in &rows {
        let text = |at: usize| row.try_get::<_, &str>(at);
        let id: Uuid = text(1)?.parse()?;
        let at = if let Some(at) = known.get(&id) {
            *at
        } else {
            all.push(Before {
                id,
                district: text(2)?.parse()?,
                province: text(3)?.parse()?,
                code: text(4)?.to_owned(),
                since: text(5)?.parse()?,
                until: text(6)?.parse()?,
            });
            known.insert(id, all.len() - 1);
            all.len() - 1
        };
        let of: &mut Vec<usize> = successors.entry(text(0)?.parse()?).or_default();
        of.push(at);
    }
    Ok((all, successors))
}
