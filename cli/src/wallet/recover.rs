//! `attestat wallet recover`: recovery of everything from the 24 words, a node's address and the roster's published
//! hash.
//!
//! ```text
//! roster ─▶ mailboxes on every node of it, and on those that were named ─▶ per registry, on a connection of its own: which records carry
//! our tags, by the word of two nodes ─▶ documents from the issuing nodes ─▶ what was found, and what could not be reached
//! ```

mod account;
mod copies;
mod search;

use super::desk::{Desk, told};
use super::opened::{Opened, WalletArgs};
use super::reach::nodes_about;
use super::roster::{FamilyTrust, Named, Taken, offered};
use crate::clock;
use crate::confirm;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::remote::{Remote, listed_address, runtime};
use account::Account;
use attestat_credential::trust::Trust;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{Registry, Roster, RosterHash, digits};
use attestat_wallet::keyring::Epoch;
use attestat_wallet::recovery::Outcome;
use attestat_wallet::wallet::Enrolment;
use attestat_wire::connect::Address;
use attestat_words::language::{Choose as _, Language};

/// Arguments of `wallet recover`.
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

/// Recovers everything that the words lead to. A second run changes nothing.
pub(super) fn run(args: &RecoverArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let mut opened = Opened::open(&args.wallet, out).map_err(|failure| restore_first(failure, language))?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    let account = runtime()?.block_on(async {
        let roster = roster(args, &mut trust, language).await?;
        trust.hash_to_compare(language).iter().for_each(|remark| out.warning(remark));
        let from = args.from.iter().map(|text| listed_address(text, Some(&roster))).collect::<Result<_, _>>()?;
        let mut recovery = Recovery {
            opened: &mut opened,
            trust: trust.trust()?,
            family: trust,
            roster: &roster,
            from,
            silent: Vec::new(),
            account: Account::default(),
            language,
        };
        // Copies first: they know what the family had chosen, and what a school that is gone had issued.
        recovery.mailboxes(out).await?;
        recovery.documents(out).await?;
        Ok::<_, Failure>(recovery.account)
    })?;
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
            (None, None) => match compare(found, language) {
                Ok(hash) => Named::ByPerson(hash),
                Err(failure) if failure.code == "not-confirmed" => {
                    last = Some(failure);
                    continue;
                }
                Err(failure) => return Err(failure),
            },
        };
        match (trust.take(&remote, believed).await, trust.roster()) {
            (Ok(Taken::InForce), Some(roster)) if trust.follows(named) => return Ok(roster.clone()),
            (Ok(_), held) => last = Some(another(believed.hash(), found, held.map(Roster::hash), language)),
            // Other nodes were named for this.
            (Err(failure), _) => last = Some(told(failure, language)),
        }
    }
    Err(last.unwrap_or_else(|| Failure::internal("No node was named")))
}

/// Failure without a wallet: there is nothing to fill yet.
fn restore_first(failure: Failure, language: Language) -> Failure {
    if failure.code != "no-wallet" {
        return failure;
    }
    let todo = language.choose(
        "Make it again from the 24 words first: `attestat wallet restore --child NAME`; or name the right folder with `--wallet DIR`.",
        "Сначала восстановите его по 24 словам: `attestat wallet restore --child ИМЯ`; или назовите другую папку: `--wallet ПАПКА`.",
    );
    Failure { todo: todo.into(), ..failure }
}

