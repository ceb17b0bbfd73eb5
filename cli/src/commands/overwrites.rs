//! No command writes over a file that is there: every path of every command line is listed here, and every command that
//! writes is tried.

use crate::commands::Arguments;
use crate::commands::trust::TrustStore;
use crate::commands::wallet;
use crate::fixture;
use crate::render::exit::Exit;
use crate::render::output::{Format, Output};
use attestat_wallet::share::{Pick, Proposal};
use clap::{CommandFactory as _, Parser as _};
use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Use that a command makes of a path.
enum Use {
    /// The file or folder is read.
    Read,
    /// A folder, or a file, that the program itself keeps and changes; in a folder for results every file is named by
    /// what is in it.
    Kept,
    /// A file is made there. `@` stands for a folder; with one of the files `taken` the command is refused.
    Made { line: &'static str, taken: &'static [&'static str], exit: Exit },
}

use Use::{Kept, Made, Read};

const fn made(line: &'static str, taken: &'static [&'static str]) -> Use {
    Made { line, taken, exit: Exit::Usage }
}

/// Every command and argument that names a path. `wallet *` are all commands with a wallet.
const PATHS: &[(&str, &str, Use)] = &[
    ("roster init", "dir", made("roster init @/desk --name a.example", &["desk/roster.toml", "desk/governor-1.key"])),
    ("roster add", "entry", Read),
    ("roster add", "roster", Kept),
    ("roster suspend", "roster", Kept),
    ("roster close", "roster", Kept),
    ("roster reopen", "roster", Kept),
    ("roster remove", "roster", Kept),
    ("roster renew", "roster", Kept),
    ("roster cut", "roster", Kept),
    ("roster diff", "files", Read),
    ("roster diff", "roster", Read),
    ("roster sign", "roster", Kept),
    ("roster sign", "keys", Read),
    ("roster merge", "files", Read),
    ("roster merge", "roster", Kept),
    ("roster show", "roster", Read),
    ("roster show", "folder", Read),
    ("trust", "trust", Kept),
    ("trust pin", "roster", Read),
    ("trust update", "files", Read),
    ("issue", "files", Read),
    ("issue", "out", Kept),
    ("issue", "profile", Kept),
    ("issue", "errors", made("issue @/class.csv --errors @/errors.csv", &["errors.csv"])),
    ("registrar", "profile", Kept),
    ("template profile", "sheet", Read),
    ("document export", "out", Kept),
    ("reissue", "from", Read),
    ("reissue", "out", Kept),
    ("reissue", "profile", Kept),
    ("pupil ticket", "sheet", Read),
    ("pupil ticket", "profile", Read),
    (
        "pupil ticket",
        "out",
        made("pupil ticket --pupil-ref 17 --out @/letter.html --yes --node @/no.sock", &["letter.html"]),
    ),
    ("pupil erase", "out", made("pupil erase --pupil-ref 17 --out @/act --yes --node @/no.sock", &["act"])),
    ("wallet *", "folder", Kept),
    ("wallet *", "passphrase_file", Read),
    ("wallet ls", "wallet", Kept),
    (
        "wallet new",
        "sheet",
        made("wallet new --child A --sheet @/s.html --yes --wallet @/new --passphrase-file @/pass", &["s.html"]),
    ),
    (
        "wallet words",
        "sheet",
        made("wallet words --sheet @/s.html --wallet @/family --passphrase-file @/pass", &["s.html"]),
    ),
    ("wallet restore", "words", Read),
    ("wallet passphrase", "new_passphrase_file", Read),
    (
        "share",
        "out",
        made(
            "share --to U --purpose P --until 2098-12-31 --show family_name --out @/s --yes --wallet @/family --passphrase-file @/pass",
            &["s"],
        ),
    ),
    (
        "share",
        "qr",
        made(
            "share --to U --purpose P --until 2098-12-31 --show family_name --out @/s --qr @/s.png --yes --wallet @/family --passphrase-file @/pass",
            &["s.png", "s.1.png"],
        ),
    ),
    ("share", "request", Read),
    (
        "shares stop",
        "out",
        made("shares stop SHARE --out @/w.json --wallet @/family --passphrase-file @/pass", &["w.json"]),
    ),
    (
        "request",
        "out",
        made("request --as U --purpose P --need family_name --until 2098-12-31 --out @/r.json", &["r.json"]),
    ),
    (
        "request",
        "qr",
        made(
            "request --as U --purpose P --need family_name --until 2098-12-31 --out @/r.json --qr @/r.png",
            &["r.png", "r.1.png"],
        ),
    ),
    ("verify", "trust", Kept),
    ("verify", "path", Read),
    ("verify", "request", Read),
    ("verify", "withdrawal", Read),
    ("verify", "key", Read),
    ("verify", "csv", made("verify @/class.csv --csv @/v.csv --trust @/trust", &["v.csv"])),
    (
        "verify",
        "json_lines",
        made("verify @/class.csv --csv @/v.csv --json-lines @/v.jsonl --trust @/trust", &["v.jsonl"]),
    ),
    (
        "verify",
        "receipt",
        made("verify @/class.csv --csv @/v.csv --receipt @/v.receipt --trust @/trust", &["v.receipt"]),
    ),
    ("receipt key", "out", made("receipt key --as a.example --out @/key", &["key", "key.pub"])),
    ("receipt check", "receipt", Read),
    ("receipt check", "path", Read),
    ("receipt check", "request", Read),
    ("receipt check", "withdrawal", Read),
    ("receipt check", "trust", Read),
    ("page", "trust", Kept),
    ("page checker", "out", made("page checker --without-roster --out @/checker.html", &["checker.html"])),
    ("audit", "trust", Kept),
    ("audit", "evidence", Kept),
    ("fork", "trust", Kept),
    ("fork check", "file", Read),
    ("fork import", "file", Read),
    ("fork report", "file", Read),
    ("status-of", "trust", Kept),
];

/// Every command, by its words, with its arguments that name a path.
fn paths(command: &clap::Command, words: &str, found: &mut BTreeSet<(String, String)>) {
    for argument in command.get_arguments() {
        if argument.get_value_parser().type_id() == TypeId::of::<PathBuf>() {
            found.insert((words.to_owned(), argument.get_id().to_string()));
        }
    }
    for below in command.get_subcommands() {
        paths(below, format!("{words} {}", below.get_name()).trim_start(), found);
    }
}

/// Returns true if the argument opens a wallet.
fn opens_a_wallet(command: &str, argument: &str) -> bool {
    let has_one = ["wallet", "share", "shares"].contains(&command.split(' ').next().unwrap());
    has_one && PATHS.iter().any(|(listed, opens, _)| *listed == "wallet *" && *opens == argument)
}

#[test]
fn every_path_of_every_command_is_listed() {
    let mut found = BTreeSet::new();
    paths(&Arguments::command(), "", &mut found);
    found.retain(|(command, argument)| !opens_a_wallet(command, argument));
    let listed = PATHS.iter().filter(|(command, ..)| *command != "wallet *");
    let listed: BTreeSet<_> =
        listed.map(|(command, argument, _)| ((*command).to_owned(), (*argument).to_owned())).collect();
    let (unlisted, gone) =
        (found.difference(&listed).collect::<Vec<_>>(), listed.difference(&found).collect::<Vec<_>>());
    assert!(unlisted.is_empty() && gone.is_empty(), "say what becomes of {unlisted:?}; there is no {gone:?}");
}

/// Everything in a folder but what is locked, and its bytes.
fn everything(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(everything(&entry));
        } else if entry.file_name().is_some_and(|name| name != "lock") {
            found.insert(entry.clone(), std::fs::read(&entry).unwrap());
        }
    }
    found
}

/// Files that the commands find: a pinned roster, a sheet, a wallet with a document, and its passphrase; with the id of
/// a share.
fn prepared() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let store = TrustStore::at(Some(&at("trust"))).unwrap();
    let (note, hash) = fixture::roster(1, None);
    store.put_roster(&store.lock().unwrap(), &hash, &note).unwrap();
    std::fs::write(at("class.csv"), "Фамилия\nОбразцова\n").unwrap();
    std::fs::write(at("pass"), "four words of sample\n").unwrap();
    std::fs::set_permissions(at("pass"), std::fs::Permissions::from_mode(0o600)).unwrap();
    let mut opened = wallet::fixture::opened(&at("family"));
    let document = wallet::fixture::hold(&mut opened.wallet, 2, None);
    let proposal = Proposal {
        audience: "U".to_owned(),
        nonce: None,
        purpose: "P".to_owned(),
        until: 4_000_000_000,
        picks: vec![Pick { document, fields: vec!["family_name".to_owned()] }],
        years: Vec::new(),
    };
    let shared =
        opened.wallet.share(&proposal, crate::machine::clock::now(), &mut |bytes: &mut [u8]| bytes.fill(7)).unwrap();
    opened.save().unwrap();
    (folder, shared.id.to_string())
}

#[test]
fn no_command_writes_over_a_file_that_is_there_or_leaves_another_beside_it() {
    let (folder, share) = prepared();
    let root = folder.path().to_str().unwrap();
    for (command, argument, becomes) in PATHS {
        let Made { line, taken, exit } = becomes else { continue };
        for name in *taken {
            let place = folder.path().join(name);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(&place, "somebody's").unwrap();
            let before = everything(folder.path());
            let words = line.split(' ').map(|word| word.replace('@', root).replace("SHARE", &share));
            let parsed = Arguments::try_parse_from(core::iter::once("attestat".to_owned()).chain(words));
            let arguments = parsed.unwrap_or_else(|error| panic!("{line}: {error}"));
            let refused = crate::commands::run(&arguments, &Output::new(Format::Words)).map(|exit| exit.code());
            let failure = refused.expect_err(line);
            assert_eq!(failure.exit, *exit, "{command} --{argument}, {name}: {failure}");
            assert!(
                failure.what.to_string().contains(place.to_str().unwrap()) || failure.what.to_string().contains("desk"),
                "{line}: {failure}"
            );
            assert_eq!(everything(folder.path()), before, "{command} --{argument}, {name}: {failure}");
            std::fs::remove_file(&place).unwrap();
        }
    }
}
