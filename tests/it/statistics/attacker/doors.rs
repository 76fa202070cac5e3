//! The doors through which numbers come out, and what whoever stands before them writes down.

use super::measures::{self, Column, Fields, HEADS, Part, Terms};
use super::province::{Clubs, Period, Province};
use crate::support::Client;
use crate::support::world::{HERE, THERE};
use calamine::{Reader, Xlsx};
use lien_the_he::platform::auth::{Level, Role};
use lien_the_he::statistics::indicators::model::Indicator;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::io::Cursor;
use uuid::Uuid;

/// How a number was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Told {
    Exactly(i128),
    /// By a judgement: a norm that is met, or one that is not.
    AtLeast(i128),
    /// By silence: no judgement says otherwise. It is believed only if silence never hides anything.
    SilentlyAtLeast(i128),
}

/// A number as it was read, and where.
#[derive(Debug, Clone)]
pub struct Seen {
    pub door: String,
    pub clubs: Clubs,
    pub period: Period,
    pub terms: Vec<(i128, Column)>,
    pub told: Told,
}

/// Whoever collects all that a role is shown.
pub struct Spy<'a> {
    province: &'a Province,
    client: Client<'a>,
    /// All that it reaches.
    reach: Clubs,
    pub seen: Vec<Seen>,
    /// How many replies told anything.
    pub replies: usize,
    /// What should have been null beside a number that is withheld.
    pub blunders: Vec<String>,
    /// The targets that it has heard of, by their ids.
    targets: HashMap<String, Value>,
}

/// Whose figures a printed report shows.
struct Printed {
    clubs: Clubs,
    /// For indicators of which nothing is summed up.
    otherwise: HashMap<String, Clubs>,
}

fn number(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from)
}
fn times(terms: Terms) -> Vec<(i128, Column)> {
    terms.iter().map(|(times, column)| (i128::from(*times), *column)).collect()
}
fn indicator(value: &Value) -> Option<Indicator> {
    serde_json::from_value(value.clone()).ok()
}
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

/// Indicators of whose values each club's part is asked for, one at a time. Each reply costs some milliseconds: there is
/// one of each kind of number.
const TRACED: [&str; 8] = ["I04c", "I07", "I08", "I19", "I27c", "B2b", "B2c", "B3b"];
/// Indicators of whose values the records are asked for.
const OF_RECORDS: [&str; 3] = ["I19", "I27b", "B2b"];
/// Indicators of which what is declared is compared with what is computed.
const COMPARED: [&str; 3] = ["I07", "I27b", "B2c"];

impl<'a> Spy<'a> {
    pub async fn send(province: &'a Province, role: Role) -> Self {
        let place = HERE.place(role, province.app.today);
        let reach = match role.levels().first() {
            Some(Level::Nation) => province.everywhere(),
            Some(Level::Club) => province.of(HERE.club),
            _ => province.within(place.unit().unwrap().0),
        };
        let client = province.app.role(role, HERE).await;
        let (seen, blunders, targets) = (vec![], vec![], HashMap::new());
        let mut spy = Self { province, client, reach, seen, replies: 0, blunders, targets };
        spy.look_round().await;
        spy
    }

    /// Goes through all doors.
    async fn look_round(&mut self) {
        let nation = (String::new(), self.reach);
        let units = [
            HERE.province,
            HERE.commune,
            HERE.other_commune,
            HERE.hamlet,
            HERE.other_hamlet,
            THERE.province,
            THERE.commune,
        ];
        let (province, reach) = (self.province, self.reach);
        let reached = |clubs: Clubs| clubs != 0 && clubs & !reach == 0;
        let unit = |unit: Uuid| (format!("/units/{unit}"), province.within(unit));
        let units: Vec<(String, Clubs)> =
            units.into_iter().map(unit).filter(|(_, clubs)| reached(*clubs)).collect();
        let clubs = province.clubs.iter().map(|club| (format!("/clubs/{}", club.id), province.of(club.id)));
        let clubs: Vec<(String, Clubs)> = clubs.filter(|(_, clubs)| reached(*clubs)).collect();

        self.sums(&nation, &units, &clubs).await;
        self.indicators(&nation, &units, &clubs).await;
        self.traces(&units, &clubs).await;
        self.plans(&nation, &units, &clubs).await;
        self.reports().await;
        self.comparisons(&units, &clubs).await;
        self.pauses(&units).await;
    }

