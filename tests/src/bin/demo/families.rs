//! The family's part of the story: a wallet, two schools in two regions, a request, consent and its end,
//! and the loss of everything but a sheet of paper.

use crate::story::Story;
use anyhow::{Context as _, ensure};
use attestat_tests::family::Family;
use attestat_tests::school::School;
use attestat_tests::town::text;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The pupil's number at the school in St Petersburg, which issued an olympiad diploma.
const PUPIL_BEFORE: &str = "SAMPLE-SPBPU-01";
/// The same pupil's number at the school in Moscow, which issued the certificate.
const PUPIL_AFTER: &str = "SAMPLE-BMSTU-01";
/// The pupil's name in the sheets of both.
pub(crate) const NAME: &str = "Образцов-I (SAMPLE)";
const UNIVERSITY: &str = "Admissions, University (SAMPLE)";
const CONSENT_UNTIL: &str = "2099-08-31";

/// The family, and the papers that go from hand to hand.
pub(crate) struct Scenes {
    story: Rc<Story>,
    family: Family,
}

impl Scenes {
    /// The family makes a wallet.
    pub(crate) fn begin(story: Rc<Story>, folder: &Path) -> anyhow::Result<Self> {
        let family = Family::found(folder, "Lev SAMPLE", &|arguments, code| story.attestat(arguments, code))?;
        Ok(Self { story, family })
    }

    fn told(&self, arguments: &[&str], code: i32) -> anyhow::Result<()> {
        self.family.attestat(arguments, code, &|arguments, code| self.story.attestat(arguments, code))?;
        Ok(())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.family.path(name)
    }

    /// The first school's letter; its diploma comes again, bound to the family's key; the family includes it.
    pub(crate) fn enrol_at_the_first_school(&self, school: &School) -> anyhow::Result<()> {
        self.enrol(school, PUPIL_BEFORE)?;
        self.story.say("What arrived is in no portfolio until the family says so:");
        self.told(&["wallet", "show"], 0)?;
        self.told(&["wallet", "include", "--all"], 0)
    }

    fn enrol(&self, school: &School, pupil: &str) -> anyhow::Result<()> {
        let tell = |arguments: &[&str], code| self.story.attestat(arguments, code);
        self.family.enrol(school, pupil, &tell)?;
        self.story.say("By itself the node waits for other pupils, to mix them; here it is told to go on:");
        self.story.attestat(&["pupil", "rebind", "--now", "--node", school.dir()], 0)?;
        // On a busy machine the other schools take a moment to confirm it; a family would come days later.
        tokio::runtime::Runtime::new()?.block_on(school.wait_until_confirmed())?;
        self.told(&["wallet", "sync"], 0)
    }

    /// The family moves to another region; the new school asks, sees, checks offline, and goes on with the same
    /// portfolio under another key.
    pub(crate) fn move_to(&self, school: &School, trust: &Path) -> anyhow::Result<()> {
        let request = self.path("school-request.json");
        let (name, shown) = ("Lyceum in Moscow (SAMPLE)", self.path("for-the-school.attestat-presentation"));
        let need = ["--need", "family_name", "given_name", "birth_date", "name", "subject", "degree"];
        let ask = ["request", "--as", name, "--purpose", "Admission to grade 11", "--type", "achievement"];
        let end = ["--until", CONSENT_UNTIL, "--out", text(&request)?];
        self.story.attestat(&[&ask[..], &need, &end].concat(), 0)?;
        self.told(&["share", "--request", text(&request)?, "--out", text(&shown)?, "--yes"], 0)?;
        let trust = ["--trust", text(trust)?];
        let verify = ["verify", text(&shown)?, "--as", name, "--request", text(&request)?];
        self.story.attestat(&[&verify[..], &trust].concat(), 0)?;
        self.story.say("The school in Moscow admits the pupil; its letter enrols the same wallet under another key:");
        self.enrol(school, PUPIL_AFTER)?;
        self.told(&["wallet", "include", "--all"], 0)?;
        self.story.say("What the school holds on the child, and who touched it:");
        self.told(&["wallet", "holdings"], 0)
    }

