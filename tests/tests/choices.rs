//! Choices of a family beyond the plain way: to leave out, to grant what is optional, to show that nothing was left
//! out, and to take its copies back.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_tests::family::Family;
use attestat_tests::programs::Said;
use attestat_tests::sheet::{row, write_rows};
use attestat_tests::town::{Town, quietly, text};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const PUPIL: &str = "SAMPLE-00001";
const UNIVERSITY: &str = "Admissions, University (SAMPLE)";

fn parsed(said: &Said) -> Value {
    serde_json::from_str(&said.stdout).unwrap_or_else(|error| panic!("{error}: {}", said.stdout))
}

/// A town, a family whose child has two badges of its first school in the wallet, and a university's trust.
struct Scene {
    town: Town,
    family: Family,
    trust: PathBuf,
    /// Ids of the two documents.
    documents: [String; 2],
}

impl Scene {
    async fn new() -> Self {
        let town = Town::running(2).await.unwrap();
        let silver = row(1, "silver");
        // The badge of another step: another document of the same child.
        let next =
            silver.replace(",3,silver", ",4,silver").replace("АА SAMPLE", "ББ SAMPLE").replace("900000", "910000");
        assert!(next.contains(",4,silver") && next.contains("ББ SAMPLE") && next.contains("910000"), "{next}");
        let sheet = town.path("badges.csv");
        write_rows(&sheet, &[silver, next, row(2, "silver"), row(3, "gold")]).unwrap();
        town.schools[0].issue(&sheet, &town.path("issued"), &[]).unwrap().expect_code(0).unwrap();
        let family = Family::found(&town.path("family"), "Лев", &quietly).unwrap();
        family.enrol(&town.schools[0], PUPIL, &quietly).unwrap();
        quietly(&["pupil", "rebind", "--now", "--node", town.schools[0].dir()], 0).unwrap();
        town.settle().await.unwrap();
        family.wallet(&["sync"], 0, &quietly).unwrap();
        family.wallet(&["include", "--all"], 0, &quietly).unwrap();
        let ids: Vec<String> =
            family.documents(&quietly).unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
        let trust = town.trust("university").unwrap();
        town.update(&trust, &[0, 1]).unwrap().expect_code(0).unwrap();
        Self { town, family, trust, documents: ids.try_into().unwrap() }
    }

    /// Shares with the university and gives the file.
    fn shared(&self, name: &str, arguments: &[&str]) -> PathBuf {
        let out = self.town.path(name);
        let end = ["--out", text(&out).unwrap(), "--yes"];
        self.family.attestat(&[&["share"], arguments, &end].concat(), 0, &quietly).unwrap();
        out
    }

    /// The verdict of the university.
    fn verified(&self, file: &Path, more: &[&str]) -> Value {
        let verify = ["verify", text(file).unwrap(), "--as", UNIVERSITY, "--json", "--trust"];
        let said = quietly(&[&verify[..], &[text(&self.trust).unwrap()], more].concat(), 0).unwrap();
        parsed(&said)["documents"][0].clone()
    }
}

const TO_THE_UNIVERSITY: [&str; 6] = ["--to", UNIVERSITY, "--purpose", "Admission (SAMPLE)", "--until", "2098-12-31"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_taken_out_of_the_portfolio_is_not_shared_and_a_secret_shows_that_it_was_left_out() {
    let scene = Scene::new().await;
    let [_, other] = &scene.documents;
    let show = [&TO_THE_UNIVERSITY[..], &["--show", "badge"]].concat();
    // Nobody is there who could say yes, and whoever reads the results of a program is not asked.
    let unasked = scene.town.path("unasked");
    for more in [&["--json"][..], &[]] {
        let line = [&["share"], &show[..], &["--out", text(&unasked).unwrap()], more].concat();
        let said = scene.family.attestat(&line, 2, &quietly).unwrap();
        assert!(said.stderr.contains("no-terminal") || said.stdout.contains("no-terminal"), "{said:?}");
        assert!(!unasked.exists());
    }
    assert_eq!(scene.verified(&scene.shared("both", &show), &[])["credentials"].as_array().unwrap().len(), 2);

    scene.family.wallet(&["exclude", other], 0, &quietly).unwrap();
    let one = scene.shared("one", &show);
    let verdict = scene.verified(&one, &[]);
    assert_eq!(verdict["credentials"].as_array().unwrap().len(), 1);
    assert_eq!(verdict["completeness"], json!([]), "without the secret nobody learns that there is another");

    // The yearly secret is a choice of its own; with it and a replay the receiver counts.
    let year = verdict["credentials"][0]["recorded"]["day"].as_str().unwrap()[..4].to_owned();
    let secret = format!("{}:{year}", scene.town.schools[0].registry);
    let given = scene.shared("given", &[&show[..], &["--completeness", &secret]].concat());
    let codes = |verdict: &Value| -> Vec<String> {
        verdict["not_checked"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
    };
    let unasked = codes(&scene.verified(&given, &[]));
    assert!(unasked.iter().any(|code| code.starts_with("year-secret")), "said to be unused: {unasked:?}");
    let verdict = scene.verified(&given, &["--replay", &scene.town.schools[1].url()]);
    let counted = &verdict["completeness"][0];
    assert_eq!((&counted["shown"], &counted["left_out"]), (&json!(1), &json!(1)), "{counted}");
    assert!(codes(&verdict).iter().all(|code| !code.starts_with("year-secret")), "{verdict}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_request_calls_optional_is_shown_only_when_it_is_granted() {
    let scene = Scene::new().await;
    let request = scene.town.path("request.json");
    let ask = ["request", "--as", UNIVERSITY, "--purpose", "Admission (SAMPLE)", "--until", "2098-12-31"];
    let fields = ["--need", "badge", "--optional", "birth_date", "--out", text(&request).unwrap()];
    quietly(&[&ask[..], &fields].concat(), 0).unwrap();
    let answer = ["--request", text(&request).unwrap(), "--document", &scene.documents[0]];
    let birth_date = |file: &Path| {
        let verdict = scene.verified(file, &["--request", text(&request).unwrap()]);
        verdict["credentials"][0]["document"]["claims"].get("birth_date").cloned()
    };
    assert_eq!(birth_date(&scene.shared("plain", &answer)), None);
    assert!(birth_date(&scene.shared("granted", &[&answer[..], &["--grant", "1"]].concat())).is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_are_taken_back_when_the_family_asks() {
    let scene = Scene::new().await;
    let keeper = &scene.town.schools[1];
    let kept = parsed(&scene.family.wallet(&["backup", "--to", &keeper.url(), "--json"], 0, &quietly).unwrap());
    assert_eq!(kept["copies"][0]["at"], json!(keeper.registry));
    let recovered = || {
        scene.family.lose_the_wallet().unwrap();
        scene.family.restore(&quietly).unwrap();
        let recover = ["recover", "--json", "--from", &keeper.url(), "--roster-hash", &scene.town.hash];
        parsed(&scene.family.wallet(&recover, 0, &quietly).unwrap())
    };
    let account = recovered();
    assert_eq!(account["copies"].as_array().unwrap().len(), 1, "{account}");

    let dropped = parsed(&scene.family.wallet(&["mailbox", "drop", "--json"], 0, &quietly).unwrap());
    assert_eq!(dropped["dropped"], json!([keeper.registry]));
    let account = recovered();
    assert_eq!(account["copies"], json!([]), "{account}");
    assert_eq!(account["fetched"].as_array().unwrap().len(), 2, "the issuing node is there: {account}");
}