    /// The body of a reply, if it is let in.
    async fn get(&mut self, path: &str) -> Option<Value> {
        let reply = self.client.get(&format!("/v1{path}")).await;
        if reply.status != 200 {
            assert!(matches!(reply.status.as_u16(), 403 | 404), "{path}: {} {}", reply.status, reply.body);
            return None;
        }
        self.replies += 1;
        Some(reply.body)
    }
    fn note(&mut self, door: &str, clubs: Clubs, period: Period, terms: Vec<(i128, Column)>, told: Told) {
        if clubs != 0 && terms.iter().any(|(_, column)| measures::is_of_people(column)) {
            self.seen.push(Seen { door: door.to_owned(), clubs, period, terms, told });
        }
    }
    fn fields(&mut self, door: &str, clubs: Clubs, body: &Value, fields: Fields) {
        for (pointer, terms) in fields {
            let told = body.pointer(pointer);
            let told = told.map(|told| if told.is_object() { &told["value"] } else { told });
            if let Some(told) = told.and_then(number) {
                self.note(
                    &format!("{door}#{pointer}"),
                    clubs,
                    self.province.year,
                    times(terms),
                    Told::Exactly(told),
                );
            }
        }
        // the mean loan, rounded half up: within half a đồng for each loan
        let (pointer, year) = (measures::MEAN_LOAN, self.province.year);
        if let Some(mean) = body.pointer(&format!("{pointer}/value")).and_then(number) {
            let (money, loans) = ("lending_metrics.disbursed_vnd", "lending_metrics.loans_disbursed");
            let door = format!("{door}#{pointer}");
            self.note(&door, clubs, year, vec![(2, money), (1 - 2 * mean, loans)], Told::AtLeast(0));
            self.note(&door, clubs, year, vec![(-2, money), (2 * mean + 1, loans)], Told::AtLeast(0));
        }
    }

    /// Figures, finances and activity figures, and the norms that a club does not meet.
    async fn sums(&mut self, nation: &(String, Clubs), units: &[(String, Clubs)], clubs: &[(String, Clubs)]) {
        for (kind, of_club, fields) in [
            ("figures", "composition", measures::FIGURES),
            ("finances", "finances", measures::FINANCES),
            ("activity-figures", "activity-figures", measures::ACTIVITY_FIGURES),
        ] {
            let wholes = std::iter::once(nation).chain(units).map(|place| (place, kind));
            for ((place, whose), kind) in wholes.chain(clubs.iter().map(|place| (place, of_club))) {
                let door = format!("{place}/{kind}");
                let Some(body) = self.get(&door).await else { continue };
                self.fields(&door, *whose, &body, fields);
                if kind == "composition" {
                    self.norms(&door, *whose, &body);
                }
            }
            for (place, _) in units {
                let door = format!("{place}/{kind}/children");
                let Some(body) = self.get(&door).await else { continue };
                for child in body.as_array().unwrap() {
                    let whose = self.province.within(text(&child["unit_id"]).parse().unwrap());
                    self.fields(&door, whose, child, fields);
                }
            }
        }
    }
    /// What the norms of the programme say of a club: those that it does not meet are named, so it meets the others.
    fn norms(&mut self, door: &str, clubs: Clubs, body: &Value) {
        const NORMS: [(&str, Column, i128, i128); 2] = [
            ("women_percent", "club_metrics.women", 60, 70),
            ("older_percent", "club_metrics.older", 60, 70),
        ];
        let Some(warnings) = body["warnings"].as_array() else { return };
        for (measure, part, low, high) in NORMS {
            let pointer = measure.split('_').next().unwrap();
            let withheld = body[pointer]["suppressed"] == true;
            let at = format!("{door}#/warnings");
            let warning = warnings.iter().find(|warning| warning["measure"] == measure);
            if withheld && warning.is_some_and(|warning| !warning["persons"].is_null()) {
                self.blunders.push(format!("{door}: persons of a norm that are withheld"));
            }
            let members: Column = "club_metrics.members";
            let enough = vec![(100, part), (-low, members)];
            let not_many = vec![(-100, part), (high, members)];
            let negative = |terms: &[(i128, Column)]| -> Vec<(i128, Column)> {
                terms.iter().map(|(times, column)| (-times, *column)).collect()
            };
            let year = self.province.year;
            match warning.map(|warning| text(&warning["side"])) {
                Some("below") => self.note(&at, clubs, year, negative(&enough), Told::AtLeast(1)),
                Some("above") => self.note(&at, clubs, year, negative(&not_many), Told::AtLeast(1)),
                Some(_) => {}
                None => {
                    self.note(&at, clubs, year, enough, Told::SilentlyAtLeast(0));
                    self.note(&at, clubs, year, not_many, Told::SilentlyAtLeast(0));
                }
            }
        }
    }

