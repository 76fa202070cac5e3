//! The OpenAPI document, read as a client would: which operations there are, and how each is called.

use super::world::Site;
use super::{Client, Reply, TestApp};
use actix_web::http::Method;
use actix_web::test::TestRequest;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use std::sync::LazyLock;
use uuid::Uuid;

pub static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(lien_the_he::app::openapi()).unwrap());

/// One test for each tag of the document, which does this with it: what every operation is tried with runs on all cores.
macro_rules! for_each_tag {
    ($try:path) => {
        $crate::support::document::for_each_tag! { $try:
            account activities attachments boards care chain changes clubs figures health indicators loans meetings
            members money papers plans reports sessions support territory users
        }
    };
    ($try:path: $($tag:ident)+) => {
        /// So that none is left out.
        #[test]
        fn all_tags_of_the_document_are_tried() {
            let tags: std::collections::BTreeSet<&str> = [$(stringify!($tag)),+].into();
            let operations = $crate::support::document::operations();
            assert_eq!(operations.iter().map(|operation| operation.tag()).collect::<std::collections::BTreeSet<_>>(), tags);
        }
        $(
            #[actix_web::test]
            async fn $tag() {
                $try(stringify!($tag)).await;
            }
        )+
    };
}
pub(crate) use for_each_tag;

/// One operation of the document.
#[derive(Debug, Clone)]
pub struct Operation {
    pub id: String,
    pub method: Method,
    pub path: String,
    /// What the document says of it.
    pub said: Value,
}

/// Every operation, in the order of the document.
pub fn operations() -> Vec<Operation> {
    let mut all = vec![];
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, said) in item.as_object().unwrap() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let id = said["operationId"].as_str().unwrap_or("").to_owned();
            all.push(Operation { id, method, path: path.clone(), said: said.clone() });
        }
    }
    assert!(all.len() > 25, "{} operations: the document has gone blind", all.len());
    all
}

/// Those under one heading.
pub fn operations_of(tag: &str) -> Vec<Operation> {
    let mut all = operations();
    all.retain(|operation| operation.tag() == tag);
    assert!(!all.is_empty(), "{tag}: the document has gone blind");
    all
}

/// A part of the document, followed through its references.
pub fn resolve(mut part: &Value) -> &Value {
    while let Some(at) = part["$ref"].as_str() {
        part = DOCUMENT.pointer(at.trim_start_matches('#')).unwrap_or_else(|| panic!("{at} leads nowhere"));
    }
    part
}

