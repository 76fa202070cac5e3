//! How a request's body and query become values: parsed, checked, and refused field by field.
#![expect(clippy::disallowed_types, reason = "this file is the replacement")]

use super::incoming::Incoming;
use crate::platform::error::{Code, Field, FieldCode};
use crate::{Error, Result};
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, Query};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::future::{Ready, ready};
use std::ops::Deref;
use validator::Validate;

/// The largest JSON body or list that is taken, in bytes, also after unpacking: a list of 2,000 members fits.
pub const MAX_BODY: usize = 2 * 1024 * 1024;

/// A JSON body that has passed its own rules.
pub struct Valid<T>(T);

impl<T> Deref for Valid<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
impl<T: DeserializeOwned + Validate + 'static> FromRequest for Valid<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = content_type(req).is_none_or(|kind| kind == "application/json");
        let body = Incoming::of(req, payload, MAX_BODY);
        Box::pin(async move {
            if !json {
                return Err(Code::MediaType.into());
            }
            let bytes = body?.bytes().await?;
            let value: T = parse(&bytes).map_err(|first| with_other_items::<T>(&bytes, first))?;
            value.validate()?;
            Ok(Self(value))
        })
    }
}

/// Bytes of an uploaded file, as they came.
pub struct Upload(pub Bytes);

impl FromRequest for Upload {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let multipart = content_type(req).is_some_and(|kind| kind.starts_with("multipart/"));
        let body = Incoming::of(req, payload, MAX_BODY);
        Box::pin(async move {
            if multipart {
                return Err(Code::MediaType.into());
            }
            body?.bytes().await.map(Self)
        })
    }
}

/// The largest file that is taken, in bytes.
pub const MAX_FILE: usize = 10 * 1024 * 1024;

/// A photo or document, as it came, and what the client says that it is.
pub struct File {
    /// Content of the file.
    pub bytes: Bytes,
    /// What it is said to be.
    pub media_type: String,
}

impl FromRequest for File {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media_type = content_type(req);
        let body = Incoming::of(req, payload, MAX_FILE).and_then(Incoming::plain);
        Box::pin(async move {
            let media_type = media_type.ok_or(Code::MediaType)?;
            Ok(Self { bytes: body?.bytes().await?, media_type })
        })
    }
}

pub(super) fn content_type(req: &HttpRequest) -> Option<String> {
    let header = req.headers().get(CONTENT_TYPE)?.to_str().unwrap_or("unreadable");
    header.split(';').next().map(|kind| kind.trim().to_ascii_lowercase())
}

pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    // serde would take an array for an object, its items for the fields in order: nobody means that
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return Err(Error::field("", FieldCode::WrongType));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| {
        let pointer = pointer(e.path());
        not_a_choice(bytes, &pointer, e.inner()).unwrap_or_else(|| wrong(&pointer, e.inner()))
    })?;
    reader.end().map_err(|_| Code::Malformed)?;
    Ok(value)
}

/// How often a body is read again to find what else is wrong with it, and how many bytes may be read in all for that.
const READ_AGAIN: (usize, usize) = (50, 4 * MAX_BODY);

/// The same refusal with the wrong fields of the other items of the body's lists. serde stops at the first: so the item
/// in which it stopped is taken out, and the rest is read again.
fn with_other_items<T: DeserializeOwned + Validate>(bytes: &[u8], first: Error) -> Error {
    let Ok(mut rest) = serde_json::from_slice::<serde_json::Value>(bytes) else { return first };
    let mut unreadable = first.fields().to_vec();
    let mut latest = unreadable.clone();
    let Some((first_list, _)) = latest.first().and_then(|field| item_of(&rest, &field.pointer)) else {
        return first;
    };
    let mut against_rules = vec![];
    let mut taken_out: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for _ in 0..READ_AGAIN.0.min(READ_AGAIN.1 / bytes.len().max(1)) {
        let Some((list, index)) = latest.first().and_then(|field| item_of(&rest, &field.pointer)) else {
            break;
        };
        if let Some(items) = rest.pointer_mut(&list).and_then(serde_json::Value::as_array_mut) {
            items.remove(index);
        }
        let gone = taken_out.entry(list).or_default();
        let stood = original(index, gone);
        gone.insert(stood);
        let read = serde_path_to_error::deserialize::<_, T>(&rest);
        latest = match &read {
            // the rules of what can be read are all told at once
            Ok(value) => value.validate().map_or_else(|e| Error::from(e).fields().to_vec(), |()| vec![]),
            Err(e) => wrong(&pointer(e.path()), e.inner()).fields().to_vec(),
        };
        latest.retain(|field| !holds_shortened(&field.pointer, &taken_out));
        let found = latest.iter().map(|field| Field::new(as_it_came(&field.pointer, &taken_out), field.code));
        if read.is_ok() {
            against_rules = found.collect();
            break;
        }
        unreadable.extend(found);
    }
    // the body was read in its own order first, then in that of its names: no list must be told in two parts
    let inside = format!("{first_list}/");
    unreadable.sort_by_key(|field| !field.pointer.starts_with(&inside));
    unreadable.extend(against_rules);
    Error::invalid(unreadable)
}

