//! From issued documents to verdicts: alone, presented, in bulk, and as they are told.

mod again;
mod bulk;
mod documents;
mod gathered;
mod over_time;
mod presentations;
mod receipts;
mod told;
mod unpinned;

use super::{VerifyArgs, collect, read_trust, run_at};
use crate::commands::trust::{TrustArgs, TrustCommand, TrustStore};
use crate::fixture::{COSIGNED_AT, MemoryLog, REGISTRY, RunningNode, Served, dated_roster, origin, roster, secret};
use crate::render::exit::Exit;
use crate::render::output::{Format, Output};
use attestat_checking::judge::{FirstLook, JudgedFile, Question, judge, look};
use attestat_credential::document::DocumentFile;
use attestat_credential::draft::Draft;
use attestat_credential::holder::tag::YearSecret;
use attestat_credential::issue::{IssueContext, issue};
use attestat_credential::presentation::selection::Selection;
use attestat_credential::presentation::{Consent, Part, Presentation, Terms, YearSecretGiven, present};
use attestat_credential::trust::Trust;
use attestat_credential::verdict::presentation::Expected;
use attestat_credential::verdict::{Colour, Heads, Verifier};
use attestat_ledger::checkpoint::log_key_id;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::base64url;
use attestat_ledger::key::SecretKey;
use attestat_ledger::record::{Award, Content};
use clap::Parser as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// A status that is years old is recent enough.
const OLD_ENOUGH: u64 = crate::machine::clock::AGE_SECONDS_MAX;
/// The verifier of every test.
const UNIVERSITY: &str = "Sample University";
/// The moment of verdicts that are compared with golden files: an hour after the log was confirmed.
const MOMENT: u64 = COSIGNED_AT + 3600;

/// A certificate of a pupil who is plainly a sample, born on this day.
fn draft(birth_date: &str) -> Draft {
    let draft = serde_json::json!({
        "format": "attestat/draft/v1",
        "pupil": {"family_name": "Образцова", "given_name": "Анна", "patronymic": "Ильинична", "birth_date": birth_date},
        "pupil_ref": "sample/1",
        "document": {
            "kind": "basic", "distinction": "ordinary", "blank_number": "07700000000001",
            "registration_number": "21-1", "issue_date": "2021-06-25", "end_year": 2021,
            "school_name": "Школе-образце (SAMPLE)", "locality": "г. Примерск", "head": "Образцов И. П.",
            "head_capacity": "head", "supplement_number": "07800000000001",
            "marks": [{"subject": "Алгебра", "mark": 5}, {"subject": "Физика", "mark": 4}],
            "additional_information": [], "copy": "original",
        },
        "basis": {"kind": "law", "text": "Приказ (SAMPLE)"},
    });
    Draft::from_json(draft.to_string().as_bytes()).unwrap()
}

/// The key of the holder of the document in this slot.
fn holder(slot: u32) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([u8::try_from(100 + slot % 100).unwrap(); 32]))
}

/// The secret that the tags of the log come from.
fn year_secret() -> YearSecret {
    YearSecret::from_bytes(Zeroizing::new([9; 32]))
}

/// Binding of the issued documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    /// No key: the documents are bearer's.
    ByBearer,
    /// A key for each document.
    ByKey,
}

/// A log in which a document for each birth date was issued and slot 2 was revoked, with the documents.
fn issued(birth_dates: &[&str], held: Held) -> (MemoryLog, Vec<DocumentFile>) {
    let (mut log, key) = (MemoryLog::new(), secret(REGISTRY));
    let (mut made, origin) = (Vec::new(), origin());
    for (slot, birth_date) in (0_u32..).zip(birth_dates) {
        let mut counter = slot;
        let mut dice = |bytes: &mut [u8]| {
            for byte in bytes {
                counter = counter.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *byte = counter.to_be_bytes()[0];
            }
        };
        let holder = holder(slot).public();
        let mut context = IssueContext {
            registry: origin.registry(),
            key_id: log_key_id(&origin, &key.public()),
            key: &key,
            day: Day::of_unix_seconds(COSIGNED_AT),
            holder: (held == Held::ByKey).then_some(&holder),
            slot,
            dice: &mut dice,
        };
        made.push(issue(&draft(birth_date), &mut context).unwrap());
    }
    let award = |slot: u32, made: &attestat_credential::issue::Issued| {
        Content::Award(Award { class: made.class, slot, tag: year_secret().tag(slot), commitment: made.commitment })
    };
    log.append((0..).zip(&made).map(|(slot, made)| award(slot, made)).collect());
    log.revoke(3, 2);
    let head = log.head(log.size(), true);
    let documents = (1..).zip(made).map(|(index, made)| DocumentFile {
        sd_jwt: made.sd_jwt.clone(),
        salt: made.salt,
        record: log.body(index),
        proof: log.proof(index, &head).to_string(),
        inner_path: None,
        status: None,
        earlier_checkpoint: None,
        roster: None,
    });
    let documents = documents.collect();
    (log, documents)
}

/// Issues this number of documents of one pupil.
fn documents(count: usize, held: Held) -> (MemoryLog, Vec<DocumentFile>) {
    issued(&vec!["2005-02-01"; count], held)
}

