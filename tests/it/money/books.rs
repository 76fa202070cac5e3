//! What can be read out of the ledger, through the whole application.

use crate::support::TestApp;
use lien_the_he::platform::auth::{Place, Role};
use lien_the_he::platform::ids::ClubId;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

async fn posted(app: &TestApp, body: Value) {
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let reply = treasurer.post(&format!("/v1/clubs/{}/entries", app.here.club), body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
}

#[actix_web::test]
async fn the_books_are_read_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let club = app.here.club;
    let officer = app.role(Role::CommuneFinanceOfficer, app.here).await;
    let auditor = app.role(Role::Auditor, app.here).await;
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    for book in ["trial-balance", "cash-book?fund=income", "fund-statement?fund=income", "ledger/proof"] {
        let reader = if book == "ledger/proof" { &auditor } else { &officer };
        assert_eq!(reader.get(&format!("/v1/clubs/{club}/{book}")).await.status, 200, "{book}");
        let hidden = stranger.get(&format!("/v1/clubs/{club}/{book}")).await;
        let absent = stranger.get(&format!("/v1/clubs/{}/{book}", app.here.member)).await;
        assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
    }
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    assert_eq!(province.get(&format!("/v1/clubs/{club}/trial-balance")).await.code(), "forbidden");
}

#[actix_web::test]
async fn a_trial_balance_balances_on_every_day_and_as_it_was_known_at_every_entry() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/trial-balance", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    let now = chair.get(&path).await;
    let funds = now.body["funds"].as_array().unwrap();
    assert_eq!((funds.len(), &now.body["through"], &now.body["on"]), (2, &json!(4), &json!("2026-11-22")));
    for fund in funds {
        assert_eq!((&fund["balanced"], &fund["debit_vnd"]), (&json!(true), &fund["credit_vnd"]));
    }
    let cash = &funds[0]["accounts"][0];
    assert_eq!(
        (&cash["account"], &cash["debit_vnd"], &cash["credit_vnd"], &cash["balance_vnd"]),
        (&json!("cash"), &json!(20_535_000), &json!(5_000_000), &json!(15_535_000))
    );
    // on another day, at another entry, and again after something was posted into the past
    let earlier = format!("{path}?on=2026-09-17&through=3");
    let known = chair.get(&earlier).await;
    assert_eq!(known.body["funds"][0]["accounts"][0]["balance_vnd"], 15_000_000);
    let gift =
        json!({ "kind": "donation", "party": "A", "fund": "income", "on": "2026-09-01", "amount_vnd": 7 });
    posted(&app, gift).await;
    assert_eq!(chair.get(&earlier).await.body, known.body);
    let since = chair.get(&format!("{path}?on=2026-09-17")).await;
    assert_eq!(since.body["funds"][0]["accounts"][0]["balance_vnd"], 15_000_007);
    let none = chair.get(&format!("{path}?through=0")).await;
    assert_eq!((&none.body["funds"], none.body["hash"].as_str().unwrap().len()), (&json!([]), 64));
    assert_eq!(chair.get(&format!("{path}?through=6")).await.errors(), [("?through", "range")]);
    assert_eq!(chair.get(&format!("{path}?through=-1")).await.errors(), [("?through", "range")]);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[actix_web::test]
