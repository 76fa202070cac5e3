//! The document is the product: what it promises, and that it promises it whole.

use crate::problems::holder;
use crate::support::TestApp;
use crate::support::document::{DOCUMENT, operations, resolve};
use lien_the_he::platform::auth::POLICY;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fs;

/// `openapi/openapi.json` is what was promised. `UPDATE=1 cargo test --test it openapi` rewrites it: read
/// the difference before you commit it.
#[test]
fn the_promise_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");
    // By way of a value, whose members are in order: some of the document's own maps have none.
    let actual = serde_json::to_string_pretty(&*DOCUMENT).unwrap() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi")).unwrap();
        fs::write(path, &actual).unwrap();
    }
    let promised = fs::read_to_string(path).unwrap_or_default();
    assert!(promised == actual, "openapi/openapi.json is stale: UPDATE=1 cargo test --test it openapi");
}

#[test]
fn every_operation_names_itself_its_tag_its_meaning_and_its_errors() {
    let declared: HashSet<&str> =
        DOCUMENT["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let (mut ids, mut used) = (HashSet::new(), HashSet::new());
    for operation in &operations() {
        let at = format!("{} {}", operation.method, operation.path);
        assert!(
            operation.id.contains('_') && ids.insert(operation.id.clone()),
            "{at}: operation_id `{}`",
            operation.id
        );
        let tags = operation.said["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
        let [tag] = tags else { panic!("{at}: {tags:?}, one tag is wanted") };
        assert!(declared.contains(tag.as_str().unwrap()), "{at}: undeclared tag {tag}");
        used.insert(tag.as_str().unwrap().to_owned());
        assert!(operation.said["summary"].as_str().is_some_and(|text| text.len() > 5), "{at}: summary");
        let responses = operation.said["responses"].as_object().unwrap();
        for range in ["4XX", "5XX"] {
            let problem = &responses[range]["content"]["application/problem+json"];
            assert!(problem.is_object(), "{at}: `Problems` are missing");
        }
        assert!(responses.keys().any(|status| status.starts_with('2')), "{at}: no success");
        for (status, response) in responses {
            assert!(
                !response["description"].as_str().unwrap_or("").is_empty(),
                "{at}: {status} says nothing"
            );
        }
    }
    assert_eq!(declared, used.iter().map(String::as_str).collect(), "tags declared and used");
}

#[test]
fn every_operation_names_a_permission_of_the_policy_and_those_who_hold_it() {
    let (mut used, mut public) = (HashSet::new(), vec![]);
    for operation in &operations() {
        let Some(permission) = operation.permission() else {
            assert_eq!(operation.said.get("x-permission"), None, "{}", operation.id);
            if operation.is_public() {
                public.push(operation.id.clone());
            }
            continue;
        };
        let holders = POLICY.iter().find(|(name, _)| *name == permission);
        let (_, holders) = holders.unwrap_or_else(|| panic!("{}: no permission {permission}", operation.id));
        assert_eq!(operation.said["x-permission"], permission, "{}", operation.id);
        assert_eq!(operation.said["x-roles"], json!(holders), "{}", operation.id);
        used.insert(permission.to_owned());
    }
    assert!(used.len() > 8, "only {used:?} are used: the document has gone blind");
    // Only what is public knowledge, and what one does to sign in, needs no token.
    insta::assert_snapshot!(public.join("\n"));
}

#[test]
fn every_body_has_an_example_and_every_parameter_is_declared() {
    let (mut bodies, mut parameters) = (0, 0);
    for operation in &operations() {
        if let Some((_, example)) = operation.body() {
            assert!(!example.is_null(), "{}: the body has no example", operation.id);
            bodies += 1;
        }
        let named: HashSet<&str> = operation.path.split(['{', '}']).skip(1).step_by(2).collect();
        let declared: HashSet<&str> = operation
            .parameters()
            .filter(|p| p["in"] == "path")
            .map(|p| p["name"].as_str().unwrap())
            .collect();
        assert_eq!(named, declared, "{}: parameters of the path", operation.id);
        for parameter in operation.parameters() {
            let schema = resolve(&parameter["schema"]);
            assert!(schema.is_object(), "{}: {parameter} has no schema", operation.id);
            assert!(
                parameter["in"] != "path" || parameter["required"] == true,
                "{}: {parameter}",
                operation.id
            );
            parameters += 1;
        }
        let sends = |name: &str| operation.parameters().any(|p| p["in"] == "header" && p["name"] == name);
        match operation.method.as_str() {
            "PATCH" => assert!(sends("If-Match"), "{}: If-Match is not declared", operation.id),
            "GET" => assert!(operation.body().is_none(), "{}: a GET with a body", operation.id),
            _ => {}
        }
    }
    assert!(bodies > 5 && parameters > 20, "{bodies} bodies, {parameters} parameters: gone blind");
}

/// Whether a schema takes `null`.
fn takes_null(schema: &Value) -> bool {
    let schema = resolve(schema);
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    schema["type"] == "null"
        || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!("null")))
        || choices.into_iter().any(takes_null)
}