/// Terms for the university of the tests; `number` makes another consent and another nonce.
fn terms(audience: &str, number: u8) -> Terms {
    Terms {
        audience: audience.to_owned(),
        nonce: base64url(&[number; 32]),
        consent: Consent { id: [number; 16], purpose: "Admission (SAMPLE)".to_owned(), expires: 32_503_680_000 },
        made_at: COSIGNED_AT + 600,
    }
}

/// A presentation of the documents in these slots, with their names, birth dates and one mark.
fn presented(documents: &[DocumentFile], slots: &[u32], terms: &Terms) -> Presentation {
    let fields = ["family_name", "given_name", "birth_date", "marks/Физика"];
    presented_with(documents, slots, terms, &fields, Vec::new())
}

fn presented_with(
    documents: &[DocumentFile],
    slots: &[u32],
    terms: &Terms,
    fields: &[&str],
    years: Vec<YearSecretGiven>,
) -> Presentation {
    let selection = Selection::of(fields.iter().copied());
    let keys: Vec<SecretKey> = slots.iter().map(|slot| holder(*slot)).collect();
    let part = |(slot, holder): (&u32, _)| Part { document: &documents[*slot as usize], selection: &selection, holder };
    let parts: Vec<Part<'_>> = slots.iter().zip(&keys).map(part).collect();
    present(&parts, terms, years).unwrap()
}

/// A folder with files to verify, and one with trust, updated from a node if there is one.
struct Place {
    folder: tempfile::TempDir,
    trust: TrustArgs,
}

/// The command line of `verify`.
#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    args: VerifyArgs,
}

impl Place {
    fn new(log: Option<MemoryLog>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let trust = TrustArgs { dir: Some(folder.path().join("trust")) };
        let (note, hash) = roster(1, None);
        std::fs::write(folder.path().join("roster.note"), note).unwrap();
        let out = Output::new(Format::Words);
        let pin = TrustCommand::pin_for_tests(folder.path().join("roster.note"), hash.to_string());
        crate::commands::trust::run(&pin, &trust, &out).unwrap();
        if let Some(log) = log {
            let node = RunningNode::start(folder.path(), "node", Served::honest(log));
            let update = TrustCommand::update_for_tests(vec![node.address.clone()]);
            assert_eq!(crate::commands::trust::run(&update, &trust, &out).unwrap(), Exit::Done);
        }
        let place = Self { folder, trust };
        std::fs::create_dir(place.files()).unwrap();
        place
    }

    /// A place with these documents as `000.attestat`, `001.attestat`.
    fn with(documents: &[DocumentFile], log: Option<MemoryLog>) -> Self {
        let place = Self::new(log);
        for (at, document) in documents.iter().enumerate() {
            place.put(&format!("{at:03}.attestat"), document.to_json().as_bytes());
        }
        place
    }

    fn files(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.files().join(name), bytes).unwrap();
    }

    /// `attestat verify WORDS` in this place, with a status of any age; `{}` is the place's folder.
    fn verify(&self, words: &[&str]) -> Exit {
        self.try_verify(words, &Output::new(Format::Words)).unwrap()
    }

    fn try_verify(&self, words: &[&str], out: &Output) -> Result<Exit, crate::render::failure::Failure> {
        let folder = self.folder.path().display().to_string();
        let mut line = vec!["verify".to_owned()];
        line.extend(words.iter().map(|word| word.replace("{}", &folder)));
        // What a run before has left; nothing is written over.
        for pair in line.windows(2).filter(|pair| ["--csv", "--json-lines", "--receipt"].contains(&pair[0].as_str())) {
            _ = std::fs::remove_file(&pair[1]);
        }
        if !words.contains(&"--max-age") {
            line.extend(["--max-age".to_owned(), format!("{OLD_ENOUGH}s")]);
        }
        run_at(MOMENT, &Line::parse_from(line).args, &self.trust, out)
    }

    /// Every verdict on the files of the place, in order, at one moment.
    fn judged(&self, expected: Expected<'_>, now: u64) -> Vec<JudgedFile> {
        let trust = read_trust(&TrustStore::at(self.trust.dir.as_deref()).unwrap(), OLD_ENOUGH).unwrap();
        self.judged_by(&trust, expected, now)
    }

    fn judged_by(&self, trust: &Trust, expected: Expected<'_>, now: u64) -> Vec<JudgedFile> {
        let inputs = collect::collect(&[self.files()]).unwrap();
        let question = Question { inputs: &inputs, expected, replayed: None, now };
        let mut reader = Verifier::new(trust);
        let looks: Vec<FirstLook> = (0..inputs.len()).map(|number| look(&mut reader, number, &inputs)).collect();
        let mut heads = Heads::default();
        let mut verdict = |(number, look): (usize, FirstLook)| {
            heads.join(look.heads);
            (number, look.hash)
        };
        let hashes: Vec<(usize, Option<[u8; 32]>)> = looks.into_iter().enumerate().map(&mut verdict).collect();
        let mut verifier = Verifier::knowing(trust, Arc::new(heads));
        hashes.into_iter().map(|(number, hash)| judge(&mut verifier, number, hash, &question)).collect()
    }

    fn colours(&self) -> Vec<Colour> {
        self.judged(Expected::default(), MOMENT).iter().map(JudgedFile::colour).collect()
    }
}

/// The university, without a request.
fn university() -> Expected<'static> {
    Expected { audience: Some(UNIVERSITY), request: None, withdrawals: &[] }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}
