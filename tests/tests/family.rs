//! A family from the school's letter to a verdict, and back from total loss.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use anyhow::ensure;
use attestat_tests::document::{documents, id_of};
use attestat_tests::family::{Family, words_of_sheet, write_secret};
use attestat_tests::page::{Reader, read};
use attestat_tests::programs::{Said, attestat};
use attestat_tests::town::{Town, quietly, text};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

const UNIVERSITY: &str = "admissions.university.example";
const PUPIL: &str = "SAMPLE-00001";

fn parsed(said: &Said) -> Value {
    serde_json::from_str(&said.stdout).unwrap_or_else(|error| panic!("{error}: {}", said.stdout))
}

/// A family with wallets at the first two schools, which have issued a badge each to its child before.
async fn enrolled(town: &Town) -> Family {
    for school in [0, 1] {
        // Others of the class, so that the child's documents are among many.
        town.issue(school, 1, 4, &[]).unwrap().1.expect_code(0).unwrap();
    }
    let family = Family::found(&town.path("family"), "Лев", &quietly).unwrap();
    for school in &town.schools[..2] {
        family.enrol(school, PUPIL, &quietly).unwrap();
        quietly(&["pupil", "rebind", "--now", "--node", school.dir()], 0).unwrap();
    }
    town.settle().await.unwrap();
    family
}

