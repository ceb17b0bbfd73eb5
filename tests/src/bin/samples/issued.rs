//! The town that the samples come from: its schools issue, revoke and publish; a family answers requests.

use anyhow::Context as _;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::RootHash;
use attestat_tests::document::{documents, id_of, says};
use attestat_tests::family::Family;
use attestat_tests::history::History;
use attestat_tests::page::repository;
use attestat_tests::town::{Town, quietly, text};
use std::path::{Path, PathBuf};

/// The sheets of `examples/`, each with the school that issues it.
const SHEETS: [(usize, &str); 5] = [
    (0, "bauman-certificates.csv"),
    (1, "spbpu-olympiads.csv"),
    (1, "mpgu-arts.csv"),
    (2, "urfu-sport.csv"),
    (3, "rut-gto-contests.csv"),
];
/// The school that signed two histories.
const FORKED: usize = 4;
/// The pupil's numbers at the first two schools.
const PUPILS: [(usize, &str); 2] = [(1, "SAMPLE-SPBPU-01"), (0, "SAMPLE-BMSTU-01")];
/// Family name of the child that the family's documents name.
const CHILD: &str = "Образцов-I (";
/// The receiver in most answers.
const UNIVERSITY: &str = "Admissions, University (SAMPLE)";
const UNTIL: &str = "2099-08-31";

/// Documents that were issued, and answers that were shown.
pub(crate) struct Issued {
    /// Documents by their names.
    pub(crate) documents: Vec<(String, Vec<u8>)>,
    /// Answers of the family by their names.
    pub(crate) answers: Vec<(String, Vec<u8>)>,
    /// Pictures of the codes of the answers.
    pub(crate) codes: Vec<(String, Vec<u8>)>,
}

impl Issued {
    /// Founds a town, has it issue, and writes `trust/`, requests and a withdrawal into `folder`.
    pub(crate) async fn by_schools(folder: &Path) -> anyhow::Result<Self> {
        let town = Town::running(FORKED + 1).await?;
        let mut issued = Self { documents: Vec::new(), answers: Vec::new(), codes: Vec::new() };
        for (school, sheet) in SHEETS {
            issued.issue(&town, school, sheet)?;
        }
        let (out, said) = town.issue(FORKED, 1, 4, &["--wait", "witnessed"])?;
        said.expect_code(0)?;
        issued.take(&documents(&out)?)?;
        let family = enrolled(&town).await?;
        issued.answer_all(&family, folder)?;
        town.settle().await?;
        publish(&town, folder).await?;
        Ok(issued)
    }

    /// Has a school issue a sheet; one document is revoked, another suspended.
    fn issue(&mut self, town: &Town, school: usize, sheet: &str) -> anyhow::Result<()> {
        let school = town.schools.get(school).context("a school")?;
        let (name, _) = sheet.split_once('.').context("a sheet")?;
        let out = town.path(&format!("issued-{name}"));
        let sheet = repository().join("examples").join(sheet);
        school.issue(&sheet, &out, &["--wait", "witnessed"])?.expect_code(0)?;
        let made = documents(&out)?;
        let mut others = Vec::new();
        for file in &made {
            // The family needs the documents of its child.
            if !says(&std::fs::read_to_string(file)?, CHILD)? {
                others.push(file);
            }
        }
        for (file, change) in others.into_iter().zip(["revoke", "suspend"]) {
            let id = id_of(file)?;
            quietly(&["status", change, &id, "--reason", "issued-in-error", "--yes", "--node", school.dir()], 0)?;
        }
        self.take(&made)
    }

    fn take(&mut self, made: &[PathBuf]) -> anyhow::Result<()> {
        for file in made {
            let name = file.file_name().and_then(|name| name.to_str()).context("a file name")?;
            self.documents.push((name.to_owned(), std::fs::read(file)?));
        }
        Ok(())
    }

