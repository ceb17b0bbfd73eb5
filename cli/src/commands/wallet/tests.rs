//! Screens of families in Russian have no English words: every command, when it works and when it does not.

use super::fixture::{Issued, Listed, enrolment, hold, nowhere, opened, school};
use super::opened::OpenWallet;
use crate::commands::{Arguments, run};
use crate::fixture::{FamilyDesk, MemoryLog, RunningNode, Served};
use crate::render::output::{Format, Output, captured};
use attestat_ledger::roster::RosterHash;
use attestat_wallet::flow::backup::CopyKept;
use attestat_wallet::ticket::Ticket;
use attestat_words::english::english_words_of_screen as english_words;
use attestat_words::language::Language;
use clap::Parser as _;
use std::path::Path;
use tempfile::TempDir;

/// A family's folder, and a command line in it.
struct Family {
    home: TempDir,
}

/// A command has worked, or it has failed with this code.
type Outcome<'a> = Result<(), &'a str>;

impl Family {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        for (name, text) in [("pass", "four words of sample"), ("other", "four words of another")] {
            crate::files::disk::write_new_secret(&home.path().join(name), text.as_bytes()).unwrap();
        }
        Self { home }
    }

    /// The family's wallet with two documents in the portfolio, enrolled at a node.
    fn enrolled(node: &str) -> Self {
        let family = Self::new();
        let mut opened = opened(&family.folder());
        let first = hold(&mut opened.wallet, 2, None);
        hold(&mut opened.wallet, 3, Some(&first));
        opened.wallet.note_enrolment(enrolment(node)).unwrap();
        opened.save().unwrap();
        family
    }

    fn folder(&self) -> std::path::PathBuf {
        self.home.path().join("family")
    }

    fn opened(&self) -> OpenWallet {
        let passphrase = zeroize::Zeroizing::new("four words of sample".to_owned());
        let folder = super::folder::FamilyFolder::at(Some(&self.folder())).unwrap();
        let (label, held) = (folder.pick(None).unwrap(), folder.lock().unwrap());
        OpenWallet::with_passphrase(folder, label, held, &attestat_wallet::file::Passphrase::new(passphrase)).unwrap()
    }

    /// Carries out a command in Russian, and returns its screen. `~` stands for the home, and a command on a wallet is
    /// told where it is.
    fn screen(&self, line: &str, outcome: Outcome<'_>) -> String {
        let home = self.home.path().display().to_string();
        let mut words: Vec<String> = vec!["attestat".to_owned()];
        words.extend(line.split(' ').map(|word| word.replace('~', &home)));
        if !line.starts_with("request") {
            words.extend(["--wallet".to_owned(), format!("{home}/family")]);
        }
        if !line.starts_with("request") && !line.starts_with("wallet ls") && !line.contains("--passphrase-file") {
            words.extend(["--passphrase-file".to_owned(), format!("{home}/pass")]);
        }
        let arguments = Arguments::try_parse_from(&words).unwrap_or_else(|error| panic!("{line}: {error}"));
        let out = Output::new(Format::Words).speaking(Language::Russian);
        let mut failed = None;
        let screen = captured(|| {
            if let Err(failure) = run(&arguments, &out) {
                out.failure(&failure);
                failed = Some(failure.code);
            }
        });
        assert_eq!(failed.as_deref().map_or(Ok(()), Err), outcome, "{line}: {screen}");
        // Codes are the same in every language, and so are the words of a recovery sheet.
        let words = screen.replace(&format!("[{}]", failed.unwrap_or_default()), "");
        let of_a_sheet = |word: &String| word == "servey" || super::fixture::WORDS.contains(word);
        let found: Vec<String> = english_words(&words).into_iter().filter(|word| !of_a_sheet(word)).collect();
        assert!(found.is_empty(), "{line}: {found:?} in\n{screen}");
        assert!(screen.chars().any(|letter| matches!(letter, 'а'..='я')), "{line}: {screen}");
        screen
    }
}

fn node(listed: Option<&[u8]>, log: MemoryLog, desk: &FamilyDesk) -> RunningNode {
    let mut served = Served::honest(log);
    if let Some(roster) = listed {
        served.roster = roster.to_vec();
    }
    RunningNode::start_tls(5, served, desk)
}