async fn a_cash_book_says_what_was_there_after_each_line_on_every_page() {
    let app = TestApp::start().await;
    for (on, amount) in [("2026-11-03", 100_000), ("2026-11-02", 200_000), ("2026-11-03", 300_000)] {
        let spent = json!({ "kind": "bank_deposit", "fund": "income", "on": on, "amount_vnd": amount });
        posted(&app, spent).await;
    }
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}/cash-book?fund=income&from=2026-10-01", app.here.club);
    let whole = chair.get(&path).await;
    let sums =
        ["opening_vnd", "received_vnd", "paid_vnd", "closing_vnd"].map(|name| whole.body[name].as_i64());
    assert_eq!(sums, [15_000_000, 535_000, 600_000, 14_935_000].map(Some));
    let lines: Vec<_> =
        whole.items().iter().map(|line| (line["number"].as_i64(), line["balance_vnd"].as_i64())).collect();
    let expected = [(4, 15_535_000), (6, 15_335_000), (5, 15_235_000), (7, 14_935_000)];
    assert_eq!(lines, expected.map(|(number, balance)| (Some(number), Some(balance))));
    let (mut walked, mut next) = (vec![], String::new());
    loop {
        let page = chair.get(&format!("{path}&limit=1{next}")).await;
        assert_eq!(page.body["closing_vnd"], 14_935_000);
        walked.extend(page.items().to_vec());
        match page.body["next"].as_str() {
            Some(cursor) => next = format!("&after={cursor}"),
            None => break,
        }
    }
    assert_eq!(walked, whole.items());
    let bank = chair.get(&format!("{path}&purse=bank&to=2026-11-02")).await;
    assert_eq!((bank.items().len(), &bank.body["closing_vnd"]), (1, &json!(200_000)));
    assert_eq!(chair.get(&format!("{path}&purse=sock")).await.errors(), [("?purse", "choice")]);
    let without = chair.get(&format!("/v1/clubs/{}/cash-book", app.here.club)).await;
    assert_eq!(without.errors(), [("?fund", "required")]);
    assert_eq!(chair.get(&format!("{path}&after=nonsense")).await.errors(), [("?after", "cursor")]);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[actix_web::test]
async fn a_fund_statement_adds_up_and_leaves_out_what_only_changed_its_place() {
    let app = TestApp::start().await;
    for body in [
        json!({ "kind": "seed_money", "source": "enterprise", "on": "2026-11-01", "amount_vnd": 3 }),
        json!({ "kind": "seed_money", "source": "elderly_care_fund", "purse": "bank", "on": "2026-11-01", "amount_vnd": 4 }),
        json!({ "kind": "bank_deposit", "on": "2026-11-02", "amount_vnd": 1_000_000 }),
        json!({ "kind": "interest_transfer", "on": "2026-11-03", "amount_vnd": 35_000 }),
    ] {
        posted(&app, body).await;
    }
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}/fund-statement?from=2026-10-01", app.here.club);
    let income = chair.get(&format!("{path}&fund=income")).await.body;
    assert_eq!(
        income["receipts"],
        json!([
            { "kind": "repayment", "source": null, "amount_vnd": 535_000 },
            { "kind": "seed_money", "source": "elderly_care_fund", "amount_vnd": 4 },
            { "kind": "seed_money", "source": "enterprise", "amount_vnd": 3 },
        ])
    );
    assert_eq!(
        income["payments"],
        json!([{ "kind": "interest_transfer", "source": null, "amount_vnd": 35_000 }])
    );
    assert_eq!((&income["opening_vnd"], &income["closing_vnd"]), (&json!(15_000_000), &json!(15_500_007)));
    let operating = chair.get(&format!("{path}&fund=operating")).await.body;
    assert_eq!(
        (&operating["opening_vnd"], &operating["closing_vnd"]),
        (&json!(1_000_000), &json!(1_035_000))
    );
    let before = chair.get(&format!("{path}&fund=income&through=4")).await.body;
    assert_eq!((&before["closing_vnd"], &before["payments"]), (&json!(15_535_000), &json!([])));
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&format!("{path}&fund=income")).await.status, 404);
}

#[actix_web::test]
async fn a_members_statement_is_shown_and_recorded_and_ones_own_is_only_shown() {
    let app = TestApp::start().await;
    for (kind, on, amount) in [
        ("savings_deposit", "2026-10-01", 50_000),
        ("savings_deposit", "2026-11-01", 70_000),
        ("savings_withdrawal", "2026-11-02", 20_000),
        ("contribution", "2026-11-02", 10_000),
    ] {
        let body = json!({ "kind": kind, "member_id": app.here.member, "on": on, "amount_vnd": amount });
        posted(&app, body).await;
    }
    let path = format!("/v1/members/{}/money-statement", app.here.member);
    let chair = app.role(Role::ClubChair, app.here).await;
    let shown = chair.get(&format!("{path}?from=2026-11-01")).await.body;
    assert_eq!(
        shown["accounts"],
        json!([
            { "account": "savings", "opening_vnd": 50_000, "closing_vnd": 100_000 },
            { "account": "contributions", "opening_vnd": 0, "closing_vnd": 10_000 },
        ])
    );
    let running: Vec<_> =
        shown["lines"].as_array().unwrap().iter().map(|line| line["balance_vnd"].as_i64().unwrap()).collect();
    assert_eq!(running, [120_000, 100_000, 10_000]);
    assert_eq!(app.count("personal_data_reads where tier = 3").await, 1);
    let borrower = chair.get(&format!("/v1/members/{}/money-statement", app.here.borrower)).await.body;
    assert_eq!(
        borrower["accounts"][0],
        json!({ "account": "loans", "opening_vnd": 0, "closing_vnd": 4_500_000 })
    );
    let reads = app.count("personal_data_reads").await;
    let herself = app.role(Role::Member, app.here).await;
    let own = herself.get("/v1/me/money-statements?from=2026-11-01").await.body;
    assert_eq!((own.as_array().unwrap().len(), &own[0]), (1, &shown));
    assert_eq!(app.count("personal_data_reads").await, reads);
    assert_eq!(herself.get(&path).await.code(), "forbidden");
    let nobody = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(nobody.get("/v1/me/money-statements").await.code(), "forbidden");
    assert_eq!(nobody.get(&path).await.status, 404);
    assert_eq!(app.count("personal_data_reads").await, reads, "where nothing was shown, nothing is recorded");
}

