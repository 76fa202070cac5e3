//! Imports the programme's decisions and the plans that follow from them: figures taken from the documents, each with the
//! words from which it was taken.

use super::Outcome;
use super::instance::{Instance, Keys};
use super::map::old;
use crate::activity::areas::model::Area;
use crate::planning::documents::model::{
    Document, DocumentDuty, DocumentKind, DocumentState, FundingSource, KnownFrom, ReportingDuty,
};
use crate::planning::documents::store::ImportedDocument;
use crate::planning::plan_items::model::PlanItem;
use crate::planning::targets::model::{Target, TargetComparator, TargetMeasure};
use crate::planning::{documents, plan_items, programmes, targets};
use crate::platform::auth::{Level, Scope};
use crate::platform::config::Config;
use crate::platform::db::{Change, Db};
use crate::platform::http::Today;
use crate::platform::ids::{DocumentId, PlanItemId, ProgrammeId, TargetId, UserId};
use crate::platform::log::Event;
use crate::statistics::indicators::model::Indicator;
use crate::territory::terrains::model::Terrain;
use chrono::{NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

/// Names documents and what is in them: UUIDv5 of their key in this space, so that every installation agrees.
const OFFICIAL_PLANS: Uuid = Uuid::from_u128(0x2b9d_0f63_7a41_5d7e_8c55_1d0e_9f64_3a18);

/// Each after those on which it rests.
const FILES: [&str; 8] = [
    include_str!("../../data/plans/1533.json"),
    include_str!("../../data/plans/1336.json"),
    include_str!("../../data/plans/1648.json"),
    include_str!("../../data/plans/dong-nai-2020.json"),
    include_str!("../../data/plans/binh-thanh-2024.json"),
    include_str!("../../data/plans/ba-ria-vung-tau-2017.json"),
    include_str!("../../data/plans/thanh-pho-2017.json"),
    include_str!("../../data/plans/quang-ngai-2024.json"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    documents: Vec<DocumentEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentEntry {
    /// What other entries call it.
    key: String,
    programme: String,
    kind: DocumentKind,
    number: Option<String>,
    issued_on: Option<NaiveDate>,
    title: String,
    issuer: String,
    signatory: Option<String>,
    level: Level,
    /// Official code before the reform of 1 July 2025.
    unit: Option<String>,
    period_from: Option<NaiveDate>,
    period_to: Option<NaiveDate>,
    known_from: KnownFrom,
    /// When it was told of, where nobody says when it was issued.
    known_on: Option<NaiveDate>,
    source: Option<String>,
    note: Option<String>,
    #[serde(default)]
    directive: bool,
    #[serde(default)]
    recipients: Vec<String>,
    #[serde(default)]
    cites: Vec<String>,
    #[serde(default)]
    based_on: Vec<String>,
    #[serde(default)]
    duties: Vec<DocumentDuty>,
    #[serde(default)]
    funding: Vec<FundingSource>,
    #[serde(default)]
    reporting: Vec<ReportingDuty>,
    #[serde(default)]
    targets: Vec<TargetEntry>,
    #[serde(default)]
    items: Vec<ItemEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetEntry {
    code: String,
    clause: Option<String>,
    statement: String,
    indicator: Option<Indicator>,
    comparator: TargetComparator,
    low: Option<i64>,
    high: Option<i64>,
    measure: TargetMeasure,
    level: Level,
    terrain: Option<Vec<Terrain>>,
    #[serde(default)]
    new_only: bool,
    #[serde(default)]
    in_need: bool,
    period_from: Option<NaiveDate>,
    deadline: Option<NaiveDate>,
    quotation: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemEntry {
    code: String,
    text: String,
    area: Option<Area>,
    clause: Option<String>,
}

fn named(key: &str) -> Uuid {
    Uuid::new_v5(&OFFICIAL_PLANS, key.as_bytes())
}

fn document_id(key: &str) -> DocumentId {
    DocumentId(named(&format!("document:{key}")))
}

/// All documents, each after those on which it rests.
fn entries() -> Outcome<Vec<DocumentEntry>> {
    let mut all = vec![];
    for file in FILES {
        let file: File = serde_json::from_str(file)?;
        all.extend(file.documents);
    }
    Ok(all)
}

impl DocumentEntry {
    fn document(&self, programme_id: ProgrammeId, today: NaiveDate) -> ImportedDocument {
        let document = Document {
            id: document_id(&self.key),
            programme_id,
            kind: self.kind,
            number: self.number.clone(),
            issued_on: self.issued_on,
            title: self.title.clone(),
            issuer: self.issuer.clone(),
            signatory: self.signatory.clone(),
            level: self.level,
            unit_id: self.unit.as_deref().map(old),
            period_from: self.period_from,
            period_to: self.period_to,
            known_from: self.known_from,
            source: self.source.clone(),
            note: self.note.clone(),
            directive: self.directive,
            recipients: self.recipients.clone(),
            cites: self.cites.clone(),
            state: DocumentState::Issued,
            state_since: self.issued_on.or(self.known_on).unwrap_or(today),
            succeeded_by: None,
            drawn_up_by: UserId(Uuid::nil()).into(),
            issued_by: None,
            version: 1,
            created_at: Utc::now(),
        };
        ImportedDocument {
            document,
            based_on: self.based_on.iter().map(|key| document_id(key)).collect(),
            duties: self.duties.clone(),
            funding: self.funding.clone(),
            reporting: self.reporting.clone(),
        }
    }

    /// Its targets, the implausible ones marked.
    fn targets(&self) -> Vec<Target> {
        let target = |entry: &TargetEntry| Target {
            id: TargetId(named(&format!("target:{}/{}", self.key, entry.code))),
            document_id: document_id(&self.key),
            code: entry.code.clone(),
            clause: entry.clause.clone(),
            statement: entry.statement.clone(),
            indicator: entry.indicator,
            comparator: entry.comparator,
            low: entry.low,
            high: entry.high,
            measure: entry.measure,
            level: entry.level,
            terrain: entry.terrain.clone(),
            new_only: entry.new_only,
            in_need: entry.in_need,
            period_from: entry.period_from,
            deadline: entry.deadline,
            quotation: entry.quotation.clone(),
            implausible: false,
            superseded_by: None,
            version: 1,
            created_at: Utc::now(),
        };
        let mut all: Vec<Target> = self.targets.iter().map(target).collect();
        let odd = targets::rules::implausible(&all);
        for target in &mut all {
            target.implausible = odd.contains(&target.id);
        }
        all
    }

    fn items(&self) -> Vec<PlanItem> {
        let item = |entry: &ItemEntry| PlanItem {
            id: PlanItemId(named(&format!("item:{}/{}", self.key, entry.code))),
            document_id: document_id(&self.key),
            code: entry.code.clone(),
            text: entry.text.clone(),
            area: entry.area,
            clause: entry.clause.clone(),
            version: 1,
            created_at: Utc::now(),
        };
        self.items.iter().map(item).collect()
    }
}

/// Imports what is not yet known, in one transaction; the known is left as it is. Returns how many documents were new.
/// The official units have to be there.
pub async fn import(db: &Db, today: Today) -> Outcome<usize> {
    let entries = entries()?;
    let scope = Scope::operator(today.get());
    let imported = db.write(&scope, async |w| {
        let (mut new, mut events) = (0, vec![]);
        for entry in &entries {
            let programme = programmes::store::named(w, &entry.programme).await?;
            let document = entry.document(programme, scope.today());
            if documents::store::import(w, &document).await? {
                let (targets, items) = (entry.targets(), entry.items());
                targets::store::import(w, &targets).await?;
                plan_items::store::import(w, &items).await?;
                new += 1;
                events.push(Event::created(&document.document));
                events.extend(targets.iter().map(Event::created));
                events.extend(items.iter().map(Event::created));
            }
        }
        let mut events = events.into_iter();
        Ok(match events.next() {
            Some(first) => Change::several(new, first, events),
            None => Change::nothing(new, "every document is known"),
        })
    });
    Ok(imported.await?)
}

/// `import-plans`
pub fn import_command(config: &Config) -> Outcome {
    let instance = Instance::start(config)?;
    let db = instance.db(config, &Keys::kept(config)?.vault, Today::by_the_clock())?;
    let today = Today::by_the_clock();
    let new = actix_web::rt::System::new().block_on(async {
        super::map::import(&db, today).await?; // the documents are of units
        import(&db, today).await
    })?;
    println!("{new} documents were new");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use TargetComparator::{Approx, Between, Eq, Ge, Gt, Le, None as Words};
    use std::collections::{BTreeMap, HashSet};

    fn entry(key: &str) -> DocumentEntry {
        entries().unwrap().into_iter().find(|entry| entry.key == key).unwrap()
    }
    fn said(key: &str) -> Vec<(TargetComparator, Option<i64>, Option<i64>, Level)> {
        entry(key).targets().iter().map(|t| (t.comparator, t.low, t.high, t.level)).collect()
    }
    fn at_least(low: i64, level: Level) -> (TargetComparator, Option<i64>, Option<i64>, Level) {
        (Ge, Some(low), None, level)
    }
    fn exactly(low: i64, level: Level) -> (TargetComparator, Option<i64>, Option<i64>, Level) {
        (Eq, Some(low), None, level)
    }
    fn from_to(low: i64, high: i64, level: Level) -> (TargetComparator, Option<i64>, Option<i64>, Level) {
        (Between, Some(low), Some(high), level)
    }
    fn in_words(level: Level) -> (TargetComparator, Option<i64>, Option<i64>, Level) {
        (Words, None, None, level)
    }

    /// Written from the documents, line by line, and not from the files.
    #[test]
    fn every_number_is_that_of_its_document() {
        use Level::{Club, Commune, District, Hamlet, Nation, Province};
        // Kế hoạch 13335/KH-UBND, Đồng Nai: lines 54, 56, 60, 62, 64
        assert_eq!(
            said("s0"),
            [
                at_least(90, Province),    // 54: ít nhất 90% xã, phường, thị trấn
                exactly(70, Province),     // 54: thêm 70 câu lạc bộ mới
                exactly(3_500, Province),  // 54: với 3.500 thành viên
                from_to(60, 70, Province), // 54: 60 - 70% là người cao tuổi
                exactly(100, Province),    // 56: quản lý 100% câu lạc bộ
                from_to(50, 70, Club),     // 60: từ 50 - 70 thành viên
                from_to(60, 70, Club),     // 60: 60% - 70% là phụ nữ
                from_to(60, 70, Club),     // 60: 60% - 70% là người cao tuổi
                from_to(30, 40, Club),     // 60: 30 - 40% là người trẻ tuổi
                in_words(Club),            // 60: ưu tiên
                at_least(70, Province),    // 62: ít nhất 70% câu lạc bộ
                at_least(50, Club),        // 62: ít nhất 50% thành viên được vay vốn
                exactly(100, Club),        // 62: mọi thành viên
                exactly(100, Province),    // 64: 100% câu lạc bộ có quỹ
            ]
        );
        // xã Bình Thành: lines 31, 33, 35, 39, 41, 43
        assert_eq!(
            said("s1"),
            [
                from_to(2, 3, Commune),     // 31
                from_to(150, 160, Commune), // 31
                from_to(60, 70, Commune),   // 31
                exactly(1, Commune),        // 33
                in_words(Hamlet),           // 35
                (Le, None, Some(70), Club), // 39: tối đa 70
                at_least(50, Club),         // 39: từ 50 trở lên
                from_to(60, 70, Club),      // 39: phụ nữ
                from_to(30, 40, Club),      // 39: nam giới
                from_to(60, 70, Club),      // 39: NCT
                in_words(Club),             // 39
                in_words(Club),             // 41
                at_least(50, Club),         // 41
                exactly(100, Commune),      // 43
            ]
        );
        // Bà Rịa - Vũng Tàu: line 9
        let about = (Approx, Some(20_000), None, Province);
        assert_eq!(said("s2"), [at_least(15, Province), exactly(2, District), about]);
        // "UBND thành phố": lines 6 and 10
        assert_eq!(
            said("s3"),
            [
                from_to(50, 70, Club),          // 6
                in_words(Club),                 // 6
                at_least(70, Club),             // 6: ít nhất 70% là người cao tuổi
                from_to(60, 70, Club),          // 6: phụ nữ
                from_to(60, 70, Club),          // 6: nghèo, cận nghèo, khó khăn
                at_least(5, Club),              // 6: ít nhất 5 tình nguyện viên
                exactly(14, Province),          // 10: 14 mô hình
                exactly(7, Province),           // 10: 7 quận, huyện
                at_least(2, District),          // 10: từ 2 mô hình trở lên
                (Gt, Some(50), None, Province), // 10: trên 50%
            ]
        );
        assert_eq!(said("s4"), []);
        assert_eq!(said("1533"), [exactly(3_200, Nation)]);
        assert_eq!(
            said("1336"),
            [
                at_least(95, Nation),
                at_least(3_000, Nation),
                exactly(150_000, Nation),
                (Gt, Some(100_000), None, Nation),
                exactly(100, Nation),
                from_to(50, 70, Club),
                from_to(60, 70, Club),
                from_to(60, 70, Club),
                from_to(30, 40, Club),
                at_least(70, Nation),
                at_least(50, Club),
                exactly(100, Nation),
            ]
        );
        assert_eq!(
            said("1648"),
            [
                at_least(12_000, Nation),
                exactly(100, Nation),
                at_least(6_000, Nation),
                at_least(300_000, Nation),
                from_to(50, 60, Nation),
                exactly(100, Nation),
                at_least(70, Nation),
            ]
        );
    }

    #[test]
    fn targets_duties_and_reporting_lines_are_all_there() {
        let counted: BTreeMap<String, [usize; 5]> = entries()
            .unwrap()
            .into_iter()
            .map(|e| {
                let counts =
                    [e.targets.len(), e.duties.len(), e.reporting.len(), e.items.len(), e.recipients.len()];
                (e.key, counts)
            })
            .collect();
        let expected = [
            ("1336", [12, 0, 0, 0, 0]),
            ("1533", [1, 0, 0, 0, 0]),
            ("1648", [7, 0, 0, 0, 0]),
            ("kh-170-dinh-hoa", [0; 5]),
            ("kh-233-thai-nguyen", [0; 5]),
            ("kh-70-quang-ngai", [0; 5]),
            ("s0", [14, 16, 5, 15, 9]),
            ("s1", [14, 15, 3, 13, 9]),
            ("s2", [3, 1, 0, 7, 0]),
            ("s3", [10, 7, 3, 10, 0]),
            ("s4", [0, 7, 2, 0, 0]),
        ];
        assert_eq!(counted, expected.map(|(key, counts)| (key.to_owned(), counts)).into());
    }

    #[test]
    fn what_is_missing_stays_missing_and_what_is_odd_is_marked() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let shown = |key: &str| entry(key).document(ProgrammeId(Uuid::nil()), today).document.shown();
        let completeness = |key| serde_json::to_value(shown(key).completeness).unwrap();
        assert_eq!(completeness("s0"), "full");
        assert_eq!(completeness("kh-170-dinh-hoa"), "stub");
        for key in ["s1", "s2", "s3", "s4"] {
            assert_eq!(completeness(key), "partial", "{key}");
        }
        assert_eq!((shown("s1").document.number, shown("s3").document.unit_id), (None, None));
        assert!(shown("s4").document.directive);
        let odd: Vec<String> = entries()
            .unwrap()
            .iter()
            .flat_map(DocumentEntry::targets)
            .filter(|target| target.implausible)
            .map(|target| target.code)
            .collect();
        assert_eq!(odd, ["S2-T3"]);
    }

    #[test]
    fn every_target_could_have_been_entered_and_every_document_rests_on_earlier_ones() {
        let mut known = HashSet::new();
        for entry in entries().unwrap() {
            for target in entry.targets() {
                target.demand().check().unwrap_or_else(|e| panic!("{}: {e:?}", target.code));
            }
            for base in &entry.based_on {
                assert!(known.contains(base), "{} rests on {base}", entry.key);
            }
            known.insert(entry.key);
        }
        let cascade = ["1336", "kh-233-thai-nguyen", "kh-170-dinh-hoa", "s1"];
        for (above, below) in cascade.iter().zip(cascade.iter().skip(1)) {
            assert!(entry(below).based_on.contains(&(*above).to_owned()), "{below} rests on {above}");
        }
    }
}