/// A letter of the school, as its line.
fn letter(address: &str, roster: RosterHash) -> String {
    let mut dice = |bytes: &mut [u8]| bytes.fill(7);
    Ticket::draw(school(), address, 4_000_000_000, roster, &mut dice).unwrap().to_line().to_string()
}

#[test]
fn screens_about_wallets_and_words_are_in_russian() {
    let family = Family::new();
    family.screen("wallet ls", Ok(()));
    family.screen("wallet open", Err("no-wallet"));
    family.screen("wallet new --yes --sheet ~/sheet.html", Err("no-child"));
    family.screen("wallet new --child Лев --yes --sheet ~/sheet.html", Ok(()));
    family.screen("wallet new --child Лев --yes --sheet ~/again.html", Err("already-there"));
    family.screen("wallet new --child Анна --yes --sheet ~/sheet.html", Err("already-there"));
    family.screen("wallet open", Ok(()));
    family.screen("wallet open --child Яна", Err("no-such-child"));
    family.screen("wallet open --passphrase-file ~/other", Err("wrong-passphrase"));
    family.screen("wallet words --sheet ~/again.html", Ok(()));
    std::fs::write(family.home.path().join("words"), "void come effort").unwrap();
    family.screen("wallet restore --child Яна --words ~/words", Err("secret-readable"));
    family.screen("wallet passphrase --new-passphrase-file ~/other", Ok(()));
    std::fs::write(family.folder().join("Анна.wallet"), "x").unwrap();
    family.screen("wallet ls", Err("secret-readable"));
    let file = family.folder().join("Лев.wallet");
    let whole = std::fs::read(&file).unwrap();
    std::fs::remove_file(family.folder().join("Анна.wallet")).unwrap();
    std::fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    family.screen("wallet open --passphrase-file ~/other", Err("wallet-damaged"));
    family.screen("wallet sync --passphrase-file ~/other", Err("wallet-damaged"));
}

#[test]
fn screens_about_restored_wallets_are_in_russian() {
    let family = Family::new();
    let words = |name: &str, text: &str| {
        crate::files::disk::write_new_secret(&family.home.path().join(name), text.as_bytes()).unwrap();
    };
    words("words", super::fixture::WORDS);
    words("few", "void come effort");
    words("unknown", &super::fixture::WORDS.replace("survey", "servey"));
    words("swapped", &super::fixture::WORDS.replace("void come", "come void"));
    for name in ["few", "unknown", "swapped"] {
        family.screen(&format!("wallet restore --child Лев --words ~/{name}"), Err("not-the-words"));
    }
    family.screen("wallet restore --child Лев --words ~/words", Ok(()));
    family.screen("wallet restore --child Лев --words ~/words", Ok(()));
    family.screen("wallet sync", Err("not-enrolled"));
}

#[test]
fn screens_about_letters_and_documents_are_in_russian() {
    let (family, issued, desk) = (Family::new(), Issued::new(), FamilyDesk::default());
    drop(opened(&family.folder()));
    desk.change(|answers| answers.documents = issued.sent());
    let node = node(None, issued.log.clone(), &desk);
    let (note, hash) = Listed::version(1, None, [&node.address, ""]).note();
    node.change(|served| served.roster = note);
    family.screen("wallet enrol attestat:ticket:AbC", Err("not-a-ticket"));
    family.screen("wallet enrol ~/pass", Err("no-ticket"));
    family.screen(&format!("wallet enrol {}", letter(&nowhere(), hash)), Err("unreachable"));
    family.screen(&format!("wallet enrol {}", letter(&node.address, hash)), Ok(()));
    family.screen("wallet holdings", Ok(()));
    family.screen("wallet sync", Ok(()));
    family.screen("wallet sync", Ok(()));
    family.screen("wallet show", Ok(()));
    family.screen("wallet show 2", Ok(()));
    family.screen("wallet show 9", Err("no-such-document"));
    family.screen("wallet include 2", Ok(()));
    family.screen("wallet exclude --all", Ok(()));
    family.screen("wallet include 9", Err("no-such-document"));
    family.screen("wallet open", Ok(()));
    family.screen(&format!("wallet backup --to {}", nowhere()), Ok(()));
    let keeper = school();
    let kept = CopyKept { keeper, bytes: 9000, until: Some(7), left_out: 2, in_roster: false, keeper_permitted: true };
    let told = attestat_wallet::told::copies::line(&kept).told(Language::Russian);
    assert_eq!(english_words(&told), [""; 0], "{told}");
    family.screen("wallet mailbox drop", Ok(()));
    family.screen("wallet mailbox drop --at b.example", Err("no-such-copy"));
    drop(node);
    family.screen("wallet sync", Ok(()));
    family.screen("wallet holdings", Ok(()));
}