/// The chain as a page shows it: number and hash.
fn kept(proof: &Value) -> Vec<Value> {
    let items = proof["items"].as_array().unwrap();
    items.iter().map(|item| json!({ "number": item["number"], "hash": item["hash"] })).collect()
}

#[actix_web::test]
async fn the_chain_is_proved_page_by_page_and_a_copy_is_held_against_it() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/ledger/proof", app.here.club);
    let compare = format!("/v1/clubs/{}/ledger/comparisons", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let proof = treasurer.get(&path).await.body;
    assert_eq!((&proof["head"]["holds"], &proof["head"]["last_number"]), (&json!(true), &json!(4)));
    assert_eq!((&proof["next"], &proof["head"]["last_hash"]), (&Value::Null, &proof["items"][3]["hash"]));
    let page = treasurer.get(&format!("{path}?after=1&limit=2")).await.body;
    assert_eq!((&page["items"][0], &page["next"]), (&proof["items"][1], &json!(3)));

    // anybody can compute it: from the bytes of `link` as they stand in the reply
    let text = String::from_utf8(treasurer.get(&format!("{path}?limit=1")).await.bytes).unwrap();
    let (_, link) = text.split_once("\"link\":").unwrap();
    let link = link.split_once("}],\"next\"").unwrap().0;
    let hash = Sha256::new().chain_update([0; 32]).chain_update(link).finalize();
    assert_eq!(lien_the_he::money::ledger::rules::hex(&hash), proof["items"][0]["hash"].as_str().unwrap());

    let said = async |entries: Vec<Value>| {
        let reply = treasurer.post(&compare, json!({ "entries": entries })).await;
        assert_eq!(
            (reply.status.as_u16(), &reply.body["head"]["holds"]),
            (200, &json!(true)),
            "{}",
            reply.body
        );
        reply.body["first_difference"].clone()
    };
    let copy = kept(&proof);
    assert_eq!(said(copy.clone()).await, Value::Null);
    let whole = proof["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| json!({ "number": item["number"], "hash": item["hash"], "link": item["link"] }));
    let mut whole: Vec<Value> = whole.collect();
    assert_eq!(said(whole.clone()).await, Value::Null);
    whole[2]["link"]["lines"][0]["amount_vnd"] = json!(4_000_000);
    assert_eq!(said(whole).await, json!({ "number": 3, "difference": "changed" }));
    let mut changed = copy.clone();
    changed[1]["hash"] = json!("0".repeat(64));
    assert_eq!(said(changed).await, json!({ "number": 2, "difference": "changed" }));
    let mut lacking = copy.clone();
    lacking.remove(2);
    assert_eq!(said(lacking).await, json!({ "number": 3, "difference": "lacking_in_copy" }));
    let mut longer = copy.clone();
    longer.push(json!({ "number": 5, "hash": "0".repeat(64) }));
    assert_eq!(said(longer).await, json!({ "number": 5, "difference": "lacking_in_ledger" }));
    let part = treasurer.post(&compare, json!({ "from": 2, "to": 3, "entries": copy[1..3] })).await;
    assert_eq!(part.body["agrees"], true);
    let wrong = treasurer.post(&compare, json!({ "entries": [{ "number": 1, "hash": "12" }] })).await;
    assert_eq!(wrong.errors(), [("/entries/0/hash", "length")]);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&compare, json!({ "entries": [] })).await.status, 404);
}