    /// A value of an indicator: a numerator, and a denominator if it is a ratio.
    fn value(&mut self, door: &str, clubs: Clubs, period: Period, which: &Value, parts: [&Value; 2]) {
        let Some(indicator) = indicator(which) else { return };
        let definition = indicator.definition();
        let columns = [Some(definition.numerator), definition.denominator];
        for ((part, terms), name) in parts.into_iter().zip(columns).zip(["numerator", "denominator"]) {
            let (Some(told), Some(terms)) = (number(part), terms) else { continue };
            let code: &str = indicator.into();
            self.note(&format!("{door} {code} {name}"), clubs, period, times(terms), Told::Exactly(told));
        }
    }
    fn values(&mut self, door: &str, clubs: Clubs, period: Period, values: &Value) {
        for value in values.as_array().into_iter().flatten() {
            self.value(
                door,
                clubs,
                period,
                &value["indicator"],
                [&value["numerator"], &value["denominator"]],
            );
        }
    }
    fn period(body: &Value) -> Period {
        let day = |name: &str| text(&body[name]).parse().unwrap();
        Period { since: day("since"), day: day(if body["day"].is_null() { "until" } else { "day" }) }
    }

    /// Indicators of both periods, of all clubs and of those that one may choose, on the tree of today and of before.
    async fn indicators(
        &mut self,
        nation: &(String, Clubs),
        units: &[(String, Clubs)],
        clubs: &[(String, Clubs)],
    ) {
        let Period { since, day } = self.province.half;
        let half = format!("since={since}&on={day}");
        for (choice, chosen) in self.province.choices() {
            // clubs are chosen of today, from among several: what one club is, is told already
            let of_all = choice.is_empty();
            let periods = if of_all { vec![String::new(), half.clone()] } else { vec![String::new()] };
            let several = |(_, whose): &&(String, Clubs)| of_all || whose.count_ones() > 1;
            for period in periods {
                let query = format!("?{period}{choice}");
                let wholes = units.iter().chain(clubs).filter(several);
                let wholes = wholes.map(|(place, whose)| (format!("{place}/indicators"), *whose));
                let all = std::iter::once(("/indicators/values".to_owned(), nation.1));
                for (place, whose) in all.chain(wholes).collect::<Vec<_>>() {
                    let door = format!("{place}{query}");
                    let Some(body) = self.get(&door).await else { continue };
                    self.values(&door, whose & chosen, Self::period(&body["period"]), &body["values"]);
                }
                let parts =
                    units.iter().filter(several).map(|(place, _)| format!("{place}/indicators/children"));
                let provinces = std::iter::once("/indicators/values/provinces".to_owned());
                for place in provinces.chain(parts).collect::<Vec<_>>() {
                    self.parts(&format!("{place}{query}"), chosen).await;
                }
            }
        }
        // before the reform there were districts, and other communes
        let before = format!("?{half}&tree=2025-06-15");
        for (unit, parts) in [(HERE.district, true), (HERE.old_commune, false), (HERE.split_commune, false)] {
            let whose = self.province.within(unit);
            let door = format!("/units/{unit}/indicators{before}");
            if let Some(body) = self.get(&door).await {
                self.values(&door, whose, Self::period(&body["period"]), &body["values"]);
            }
            if parts {
                self.parts(&format!("/units/{unit}/indicators/children{before}"), Clubs::MAX).await;
            }
        }
    }
    async fn parts(&mut self, door: &str, chosen: Clubs) {
        let Some(body) = self.get(door).await else { return };
        for part in body.as_array().unwrap() {
            let whose = self.province.within(text(&part["unit_id"]).parse().unwrap());
            self.values(door, whose & chosen & self.reach, Self::period(&part["period"]), &part["values"]);
        }
    }