    /// The university asks; the family sees exactly what will be seen, and consents.
    pub(crate) fn share_with_the_university(&self) -> anyhow::Result<()> {
        let ask = ["request", "--as", UNIVERSITY, "--purpose", "Admission 2026", "--type", "secondary", "achievement"];
        let need = ["--need", "family_name", "given_name", "birth_date", "distinction", "name", "subject", "degree"];
        let request = self.request();
        let end = ["--until", CONSENT_UNTIL, "--out", text(&request)?];
        self.story.attestat(&[&ask[..], &need, &end].concat(), 0)?;
        let (code, shown) = (self.path("code.png"), self.shown());
        let files = ["--out", text(&shown)?, "--qr", text(&code)?, "--yes"];
        self.told(&[&["share", "--request", text(&request)?], &files[..]].concat(), 0)
    }

    fn request(&self) -> PathBuf {
        self.path("university-request.json")
    }

    fn shown(&self) -> PathBuf {
        self.path("for-the-university.attestat-presentation")
    }

    /// With no network: the university checks, another university cannot use it, and the family withdraws.
    pub(crate) fn verify_offline(&self, trust: &Path) -> anyhow::Result<()> {
        let (shown, request) = (self.shown(), self.request());
        let verify = ["verify", text(&shown)?, "--trust", text(trust)?];
        let answers = ["--as", UNIVERSITY, "--request", text(&request)?];
        self.story.attestat(&[&verify[..], &answers].concat(), 0)?;
        self.story.say("In another university's hands the same file is worth nothing:");
        self.story.attestat(&[&verify[..], &["--as", "Another University (SAMPLE)"]].concat(), 10)?;

        self.story.say("The family changes its mind. A shown file cannot be un-shown, but it can be withdrawn:");
        let listed = self.family.attestat(&["shares", "ls", "--json"], 0, &|arguments, code| {
            self.story.attestat_quietly(arguments, code)
        })?;
        let id = last_share(&listed.stdout, UNIVERSITY)?;
        let withdrawal = self.path("withdrawal.json");
        self.told(&["shares", "stop", &id, "--out", text(&withdrawal)?], 0)?;
        self.story.attestat(&[&verify[..], &answers, &["--withdrawal", text(&withdrawal)?]].concat(), 10)?;
        Ok(())
    }

    /// Copies for the day when a school is gone.
    pub(crate) fn back_up(&self, keeper: &School) -> anyhow::Result<()> {
        self.told(&["wallet", "backup", "--to", &keeper.url()], 0)
    }

    /// Everything is lost but the paper, and the machine of the school in Moscow too.
    pub(crate) fn lose_and_recover(&self, lost: &mut School, from: &School, roster: &str) -> anyhow::Result<()> {
        let before = self.documents()?;
        lost.kill()?;
        std::fs::remove_dir_all(&lost.folder)?;
        self.family.lose_the_wallet()?;
        self.story
            .say("The computer is gone, and the machine of the school in Moscow is destroyed. The paper is there:");
        self.family.restore(&|arguments, code| self.story.attestat(arguments, code))?;
        // 20: all was found, and one school could not be asked, which is said.
        self.told(&["wallet", "recover", "--from", &from.url(), "--roster-hash", roster], 20)?;
        self.told(&["wallet", "show"], 0)?;
        let after = self.documents()?;
        ensure!(before == after, "every document is back: {} before, {} after", before.len(), after.len());
        Ok(())
    }

    /// Ids of the wallet's documents.
    fn documents(&self) -> anyhow::Result<Vec<String>> {
        let listed = self.family.documents(&|arguments, code| self.story.attestat_quietly(arguments, code))?;
        let mut ids: Vec<String> =
            listed.iter().filter_map(|document| document.get("id").map(ToString::to_string)).collect();
        ids.sort();
        ensure!(!ids.is_empty(), "the wallet holds documents");
        Ok(ids)
    }
}

/// Id of the newest share with `audience`.
fn last_share(listed: &str, audience: &str) -> anyhow::Result<String> {
    let listed: serde_json::Value = serde_json::from_str(listed)?;
    let shares =
        listed.get("shares").and_then(|shares| shares.as_array()).context("`shares ls --json` lists shares")?;
    let with = |share: &&serde_json::Value| share.get("audience").and_then(|name| name.as_str()) == Some(audience);
    let newest = shares.iter().rev().find(with).context("a share with the university")?;
    newest.get("id").and_then(|id| id.as_str()).map(str::to_owned).context("a share has an id")
}