/// Whether a pointer leads to a list from which items were taken out, or to what holds one: how many items it has, and
/// which, is then no longer the client's doing.
fn holds_shortened(pointer: &str, taken_out: &BTreeMap<String, BTreeSet<usize>>) -> bool {
    let mut behind = taken_out.keys().filter_map(|list| list.strip_prefix(pointer));
    behind.any(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The outermost list that a pointer leads into, and the item of it.
fn item_of(body: &serde_json::Value, pointer: &str) -> Option<(String, usize)> {
    let (mut here, mut list) = (body, String::new());
    for part in pointer.split('/').skip(1) {
        if let Some(items) = here.as_array() {
            return part.parse().ok().filter(|index| *index < items.len()).map(|index| (list, index));
        }
        here = here.get(part.replace("~1", "/").replace("~0", "~"))?;
        list = format!("{list}/{part}");
    }
    None
}

/// Where an item stood before those were taken out.
fn original(index: usize, gone: &BTreeSet<usize>) -> usize {
    gone.iter().fold(index, |place, gone| if *gone <= place { place + 1 } else { place })
}

/// A pointer into what is left of a body, as a pointer into the body as it came.
fn as_it_came(pointer: &str, taken_out: &BTreeMap<String, BTreeSet<usize>>) -> String {
    let into = taken_out.iter().find_map(|(list, gone)| {
        let behind = pointer.strip_prefix(list)?.strip_prefix('/')?;
        let (index, inside) = behind.split_once('/').map_or((behind, None), |(i, rest)| (i, Some(rest)));
        let index = original(index.parse().ok()?, gone);
        Some(inside.map_or_else(|| format!("{list}/{index}"), |inside| format!("{list}/{index}/{inside}")))
    });
    into.unwrap_or_else(|| pointer.to_owned())
}

/// Where a name of an enumeration is wanted, serde calls any other type a fault of the syntax. It is none if
/// the rest is well-formed.
fn not_a_choice(bytes: &[u8], pointer: &str, error: &serde_json::Error) -> Option<Error> {
    let claimed = error.is_syntax() && error.to_string().starts_with("expected value");
    let whole: serde_json::Value = serde_json::from_slice(bytes).ok().filter(|_| claimed)?;
    let code = if whole.pointer(pointer)?.is_null() { FieldCode::NotNull } else { FieldCode::WrongType };
    Some(Error::field(pointer, code))
}

/// `members[3].name` as `/members/3/name`.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

/// serde says what is wrong in prose; this is where the prose becomes a code. Our own field types
/// ([`crate::platform::fields`]) say the code itself.
fn wrong(pointer: &str, error: &serde_json::Error) -> Error {
    if !error.is_data() {
        return Code::Malformed.into();
    }
    let text = error.to_string();
    let named = |prefix: &str| {
        let rest = text.strip_prefix(prefix)?;
        rest.split('`').next().map(|name| format!("{pointer}/{name}"))
    };
    if let Some(at) = named("missing field `") {
        return Error::field(at, FieldCode::Required);
    }
    if let Some(at) = named("unknown field `") {
        let last = at.rsplit('/').next().unwrap_or_default();
        let at = if pointer.ends_with(&format!("/{last}")) { pointer.to_owned() } else { at };
        return Error::field(at, FieldCode::UnknownField);
    }
    let said = text.split(" at line ").next().unwrap_or(&text);
    let code = said.parse().unwrap_or(match said.split([' ', ':', ',']).collect::<Vec<_>>().as_slice() {
        ["unknown", "variant", ..] => FieldCode::Choice,
        ["duplicate", "field", ..] => FieldCode::Repeated,
        ["invalid", "type", "", "null", ..] => FieldCode::NotNull,
        ["invalid", "value", ..] => FieldCode::Range,
        ["UUID", ..] => FieldCode::Id,
        _ => FieldCode::WrongType,
    });
    Error::field(pointer, code)
}

/// A query string that has passed its own rules.
pub struct Params<T>(T);

impl<T> Deref for Params<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
impl<T: DeserializeOwned + Validate + 'static> FromRequest for Params<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(query(req.query_string()).map(Self))
    }
}

/// What serde says, without what the framework says before it.
fn complaint(error: &str) -> String {
    error.rsplit("error: ").next().unwrap_or(error).to_owned()
}