impl Operation {
    /// The heading under which the document has it.
    pub fn tag(&self) -> &str {
        self.said["tags"][0].as_str().unwrap()
    }
    pub fn parameters(&self) -> impl Iterator<Item = &Value> {
        self.said["parameters"].as_array().into_iter().flatten()
    }
    /// The permission that its security names.
    pub fn permission(&self) -> Option<&str> {
        self.said["security"][0]["bearer"][0].as_str()
    }
    /// Whether anybody may call it.
    pub fn is_public(&self) -> bool {
        self.said["security"].as_array().is_none_or(Vec::is_empty)
    }
    /// Whether it may change something.
    pub fn writes(&self) -> bool {
        self.method != Method::GET
    }
    /// Media type and documented example of its body.
    pub fn body(&self) -> Option<(&str, &Value)> {
        let content = self.said["requestBody"]["content"].as_object()?;
        let examples = content.iter().map(|(kind, content)| {
            let schema = resolve(&content["schema"]);
            let examples = [&content["example"], &schema["example"], &schema["examples"][0]];
            (kind.as_str(), examples.into_iter().find(|example| !example.is_null()).unwrap_or(&Value::Null))
        });
        examples.max_by_key(|(kind, example)| (!example.is_null(), *kind == "application/json"))
    }
    /// Its body, with the ids of a place in the world.
    pub fn example(&self, site: Site) -> Option<Value> {
        let (_, example) = self.body()?;
        let mut example = example.clone();
        settle(&mut example, "", site);
        Some(example)
    }
    /// Its address in the world.
    pub fn address(&self, site: Site, app: &TestApp) -> String {
        self.address_with(site, app, &[])
    }
    /// Its address in the world, with some parameters of its path and query as they are given here.
    pub fn address_with(&self, site: Site, app: &TestApp, given: &[(&str, &str)]) -> String {
        let given = |name: &str| given.iter().find(|(wanted, _)| *wanted == name).map(|(_, as_is)| *as_is);
        let mut address = String::new();
        for (index, part) in self.path.split(['{', '}']).enumerate() {
            if index % 2 == 0 {
                address.push_str(part);
            } else {
                let own = || {
                    self.named(part, site, app).unwrap_or_else(|| {
                        panic!("{}: the world has no `{part}`: teach support/world.rs", self.path)
                    })
                };
                address.push_str(&given(part).map_or_else(own, str::to_owned));
            }
        }
        let parameters = self.parameters().filter(|parameter| parameter["in"] == "query");
        let query = parameters.filter_map(|parameter| {
            let name = parameter["name"].as_str().unwrap();
            let own = || self.queried(parameter, site);
            given(name).map(str::to_owned).or_else(own).map(|value| format!("{name}={value}"))
        });
        let query: Vec<String> = query.collect();
        if query.is_empty() { address } else { format!("{address}?{}", query.join("&")) }
    }
    /// What a parameter of its query has to be, if it has to be anything.
    fn queried(&self, parameter: &Value, site: Site) -> Option<String> {
        match parameter["name"].as_str().unwrap() {
            "on" if self.path.contains("{district}") => Some("2025-06-15".to_owned()),
            "subject_id" if parameter["required"] == true => Some(site.meeting.to_string()),
            "code" => Some(site.commune_code()),
            name if parameter["required"] == true => {
                let example = [&parameter["example"], &parameter["schema"]["example"]];
                let example = example.into_iter().find(|example| !example.is_null());
                let example = example.unwrap_or_else(|| panic!("{}: {name}?", self.path));
                Some(example.as_str().map_or_else(|| example.to_string(), str::to_owned))
            }
            _ => None,
        }
    }
    /// Calls it as documented.
    pub async fn call(&self, caller: &Client<'_>, site: Site, body: Option<&Value>) -> Reply {
        let text = body.map(|body| match body {
            Value::String(text) if self.body().unwrap().0 != "application/json" => text.clone(),
            json => json.to_string(),
        });
        self.call_at(&self.address(site, caller.app()), caller, site, text).await
    }
    /// Calls it at an address, with the headers that are documented, and a body as it goes over the wire.
    pub async fn call_at(
        &self,
        address: &str,
        caller: &Client<'_>,
        site: Site,
        body: Option<String>,
    ) -> Reply {
        let mut request = TestRequest::with_uri(address).method(self.method.clone());
        for parameter in self.parameters().filter(|p| p["in"] == "header") {
            let name = parameter["name"].as_str().unwrap();
            let value = match name {
                "If-Match" => self.current_version(site, caller.app()).await,
                "Idempotency-Key" => Uuid::now_v7().to_string(),
                _ => continue,
            };
            request = request.insert_header((name, value));
        }
        if let Some(body) = body {
            let (kind, _) = self.body().unwrap();
            request = request.insert_header(("content-type", kind)).set_payload(body);
        }
        caller.call(request).await
    }
    /// The `ETag` of the last thing with a version that the path names.
    async fn current_version(&self, site: Site, app: &TestApp) -> String {
        if self.path.ends_with("/results/{member_id}") {
            let of = format!("event_id = '{}' and member_id = '{}'", site.held_health_event, site.member);
            let version = format!("select version from health_results where {of}");
            return format!("\"{}\"", app.text(&version).await);
        }
        let versioned = self.path.split(['{', '}']).skip(1).step_by(2).filter_map(|part| {
            let (table, part) = match part {
                "club_id" => ("clubs", part),
                "member_id" => ("memberships", part),
                "hamlet" => ("units", part),
                "user_id" => ("users", part),
                "consent_id" => ("consents", part),
                "loan_id" => ("loans", part),
                "external_loan_id" => ("external_loans", part),
                "reversal_id" => ("reversals", part),
                "entry_proposal_id" => ("entry_proposals", part),
                "write_off_id" => ("write_offs", part),
                "cycle_id" => ("cycles", part),
                "pause_id" => ("repayment_pauses", part),
                "freeze_id" => ("loan_freezes", part),
                "handover_id" => ("treasury_handovers", part),
                "attachment_id" => ("attachments", part),
                "task_id" => ("monitoring_tasks", part),
                "award_id" => ("awards", part),
                "self_help_action_id" => ("self_help_actions", part),
                "rights_case_id" => ("rights_cases", part),
                "resource_id" => ("mobilised_resources", part),
                "volunteer_id" => ("volunteers", part),
                "care_case_id" => ("care_cases", part),
                "referral_id" => ("referrals", part),
                "document_id" => ("documents", part),
                "target_id" => ("targets", part),
                "plan_item_id" => ("plan_items", part),
                "plan_task_id" => ("plan_tasks", part),
                "budget_line_id" => ("budget_lines", part),
                "assignment_id" => ("assignments", part),
                "health_event_id" => ("health_events", part),
                "meeting_id" => ("meetings", part),
                "activity_id" => ("activities", part),
                "series_id" => ("activity_series", part),
                "gathering_id" => ("gatherings", part),
                "training_id" => ("trainings", part),
                "exchange_visit_id" => ("exchange_visits", part),
                "organisation_id" => ("organisations", part),
                "reporting_line_id" => ("reporting_lines", part),
                "admin_change_id" => ("admin_changes", part),
                "report_id" => ("reports", part),
                "term_id" | "position_id" => ("board_terms", "term_id"), // a board has one version
                _ => return None,
            };
            Some((table, part))
        });
        let (table, part) = versioned
            .last()
            .unwrap_or_else(|| panic!("{}: whose version is wanted? Teach support/document.rs", self.path));
        let id = self.named(part, site, app).unwrap();
        format!("\"{}\"", app.text(&format!("select version from {table} where id = '{id}'")).await)
    }
    /// What stands for a path parameter in a place.
    fn named(&self, parameter: &str, site: Site, app: &TestApp) -> Option<String> {
        if parameter == "user_id" && self.path.contains("/machine-clients/") {
            return Some(site.user(Role::MachineClient).to_string());
        }
        if parameter == "health_event_id" && self.path.contains("/results") {
            return Some(site.held_health_event.to_string()); // nothing is found before the day is over
        }
        // what was approved, and what may be done with it
        let sealed = ["/snapshot", "/drift", "/correction", "/receipt"];
        if parameter == "report_id" && sealed.iter().any(|end| self.path.ends_with(end)) {
            return Some(site.sealed_report.to_string());
        }
        if parameter == "unit" && self.path.contains("/reports") {
            return site.named("commune", app); // hamlets do not report
        }
        // gatherings and courses are held by communes and provinces, and a terrain is that of a commune
        let held = ["/gatherings", "/trainings", "/terrain"].iter().any(|held| self.path.ends_with(held));
        if parameter == "unit" && self.writes() && held {
            return site.named("commune", app);
        }
        site.named(parameter, app)
    }
}