#[actix_web::test]
async fn a_row_that_is_altered_past_all_rules_is_named() {
    for (alteration, number, fault) in [
        ("update ledger_lines set amount_vnd = amount_vnd * 2 where number = 3", 3, "hash"),
        ("update ledger_entries set party = 'X' where number = 2", 2, "hash"),
        ("update ledger_entries set hash = sha256('x') where number = 2", 2, "hash"),
        ("update ledger_lines set on_day = '2026-01-01' where number = 4", 4, "day"),
        ("update ledger_entries set previous_hash = hash where number = 4", 4, "previous_hash"),
        ("update ledgers set last_hash = sha256('x') where last_number > 0", 4, "head"),
        (
            "delete from repayment_lines; delete from repayments; alter table ledger_vouchers disable trigger user;
          delete from ledger_vouchers where entry = 4; delete from ledger_lines where number = 4;
          delete from ledger_entries where number = 4",
            4,
            "missing",
        ),
    ] {
        let app = TestApp::start().await;
        let treasurer = app.role(Role::ClubTreasurer, app.here).await;
        let path = format!("/v1/clubs/{}/ledger/proof", app.here.club);
        let copy = kept(&treasurer.get(&path).await.body);
        app.rows(
            "alter table ledger_lines disable trigger user; alter table ledger_entries disable trigger user",
        )
        .await;
        app.rows(alteration).await;
        let head = &treasurer.get(&path).await.body["head"];
        assert_eq!(head["first_broken"], json!({ "number": number, "fault": fault }), "{alteration}");
        assert_eq!(head["holds"], false);
        let compared = treasurer
            .post(&format!("/v1/clubs/{}/ledger/comparisons", app.here.club), json!({ "entries": copy }))
            .await;
        let told = &compared.body["first_difference"]["number"];
        let seen_in_the_copy = !matches!(fault, "day" | "head");
        assert_eq!(told, &if seen_in_the_copy { json!(number) } else { Value::Null }, "{alteration}");
    }
}

#[actix_web::test]
async fn anybody_can_check_a_receipt_and_learns_no_name() {
    let app = TestApp::start().await;
    let anybody = app.anonymous();
    let gift = json!({ "kind": "contribution", "member_id": app.here.member, "on": "2026-11-01", "amount_vnd": 20_000,
        "narrative": "Chuyện riêng" });
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let entry = treasurer.post(&format!("/v1/clubs/{}/entries", app.here.club), gift).await;
    let code = entry.body["receipt_code"].as_str().unwrap();
    let receipt = anybody.get(&format!("/v1/receipts/{code}")).await;
    assert_eq!(
        receipt.body,
        json!({ "club_name": "CLB Liên thế hệ Vũ Mẫu", "commune_name": "Xã Bình Mẫu 6", "on": "2026-11-01",
            "kind": "contribution", "amount_vnd": 20_000, "reversed": false, "reversed_by": null })
    );
    let typed = anybody.get(&format!("/v1/receipts/{}", code.replace('-', " ").to_lowercase())).await;
    assert_eq!(typed.body, receipt.body);
    let bookkeeper = app.role(Role::ClubBookkeeper, app.here).await;
    let asked =
        bookkeeper.post(&format!("/v1/entries/{}/reversals", entry.id()), json!({ "reason": "Nhầm" })).await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/reversals/{}/approval", asked.id());
    let undone = chair.post_if(&path, &asked.etag(), json!({})).await;
    assert_eq!(undone.status, 201);
    let receipt = anybody.get(&format!("/v1/receipts/{code}")).await.body;
    assert_eq!((&receipt["reversed"], &receipt["reversed_by"]), (&json!(true), &undone.body["reversed_by"]));
    let entry = chair.get(&format!("/v1/entries/{}", entry.id())).await;
    assert_eq!((&entry.body["reversed_by"], entry.etag().as_str()), (&undone.body["reversed_by"], "\"2\""));
    // what changed hands counts once, however many lines say so
    for (number, body, amount) in [
        (7, json!({ "kind": "interest_transfer", "on": "2026-11-03", "amount_vnd": 35_000 }), 35_000),
        (8, json!({ "kind": "bank_deposit", "on": "2026-11-03", "amount_vnd": 1_000_000 }), 1_000_000),
    ] {
        let entry = treasurer.post(&format!("/v1/clubs/{}/entries", app.here.club), body).await.body;
        assert_eq!((&entry["number"], &entry["amount_vnd"]), (&json!(number), &json!(amount)), "{entry}");
        let receipt = format!("/v1/receipts/{}", entry["receipt_code"].as_str().unwrap());
        assert_eq!(anybody.get(&receipt).await.body["amount_vnd"], amount);
    }
    let code =
        format!("select receipt_code from ledger_entries where club_id = '{}' and number = 4", app.here.club);
    let repaid = anybody.get(&format!("/v1/receipts/{}", app.text(&code).await)).await;
    assert_eq!(repaid.body["amount_vnd"], 535_000, "principal and interest");
    for unknown in ["0000-0000-0000", "x", "%20", "'"] {
        assert_eq!(anybody.get(&format!("/v1/receipts/{unknown}")).await.status, 404);
    }
    // the other province has its own
    assert_eq!(
        anybody.get(&format!("/v1/receipts/{}", app.there.receipt_code())).await.body["commune_name"],
        "Xã Bình Mẫu 7"
    );
}

