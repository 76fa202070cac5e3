//! What PostgreSQL cannot hold and nobody can read, in every place where text comes in: refused or taken, never a
//! failure of ours.

use crate::problems::holder;
use crate::support::TestApp;
use crate::support::document::{Operation, operations, resolve};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// In an address: a surrogate alone, a byte that is no UTF-8, the sign for what could not be read, a line break, a
/// mark that turns the direction of what follows.
const ODD: [&str; 5] = ["%ED%A0%80", "a%FFb", "%EF%BF%BD", "a%0Ab", "%E2%80%AEa"];

/// The parameters in its path or query: what they are called, and whether any text may be given.
fn parameters<'o>(operation: &'o Operation, place: &'o str) -> impl Iterator<Item = (&'o str, bool)> {
    let there = operation.parameters().filter(move |parameter| parameter["in"] == place);
    there.map(|parameter| (parameter["name"].as_str().unwrap(), is_free(&parameter["schema"])))
}

/// Whether a schema is of text that is neither a date nor an id nor one of some names.
fn is_free(schema: &Value) -> bool {
    is_text(schema) && meant(schema)["format"].is_null() && meant(schema)["enum"].is_null()
}

/// What a schema says, through references and the choice between a thing and nothing.
fn meant(schema: &Value) -> &Value {
    let schema = resolve(schema);
    let choices = schema["oneOf"].as_array().map(Vec::as_slice).unwrap_or_default();
    let things: Vec<&Value> = choices.iter().filter(|choice| choice["type"] != "null").collect();
    if let [thing] = things[..] { resolve(thing) } else { schema }
}

fn is_text(schema: &Value) -> bool {
    let kind = &meant(schema)["type"];
    kind == "string" || kind.as_array().is_some_and(|kinds| kinds.contains(&json!("string")))
}

/// Where text stands in an example, or could: members that it leaves out count too.
fn texts(schema: &Value, value: &Value, at: &str, found: &mut BTreeSet<String>) {
    let schema = meant(schema);
    match value {
        Value::String(_) => {
            found.insert(at.to_owned());
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                texts(&schema["items"], item, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                texts(&schema["properties"][name], member, &format!("{at}/{name}"), found);
            }
            let properties = schema["properties"].as_object().into_iter().flatten();
            found.extend(
                properties.filter(|(_, schema)| is_text(schema)).map(|(name, _)| format!("{at}/{name}")),
            );
        }
        _ => {}
    }
}

/// The schema of the member at a pointer.
fn schema_at<'d>(mut schema: &'d Value, pointer: &str) -> &'d Value {
    for step in pointer.split('/').skip(1) {
        let of = meant(schema);
        schema = if step.parse::<usize>().is_ok() { &of["items"] } else { &of["properties"][step] };
    }
    meant(schema)
}

fn put(body: &Value, pointer: &str, value: Value) -> Value {
    let mut body = body.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match body.pointer_mut(parent).unwrap() {
        Value::Object(members) => {
            members.insert(name.to_owned(), value);
        }
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        other => panic!("{pointer} lies in {other}"),
    }
    body
}

#[actix_web::test]
async fn a_nul_is_refused_wherever_text_comes_in() {
    let app = TestApp::start().await;
    let before = app.census().await;
    let (mut paths, mut queries, mut bodies) = (0, 0, 0);
    for operation in &operations() {
        let caller = holder(operation, &app).await.unwrap();
        let example = operation.example(app.here);
        let wire = example.as_ref().map(ToString::to_string);
        for (name, is_free) in parameters(operation, "path") {
            for nul in ["%00", "a%00b"].into_iter().take(if is_free { 2 } else { 1 }) {
                let address = operation.address_with(app.here, &app, &[(name, nul)]);
                let reply = operation.call_at(&address, &caller, app.here, wire.clone()).await;
                assert_eq!(reply.code(), "not_found", "{} {address}: {}", operation.id, reply.body);
                paths += 1;
            }
        }
        for (name, is_free) in parameters(operation, "query") {
            for nul in ["%00", "a%00b"].into_iter().take(if is_free { 2 } else { 1 }) {
                let address = operation.address_with(app.here, &app, &[(name, nul)]);
                let reply = operation.call_at(&address, &caller, app.here, wire.clone()).await;
                let at = format!("?{name}");
                assert_eq!(reply.status, 422, "{} {address}: {}", operation.id, reply.body);
                assert!(
                    reply.errors().iter().any(|(pointer, _)| *pointer == at),
                    "{address}: {}",
                    reply.body
                );
                queries += 1;
            }
        }
        let Some(example) = example.filter(Value::is_object) else { continue };
        let (kind, _) = operation.body().unwrap();
        let schema = &operation.said["requestBody"]["content"][kind]["schema"];
        let mut found = BTreeSet::new();
        texts(schema, &example, "", &mut found);
        for at in found {
            let body = put(&example, &at, json!("a\u{0}b"));
            let reply = operation.call(&caller, app.here, Some(&body)).await;
            if schema_at(schema, &at)["format"] == "password" {
                continue; // it is hashed, whatever it is
            }
            assert_eq!(reply.status, 422, "{} {at}: {}", operation.id, reply.body);
            // of a thing that says of which kind it is, all of it is meant
            let meant =
                |pointer: &str| !pointer.is_empty() && format!("{at}/").starts_with(&format!("{pointer}/"));
            assert!(
                reply.errors().iter().any(|(pointer, _)| meant(pointer)),
                "{} {at}: {}",
                operation.id,
                reply.body
            );
            bodies += 1;
        }
    }
    println!("{paths} in paths, {queries} in queries, {bodies} in bodies");
    assert!(
        paths > 300 && queries > 200 && bodies > 300,
        "{paths}, {queries}, {bodies}: the test has gone blind"
    );
    let after = app.census().await;
    let changed: Vec<&str> =
        before.iter().zip(&after).filter(|(a, b)| a != b).map(|((name, _), _)| name.as_str()).collect();
    assert_eq!(changed, ["sign_in_failures"], "a password may hold anything, and this one was wrong");
}

