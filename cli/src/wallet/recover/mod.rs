//! `attestat wallet recover`: everything back, from the 24 words and the address of any node.
//!
//! ```text
//! roster ─▶ mailboxes on every node of it ─▶ per registry, on a connection of its own: which records carry
//! our tags ─▶ documents from the issuing nodes ─▶ what was found, and what could not be reached
//! ```

mod account;
mod search;

use super::desk::{Desk, told};
use super::opened::{Opened, WalletArgs};
use super::roster::{FamilyTrust, Taken, offered, reachable};
use crate::clock;
use crate::confirm;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::language::{Choose as _, Language};
use crate::output::Output;
use crate::remote::{Remote, runtime};
use account::Account;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{PinnedRoster, Registry, RosterHash};
use attestat_wallet::mailbox;
use attestat_wallet::recovery::Outcome;
use attestat_wallet::wallet::Enrolment;

/// What `wallet recover` takes.
#[derive(clap::Args)]
pub(crate) struct RecoverArgs {
    /// Address of any node; several are asked in turn
    #[arg(long, value_name = "NODE", required = true, num_args = 1..)]
    from: Vec<String>,
    /// Hash of the roster, as the consortium publishes it: 64 hex digits [default: it is shown and asked about]
    #[arg(long, value_name = "HASH")]
    roster_hash: Option<String>,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Recovers what the words lead to. Doing it again changes nothing.
pub(super) fn run(args: &RecoverArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let mut opened = Opened::open(&args.wallet, out)?;
    let trust = FamilyTrust::of(&opened.folder)?;
    let account = runtime()?.block_on(async {
        let (roster, from) = roster(args, &trust, language).await?;
        let mut recovery = Recovery {
            opened: &mut opened,
            trust: &trust,
            roster: &roster,
            from,
            account: Account::default(),
            language,
        };
        // Copies first: they know what the family had chosen, and what a school that is gone had issued.
        recovery.mailboxes(out).await;
        recovery.documents(out).await?;
        Ok::<_, Failure>(recovery.account)
    })?;
    opened.save()?;
    account.give(&opened.wallet, out);
    Ok(account.exit(&opened.wallet))
}

/// The roster: the one in force here or one that follows it, or the first node's after its hash was compared.
async fn roster(
    args: &RecoverArgs,
    trust: &FamilyTrust,
    language: Language,
) -> Result<(PinnedRoster, Vec<String>), Failure> {
    let mut last = None;
    for address in &args.from {
        let asked = async {
            let remote = Remote::connect(address).await?;
            let (roster, _) = offered(&remote).await?;
            Ok::<_, Failure>((remote, roster.hash()))
        };
        let (remote, found) = match asked.await {
            Ok(answer) => answer,
            Err(failure) => {
                last = Some(failure);
                continue;
            }
        };
        let named = match (&args.roster_hash, trust.roster()?) {
            (Some(named), _) => RosterHash::parse(named.trim()).ok_or_else(|| bad_hash(language))?,
            (None, Some(held)) => held.roster().hash(),
            (None, None) => compare(found, language)?,
        };
        return match trust.take(&remote, named).await? {
            Taken::InForce(roster) => Ok((*roster, args.from.clone())),
            Taken::Another(found) => Err(another(named, found, language)),
        };
    }
    Err(told(last.unwrap_or_else(|| Failure::internal("No node was named")), language))
}

/// Shows the hash and asks a person to compare it.
fn compare(found: RosterHash, language: Language) -> Result<RosterHash, Failure> {
    let question = language.choose(
        format!("This node works by the roster\n  {found}\nCompare it with the hash on the consortium's page or on the school's letter. The same? [y/N] "),
        format!("Этот узел работает по реестру\n  {found}\nСверьте с хешем на странице консорциума или в письме школы. Совпадает? [д/Н] "),
    );
    confirm::ask(&question, language).map(|()| found).map_err(|failure| match failure.code.as_str() {
        "no-terminal" => Failure {
            todo: language
                .choose(
                    "Compare the roster's hash with the consortium's and give it with `--roster-hash HASH`.",
                    "Сверьте хеш реестра с опубликованным и укажите его: `--roster-hash ХЕШ`.",
                )
                .to_owned(),
            ..failure
        },
        _ => failure,
    })
}

fn bad_hash(language: Language) -> Failure {
    let (what, todo) = language.choose(
        ("The hash given with --roster-hash is not 64 hex digits", "Copy it whole, as the consortium published it."),
        (
            "После --roster-hash стоит не 64 шестнадцатеричные цифры",
            "Скопируйте хеш целиком, как его опубликовал консорциум.",
        ),
    );
    Failure::usage("bad-hash", what, todo)
}

fn another(named: RosterHash, found: RosterHash, language: Language) -> Failure {
    let (what, todo) = language.choose(
        (
            format!("The node works by the roster {found}, and the one to be believed is {named}"),
            "Ask another node, or compare the hash with the consortium's once more.",
        ),
        (
            format!("Узел работает по реестру {found}, а верить нужно {named}"),
            "Спросите другой узел или ещё раз сверьте хеш с опубликованным.",
        ),
    );
    Failure::config("another-roster", what, todo)
}

/// One recovery under way.
struct Recovery<'a> {
    opened: &'a mut Opened,
    trust: &'a FamilyTrust,
    roster: &'a PinnedRoster,
    from: Vec<String>,
    account: Account,
    language: Language,
}