impl Site {
    /// What stands for a path parameter in this place.
    pub fn named(self, parameter: &str, app: &TestApp) -> Option<String> {
        let id = match parameter {
            "province" => self.province,
            "district" => self.district,
            "commune" => self.commune_on(app.today),
            "hamlet" | "unit" => self.hamlet,
            "club_id" | "for_club" => self.club,
            "member_id" => self.member,
            "person_id" => self.person,
            "household_id" => self.household,
            "placement_id" => self.placement,
            "transition_id" => self.transition,
            "regulation_id" => self.regulation,
            "term_id" => self.board_term,
            "position_id" => self.board_position,
            "consent_id" => self.consent,
            "fund_id" => self.fund,
            "entry_id" => self.entry,
            "loan_id" => self.loan,
            "repayment_id" => self.repayment,
            "external_loan_id" => self.external_loan,
            "meeting_id" => self.meeting,
            "cash_count_id" => self.cash_count,
            "reversal_id" => self.reversal,
            "entry_proposal_id" => self.entry_proposal,
            "code" => return Some(self.receipt_code()),
            "provider" => return Some("vneid".to_owned()),
            "write_off_id" => self.write_off,
            "cycle_id" => self.cycle,
            "schedule_number" => return Some("1".to_owned()),
            "pause_id" => self.pause,
            "freeze_id" => self.freeze,
            "handover_id" => self.handover,
            "attachment_id" => self.attachment,
            "link" => {
                let says = format!("{} {}", self.attachment, i64::MAX);
                let sealed = super::vault().encrypt(b"link to an attachment", says.as_bytes()).unwrap();
                return Some(BASE64_URL_SAFE_NO_PAD.encode(sealed));
            }
            "health_event_id" => self.health_event,
            "monitoring_visit_id" => self.monitoring_visit,
            "task_id" => self.monitoring_task,
            "award_id" => self.award,
            "self_help_action_id" => self.self_help_action,
            "rights_case_id" => self.rights_case,
            "resource_id" => self.resource,
            "activity_id" => self.activity,
            "series_id" => self.series,
            "gathering_id" => self.gathering,
            "training_id" => self.training,
            "exchange_visit_id" => self.exchange_visit,
            "volunteer_id" => self.volunteer,
            "care_case_id" => self.care_case,
            "referral_id" => self.referral,
            "document_id" => self.document,
            "target_id" => self.target,
            "plan_item_id" => self.plan_item,
            "plan_task_id" => self.plan_task,
            "budget_line_id" => self.budget_line,
            "organisation_id" => self.branch,
            "reporting_line_id" => self.reporting_line,
            "admin_change_id" => self.admin_change,
            "user_id" => self.user(Role::ClubBoardMember).0,
            "assignment_id" => self.assignment(Role::ClubBoardMember),
            "area" => return Some("health_care".to_owned()),
            "catalogue" | "programme" => return Some("1648".to_owned()),
            "report_id" => self.report,
            "report_request_id" => self.report_request,
            "indicator" => return Some("I03".to_owned()),
            "section" => return Some("direction".to_owned()),
            "year" => return Some("2026".to_owned()),
            _ => return None,
        };
        Some(id.to_string())
    }
}