/// Every value of a reply under this name.
fn all_named<'v>(body: &'v Value, name: &str, found: &mut Vec<&'v Value>) {
    match body {
        Value::Array(items) => items.iter().for_each(|item| all_named(item, name, found)),
        Value::Object(members) => {
            found.extend(members.get(name));
            members.values().for_each(|value| all_named(value, name, found));
        }
        _ => {}
    }
}

#[actix_web::test]
async fn officers_of_finance_and_social_affairs_read_the_books_and_nobodys_savings() {
    let app = TestApp::start().await;
    let (here, club, member) = (app.here, app.here.club, app.here.member.to_string());
    let saved = json!({
        "kind": "savings_deposit", "member_id": member, "on": "2026-11-22", "amount_vnd": 70_000,
        "narrative": "Bà Mẫu gửi tiết kiệm", "document": "PT-07 bà Mẫu",
    });
    posted(&app, saved).await;
    let spent =
        json!({ "kind": "expense", "on": "2026-11-22", "amount_vnd": 30_000, "narrative": "Chè nước" });
    posted(&app, spent).await;
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    let meeting = json!({
        "kind": "monthly", "held_on": "2026-11-20", "attendance": [{ "member_id": member, "presence": "present" }],
        "savings_deposits": [{ "member_id": member, "amount_vnd": 40_000 }],
        "cash_counts": [{ "fund": "income", "counted_on": "2026-11-20", "counted_vnd": 15_575_000,
            "first_counter": member, "second_counter": here.borrower }],
    });
    let meeting = treasurer.post(&format!("/v1/clubs/{club}/meetings"), meeting).await;
    assert_eq!(meeting.status, 201, "{}", meeting.body);
    let first = "select id::text from ledger_entries where kind = 'savings_deposit' order by number limit 1";
    let entry = app.text(first).await;
    let list = format!("/v1/clubs/{club}/entries");
    let book = format!("/v1/clubs/{club}/cash-book?fund=income");
    let doors = [
        list.clone(),
        format!("/v1/entries/{entry}"),
        book.clone(),
        format!("/v1/meetings/{}", meeting.id()),
        format!("/v1/clubs/{club}/trial-balance"),
        format!("/v1/clubs/{club}/fund-statement?fund=income"),
        format!("/v1/clubs/{club}/indicators/share_of_savers/trace"),
    ];
    let closed = [
        format!("/v1/members/{member}/money-statement"),
        format!("/v1/clubs/{club}/ledger/proof"),
        format!("{list}?member_id={member}"),
    ];
    // a treasurer elsewhere is no treasurer here
    let officer = here.user(Role::CommuneFinanceOfficer);
    let elsewhere = [
        (Role::CommuneFinanceOfficer, here.place(Role::CommuneFinanceOfficer, app.today)),
        (Role::ClubTreasurer, Place::Club(ClubId(here.other_club))),
    ];
    let officers = [
        app.role(Role::CommuneFinanceOfficer, here).await,
        app.role(Role::CommuneSocialOfficer, here).await,
        app.user(officer, &elsewhere).await,
    ];
    for officer in &officers {
        for door in &doors {
            let reply = officer.get(door).await;
            assert_eq!(reply.status, 200, "{door}: {}", reply.body);
            let mut lines = vec![];
            all_named(&reply.body, "lines", &mut lines);
            let mut whose = vec![];
            for line in lines {
                all_named(line, "member_id", &mut whose);
            }
            assert!(whose.iter().all(|id| id.is_null()), "{door}: {}", reply.body);
            let text = reply.body.to_string();
            assert!(!text.contains("Bà Mẫu") && !text.contains("bà Mẫu"), "{door}: {text}");
            let mut hashes = vec![];
            all_named(&reply.body, "hash", &mut hashes);
            assert!(hashes.iter().all(|hash| hash.is_null()), "{door}: with the hash a name can be guessed");
            let behind = door.ends_with("/trace");
            assert!(!behind || reply.items().iter().all(|fact| fact["kind"] != "member"), "{door}: {text}");
        }
        assert!(officer.get(&list).await.body.to_string().contains("Chè nước"), "words of nobody's are read");
        let spent = officer.get(&format!("/v1/clubs/{club}/cash-book?fund=operating")).await.body.to_string();
        assert!(spent.contains("Chè nước"), "words of nobody's are read");
    }
    for officer in &officers[..2] {
        for door in &closed {
            let refused = officer.get(door).await;
            assert_eq!(
                (refused.code(), &refused.body["permission"]),
                ("forbidden", &json!("savings.read")),
                "{door}"
            );
        }
    }
    // who keeps it, and who looks after it, reads whose it is
    for role in [Role::ClubChair, Role::ClubTreasurer, Role::CommuneAssociation, Role::Auditor] {
        let reader = app.role(role, here).await;
        let text = reader.get(&doors[1]).await.body.to_string();
        assert!(text.contains(&member) && text.contains("Bà Mẫu"), "{role:?}: {text}");
        assert!(reader.get(&book).await.body.to_string().contains("Bà Mẫu"), "{role:?}");
        for door in &closed {
            assert_eq!(reader.get(door).await.status, 200, "{role:?} {door}");
        }
    }
    let policy = app.anonymous().get("/v1/policy").await.body.to_string();
    assert!(policy.contains("savings.read"), "the policy page says so");
}