#[test]
fn every_value_of_an_enumeration_says_what_it_means() {
    let (mut explained, mut silent) = (0, vec![]);
    for (name, schema) in DOCUMENT["components"]["schemas"].as_object().unwrap() {
        let Some(values) = schema["enum"].as_array() else { continue };
        let description = schema["description"].as_str().unwrap_or_default();
        let said = |value: &Value| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            description.contains(&format!("- `{value}`: "))
        };
        explained += values.iter().filter(|value| said(value)).count();
        if !values.iter().all(said) {
            silent.push(name.as_str());
        }
    }
    // the codes of fields are explained by the sentences that come with them
    assert_eq!(silent, ["FieldCode"]);
    assert!(explained > 500, "only {explained} values: the test has gone blind");
    let of = |name: &str| DOCUMENT["components"]["schemas"][name]["description"].as_str().unwrap();
    assert!(of("DayCount").contains("- `thirty_360`: Days of months of thirty"), "{}", of("DayCount"));
    assert!(of("RoundingUnit").contains("- `500`: To 500 đồng"), "{}", of("RoundingUnit"));
    assert!(of("InterestMethod").contains("- `flat`: Flat interest (lãi phẳng)"), "{}", of("InterestMethod"));
}

#[actix_web::test]
async fn a_patch_takes_null_where_the_document_says_so_and_nowhere_else() {
    let app = TestApp::start().await;
    let (mut cleared, mut refused) = (0, 0);
    for operation in operations().iter().filter(|operation| operation.method == "PATCH") {
        let caller = holder(operation, &app).await.unwrap();
        let schema = resolve(&operation.said["requestBody"]["content"]["application/json"]["schema"]);
        for (name, member) in schema["properties"].as_object().unwrap() {
            let reply = operation.call(&caller, app.here, Some(&json!({ name: null }))).await;
            let pointer = format!("/{name}");
            let not_null = reply.errors().contains(&(pointer.as_str(), "not_null"));
            assert_eq!(not_null, !takes_null(member), "{} {name}: {}", operation.id, reply.body);
            *(if not_null { &mut refused } else { &mut cleared }) += 1;
        }
    }
    assert!(cleared > 30 && refused > 50, "{cleared} cleared, {refused} refused: the test has gone blind");
}

#[test]
fn every_reference_leads_somewhere_and_every_property_is_named_alike() {
    fn walk(value: &Value, at: &str, seen: &mut usize) {
        match value {
            Value::Object(members) => {
                if members.contains_key("$ref") {
                    resolve(value);
                    *seen += 1;
                }
                for (name, schema) in value["properties"].as_object().into_iter().flatten() {
                    let snake =
                        name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
                    assert!(snake || !schema.is_object(), "{at}: `{name}` is not snake_case");
                }
                members.iter().for_each(|(name, value)| walk(value, &format!("{at}/{name}"), seen));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, at, seen)),
            _ => {}
        }
    }
    let mut seen = 0;
    walk(&DOCUMENT, "", &mut seen);
    assert!(seen > 50, "{seen} references: the test has gone blind");
}