/// Shows the hash and asks a person to compare it.
fn compare(found: RosterHash, language: Language) -> Result<RosterHash, Failure> {
    let digits = digits(&found.0);
    let question = language.choose(
        format!("This node works by the roster\n  {found}\n  by telephone {digits}\nCompare it with the hash on the consortium's page, or ask a school by telephone. The same? [y/N] "),
        format!("Этот узел работает по списку участников с хешем\n  {found}\n  по телефону {digits}\nСверьте с хешем на странице консорциума или спросите школу по телефону. Совпадает? [д/Н] "),
    );
    confirm::ask(&question, language).map(|()| found).map_err(|failure| match failure.code.as_str() {
        "no-terminal" => Failure {
            todo: language
                .choose(
                    "Compare the roster's hash with the consortium's and give it with `--roster-hash HASH`.",
                    "Сверьте хеш списка участников с опубликованным: `--roster-hash ХЕШ`.",
                )
                .into(),
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

/// Failure where no roster could be taken: the node has another one than was named, or the folder follows another.
fn another(named: RosterHash, found: RosterHash, held: Option<RosterHash>, language: Language) -> Failure {
    if let Some(held) = held.filter(|held| *held != named) {
        let (what, todo) = language.choose(
            (
                format!("The folder follows the roster {held}, and {named} is not one that came before or after it"),
                "Compare the hash with the consortium's once more. For another consortium make a second folder: `attestat wallet restore --child NAME --wallet SECOND`.",
            ),
            (
                format!("Папка следует списку участников {held}, а {named} не предшествует ему и не продолжает его"),
                "Ещё раз сверьте хеш с опубликованным. Для другого консорциума создайте вторую папку: `attestat wallet restore --child ИМЯ --wallet ВТОРАЯ`.",
            ),
        );
        return Failure::config("another-roster", what, todo);
    }
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

/// One recovery under way. What each registry gave is saved before the next one is asked.
struct Recovery<'a> {
    opened: &'a mut Opened,
    trust: Option<Trust>,
    /// The folder of trust, which remembers what nodes showed.
    family: FamilyTrust,
    roster: &'a Roster,
    from: Vec<Address>,
    /// Nodes that did not answer: all others that can be asked are asked before them.
    silent: Vec<Address>,
    account: Account,
    language: Language,
}

impl Recovery<'_> {
    /// Finds the records of each registry, then fetches the documents from the node that issued them.
    async fn documents(&mut self, out: &Output) -> Result<(), Failure> {
        let roster = self.roster;
        let bar = out.progress(roster.registries.len() as u64, "registries");
        for (at, registry) in roster.registries.iter().enumerate() {
            let before = self.account.findings();
            let nodes = nodes_about(&self.from, &self.silent, roster, at);
            match search::records(self.opened.wallet.keys(), registry, roster, &nodes, &mut self.silent).await {
                Ok(answers) => {
                    // Where the roster has one node only, what it found is all that can be had.
                    if answers.nodes < 2 && (nodes.len() > 1 || answers.outcome.records.is_empty()) {
                        self.account.alone.push(registry.id.clone());
                    }
                    self.fetch(registry, answers.outcome).await;
                }
                Err(failure) => self.account.not_searched.push((registry.id.clone(), told(failure, self.language))),
            }
            self.renew(&registry.id).await;
            if self.account.findings() > before {
                self.opened.save()?;
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        self.renew_unlisted().await;
        Ok(())
    }

    /// Asks for the present status of a registry's documents, from whatever source they came.
    async fn renew(&mut self, registry: &RegistryId) {
        let (Some(trust), wallet) = (&self.trust, &mut self.opened.wallet) else { return };
        if !wallet.known_slots(registry).is_empty() {
            let standings = &mut self.account.standings;
            standings.ask_about(registry, &self.silent, wallet, self.roster, trust, self.language).await;
        }
    }

    /// Names the registries of documents that no node can be asked about.
    async fn renew_unlisted(&mut self) {
        let listed = |id: &RegistryId| self.roster.registry(id).is_some();
        let ids = self.opened.wallet.documents().map(|document| &document.id.registry);
        let mut unlisted: Vec<RegistryId> = ids.filter(|id| !listed(id)).cloned().collect();
        unlisted.dedup();
        for id in unlisted {
            self.renew(&id).await;
        }
    }

    /// Fetches a registry's documents, if it has records of the child.
    async fn fetch(&mut self, registry: &Registry, outcome: Outcome) {
        let records = outcome.records.len();
        self.account.not_looked_at += outcome.not_looked_at;
        let Some(epoch) = outcome.newest_epoch else { return };
        self.account.records.push((registry.id.clone(), records));
        let asked = async {
            let known = self.opened.wallet.known_slots(&registry.id);
            let desk = Desk::open(&registry.url, &registry.id).await?;
            let fetched = desk.fetch(self.opened.wallet.keys(), epoch, &known).await?;
            let contradictions = self.family.remember(desk.remote(), &fetched.documents).await?;
            Ok::<_, Failure>((fetched, contradictions, self.family.trust()?))
        };
        match asked.await.and_then(|answered| self.note(registry, epoch).map(|()| answered)) {
            Ok((fetched, contradictions, trust)) => {
                self.trust = trust;
                let found = contradictions.into_iter().map(|found| (registry.id.clone(), found));
                self.account.contradictions.extend(found);
                self.account.arrivals.take(
                    &mut self.opened.wallet,
                    &registry.id,
                    fetched.documents,
                    self.trust.as_ref(),
                );
            }
            Err(failure) => self.account.gone.push((registry.id.clone(), told(failure, self.language))),
        }
    }

    /// Notes that the child is enrolled at a registry, and where its node is now.
    fn note(&mut self, registry: &Registry, epoch: Epoch) -> Result<(), Failure> {
        let address = registry.url.clone();
        let enrolment = match self.opened.wallet.enrolment(&registry.id).filter(|known| known.epoch >= epoch) {
            Some(known) => Enrolment { address, ..known.clone() },
            None => Enrolment {
                registry: registry.id.clone(),
                epoch,
                address,
                enrolled_at: clock::now(),
                roster: self.roster.hash(),
            },
        };
        self.opened
            .wallet
            .note_enrolment(enrolment)
            .map_err(|error| Failure::config("wallet-full", error.to_string(), ""))
    }
}

#[cfg(test)]
mod tests;