#[actix_web::test]
async fn a_member_reads_her_passbook_with_the_balance_after_each_line() {
    let app = TestApp::start().await;
    let (club, chair) = (app.here.club, app.here.member);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    for (kind, on, amount) in [
        ("savings_deposit", "2026-10-17", 120_000),
        ("contribution", "2026-10-17", 10_000),
        ("savings_withdrawal", "2026-11-05", 20_000),
        ("savings_deposit", "2026-11-17", 30_000),
    ] {
        let entry = json!({ "kind": kind, "on": on, "amount_vnd": amount, "member_id": chair });
        let posted = treasurer.post(&format!("/v1/clubs/{club}/entries"), entry).await;
        assert_eq!(posted.status, 201, "{}", posted.body);
    }
    let herself = app.role(Role::Member, app.here).await;
    let books = herself.get("/v1/me/passbooks?from=2026-11-01").await.body;
    let book = &books[0];
    assert_eq!((books.as_array().unwrap().len(), &book["member_id"]), (1, &json!(chair)));
    assert_eq!((&book["opening_vnd"], &book["closing_vnd"]), (&json!(120_000), &json!(130_000)), "{book}");
    let lines: Vec<[i64; 3]> = book["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            ["deposited_vnd", "withdrawn_vnd", "balance_vnd"].map(|name| line[name].as_i64().unwrap())
        })
        .collect();
    assert_eq!(lines, [[0, 20_000, 100_000], [30_000, 0, 130_000]]);
    assert_eq!(app.count("personal_data_reads").await, 0, "her own");
    assert_eq!(treasurer.get("/v1/me/passbooks").await.code(), "forbidden");
    let stranger = app.role(Role::Member, app.there).await;
    let theirs = stranger.get("/v1/me/passbooks").await.body;
    assert!(!theirs.to_string().contains(&chair.to_string()), "{theirs}");
}