    /// The family answers two requests and shows something unasked, and takes one consent back.
    fn answer_all(&mut self, family: &Family, folder: &Path) -> anyhow::Result<()> {
        let asked = ["family_name", "given_name", "birth_date", "name", "subject", "degree"];
        let request = folder.join("request.json");
        let need = ["--type", "secondary", "achievement", "--need"];
        let ask = ["request", "--as", UNIVERSITY, "--purpose", "Admission 2026", "--until", UNTIL, "--out"];
        quietly(&[&ask[..], &[text(&request)?], &need, &asked].concat(), 0)?;
        self.answer(family, "answer", &["--request", text(&request)?])?;
        let to = |name| ["--to", name, "--purpose", "Admission 2026", "--until", UNTIL, "--show"];
        self.answer(family, "to-the-university", &[&to(UNIVERSITY)[..], &["all"]].concat())?;
        self.answer(
            family,
            "to-another",
            &[&to("Another University (SAMPLE)")[..], &["family_name", "degree"]].concat(),
        )?;
        self.answer(family, "one-field", &[&to(UNIVERSITY)[..], &["birth_date"]].concat())?;
        let listed = family.attestat(&["shares", "ls", "--json"], 0, &quietly)?;
        let listed: serde_json::Value = serde_json::from_str(&listed.stdout)?;
        let shares = listed.get("shares").and_then(|shares| shares.as_array()).context("shares")?;
        let id = shares.first().and_then(|share| share.get("id")?.as_str()).context("a share")?;
        let withdrawal = folder.join("withdrawal.json");
        family.attestat(&["shares", "stop", id, "--out", text(&withdrawal)?], 0, &quietly)?;
        Ok(())
    }

    fn answer(&mut self, family: &Family, name: &str, how: &[&str]) -> anyhow::Result<()> {
        let (file, code) = (family.path(&format!("{name}.attestat-presentation")), family.path(&format!("{name}.png")));
        let out = ["--out", text(&file)?, "--qr", text(&code)?, "--yes"];
        family.attestat(&[&["share"], how, &out].concat(), 0, &quietly)?;
        self.answers.push((format!("{name}.attestat-presentation"), std::fs::read(&file)?));
        for found in attestat_tests::disk::files(&family.folder)? {
            let found_name = found.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if found_name.starts_with(&format!("{name}.")) && found_name.ends_with(".png") {
                self.codes.push((found_name.to_owned(), std::fs::read(&found)?));
            }
        }
        Ok(())
    }

    /// All files by their names.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let each = [&self.documents, &self.answers, &self.codes].into_iter().flatten();
        each.map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// The document with this number.
    pub(crate) fn document(&self, number: usize) -> anyhow::Result<&str> {
        let (_, bytes) = self.documents.get(number).context("a document")?;
        Ok(std::str::from_utf8(bytes)?)
    }

    /// The answer of this name.
    pub(crate) fn shown(&self, name: &str) -> anyhow::Result<&str> {
        let found = self.answers.iter().find(|(known, _)| known == name);
        let (_, bytes) = found.with_context(|| format!("no answer {name}"))?;
        Ok(std::str::from_utf8(bytes)?)
    }
}

/// A family whose child went to two of the schools.
async fn enrolled(town: &Town) -> anyhow::Result<Family> {
    let family = Family::found(&town.path("family"), "Lev SAMPLE", &quietly)?;
    for (school, pupil) in PUPILS {
        let school = town.schools.get(school).context("a school")?;
        family.enrol(school, pupil, &quietly)?;
        quietly(&["pupil", "rebind", "--now", "--node", school.dir()], 0)?;
        school.wait_until_confirmed().await?;
        family.wallet(&["sync"], 0, &quietly)?;
    }
    family.wallet(&["include", "--all"], 0, &quietly)?;
    Ok(family)
}

/// Pins the roster, fetches what the logs publish, and puts the evidence of two histories there.
async fn publish(town: &Town, folder: &Path) -> anyhow::Result<()> {
    let trust = town.trust("university")?;
    town.update(&trust, &[0, 1, 2, 3, FORKED])?.expect_code(0)?;
    let school = town.schools.get(FORKED).context("a school")?;
    let newest = History::pull(school, &school.origin()).await?.newest()?;
    let mut other = newest.checkpoint().clone();
    other.root = RootHash::from_bytes([9; 32]);
    let other = CheckpointNote::from_note(SignedCheckpoint::sign(other, &school.key()?).note())?;
    let evidence = trust.join("evidence");
    std::fs::create_dir_all(&evidence)?;
    std::fs::write(evidence.join("sample.fork"), ForkEvidence::same_size(newest, other).to_string())?;
    attestat_tests::disk::copy_folder(&trust, &folder.join("trust"))?;
    Ok(())
}