    /// What stands behind values: the clubs of a unit, all at once and one by one, and the records of a club.
    async fn traces(&mut self, units: &[(String, Clubs)], clubs: &[(String, Clubs)]) {
        let year = self.province.year;
        // where there is more than one club, and once is enough
        let mut seen_once: BTreeSet<Clubs> = BTreeSet::new();
        let several = units.iter().filter(|(_, whose)| whose.count_ones() > 1 && seen_once.insert(*whose));
        for (place, _) in several.collect::<Vec<_>>() {
            for code in TRACED {
                for limit in [1, 100] {
                    let mut page = String::new();
                    loop {
                        let door = format!("{place}/indicators/{code}/trace?limit={limit}");
                        let Some(body) = self.get(&format!("{door}{page}")).await else { break };
                        for club in body["items"].as_array().unwrap() {
                            let whose = self.province.of(text(&club["club_id"]).parse().unwrap());
                            let parts = [&club["numerator"], &club["denominator"]];
                            self.value(&door, whose, year, &club["indicator"], parts);
                        }
                        let Some(next) = body["next"].as_str() else { break };
                        page = format!("&after={next}");
                    }
                }
            }
        }
        for (place, whose) in clubs {
            for code in OF_RECORDS {
                let door = format!("{place}/indicators/{code}/trace");
                let Some(body) = self.get(&door).await else { continue };
                let value = &body["value"];
                self.value(
                    &door,
                    *whose,
                    year,
                    &value["indicator"],
                    [&value["numerator"], &value["denominator"]],
                );
                if value["suppressed"] == true && body["others"] != 0 && !body["others"].is_null() {
                    self.blunders.push(format!("{door}: how many records a withheld number has"));
                }
            }
        }
    }