/// The parameter complained about: without it, the complaint is another one. (serde does not say.)
fn culprit<'t, T: DeserializeOwned>(text: &'t str, said: &str) -> &'t str {
    let pairs: Vec<&str> = text.split('&').collect();
    let guilty = |index: &usize| {
        let others: Vec<&str> =
            pairs.iter().enumerate().filter(|(other, _)| other != index).map(|(_, pair)| *pair).collect();
        Query::<T>::from_query(&others.join("&")).map_err(|e| complaint(&e.to_string())).err().as_deref()
            != Some(said)
    };
    let found = (0..pairs.len()).find(guilty).and_then(|index| pairs.get(index));
    found.and_then(|pair| pair.split('=').next()).unwrap_or_default()
}

fn query<T: DeserializeOwned + Validate>(text: &str) -> Result<T> {
    let value = Query::<T>::from_query(text).map_err(|e| {
        let said = complaint(&e.to_string());
        let name = said.split('`').nth(1).unwrap_or_default();
        let (at, code) = match said.split(' ').take(2).collect::<Vec<_>>().as_slice() {
            ["unknown", "field"] => (name, FieldCode::UnknownField),
            ["missing", "field"] => (name, FieldCode::Required),
            ["duplicate", "field"] => (name, FieldCode::Repeated),
            ["unknown", "variant"] => (culprit::<T>(text, &said), FieldCode::Choice),
            ["UUID", ..] => (culprit::<T>(text, &said), FieldCode::Id),
            _ => (culprit::<T>(text, &said), said.parse().unwrap_or(FieldCode::WrongType)),
        };
        Error::field(format!("?{at}"), code)
    })?;
    let value = value.into_inner();
    value.validate().map_err(|errors| {
        let fields = Error::from(errors).fields().to_vec();
        let as_query = |f: Field| Field::new(format!("?{}", f.pointer.trim_start_matches('/')), f.code);
        Error::invalid(fields.into_iter().map(as_query).collect())
    })?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Serialize};
    use validator::ValidationError;

    #[derive(Debug, Serialize, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Item {
        #[validate(range(min = 1))]
        amount: i64,
    }
    #[derive(Debug, Serialize, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    #[validate(schema(function = "no_more_owed_than_paid"))]
    struct Body {
        #[validate(length(min = 1), nested)]
        paid: Vec<Item>,
        #[serde(default)]
        #[validate(nested)]
        owed: Vec<Item>,
    }

    fn no_more_owed_than_paid(body: &Body) -> Result<(), ValidationError> {
        let more = body.owed.len() > body.paid.len();
        if more { Err(ValidationError::new(FieldCode::Length.into())) } else { Ok(()) }
    }

    fn told(body: &[u8]) -> Vec<Field> {
        with_other_items::<Body>(body, parse::<Body>(body).unwrap_err()).fields().to_vec()
    }

    #[test]
    fn every_item_of_a_list_that_is_wrong_is_told_at_its_place() {
        let body = br#"{ "paid": [{ "amount": "1" }, { "amount": 5 }, { "amount": null }, { "sum": 5 }, { "amount": 0 }],
                         "owed": [{ "amount": 0 }, { "amount": 1.5 }, { "amount": 2 }] }"#;
        assert_eq!(parse::<Body>(body).unwrap_err().fields().len(), 1);
        let wrong = [
            Field::new("/paid/0/amount", FieldCode::WrongType),
            Field::new("/paid/2/amount", FieldCode::NotNull),
            Field::new("/paid/3/sum", FieldCode::UnknownField),
            Field::new("/owed/1/amount", FieldCode::WrongType),
            Field::new("/owed/0/amount", FieldCode::Range),
            Field::new("/paid/4/amount", FieldCode::Range),
        ];
        assert_eq!(told(body), wrong);
    }

    #[test]
    fn what_a_list_lacks_without_its_wrong_items_is_not_told() {
        let emptied = br#"{ "paid": [{ "amount": "1" }], "owed": [{ "amount": 1 }] }"#;
        assert_eq!(told(emptied), [Field::new("/paid/0/amount", FieldCode::WrongType)]);
        let fewer = br#"{ "paid": [{ "amount": "1" }, { "amount": 2 }],
                          "owed": [{ "amount": 1 }, { "amount": 2 }] }"#;
        assert_eq!(told(fewer), [Field::new("/paid/0/amount", FieldCode::WrongType)]);
        let another = br#"{ "paid": [], "owed": [{ "amount": "1" }, { "amount": 0 }] }"#;
        let wrong = [
            Field::new("/owed/0/amount", FieldCode::WrongType),
            Field::new("/owed/1/amount", FieldCode::Range),
            Field::new("/paid", FieldCode::Length),
        ];
        assert_eq!(told(another), wrong);
    }

    #[test]
    fn what_is_wrong_outside_of_lists_is_told_alone() {
        let body = br#"{ "paid": 7, "owed": [{ "amount": "x" }] }"#;
        assert_eq!(told(body), [Field::new("/paid", FieldCode::WrongType)]);
    }
}
