//! `attestat wallet recover`: everything back, from the 24 words, a node's address and the roster's published hash.
//!
//! ```text
//! roster ─▶ mailboxes on every node of it, and on those that were named ─▶ per registry, on a connection of its own: which records carry
//! our tags, by the word of two nodes ─▶ documents from the issuing nodes ─▶ what was found, and what could not be reached
//! ```

mod account;
mod search;

use super::backup::keeper::Keeper;
use super::desk::{Desk, told};
use super::opened::{Opened, WalletArgs};
use super::roster::{FamilyTrust, Named, Taken, offered};
use crate::clock;
use crate::confirm;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::language::{Choose as _, Language};
use crate::output::Output;
use crate::remote::{Remote, listed_address, runtime};
use account::Account;
use attestat_credential::trust::Trust;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{Registry, Roster, RosterHash};
use attestat_wallet::keyring::Epoch;
use attestat_wallet::mailbox;
use attestat_wallet::recovery::Outcome;
use attestat_wallet::wallet::{Enrolment, MailboxPlace, Wallet};
use attestat_wire::connect::Address;

/// What `wallet recover` takes.
#[derive(clap::Args)]
pub(crate) struct RecoverArgs {
    /// Addresses of nodes: one of the consortium, and any that keeps a copy of the wallet
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
    let mut trust = FamilyTrust::of(&opened.folder)?;
    let account = runtime()?.block_on(async {
        let roster = roster(args, &mut trust, language).await?;
        trust.hash_to_compare(language).iter().for_each(|remark| out.warning(remark));
        let from = args.from.iter().map(|text| listed_address(text, Some(&roster))).collect::<Result<_, _>>()?;
        let mut recovery = Recovery {
            wallet: &mut opened.wallet,
            trust: trust.trust()?,
            roster: &roster,
            from,
            account: Account::default(),
            language,
        };
        // Copies first: they know what the family had chosen, and what a school that is gone had issued.
        recovery.mailboxes(out).await;
        recovery.documents(out).await;
        Ok::<_, Failure>(recovery.account)
    })?;
    opened.save()?;
    account.give(&opened.wallet, out);
    Ok(account.exit(&opened.wallet))
}

/// The roster: the one in force here or one that follows it, or a node's after its hash was compared.
async fn roster(args: &RecoverArgs, trust: &mut FamilyTrust, language: Language) -> Result<Roster, Failure> {
    let named =
        args.roster_hash.as_deref().map(|named| RosterHash::parse(named.trim()).ok_or_else(|| bad_hash(language)));
    let named = named.transpose()?;
    let mut last = None;
    for address in &args.from {
        let address = listed_address(address, trust.roster())?;
        let asked = async {
            let remote = Remote::connect_to(address).await?;
            let (roster, _) = offered(&remote).await?;
            Ok::<_, Failure>((remote, roster.hash()))
        };
        let (remote, found) = match asked.await {
            Ok(answer) => answer,
            Err(failure) => {
                last = Some(told(failure, language));
                continue;
            }
        };
        let believed = match (named, trust.roster()) {
            (Some(named), _) => Named::ByPerson(named),
            (None, Some(held)) => Named::ByLetter(held.hash()),
            (None, None) => Named::ByPerson(compare(found, language)?),
        };
        match (trust.take(&remote, believed).await?, trust.roster()) {
            (Taken::InForce, Some(roster)) => return Ok(roster.clone()),
            _ => last = Some(another(believed.hash(), found, language)),
        }
    }
    Err(last.unwrap_or_else(|| Failure::internal("No node was named")))
}

