//! Document files as somebody gets hold of them: listed, and spoilt in single ways.

use anyhow::{Context as _, bail};
use attestat_ledger::encoding::parse_base64url;
use std::path::{Path, PathBuf};

/// The `.attestat` files of a folder, by name.
pub fn documents(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "attestat") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The document's id: the number at the end of its file's name, before the word for a status that it may have.
pub fn id_of(file: &Path) -> anyhow::Result<String> {
    let name = file.file_stem().and_then(|name| name.to_str()).context("a file name")?;
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    Ok(name.rsplit('-').find(is_number).unwrap_or(name).to_owned())
}

/// Returns true if one of the fields of a document file holds this text.
pub fn says(document: &str, words: &str) -> anyhow::Result<bool> {
    let document: serde_json::Value = serde_json::from_str(document)?;
    let sd_jwt = document.get("sd_jwt").and_then(|value| value.as_str()).context("a credential")?;
    let field = |disclosure: &str| parse_base64url(disclosure).and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(sd_jwt.split('~').skip(1).filter_map(field).any(|field| field.contains(words)))
}

/// Changes one letter of the first disclosure of the credential in a document file.
pub fn tampered(document: &str) -> anyhow::Result<String> {
    let mut document: serde_json::Value = serde_json::from_str(document)?;
    let sd_jwt = document.get("sd_jwt").and_then(|value| value.as_str()).context("a credential")?.to_owned();
    let at = sd_jwt.find('~').context("a disclosure")? + 20;
    let (head, tail) = sd_jwt.split_at(at);
    let letter = if tail.starts_with('A') { 'B' } else { 'A' };
    let rest: String = tail.chars().skip(1).collect();
    let Some(object) = document.as_object_mut() else { bail!("a document file is an object") };
    object.insert("sd_jwt".to_owned(), format!("{head}{letter}{rest}").into());
    Ok(document.to_string())
}

/// Takes the status evidence out of a document file.
pub fn without_status(document: &str) -> anyhow::Result<String> {
    let mut document: serde_json::Value = serde_json::from_str(document)?;
    let Some(object) = document.as_object_mut() else { bail!("a document file is an object") };
    object.remove("status");
    Ok(document.to_string())
}