#[actix_web::test]
async fn what_nobody_can_read_breaks_nothing() {
    let app = TestApp::start().await;
    let long = "ư".repeat(3_000);
    let (mut addresses, mut bodies) = (0, 0);
    for operation in &operations() {
        let caller = holder(operation, &app).await.unwrap();
        let example = operation.example(app.here);
        let wire = example.as_ref().map(ToString::to_string);
        let parameters = parameters(operation, "path").chain(parameters(operation, "query"));
        for (name, _) in parameters.filter(|(_, is_free)| *is_free) {
            for odd in ODD.into_iter().chain(["x".repeat(3000).as_str()]) {
                let address = operation.address_with(app.here, &app, &[(name, odd)]);
                operation.call_at(&address, &caller, app.here, wire.clone()).await;
                addresses += 1;
            }
        }
        let Some(example) = example.filter(Value::is_object) else { continue };
        let (kind, _) = operation.body().unwrap();
        let schema = &operation.said["requestBody"]["content"][kind]["schema"];
        let mut found = BTreeSet::new();
        texts(schema, &example, "", &mut found);
        for at in found.iter().filter(|at| is_free(schema_at(schema, at))) {
            for odd in ["\u{fffd}", "\u{202e}a", &long] {
                operation.call(&caller, app.here, Some(&put(&example, at, json!(odd)))).await;
                bodies += 1;
            }
        }
        // as a string in Rust there is no such thing
        let Some(at) = found.first() else { continue };
        let lone = put(&example, at, json!("SURROGATE")).to_string().replace("SURROGATE", "\\ud800");
        let address = operation.address(app.here, &app);
        let reply = operation.call_at(&address, &caller, app.here, Some(lone)).await;
        assert!(matches!(reply.status.as_u16(), 400 | 401), "{} {at}: {}", operation.id, reply.body);
    }
    println!("{addresses} addresses, {bodies} bodies");
    assert!(addresses > 500 && bodies > 500, "{addresses}, {bodies}: the test has gone blind");
}

#[actix_web::test]
async fn a_cursor_that_no_page_gave_out_breaks_nothing() {
    let app = TestApp::start().await;
    let id = app.here.club;
    let mut tried = 0;
    for operation in
        operations().iter().filter(|o| parameters(o, "query").any(|parameter| parameter == ("after", true)))
    {
        let caller = holder(operation, &app).await.unwrap();
        for key in [
            "",
            "\u{0}",
            "a\u{0}b",
            "\u{fffd}",
            "x",
            "+262142-12-31",
            "-262143-01-01",
            "2026-11-22",
            "99999999999999999999",
            "-1",
            "'",
        ] {
            let cursor = BASE64_URL_SAFE_NO_PAD.encode(json!({ "key": key, "id": id }).to_string());
            let address = operation.address_with(app.here, &app, &[("after", &cursor)]);
            let reply = operation.call_at(&address, &caller, app.here, None).await;
            if key.contains('\u{0}') {
                assert_eq!(reply.errors(), [("?after", "cursor")], "{}: {}", operation.id, reply.body);
            }
            tried += 1;
        }
    }
    assert!(tried > 500, "{tried}: the test has gone blind");
}
