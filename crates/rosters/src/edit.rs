//! Changes of a roster's TOML: only where it has to say something else; comments, order and spelling stay.

use crate::draft::bad_roster;
use crate::words::{class_word, kind_word, state_word};
use attestat_ledger::encoding::{base64, hex};
use attestat_ledger::roster::{Cosigner, Cut, Log, LogKey, Registry, Roster};
use attestat_words::problem::Problem;
use attestat_words::text;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

/// The order of a roster's first keys, for those that are put in.
const HEAD: [&str; 8] = ["format", "version", "previous", "issued", "expires", "threshold", "governors", "quorum"];

/// Changes the text so that it says what `wanted` does. The policy is given as its lines, for a parsed roster keeps
/// their meaning only.
pub fn rewrite(text: &str, wanted: &Roster, quorum: &str, path: &str) -> Result<String, Problem> {
    let mut document: DocumentMut = text.parse().map_err(|error| bad_roster(path, error))?;
    let root = document.as_table_mut();
    put_head(root, wanted, quorum);
    sync(root, "registry", &wanted.registries, ("id", |registry| registry.id.to_string()), put_registry);
    sync(root, "cosigner", &wanted.cosigners, ("key", |peer| peer.key.to_string()), put_cosigner);
    sync(root, "cut", &wanted.cuts, ("origin", |cut| cut.origin.to_string()), put_cut);
    let changed = document.to_string();
    let again = Roster::parse(&changed).map_err(|error| bad_roster(path, error))?;
    let is_wanted = again.changes(wanted).iter().all(is_of_quorum);
    if is_wanted && (again.version, again.previous) == (wanted.version, wanted.previous) {
        return Ok(changed);
    }
    let what = text!("roster-file-cannot-change", path = path);
    Err(Problem::kept("bad-roster", what, text!("roster-file-cannot-change.next")))
}

/// Returns true for a change of the policy: `wanted` has the policy of before, and its wanted lines are given apart.
const fn is_of_quorum(change: &attestat_ledger::roster::Change) -> bool {
    use attestat_ledger::roster::Change;
    matches!(change, Change::Policy | Change::Quorum(..))
}

fn put_head(root: &mut Table, wanted: &Roster, quorum: &str) {
    let is_new = wanted.previous.is_some() && !root.contains_key("previous");
    set_number(root, "version", wanted.version);
    match wanted.previous {
        Some(hash) => set_text(root, "previous", &hash.to_string()),
        None => _ = root.remove("previous"),
    }
    set_text(root, "issued", &wanted.issued.to_string());
    set_text(root, "expires", &wanted.expires.to_string());
    set_number(root, "threshold", wanted.governance.threshold as u64);
    let governors: Vec<String> = wanted.governance.governors.iter().map(ToString::to_string).collect();
    keep_texts(root, "governors", &governors);
    let held = root.get("quorum").and_then(Item::as_str).unwrap_or_default();
    if held.trim_matches('\n') != quorum.trim_matches('\n') {
        set_text(root, "quorum", &format!("{}\n", quorum.trim_matches('\n')));
    }
    if is_new {
        let place = |key: &str| HEAD.iter().position(|known| *known == key).unwrap_or(HEAD.len());
        root.sort_values_by(|one, _, other, _| place(one.get()).cmp(&place(other.get())));
    }
}

/// Brings the tables of a list to the wanted ones: unwanted tables go, wanted ones are changed as they need to be, and
/// new ones come last.
fn sync<T>(
    parent: &mut Table,
    key: &str,
    wanted: &[T],
    (name, name_of): (&str, fn(&T) -> String),
    put: impl Fn(&mut Table, &T),
) {
    let item = parent.entry(key).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    if !item.is_array_of_tables() {
        let held = core::mem::take(item);
        *item = Item::ArrayOfTables(held.into_array_of_tables().unwrap_or_default());
    }
    let Some(tables) = item.as_array_of_tables_mut() else { return };
    let is = |table: &Table, name_wanted: &str| table.get(name).and_then(Item::as_str) == Some(name_wanted);
    tables.retain(|table| wanted.iter().any(|one| is(table, &name_of(one))));
    for one in wanted {
        let held = tables.iter_mut().find(|table| is(table, &name_of(one)));
        if let Some(table) = held {
            put(table, one);
        } else {
            let mut table = Table::new();
            put(&mut table, one);
            tables.push(table);
        }
    }
    if tables.is_empty() {
        parent.remove(key);
    }
}