    /// Dashboards, targets and standings.
    async fn plans(
        &mut self,
        nation: &(String, Clubs),
        units: &[(String, Clubs)],
        clubs: &[(String, Clubs)],
    ) {
        let year = self.province.year;
        for (place, whose) in std::iter::once(nation).chain(units) {
            let door = format!("{place}/dashboard?programme=1648");
            let Some(body) = self.get(&door).await else { continue };
            self.values(&door, *whose, year, &body["values"]);
            for row in body["league"].as_array().into_iter().flatten() {
                let part = self.province.within(text(&row["unit_id"]).parse().unwrap());
                self.values(&format!("{door}#/league"), part & self.reach, year, &row["values"]);
            }
            let judged = if place.is_empty() { self.province.everywhere() } else { *whose };
            self.targets(&format!("{door}#/programme"), judged, &body["programme"]);
        }
        let half = self.province.half.day;
        // the nation's are judged by all clubs, whoever asks
        let everywhere = (String::new(), self.province.everywhere());
        for day in [String::new(), format!("?on={half}")] {
            for (place, whose) in std::iter::once(&everywhere).chain(units).chain(clubs) {
                let door = format!("{place}/targets/progress{day}");
                let Some(body) = self.get(&door).await else { continue };
                self.targets(&door, *whose, &body["items"]);
            }
        }
        for (place, whose) in clubs {
            let door = format!("{place}/standing");
            let Some(body) = self.get(&door).await else { continue };
            for lack in body["lacks"].as_array().into_iter().flatten() {
                let Some(target) = self.targets.get(text(&lack["target_id"])).cloned() else { continue };
                self.judged(&door, *whose, year, &target, text(&lack["status"]));
            }
        }
    }
    /// Targets with what was counted for them, and how they stand.
    fn targets(&mut self, door: &str, clubs: Clubs, items: &Value) {
        for item in items.as_array().into_iter().flatten() {
            let target = &item["target"];
            self.targets.insert(text(&target["id"]).to_owned(), target.clone());
            let of_some =
                target["in_need"] == true || target["new_only"] == true || !target["terrain"].is_null();
            if item["period"].is_null() || of_some || item["of"] == "predecessor" {
                continue;
            }
            let period = Self::period(&item["period"]);
            let door = format!("{door} {}", text(&target["code"]));
            if item["of"] == "whole" {
                let parts = [&item["numerator"], &item["denominator"]];
                self.value(&door, clubs, period, &target["indicator"], parts);
                self.judged(&door, clubs, period, target, text(&item["status"]));
                let told = !item["missing"].is_null() || !item["excess"].is_null();
                if item["suppressed"] == true && told {
                    self.blunders.push(format!("{door}: how much a withheld number is short of"));
                }
            } else if number(&item["denominator"]) == Some(i128::from(clubs.count_ones())) {
                // of each club: all of them meet it, or none
                let status = match number(&item["numerator"]) {
                    Some(0) if matches!(text(&target["comparator"]), "ge" | "gt") => "below",
                    Some(0) if matches!(text(&target["comparator"]), "le" | "lt") => "above_band",
                    met if met == number(&item["denominator"]) => "met",
                    _ => continue,
                };
                let province = self.province;
                for club in province.one_by_one(clubs) {
                    self.judged(&door, 1 << club, period, target, status);
                }
            }
        }
    }
    /// What a status says of the number that was judged.
    fn judged(&mut self, door: &str, clubs: Clubs, period: Period, target: &Value, status: &str) {
        let Some(indicator) = indicator(&target["indicator"]) else { return };
        let definition = indicator.definition();
        let (percent, comparator) = (target["measure"] == "percent", text(&target["comparator"]));
        if comparator == "approx" || (definition.denominator.is_some() && !percent) {
            return;
        }
        let (low, high) = (number(&target["low"]), number(&target["high"]));
        let high = if comparator == "eq" { low } else { high };
        let strict = i128::from(matches!(comparator, "gt" | "lt"));
        // so many times the number, less the bound: a number of its own if it is a percentage
        let less = |bound: i128, sign: i128| -> (Vec<(i128, Column)>, i128) {
            let scale = if percent { 100 } else { 1 };
            let mut terms: Vec<(i128, Column)> = times(definition.numerator)
                .into_iter()
                .map(|(n, column)| (sign * scale * n, column))
                .collect();
            if percent {
                let whole = times(definition.denominator.unwrap_or_default());
                terms.extend(whole.into_iter().map(|(n, column)| (-sign * bound * n, column)));
                (terms, 0)
            } else {
                (terms, sign * bound)
            }
        };
        let mut told = vec![];
        match (status, low, high) {
            ("met", low, high) => {
                told.extend(low.map(|low| (less(low, 1), strict)));
                told.extend(high.map(|high| (less(high, -1), strict)));
            }
            ("below", Some(low), _) => told.push((less(low, -1), 1 - strict)),
            ("above_band", _, Some(high)) => told.push((less(high, 1), 1 - strict)),
            _ => {}
        }
        for ((terms, than), more) in told {
            self.note(&format!("{door} {status}"), clubs, period, terms, Told::AtLeast(than + more));
        }
    }

