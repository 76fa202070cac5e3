//! What it takes to merge a club with its money into another: two clubs of seventy with forty loans each.

use super::books::{self, Books, Lent};
use super::load::{ask, local, request};
use super::world::{World, connect};
use super::{Pace, Server, Table, json_with_key, median, verdict};
use lien_the_he::commands::Outcome;
use lien_the_he::platform::auth::token::Signer;
use lien_the_he::platform::auth::{Place, Role};
use std::time::{Duration, Instant};
use uuid::Uuid;

const MEMBERS: usize = 70;
const LOANS: usize = 40;
/// Within which half of the mergers are to be done.
const WITHIN: Duration = Duration::from_millis(500);

/// Founds pairs of clubs in the commune, and merges one of each into the other.
pub fn measure(
    table: &mut Table,
    url: &str,
    world: &World,
    signer: &Signer,
    books: &Books,
    server: &Server,
    pace: Pace,
) -> Outcome {
    let pairs = pace.rounds * 2;
    let (clubs, token) = local(async {
        let client = connect(url).await?;
        let rights = vec![(Role::CommuneCommittee, Place::Commune(world.commune))];
        let (_, token) = books::caller(&client, signer, "ubnd.xa.mau", rights).await?;
        let clubs: Vec<Uuid> = (0..pairs * 2).map(|_| Uuid::now_v7()).collect();
        for (club, n) in clubs.iter().zip(0..) {
            let lent: Vec<Lent> = (0..MEMBERS)
                .map(|_| Lent {
                    loan: Uuid::now_v7(),
                    club: *club,
                    member: Uuid::now_v7(),
                    person: Uuid::now_v7(),
                })
                .collect();
            client.batch_execute(&founded(*club, n, world, &lent)).await?;
            let borrowers = lent.get(..LOANS).unwrap_or_default();
            let sql = books::books(*club, borrowers, &books.terms, world.user, books.treasurer)?;
            client.batch_execute(&sql).await?;
        }
        let today = books.terms.today;
        let count = format!(
            "select logic.count_finances(array(select id from clubs where code like 'M-%'), '{today}')"
        );
        client.batch_execute(&count).await?;
        client.batch_execute("vacuum analyze").await?;
        Ok((clubs, token))
    })?;
    let mut took = vec![];
    for pair in clubs.chunks_exact(2) {
        let &[club, into] = pair else { continue };
        let body =
            format!(r#"{{"into":"{into}","on":"{}","reason":"Hai xóm sáp nhập."}}"#, books.terms.today);
        let headers = format!("if-match: \"1\"\r\n{}", json_with_key());
        let merger = request("POST", &format!("/v1/clubs/{club}/merger"), &token, &headers, &body);
        let begun = Instant::now();
        let reply = ask(server.address, &merger)?;
        took.push(begun.elapsed().as_secs_f64() * 1_000.0);
        if reply.status != 201 {
            return Err(reply.unexpected(201));
        }
    }
    let (half, least, most) = median(took.into_iter());
    table.0.push(format!(
        "{:<34}{half:>7.0} ms   ({least:.0}..{most:.0})   < {} ms: {}",
        "merging two clubs of 70 with 40 loans",
        WITHIN.as_millis(),
        verdict(half < WITHIN.as_secs_f64() * 1_000.0),
    ));
    Ok(())
}

/// A club of the commune with its members, as SQL.
fn founded(club: Uuid, n: usize, world: &World, members: &[Lent]) -> String {
    let (commune, hamlet) = (world.commune, world.hamlet);
    let persons: Vec<String> = members
        .iter()
        .map(|lent| format!("('{}', 'Người Mẫu', 'nguoi mau', 'nguoi mau', 'female')", lent.person))
        .collect();
    let memberships: Vec<String> = members
        .iter()
        .map(|Lent { member, person, .. }| {
            format!("('{member}', '{person}', '{club}', 'active', '2025-01-01', '2024-12-01', '2025-01-01')")
        })
        .collect();
    format!(
        "insert into clubs (id, code, name, folded, sort_key, state, state_since, hamlet_id, commune_id, province_id,
                            proposed_on, established_on, launched_on)
         select '{club}', 'M-{n}', 'CLB sáp nhập {n}', 'clb sap nhap {n}', 'M{n}', 'active', '2024-12-01', '{hamlet}',
                '{commune}', province_id, '2024-10-01', '2024-11-01', '2024-12-01'
           from unit_versions where unit_id = '{commune}' and valid_to is null;
         insert into club_placements (id, club_id, hamlet_id, is_main, valid_from)
         values (gen_random_uuid(), '{club}', '{hamlet}', true, '2024-10-01');
         insert into persons (id, full_name, folded, sort_key, sex) values {};
         insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on) values {};",
        persons.join(", "),
        memberships.join(", ")
    )
}
