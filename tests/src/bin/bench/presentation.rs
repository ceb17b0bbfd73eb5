//! The family's and the university's side: making a presentation, opening a wallet, verifying one and ten
//! thousand.

use crate::checks::{Checks, in_turns};
use crate::report::Report;
use crate::sample::{Dice, REGISTRIES, Registry, holder, read_trust, roster, write_trust};
use anyhow::{Context as _, ensure};
use attestat_credential::draft::Draft;
use attestat_credential::presentation::selection::Selection;
use attestat_credential::presentation::{Consent, Part, Presentation, Terms, present};
use attestat_credential::trust::Trust;
use attestat_credential::verdict::presentation::Expected;
use attestat_credential::verdict::{Colour, Verifier};
use attestat_ledger::encoding::base64url;
use attestat_tests::programs::program;
use attestat_wallet::file::{Passphrase, open};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use zeroize::Zeroizing;

/// Presentations in bulk.
pub(crate) const MANY: usize = 10_000;
/// Verified one by one, each by a fresh verifier, so many times.
const FILES: usize = 1000;
const ROUNDS: usize = 3;
/// Argument that asks this program to do nothing else.
pub(crate) const ONE_BY_ONE: &str = "--one-by-one";
/// Receiver for whom all of them are made.
const UNIVERSITY: &str = "Sample University";
/// Fields that are shown of each document.
const SHOWN: [&str; 4] = ["family_name", "given_name", "birth_date", "marks/Физика"];

/// Drafts with different names, so that no two documents are alike.
fn drafts() -> anyhow::Result<Vec<Draft>> {
    (0..16)
        .map(|number| Ok(Draft::from_json(&crate::town::certificate(number, attestat_wire::v1::Level::Local).draft)?))
        .collect()
}

/// Everything that the figures are taken from.
struct Scene {
    registries: Vec<Registry>,
    roster: Vec<u8>,
    hash: attestat_ledger::roster::RosterHash,
    now: u64,
}

impl Scene {
    fn new() -> anyhow::Result<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let drafts = drafts()?;
        let registries = (0..REGISTRIES)
            .map(|number| Registry::issued(number, MANY, &drafts, now))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let (roster, hash) = roster(&registries)?;
        Ok(Self { registries, roster, hash, now })
    }

    /// One pupil's documents of all registries, some fields of each.
    fn presentation(&self, pupil: usize) -> anyhow::Result<Presentation> {
        let selection = Selection::of(SHOWN);
        let keys: Vec<_> = (0..REGISTRIES).map(|registry| holder(registry, pupil)).collect();
        let parts: Vec<Part<'_>> = self
            .registries
            .iter()
            .zip(&keys)
            .map(|(registry, holder)| Part { document: &registry.documents[pupil], selection: &selection, holder })
            .collect();
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(pupil as u64).to_be_bytes());
        let mut nonce = [0; 32];
        Dice::new(pupil as u64).fill(&mut nonce);
        let consent = Consent { id, purpose: "Admission (SAMPLE)".to_owned(), expires: self.now + 86_400 };
        let terms = Terms { audience: UNIVERSITY.to_owned(), nonce: base64url(&nonce), consent, made_at: self.now };
        Ok(present(&parts, &terms, Vec::new())?)
    }
}

/// Making and verifying presentations of three documents of three registries.
pub(crate) fn presentations(report: &mut Report) -> anyhow::Result<()> {
    let scene = Scene::new()?;
    let began = Instant::now();
    let files = (0..MANY)
        .map(|pupil| Ok(scene.presentation(pupil)?.to_json().into_bytes()))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let made = began.elapsed().as_secs_f64() / MANY as f64;
    report.against("making a presentation of three documents", made * 1e3, "ms", 50.0);

    let folder = tempfile::tempdir()?;
    let (answers, trusted) = (folder.path().join("answers"), folder.path().join("trust"));
    std::fs::create_dir(&answers)?;
    for (number, bytes) in files.iter().enumerate() {
        std::fs::write(answers.join(format!("{number:05}.attestat-presentation")), bytes)?;
    }
    write_trust(&trusted, &scene.roster, &scene.hash, &scene.registries)?;

    // Whoever verifies has not made the documents: a process whose memory has seen nothing of it.
    let alone = Command::new(std::env::current_exe()?).arg(ONE_BY_ONE).arg(&answers).arg(&trusted).output()?;
    ensure!(alone.status.success(), "the presentations are verified: {}", String::from_utf8_lossy(&alone.stderr));
    let measured: OneByOne = serde_json::from_slice(&alone.stdout)?;
    let OneByOne { verdict, alone, checks } = measured;
    report.against(
        &format!("verifying a presentation of three, to its {checks} checks"),
        verdict * 1e6,
        "µs",
        alone * 1e6,
    );
    report.figure("verifying a presentation of three, one core", 1.0 / verdict, "files/s");
    in_bulk(report, &answers, &trusted, 1.0 / verdict)?;
    crate::page::in_a_page(report, &files, &trusted)
}