    /// Reports as they stand, as sealed, as drifted, as printed and as workbooks.
    async fn reports(&mut self) {
        let province = self.province;
        for report in &province.reports {
            let half = province.half;
            let (at, whose) = (format!("/reports/{}", report.id), report.clubs);
            let summed_up = report.consolidated;
            // what is printed is what was summed up, where that was done
            let mut printed = Printed { clubs: summed_up.unwrap_or(whose), otherwise: HashMap::new() };
            let Some(body) = self.get(&at).await else { continue };
            for cell in body["cells"].as_array().unwrap() {
                let which = &cell["indicator"];
                self.value(&at, whose, half, which, [&cell["numerator"], &cell["denominator"]]);
                if let Some(clubs) = summed_up {
                    let parts = [&cell["consolidated_numerator"], &cell["consolidated_denominator"]];
                    self.value(&format!("{at} consolidated"), clubs, half, which, parts);
                    if cell["consolidated_numerator"].is_null() && !cell["numerator"].is_null() {
                        printed.otherwise.insert(text(which).to_owned(), whose);
                    }
                }
            }
            if body["state"] == "sealed" {
                self.sealed(&at, whose).await;
            }
            let page = self.client.get(&format!("/v1{at}/print")).await;
            assert_eq!(page.status, 200, "{at}/print");
            self.replies += 1;
            self.printed(&format!("{at}/print"), &printed, &String::from_utf8(page.bytes).unwrap());
            let book = self.client.get(&format!("/v1{at}/workbook")).await;
            assert_eq!(book.status, 200, "{at}/workbook");
            self.replies += 1;
            self.workbook(&format!("{at}/workbook"), &printed, book.bytes);
        }
    }
    async fn sealed(&mut self, at: &str, whose: Clubs) {
        let half = self.province.half;
        let door = format!("{at}/drift");
        if let Some(body) = self.get(&door).await {
            for row in body.as_array().unwrap() {
                for kind in ["sealed", "live"] {
                    let parts = [&row[format!("{kind}_numerator")], &row[format!("{kind}_denominator")]];
                    self.value(&door, whose, half, &row["indicator"], parts);
                }
            }
        }
        let door = format!("{at}/snapshot");
        if let Some(body) = self.get(&door).await {
            for cell in body["cells"].as_array().unwrap() {
                for [numerator, denominator] in
                    [["numerator", "denominator"], ["computed_numerator", "computed_denominator"]]
                {
                    self.value(
                        &door,
                        whose,
                        half,
                        &cell["indicator"],
                        [&cell[numerator], &cell[denominator]],
                    );
                }
            }
            assert_eq!(body["parts"].as_array().map(Vec::len), Some(0), "a club has no parts: {door}");
        }
    }
    /// One number of a table, by the code of its indicator.
    fn cell(&mut self, door: &str, printed: &Printed, code: &str, part: Part, told: i128) {
        let clubs = printed.otherwise.get(code).copied().unwrap_or(printed.clubs);
        let (which, told, none) = (Value::from(code), Value::from(i64::try_from(told).unwrap()), Value::Null);
        let parts = if part == Part::Numerator { [&told, &none] } else { [&none, &told] };
        self.value(door, clubs, self.province.half, &which, parts);
    }
    /// The rows of an annex below its head: each cell under the head of its column. The only row is the total.
    fn annex(&mut self, door: &str, of: &Printed, rows: &[Vec<String>]) {
        let heads = rows.iter().position(|row| row.first().is_some_and(|cell| cell == "STT"));
        let Some(at) = heads.filter(|at| rows[*at].get(1).is_some_and(|cell| cell == "Đơn vị")) else {
            return;
        };
        for row in rows[at + 1..].iter().filter(|row| row.get(1).is_some_and(|cell| cell == "Toàn đơn vị"))
        {
            for (head, told) in rows[at].iter().zip(row) {
                let Some((_, code, part)) = HEADS.iter().find(|(name, ..)| name == head) else { continue };
                if let Ok(told) = told.replace('.', "").parse() {
                    self.cell(&format!("{door} {head}"), of, code, *part, told);
                }
            }
        }
    }
    fn printed(&mut self, door: &str, of: &Printed, page: &str) {
        let between = |text: &str, from: &str, to: &str| -> Option<String> {
            let (_, rest) = text.split_once(from)?;
            Some(rest.split_once(to)?.0.to_owned())
        };
        let whole = |text: &str| text.replace('.', "").parse::<i128>().ok();
        let (results, annexes) = page.split_once("<section class=\"annexes\">").unwrap();
        for row in results.split("<tr>").skip(1) {
            let Some(code) = between(row, "<small>(", ")</small>") else { continue };
            let Some(told) = between(row, "class=\"number\"", "</td>") else { continue };
            if let Some((numerator, denominator)) =
                between(&told, "<small>(", ")</small>").as_deref().and_then(|ratio| ratio.split_once('/'))
            {
                for (part, told) in [(Part::Numerator, numerator), (Part::Denominator, denominator)] {
                    if let Some(told) = whole(told) {
                        self.cell(door, of, &code, part, told);
                    }
                }
            } else if let Some(told) = told.split_once('>').and_then(|(_, told)| whole(told)) {
                self.cell(door, of, &code, Part::Numerator, told);
            }
        }
        for annex in annexes.split("<section class=\"annex\">").skip(1) {
            let cell = |cell: &str| -> String {
                let text = cell.split_once('>').map_or("", |(_, text)| text);
                text.split_once('<').map_or(text, |(text, _)| text).to_owned()
            };
            let cells = |row: &str| -> Vec<String> {
                row.replace("<th", "<td").split("<td").skip(1).map(cell).collect()
            };
            let rows: Vec<Vec<String>> = annex.split("<tr").skip(1).map(cells).collect();
            self.annex(door, of, &rows);
        }
    }
    fn workbook(&mut self, door: &str, of: &Printed, bytes: Vec<u8>) {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        for sheet in book.sheet_names() {
            let range = book.worksheet_range(&sheet).unwrap();
            let rows: Vec<Vec<String>> =
                range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
            if sheet == "Chỉ tiêu" {
                for row in &rows {
                    for (at, part) in [(5, Part::Numerator), (6, Part::Denominator)] {
                        if let Some(Ok(told)) = row.get(at).map(|told| told.parse()) {
                            self.cell(&format!("{door} {sheet}"), of, &row[0], part, told);
                        }
                    }
                }
            } else {
                self.annex(&format!("{door} {sheet}"), of, &rows);
            }
        }
    }