/// `verify` of a presentation as the university would do it.
fn verified(trust: &Path, file: &Path, more: &[&str], code: i32) -> Value {
    let mut arguments = vec!["verify", text(file).unwrap(), "--json", "--trust", text(trust).unwrap()];
    arguments.extend_from_slice(more);
    let verdicts = parsed(&quietly(&arguments, code).unwrap());
    verdicts["files"].as_array().or(verdicts["documents"].as_array()).unwrap()[0].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_letter_to_the_verdict() {
    let town = Town::running(3).await.unwrap();
    let family = enrolled(&town).await;

    // A letter is good once.
    let letter = family.path("letter-school-0.example.txt");
    let again = family.wallet(&["enrol", text(&letter).unwrap()], 2, &quietly).unwrap();
    assert!(again.stderr.contains("does not take this letter"), "{}", again.stderr);

    let synced = parsed(&family.wallet(&["sync", "--json"], 0, &quietly).unwrap());
    assert_eq!(synced["new"].as_array().unwrap().len(), 2, "{synced}");
    assert_eq!(synced["refused"], json!([]), "what comes is verified against the roster of the letter: {synced}");
    let nothing = parsed(&family.wallet(&["sync", "--json"], 0, &quietly).unwrap());
    assert_eq!(nothing["new"], json!([]));

    // Nothing is in the portfolio before the family says so.
    let shared = town.path("shared.attestat-presentation");
    let share = |show: &[&str], more: &[&str], code| {
        let mut arguments = vec!["share", "--to", UNIVERSITY, "--purpose", "Admission 2027 (SAMPLE)"];
        arguments.extend(["--until", "31.12.2098", "--out", text(&shared).unwrap(), "--yes", "--json", "--show"]);
        arguments.extend_from_slice(show);
        arguments.extend_from_slice(more);
        family.attestat(&arguments, code, &quietly).unwrap()
    };
    assert!(share(&["badge"], &[], 2).stderr.contains("empty-portfolio"));
    assert!(!shared.exists());
    family.wallet(&["include", "--all"], 0, &quietly).unwrap();
    assert!(share(&["bagde"], &[], 2).stderr.contains("Did you mean badge?"));

    let qr = town.path("shared.png");
    let made = parsed(&share(&["family_name", "Знак отличия", "kind"], &["--qr", text(&qr).unwrap()], 0));
    let trust = town.trust("university").unwrap();
    town.update(&trust, &[0, 1, 2]).unwrap().expect_code(0).unwrap();
    let verdict = verified(&trust, &shared, &["--as", UNIVERSITY], 0);
    let open: Vec<&str> =
        verdict["not_checked"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert!(open.contains(&"replay"), "without a request nobody knows whether it is a replay: {verdict}");
    preview_is_what_is_seen(&made["preview"], &verdict);
    assert_eq!(verified(&trust, &shared, &["--as", "another.university.example"], 10)["colour"], "red");

    let codes = made["codes"].as_array().unwrap();
    assert!(codes.len() > 1, "two documents with their proofs are more than one code holds: {codes:?}");

    // Who touched it is told to the family.
    let holdings = parsed(&family.wallet(&["holdings", "--json"], 0, &quietly).unwrap());
    let kinds: Vec<&str> = holdings["registries"][0]["accesses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|access| access["kind"].as_str().unwrap())
        .collect();
    for kind in ["issued", "ticket_made", "enrolled", "rebound", "delivered"] {
        assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
    }

    stopped(&family, &trust, &shared, &made);
    request_is_answered(&town, &family, &trust);
}

/// The preview that `share` showed before it asked, against the verifier's view: every field, and no other.
fn preview_is_what_is_seen(preview: &Value, verdict: &Value) {
    let (shown, seen) = (preview["documents"].as_array().unwrap(), verdict["credentials"].as_array().unwrap());
    assert_eq!(shown.len(), 2);
    assert_eq!(shown.len(), seen.len());
    for (shown, seen) in shown.iter().zip(seen) {
        let mut claims = seen["document"]["claims"].as_object().unwrap().clone();
        claims.retain(|name, _| {
            !["iss", "vct", "vct#integrity", "iat", "cnf", "status", "_sd_alg"].contains(&name.as_str())
        });
        assert_eq!(Value::Object(claims), shown["shown"]);
        assert!(shown["hidden"].as_array().unwrap().iter().any(|path| path == "birth_date"));
    }
}

/// A withdrawal is honoured when it is given, and noted in the family's own list.
fn stopped(family: &Family, trust: &Path, shared: &Path, made: &Value) {
    let id = made["id"].as_str().unwrap();
    let withdrawal = family.path("withdrawal.json");
    let said =
        family.attestat(&["shares", "stop", &id[..8], "--out", text(&withdrawal).unwrap()], 0, &quietly).unwrap();
    assert!(said.stdout.contains("cannot be un-shown"), "{}", said.stdout);
    let listed = parsed(&family.attestat(&["shares", "ls", "--json"], 0, &quietly).unwrap());
    assert_eq!((&listed["shares"][0]["id"], &listed["shares"][0]["state"]), (&json!(id), &json!("stopped")));
    let verdict = verified(trust, shared, &["--as", UNIVERSITY, "--withdrawal", text(&withdrawal).unwrap()], 10);
    assert_eq!(verdict["colour"], "red");
}

/// `request` asks, `share --request` answers, `verify --request` is green; also by way of a code.
fn request_is_answered(town: &Town, family: &Family, trust: &Path) {
    let (request, code) = (town.path("request.json"), town.path("request.png"));
    let mut ask = vec!["request", "--as", UNIVERSITY, "--purpose", "Admission 2027 (SAMPLE)", "--until", "2098-12-31"];
    ask.extend(["--need", "family_name", "badge", "--out", text(&request).unwrap(), "--qr", text(&code).unwrap()]);
    quietly(&ask, 0).unwrap();
    let answer = town.path("answer.attestat-presentation");
    let mut share = vec!["share", "--yes", "--out", text(&answer).unwrap(), "--request", text(&code).unwrap()];
    let gap = family.attestat(&share, 2, &quietly).unwrap();
    assert!(gap.stderr.contains("several documents would do"), "{}", gap.stderr);
    let listed = family.documents(&quietly).unwrap();
    let chosen = listed[0]["id"].as_str().unwrap();
    let picture = town.path("answer.png");
    share.extend(["--document", chosen, "--qr", text(&picture).unwrap(), "--json"]);
    let made = parsed(&family.attestat(&share, 0, &quietly).unwrap());
    assert_eq!(verified(trust, &answer, &["--request", text(&request).unwrap()], 0)["colour"], "green");
    // Two fields of one document take a few codes; its status comes from the university's own status file.
    let pictures: Vec<&str> = made["codes"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    assert!((2..=4).contains(&pictures.len()), "{pictures:?}");
    let more = [&pictures[1..], &["--request", text(&request).unwrap()]].concat();
    assert_eq!(verified(trust, Path::new(pictures[0]), &more, 0)["colour"], "green");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn total_loss_with_a_school_destroyed() {
    let mut town = Town::running(3).await.unwrap();
    let family = enrolled(&town).await;
    family.wallet(&["sync"], 0, &quietly).unwrap();
    let before = family.documents(&quietly).unwrap();
    let of_school = |at: usize| {
        before.iter().find(|one| one["id"].as_str().unwrap().starts_with(&format!("school-{at}."))).unwrap()
    };
    family.wallet(&["include", of_school(1)["id"].as_str().unwrap()], 0, &quietly).unwrap();
    family.wallet(&["backup", "--to", &town.schools[2].url()], 0, &quietly).unwrap();

    // The wallet is gone, and so is the second school's machine.
    family.lose_the_wallet().unwrap();
    let destroyed = &mut town.schools[1];
    destroyed.kill().unwrap();
    std::fs::remove_dir_all(&destroyed.folder).unwrap();

    // 24 words, and the address of a node that issued nothing to the child.
    family.restore(&quietly).unwrap();
    let twice = family.restore(&quietly).unwrap();
    assert!(twice.stdout.contains("here already"), "{}", twice.stdout);
    let mut recover = vec!["recover", "--json", "--from"];
    let (from, hash) = (town.schools[2].url(), town.hash.clone());
    recover.push(&from);
    let refused = family.wallet(&recover, 2, &quietly).unwrap();
    assert!(refused.stderr.contains("--roster-hash"), "the hash is to be compared: {}", refused.stderr);
    recover.extend(["--roster-hash", &hash]);
    let account = parsed(&family.wallet(&recover, 20, &quietly).unwrap());
    let with_records: Vec<&str> =
        account["records"].as_array().unwrap().iter().map(|row| row["registry"].as_str().unwrap()).collect();
    assert_eq!(with_records, ["school-0.example", "school-1.example"], "{account}");
    assert_eq!(account["gone"][0]["registry"], "school-1.example", "it says who could not be reached: {account}");
    assert_eq!(account["copies"][0]["documents"], 2);
    assert_eq!(account["missing"], json!([]), "{account}");

    // Everything is back as it was, the portfolio too, and again changes nothing.
    let after = family.documents(&quietly).unwrap();
    assert_eq!(
        after,
        before
            .iter()
            .map(|one| {
                let mut one = one.clone();
                one["included"] = json!(one["id"] == of_school(1)["id"]);
                one
            })
            .collect::<Vec<_>>()
    );
    family.wallet(&recover, 20, &quietly).unwrap();
    assert_eq!(family.documents(&quietly).unwrap(), after);

    // What the destroyed school issued is shared and verified all the same.
    let shared = town.path("shared.attestat-presentation");
    let mut share = vec!["share", "--to", UNIVERSITY, "--purpose", "Admission", "--until", "2098-12-31", "--yes"];
    share.extend(["--show", "badge", "--out", text(&shared).unwrap()]);
    family.attestat(&share, 0, &quietly).unwrap();
    let trust = town.trust("university").unwrap();
    verified(&trust, &shared, &["--as", UNIVERSITY], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_copy_the_issuing_nodes_are_enough() {
    let town = Town::running(2).await.unwrap();
    let family = enrolled(&town).await;
    family.wallet(&["sync"], 0, &quietly).unwrap();
    let before = family.documents(&quietly).unwrap();
    family.lose_the_wallet().unwrap();
    family.restore(&quietly).unwrap();
    let from = town.schools[0].url();
    let recover = ["recover", "--json", "--from", &from, "--roster-hash", &town.hash];
    let account = parsed(&family.wallet(&recover, 0, &quietly).unwrap());
    assert_eq!(account["fetched"].as_array().unwrap().len(), 2, "{account}");
    let ids = |documents: &[Value]| documents.iter().map(|one| one["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&family.documents(&quietly).unwrap()), ids(&before));
    // The wallet knows its schools again.
    let synced = parsed(&family.wallet(&["sync", "--json", "--refresh"], 0, &quietly).unwrap());
    assert_eq!((&synced["refused"], &synced["not_in_force"]), (&json!([]), &json!([])));

    // What a school has revoked since is kept, and said to be so; also by who sees it for the first time.
    let (id, school) = (before[0]["id"].as_str().unwrap(), town.schools[0].dir());
    let slot = id.rsplit(':').next().unwrap();
    quietly(&["status", "revoke", slot, "--reason", "superseded", "--yes", "--node", school], 0).unwrap();
    town.settle().await.unwrap();
    let synced = parsed(&family.wallet(&["sync", "--json", "--refresh"], 0, &quietly).unwrap());
    assert_eq!(synced["not_in_force"], json!([{"id": id, "status": "revoked"}]), "{synced}");
    assert_eq!(family.documents(&quietly).unwrap()[0]["status"], "revoked");
    family.lose_the_wallet().unwrap();
    family.restore(&quietly).unwrap();
    let account = parsed(&family.wallet(&recover, 0, &quietly).unwrap());
    assert_eq!((&account["refused"], &account["missing"]), (&json!(0), &json!([])), "{account}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_wallet_is_refused_with_the_way_back() {
    let town = Town::running(1).await.unwrap();
    let family = Family::found(&town.path("family"), "Лев", &quietly).unwrap();
    town.issue(0, 1, 2, &[]).unwrap().1.expect_code(0).unwrap();
    family.enrol(&town.schools[0], PUPIL, &quietly).unwrap();
    let file = family.wallets().join("Лев.wallet");
    let whole = std::fs::read(&file).unwrap();
    for spoilt in [&whole[..whole.len() / 2], &[whole.as_slice(), b"x"].concat()] {
        std::fs::write(&file, spoilt).unwrap();
        let said = family.wallet(&["open"], 40, &quietly).unwrap();
        assert!(
            said.stderr.contains("wallet-damaged") && said.stderr.contains("Лев.wallet.previous"),
            "{}",
            said.stderr
        );
        let listed = attestat(&["wallet", "ls", "--wallet", text(&family.wallets()).unwrap()]).unwrap();
        assert!(listed.stdout.contains("DAMAGED"), "{}", listed.stdout);
    }
    std::fs::copy(family.wallets().join("Лев.wallet.previous"), &file).unwrap();
    family.wallet(&["open"], 0, &quietly).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_gets_letters_and_single_marks_are_shown() {
    let town = Town::running(1).await.unwrap();
    let school = &town.schools[0];
    let (class, issued, letters) = (town.path("class.csv"), town.path("issued"), town.path("letters"));
    let template = attestat(&["template", "--kind", "secondary"]).unwrap().expect_code(0).unwrap();
    std::fs::write(&class, template.stdout.replace("Образцова (SAMPLE)", "Образцова")).unwrap();
    school.issue(&class, &issued, &[]).unwrap().expect_code(0).unwrap();
    let mut made = vec!["pupil", "ticket", "--sheet", text(&class).unwrap(), "--out", text(&letters).unwrap()];
    made.extend(["--node", school.dir(), "--json", "--lang", "ru"]);
    let made = parsed(&quietly(&made, 0).unwrap());
    assert_eq!(made["tickets"].as_array().unwrap().len(), 1);
    let letter = made["tickets"][0]["file"].as_str().unwrap();
    assert!(std::fs::read_to_string(letter).unwrap().contains("attestat wallet enrol"));

    let family = Family::found(&town.path("family"), "Анна", &quietly).unwrap();
    family.wallet(&["enrol", letter], 0, &quietly).unwrap();
    quietly(&["pupil", "rebind", "--now", "--node", school.dir()], 0).unwrap();
    family.wallet(&["sync"], 0, &quietly).unwrap();
    family.wallet(&["include", "--all"], 0, &quietly).unwrap();
    let id = family.documents(&quietly).unwrap()[0]["id"].as_str().unwrap().to_owned();
    assert_ne!(id.rsplit(':').next().unwrap(), id_of(&documents(&issued).unwrap()[0]).unwrap(), "it was issued again");
    let shown = parsed(&family.wallet(&["show", &id, "--json"], 0, &quietly).unwrap());
    let mark =
        shown["documents"][0]["fields"].as_object().unwrap().keys().find(|path| path.starts_with("marks/")).unwrap();
    let shared = town.path("one-mark.attestat-presentation");
    let mut share =
        vec!["share", "--to", UNIVERSITY, "--purpose", "Admission", "--until", "2098-12-31", "--yes", "--json"];
    share.extend(["--show", mark, "--out", text(&shared).unwrap()]);
    let made = parsed(&family.attestat(&share, 0, &quietly).unwrap());
    let marks = made["preview"]["documents"][0]["shown"]["marks"].as_array().unwrap();
    assert_eq!(marks.len(), 1, "{made}");
    let trust = town.trust("university").unwrap();
    let verdict = verified(&trust, &shared, &["--as", UNIVERSITY], 0);
    let seen = verdict["credentials"][0]["document"]["claims"].as_object().unwrap();
    assert_eq!(seen["marks"].as_array().unwrap(), marks);
    assert!(!seen.contains_key("family_name"), "{seen:?}");
}

#[test]
fn the_guides_for_families_are_sessions_that_work() {
    for guide in ["docs/guides/family.md", "docs/guides/family.ru.md"] {
        read_the_guide(guide, Reader::new().unwrap());
    }
}

#[test]
fn the_guide_for_families_is_all_in_russian_for_a_russian_reader() {
    let reader = read_the_guide("docs/guides/family.md", Reader::russian().unwrap());
    assert!(reader.english().is_empty(), "English on screens of a Russian reader:\n{}", reader.english().join("\n"));
}

/// Plays a guide for families to a reader.
fn read_the_guide(guide: &str, mut reader: Reader) -> Reader {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let town = runtime.block_on(Town::running(2)).unwrap();
    town.issue(0, 1, 3, &[]).unwrap().1.expect_code(0).unwrap();
    reader.means("HASH", &town.hash);
    reader.means("ADDRESS", &town.schools[1].url());
    let mut scene = |reader: &mut Reader, scene: &str| play(&town, "SAMPLE-00001", reader, scene, &runtime);
    reader.follow(&read(guide).unwrap(), &mut scene).unwrap_or_else(|error| panic!("{guide}: {error:?}"));
    reader
}

/// Events in a family's life between two commands of the guide.
fn play(
    town: &Town,
    pupil: &str,
    reader: &mut Reader,
    scene: &str,
    runtime: &tokio::runtime::Runtime,
) -> anyhow::Result<()> {
    let school = town.schools[0].dir();
    // What the reader sees without being asked: the wallet's own lists, read in the folder or in a copy of it.
    let listed = |reader: &Reader, wallets: &Path, arguments: &[&str]| {
        let passphrase = reader.path("passphrase");
        write_secret(&passphrase, Reader::PASSPHRASE)?;
        let mut all = arguments.to_vec();
        all.extend(["--json", "--wallet", text(wallets)?, "--passphrase-file", text(&passphrase)?]);
        anyhow::Ok(parsed(&quietly(&all, 0)?))
    };
    let wallets = reader.path("data/attestat/wallet");
    match scene {
        "the school hands over a letter" => {
            let letter = reader.path("letter.html");
            quietly(&["pupil", "ticket", "--pupil-ref", pupil, "--yes", "--out", text(&letter)?, "--node", school], 0)?;
        }
        "some days pass" => {
            quietly(&["pupil", "rebind", "--now", "--node", school], 0)?;
            runtime.block_on(town.settle())?;
            let copy = reader.path("copy");
            ensure!(Command::new("cp").arg("-a").args([&wallets, &copy]).status()?.success());
            let synced = listed(reader, &copy, &["wallet", "sync"])?;
            reader.means("DOCUMENT", synced["new"][0].as_str().unwrap());
        }
        "a university asks" => {
            let request = reader.path("request.json");
            let mut ask = vec!["request", "--as", UNIVERSITY, "--purpose", "Admission 2027", "--until", "2098-12-31"];
            ask.extend(["--need", "family_name", "--out", text(&request)?]);
            quietly(&ask, 0)?;
            let shares = listed(reader, &wallets, &["shares", "ls"])?;
            reader.means("SHARE", shares["shares"][0]["id"].as_str().unwrap());
        }
        "the computer is lost" => {
            let sheet = reader.path("sheet-again.txt");
            listed(reader, &wallets, &["wallet", "words", "--sheet", text(&sheet)?])?;
            write_secret(&reader.path("words.txt"), &words_of_sheet(&std::fs::read_to_string(sheet)?)?)?;
            std::fs::remove_dir_all(wallets)?;
        }
        other => anyhow::bail!("nobody plays {other}"),
    }
    Ok(())
}