/// Shows the hash and asks a person to compare it.
fn compare(found: RosterHash, language: Language) -> Result<RosterHash, Failure> {
    let question = language.choose(
        format!("This node works by the roster\n  {found}\nCompare it with the hash on the consortium's page, or ask a school by telephone. The same? [y/N] "),
        format!("Этот узел работает по списку участников с хешем\n  {found}\nСверьте с хешем на странице консорциума или спросите школу по телефону. Совпадает? [д/Н] "),
    );
    confirm::ask(&question, language).map(|()| found).map_err(|failure| match failure.code.as_str() {
        "no-terminal" => Failure {
            todo: language
                .choose(
                    "Compare the roster's hash with the consortium's and give it with `--roster-hash HASH`.",
                    "Сверьте хеш списка участников с опубликованным: `--roster-hash ХЕШ`.",
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
            format!("Узел работает по списку участников {found}, а верить нужно {named}"),
            "Спросите другой узел или ещё раз сверьте хеш с опубликованным.",
        ),
    );
    Failure::config("another-roster", what, todo)
}

/// One recovery under way.
struct Recovery<'a> {
    wallet: &'a mut Wallet,
    trust: Option<Trust>,
    roster: &'a Roster,
    from: Vec<Address>,
    account: Account,
    language: Language,
}

impl Recovery<'_> {
    /// Finds the records of each registry, then fetches the documents from the node that issued them.
    async fn documents(&mut self, out: &Output) {
        let roster = self.roster;
        let bar = out.progress(roster.registries.len() as u64, "registries");
        for (at, registry) in roster.registries.iter().enumerate() {
            let nodes = nodes(&self.from, roster, at);
            match search::records(self.wallet.keys(), registry, roster, &nodes).await {
                Ok(answers) => {
                    // Where the roster has one node only, what it found is all that can be had.
                    if answers.nodes < 2 && (nodes.len() > 1 || answers.outcome.records.is_empty()) {
                        self.account.alone.push(registry.id.clone());
                    }
                    self.fetch(registry, answers.outcome).await;
                }
                Err(failure) => self.account.not_searched.push((registry.id.clone(), told(failure, self.language))),
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
    }

    /// Fetches a registry's documents, if it has records of the child.
    async fn fetch(&mut self, registry: &Registry, outcome: Outcome) {
        let records = outcome.records.len();
        self.account.not_looked_at += outcome.not_looked_at;
        let Some(epoch) = outcome.newest_epoch else { return };
        self.account.records.push((registry.id.clone(), records));
        let asked = async {
            let known = self.wallet.known_slots(&registry.id);
            let desk = Desk::open(&registry.url, &registry.id).await?;
            desk.fetch(self.wallet.keys(), epoch, &known).await
        };
        match asked.await.and_then(|fetched| self.note(registry, epoch).map(|()| fetched)) {
            Ok(fetched) => {
                self.account.arrivals.take(self.wallet, &registry.id, fetched.documents, self.trust.as_ref());
            }
            Err(failure) => self.account.gone.push((registry.id.clone(), told(failure, self.language))),
        }
    }

    /// Notes that the child is enrolled at a registry, and where its node is now.
    fn note(&mut self, registry: &Registry, epoch: Epoch) -> Result<(), Failure> {
        let address = registry.url.clone();
        let enrolment = match self.wallet.enrolment(&registry.id).filter(|known| known.epoch >= epoch) {
            Some(known) => Enrolment { address, ..known.clone() },
            None => Enrolment {
                registry: registry.id.clone(),
                epoch,
                address,
                enrolled_at: clock::now(),
                roster: self.roster.hash(),
            },
        };
        self.wallet.note_enrolment(enrolment).map_err(|error| Failure::config("wallet-full", error.to_string(), ""))
    }

    /// Looks for a mailbox on every node of the roster and on those that were named; each has another key, so that
    /// none learns of another.
    async fn mailboxes(&mut self, out: &Output) {
        let roster = self.roster;
        let listed: Vec<&Registry> = roster.registries.iter().filter(|registry| !registry.url.is_empty()).collect();
        let is_listed = |address: &Address| {
            listed.iter().any(|registry| registry.url.parse::<Address>().is_ok_and(|url| url == *address))
        };
        let strangers: Vec<Address> = self.from.iter().filter(|address| !is_listed(address)).cloned().collect();
        let bar = out.progress((listed.len() + strangers.len()) as u64, "mailboxes");
        for keeper in listed {
            bar.inc(1);
            self.mailbox(&keeper.id, &keeper.url).await;
        }
        for address in strangers {
            bar.inc(1);
            let place = address.location().to_string();
            match Keeper::at(address, Some(roster), self.wallet, self.language).await {
                Ok(keeper) => self.mailbox(&keeper.id, &keeper.url).await,
                // It hosts no registry, or names one whose own node was asked.
                Err(failure) if matches!(failure.code.as_str(), "no-keeper" | "keeper-elsewhere") => {}
                Err(failure) => self.account.not_asked.push((place, told(failure, self.language))),
            }
        }
        bar.finish_and_clear();
    }

    /// Takes in the copy that one node keeps, if it keeps one.
    async fn mailbox(&mut self, keeper: &RegistryId, url: &str) {
        let asked = async {
            let desk = Desk::open(url, keeper).await?;
            desk.get_mailbox(self.wallet.keys()).await
        };
        match asked.await {
            Ok(content) => {
                self.merge(keeper, &content);
                // A copy does not know of itself: the family must be able to take it back.
                let known = self.wallet.mailboxes().find(|place| place.keeper == *keeper).map(|place| place.put_at);
                let (keeper, address) = (keeper.clone(), url.to_owned());
                let place = MailboxPlace { keeper: keeper.clone(), address, put_at: known.unwrap_or_default() };
                if let Err(full) = self.wallet.note_mailbox(place) {
                    self.account.bad_copies.push((keeper, full.to_string()));
                }
            }
            // A node that keeps no copy says no more than one that will not say; one that had no time may keep one.
            Err(failure) if failure.exit != Exit::Unreachable && !was_put_off(&failure) => {}
            Err(failure) => self.account.not_asked.push((keeper.to_string(), told(failure, self.language))),
        }
    }

    fn merge(&mut self, keeper: &RegistryId, content: &[u8]) {
        let opened = mailbox::open(self.wallet.keys(), keeper, content).map_err(|error| error.to_string());
        let merged = opened.and_then(|contents| self.wallet.merge(contents).map_err(|error| error.to_string()));
        match merged {
            Ok(merged) => self.account.copies.push((keeper.clone(), merged)),
            Err(why) => self.account.bad_copies.push((keeper.clone(), why)),
        }
    }
}

/// Whom to ask for the records of the registry at `at` in the roster, each once: who was named, its own node, then
/// the nodes behind it in the roster, so that not every family asks the same ones.
fn nodes(from: &[Address], roster: &Roster, at: usize) -> Vec<Address> {
    let (before, own) = roster.registries.split_at(at.min(roster.registries.len()));
    let listed = own.iter().chain(before).filter_map(|registry| registry.url.parse::<Address>().ok());
    let mut nodes: Vec<Address> = Vec::new();
    for node in from.iter().cloned().chain(listed) {
        let is_same = |known: &Address| {
            known.location() == node.location() || node.pin().is_some_and(|pin| known.pin() == Some(pin))
        };
        if !nodes.iter().any(is_same) {
            nodes.push(node);
        }
    }
    nodes
}

/// Whether a node would answer later.
fn was_put_off(failure: &Failure) -> bool {
    matches!(failure.code.as_str(), "busy" | "too-many-guesses" | "too-slow" | "stalled" | "stale-nonce")
}

#[cfg(test)]
mod tests;