    /// What documents declared, beside what is computed.
    async fn comparisons(&mut self, units: &[(String, Clubs)], clubs: &[(String, Clubs)]) {
        let Period { since, day } = self.province.half;
        for (place, whose) in units.iter().chain(clubs) {
            for code in COMPARED {
                let door =
                    format!("{place}/declared-figures/comparison?indicator={code}&since={since}&until={day}");
                let Some(body) = self.get(&door).await else { continue };
                let computed = &body["computed"];
                let parts = [&computed["numerator"], &computed["denominator"]];
                self.value(&door, *whose, Self::period(&body), &body["indicator"], parts);
                let told = body["declarations"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .any(|one| !one["difference"].is_null());
                if computed["suppressed"] == true && told {
                    self.blunders.push(format!("{door}: a difference from a withheld number"));
                }
            }
        }
    }

    /// The pauses of a place and of those above it, and how many loans each stopped.
    async fn pauses(&mut self, units: &[(String, Clubs)]) {
        for (place, _) in units {
            let door = format!("{place}/repayment-pauses");
            let Some(body) = self.get(&door).await else { continue };
            for pause in body["items"].as_array().unwrap() {
                let whose = self.province.within(text(&pause["unit_id"]).parse().unwrap());
                self.fields(&door, whose, pause, measures::PAUSES);
            }
        }
    }
}