impl Recovery<'_> {
    /// Finds the records of each registry, then fetches the documents from the node that issued them.
    async fn documents(&mut self, out: &Output) -> Result<(), Failure> {
        let registries: Vec<Registry> = self.roster.roster().registries.clone();
        let bar = out.progress(registries.len() as u64, "registries");
        for registry in &registries {
            let nodes =
                self.from.iter().map(String::as_str).chain(Some(registry.url.as_str()).filter(|url| !url.is_empty()));
            match search::records(self.opened.wallet.keys(), registry, self.roster.roster(), nodes).await {
                Ok(outcome) => self.fetch(registry, outcome).await?,
                Err(failure) => self.account.not_searched.push((registry.id.clone(), told(failure, self.language))),
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(())
    }

    /// Fetches a registry's documents, if it has records of the child.
    async fn fetch(&mut self, registry: &Registry, outcome: Outcome) -> Result<(), Failure> {
        let records = outcome.records.len();
        self.account.not_looked_at += outcome.not_looked_at;
        let Some(epoch) = outcome.newest_epoch else { return Ok(()) };
        self.account.records.push((registry.id.clone(), records));
        let asked = async {
            let known = self.opened.wallet.known_slots(&registry.id);
            let desk = Desk::open(&registry.url, &registry.id).await?;
            desk.fetch(self.opened.wallet.keys(), epoch, &known).await
        };
        match asked.await {
            Ok(fetched) => {
                let trust = self.trust.trust()?;
                self.account.arrivals.take(&mut self.opened.wallet, &registry.id, fetched.documents, trust.as_ref());
                let enrolment = Enrolment {
                    registry: registry.id.clone(),
                    epoch,
                    address: registry.url.clone(),
                    enrolled_at: clock::now(),
                    roster: self.roster.roster().hash(),
                };
                if self.opened.wallet.enrolment(&registry.id).is_none() {
                    self.opened
                        .wallet
                        .note_enrolment(enrolment)
                        .map_err(|error| Failure::config("wallet-full", error.to_string(), ""))?;
                }
            }
            Err(failure) => self.account.gone.push((registry.id.clone(), told(failure, self.language))),
        }
        Ok(())
    }

    /// Looks for a mailbox on every node of the roster; each has another key, so that none learns of another.
    async fn mailboxes(&mut self, out: &Output) {
        let keepers: Vec<Registry> = self.roster.roster().registries.clone();
        let bar = out.progress(keepers.len() as u64, "mailboxes");
        for keeper in &keepers {
            bar.inc(1);
            if reachable(self.roster.roster(), &keeper.id).is_none() {
                continue;
            }
            let asked = async {
                let desk = Desk::open(&keeper.url, &keeper.id).await?;
                desk.get_mailbox(self.opened.wallet.keys()).await
            };
            match asked.await {
                Ok(content) => self.merge(&keeper.id, &content),
                // A node that keeps no copy says no more than one that will not say; one that had no time may keep one.
                Err(failure) if failure.exit != Exit::Unreachable && !was_put_off(&failure) => {}
                Err(failure) => self.account.not_asked.push((keeper.id.clone(), told(failure, self.language))),
            }
        }
        bar.finish_and_clear();
    }

    fn merge(&mut self, keeper: &RegistryId, content: &[u8]) {
        let opened = mailbox::open(self.opened.wallet.keys(), keeper, content).map_err(|error| error.to_string());
        let merged = opened.and_then(|contents| self.opened.wallet.merge(contents).map_err(|error| error.to_string()));
        match merged {
            Ok(merged) => self.account.copies.push((keeper.clone(), merged)),
            Err(why) => self.account.bad_copies.push((keeper.clone(), why)),
        }
    }
}

/// Whether a node would answer later.
fn was_put_off(failure: &Failure) -> bool {
    matches!(failure.code.as_str(), "busy" | "too-many-guesses" | "too-slow" | "stalled" | "stale-nonce")
}
