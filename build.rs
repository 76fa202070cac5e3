//! Reads what the source says of the variants of its enumerations, for the OpenAPI document: utoipa keeps the comment of
//! an enumeration and drops those of its variants, which is where the rule of each one stands.
//!
//! The source is formatted by rustfmt (`.ci/run` sees to it), so a variant begins a line, one step further in than the
//! enumeration. Written is one constant: name of the enumeration, and of each variant in its order what is said of it.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src");
    let mut files = vec![];
    sources(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files)?;
    files.sort();
    let mut text = String::from("&[\n");
    for file in files {
        for (name, said) in enumerations(&fs::read_to_string(file)?) {
            if said.iter().any(|words| !words.is_empty()) {
                writeln!(text, "    ({name:?}, &{said:?}),")?;
            }
        }
    }
    text.push_str("]\n");
    let out = std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?;
    Ok(fs::write(Path::new(&out).join("variants.rs"), text)?)
}

/// The Rust files under a folder.
fn sources(folder: PathBuf, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The enumerations of a file, each with what is said of its variants.
fn enumerations(text: &str) -> Vec<(String, Vec<String>)> {
    let mut all = vec![];
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let opens = line.trim_start().strip_prefix("pub enum ").filter(|_| line.ends_with('{'));
        let Some(rest) = opens else { continue };
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
        let outside = line.len() - line.trim_start().len();
        let (mut said, mut comment) = (vec![], vec![]);
        for line in lines.by_ref() {
            let (inside, words) = (line.len() - line.trim_start().len(), line.trim_start());
            if inside == outside && words.starts_with('}') {
                break;
            }
            if inside != outside + 4 {
                continue; // a member of a variant
            }
            if let Some(words) = words.strip_prefix("///") {
                comment.push(words.trim().to_owned());
            } else if words.starts_with(|c: char| c.is_uppercase()) {
                // a link of rustdoc leads nowhere in the document
                said.push(std::mem::take(&mut comment).join(" ").replace("[`", "`").replace("`]", "`"));
            }
        }
        all.push((name, said));
    }
    all
}