#[test]
fn screens_about_recoveries_are_in_russian() {
    let (family, issued, desk) = (Family::new(), Issued::new(), FamilyDesk::default());
    family.screen(&format!("wallet recover --from {}", nowhere()), Err("no-wallet"));
    drop(opened(&family.folder()));
    desk.change(|answers| answers.documents = issued.sent());
    let node = node(None, issued.log.clone(), &desk);
    let (note, hash) = Listed::version(1, None, [&node.address, &nowhere()]).note();
    node.change(|served| served.roster = note);
    let from = format!("wallet recover --from {}", node.address);
    family.screen(&format!("{from} --roster-hash 00"), Err("bad-hash"));
    family.screen(&format!("{from} --roster-hash {}", "01".repeat(32)), Err("another-roster"));
    family.screen(&format!("{from} --roster-hash {hash}"), Ok(()));
    // A copy that does not open.
    desk.change(|answers| answers.mailbox = Some(vec![7; 200]));
    family.screen(&format!("{from} --roster-hash {hash}"), Ok(()));
}

#[test]
fn screens_about_shares_are_in_russian() {
    let family = Family::enrolled(&nowhere());
    let to = |rest: &str| format!("share --to Университет --purpose Приём {rest} --yes");
    family.screen("shares ls", Ok(()));
    family.screen(&to("--until 31.08.2090 --show hobby --out ~/one"), Err("no-such-field"));
    family.screen(&to("--until 31.13.2090 --show all --out ~/one"), Err("bad-date"));
    family.screen(&to("--until 31.08.2020 --show all --out ~/one"), Err("bad-date"));
    family.screen(&to("--until 31.08.2990 --show all --out ~/one"), Err("endless-consent"));
    family.screen(&to("--until 31.08.2090 --show all --document 9 --out ~/one"), Err("no-such-document"));
    let made = to("--until 31.08.2090 --show all --completeness a.example:2021 --qr ~/one.png --out ~/one");
    family.screen(&made, Ok(()));
    family.screen(&made, Err("already-there"));
    family.screen("shares ls", Ok(()));
    family.screen("shares stop 99", Err("no-such-share"));
    let id = family.opened().wallet.shares().next().unwrap().id.to_string();
    family.screen(&format!("shares stop {id} --out ~/one"), Err("already-there"));
    family.screen(&format!("shares stop {id} --out ~/withdrawal"), Ok(()));
    family.screen("shares ls", Ok(()));
}

#[test]
fn screens_about_requests_are_in_russian() {
    let family = Family::enrolled(&nowhere());
    let ask = |rest: &str| format!("request --as Университет --purpose Приём {rest}");
    family.screen(&ask("--need hobby --until 31.08.2090 --out ~/request"), Err("no-such-field"));
    family.screen(&ask("--need marks --until 31.08.2020 --out ~/request"), Err("date-over"));
    family.screen(&ask("--need marks --until завтра --out ~/request"), Err("bad-date"));
    family.screen(&ask("--need marks --optional copy --until 31.08.2090 --out ~/request --qr ~/request.png"), Ok(()));
    family.screen("share --request ~/request --out ~/answer --yes", Ok(()));
    family.screen("share --request ~/request --grant 9 --out ~/other-answer --yes", Err("no-such-ask"));
    family.screen("share --request ~/pass --out ~/other-answer --yes", Err("not-a-request"));
    family.screen("share --request ~/request ~/pass --out ~/other-answer --yes", Err("several-requests"));
    family.screen(&ask("--need degree --until 31.08.2090 --out ~/hard"), Ok(()));
    family.screen("share --request ~/hard --out ~/other-answer --yes", Err("request-not-met"));
}

#[test]
fn paths_of_the_tests_hold_no_words() {
    assert!(english_words(&Path::new("/tmp/.tmpAbCdEf/family").display().to_string()).is_empty());
}