/// Figures of a process of its own: seconds a presentation.
#[derive(serde::Serialize, serde::Deserialize)]
struct OneByOne {
    /// The whole verdict.
    verdict: f64,
    /// The checks of its signatures alone.
    alone: f64,
    /// Number of these checks.
    checks: usize,
}

/// Each presentation of a folder by a verifier that knows nothing yet, against the checks of its signatures alone.
#[expect(clippy::print_stdout, reason = "the process that asked reads it there")]
pub(crate) fn one_by_one(answers: &Path, trusted: &Path) -> anyhow::Result<()> {
    let trust = read_trust(trusted)?;
    let mut paths = std::fs::read_dir(answers)?.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    paths.sort();
    let files = paths.iter().take(FILES).map(std::fs::read).collect::<Result<Vec<_>, _>>()?;
    let checks = files.iter().enumerate().map(|(pupil, file)| checks(&trust, pupil, file));
    let checks = checks.collect::<anyhow::Result<Vec<_>>>()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let expected = Expected { audience: Some(UNIVERSITY), ..Expected::default() };
    let verify = |file: usize| {
        let verdict = Verifier::new(&trust).verify_presentation_bytes(&files[file % FILES], &expected, now);
        ensure!(verdict.colour() == Colour::Green, "a bench presentation is green: {:?}", verdict.reasons());
        Ok(())
    };
    let (verdict, alone) = in_turns(ROUNDS * FILES, verify, |file| checks[file % FILES].make())?;
    let checks = checks.first().map_or(0, Checks::count);
    println!("{}", serde_json::to_string(&OneByOne { verdict, alone, checks })?);
    Ok(())
}

/// The signatures of one pupil's presentation.
fn checks(trust: &Trust, pupil: usize, file: &[u8]) -> anyhow::Result<Checks> {
    let mut checks = Checks::default();
    for (registry, one) in Presentation::parse(file)?.credentials.iter().enumerate() {
        checks.add(trust.roster.roster(), &one.sd_jwt, &one.proof, Some(&holder(registry, pupil).public()))?;
    }
    Ok(checks)
}

/// The whole command over a folder: against the speed of one core times the cores.
fn in_bulk(report: &mut Report, answers: &Path, trusted: &Path, one_core: f64) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let cores = std::thread::available_parallelism()?.get() as f64;
    for (name, extra) in
        [("words", &[][..]), ("words, CSV, JSON lines and a receipt", &["a.csv", "a.jsonl", "a.receipt"])]
    {
        let mut command = Command::new(program("attestat")?);
        command.arg("verify").arg(answers).args(["--as", UNIVERSITY, "--trust"]).arg(trusted);
        for (option, file) in ["--csv", "--json-lines", "--receipt"].iter().zip(extra) {
            command.arg(option).arg(folder.path().join(file));
        }
        let began = Instant::now();
        let status = command.env("NO_COLOR", "1").stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        ensure!(status.success(), "all presentations are green: {status}");
        let rate = MANY as f64 / began.elapsed().as_secs_f64();
        report.against(&format!("10,000 presentations in bulk, {name}"), rate, "files/s", one_core * cores);
    }
    Ok(())
}

/// Opening a wallet that the command made, with the cost that it chose.
pub(crate) fn wallet(report: &mut Report) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let wallets = folder.path().join("wallets");
    let secret = "seven sample wallets sail south";
    let passphrase = folder.path().join("passphrase.txt");
    attestat_tests::family::write_secret(&passphrase, secret)?;
    let mut command = Command::new(program("attestat")?);
    command
        .args(["wallet", "new", "--child", "Sample", "--yes", "--wallet"])
        .arg(&wallets)
        .arg("--passphrase-file")
        .arg(&passphrase);
    command.arg("--sheet").arg(folder.path().join("sheet.txt")).stdout(Stdio::null()).stderr(Stdio::null());
    ensure!(command.status()?.success(), "a wallet is made");
    let bytes = std::fs::read(wallet_file(&wallets)?)?;
    let passphrase = Passphrase::new(Zeroizing::new(secret.to_owned()));
    let (rounds, began) = (5, Instant::now());
    for _ in 0..rounds {
        ensure!(open(&bytes, &passphrase).is_ok(), "the wallet opens");
    }
    let seconds = began.elapsed().as_secs_f64() / f64::from(rounds);
    report.against("opening a wallet (0.3 to 1.5 s, on purpose)", seconds, "s", 1.5);
    Ok(())
}

/// The one wallet file below a folder.
fn wallet_file(folder: &Path) -> anyhow::Result<std::path::PathBuf> {
    let mut files: Vec<_> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "wallet"));
    files.into_iter().next().context("a wallet file")
}