/// Puts ids of the world where an example has made-up ones. An id that a client makes stays new.
fn settle(value: &mut Value, name: &str, site: Site) {
    match value {
        Value::Object(members) if members.contains_key("level") && members.contains_key("id") => {
            let level = members["level"].as_str().unwrap_or_default();
            let id = match level {
                "club" => site.club,
                "hamlet" => site.hamlet,
                "commune" => site.commune,
                "province" => site.province,
                other => panic!("an example has a place in a {other}: teach support/document.rs"),
            };
            members.insert("id".to_owned(), json!(id));
        }
        Value::Object(members) => members.iter_mut().for_each(|(name, value)| settle(value, name, site)),
        Value::Array(items) => items.iter_mut().for_each(|item| settle(item, name, site)),
        Value::String(text) if Uuid::try_parse(text).is_ok() => {
            let id = match name {
                "into" => site.other_club,
                "club_id" | "clubs" => site.club,
                "hamlet_id" | "catchment" | "successors" => site.other_hamlet,
                "unit_id" => site.hamlet,
                "member_id" | "membership_id" | "members" | "guarantors" | "present" | "first_counter"
                | "given_to" | "attended" => site.plain_member,
                "second_counter" | "incoming_member_id" => site.member,
                "outgoing_member_id" => site.borrower,
                "person_id" => site.person,
                "household_id" => site.household,
                "loan_id" => site.loan,
                "volunteers" => site.volunteer,
                "visit_id" => site.care_visit,
                "province_id" => site.province,
                "user_id" => site.user(Role::Member).0,
                "client_id" => site.user(Role::MachineClient).0,
                "units" => site.commune,
                "period_id" => Uuid::try_parse(super::world::FIRST_HALF).unwrap(),
                "id" => Uuid::now_v7(),
                other => panic!("an example has an id for `{other}`: teach support/document.rs"),
            };
            *value = json!(id);
        }
        _ => {}
    }
}