fn put_registry(table: &mut Table, registry: &Registry) {
    set_text(table, "id", registry.id.as_str());
    set_text(table, "name", &registry.name);
    set_text(table, "organisation", &registry.organisation);
    set_text(table, "region", &registry.region);
    let classes: Vec<String> = registry.classes.iter().map(|class| class_word(*class).to_owned()).collect();
    keep_texts(table, "classes", &classes);
    set_text(table, "state", state_word(registry.state));
    set_optional(table, "url", &registry.url);
    sync(table, "log", &registry.logs, ("origin", |log| log.origin.to_string()), put_log);
}

fn put_log(table: &mut Table, log: &Log) {
    set_text(table, "origin", log.origin.as_str());
    sync(table, "key", &log.keys, ("key", |listed| base64(listed.key.as_bytes())), put_log_key);
}

fn put_log_key(table: &mut Table, listed: &LogKey) {
    set_text(table, "key", &base64(listed.key.as_bytes()));
    set_number(table, "from_size", listed.from_size);
    match listed.to_size {
        Some(to_size) => set_number(table, "to_size", to_size),
        None => _ = table.remove("to_size"),
    }
}

fn put_cosigner(table: &mut Table, cosigner: &Cosigner) {
    set_text(table, "key", &cosigner.key.to_string());
    set_text(table, "organisation", &cosigner.organisation);
    set_text(table, "kind", kind_word(cosigner.kind));
    set_optional(table, "url", &cosigner.url);
}

fn put_cut(table: &mut Table, cut: &Cut) {
    set_text(table, "origin", cut.origin.as_str());
    set_number(table, "size", cut.size);
    set_text(table, "root", &hex(cut.root.as_bytes()));
}

fn set_text(table: &mut Table, key: &str, value: &str) {
    if table.get(key).and_then(Item::as_str) != Some(value) {
        set(table, key, value.into());
    }
}

fn set_optional(table: &mut Table, key: &str, value: &str) {
    if !value.is_empty() || table.contains_key(key) {
        set_text(table, key, value);
    }
}

/// Sets a number. Numbers of a roster come out of TOML and so fit into its 63 bits.
fn set_number(table: &mut Table, key: &str, value: u64) {
    let number = i64::try_from(value).unwrap_or(i64::MAX);
    if table.get(key).and_then(Item::as_integer) != Some(number) {
        set(table, key, number.into());
    }
}

/// Takes the texts that are not wanted out of a list, and puts in those that are missing.
fn keep_texts(table: &mut Table, key: &str, wanted: &[String]) {
    let Some(held) = table.get_mut(key).and_then(Item::as_array_mut) else {
        return set(table, key, Value::Array(wanted.iter().collect::<Array>()));
    };
    held.retain(|value| value.as_str().is_some_and(|text| wanted.iter().any(|one| one == text)));
    for one in wanted {
        if !held.iter().any(|value| value.as_str() == Some(one)) {
            let like = held.iter().last().map(|last| last.decor().clone());
            let mut value = Value::from(one.as_str());
            if let Some(decor) = like {
                *value.decor_mut() = decor;
            }
            held.push_formatted(value);
        }
    }
}

/// Puts a value in the place of another, with the comment beside it.
fn set(table: &mut Table, key: &str, mut value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(held) => {
            *value.decor_mut() = held.decor().clone();
            *held = value;
        }
        None => _ = table.insert(key, Item::Value(value)),
    }
}

#[cfg(test)]
mod tests;
