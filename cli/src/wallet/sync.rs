//! `attestat wallet sync`: brings the documents that the schools have issued since. Nothing of it enters the portfolio
//! by itself, and nothing that does not verify enters the wallet.

use super::dates;
use super::desk::{Fetched, told};
use super::memory::Contradiction;
use super::opened::{Opened, WalletArgs};
use super::reach::reach;
use super::roster::{FamilyTrust, Taken, another_roster};
use super::standing::{Judged, Standings, line, unasked};
use crate::clock;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::remote::runtime;
use attestat_credential::document::DocumentFile;
use attestat_credential::trust::Trust;
use attestat_credential::verdict::{CheckName, Outcome, Reason, Verifier};
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::RosterHash;
use attestat_ledger::status::Status;
use attestat_wallet::title::{status_code, title};
use attestat_wallet::wallet::{ArrivalKind, Binding, DocumentId, Enrolment, HeldDocument, Wallet};
use attestat_words::language::{Choose as _, Language};
use serde_json::{Value, json};

/// Arguments of `wallet sync`.
#[derive(clap::Args)]
pub(crate) struct SyncArgs {
    /// Fetch every document again, with the newest proof and status
    #[arg(long)]
    refresh: bool,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Outcome of one sync.
#[derive(Default)]
pub(super) struct Arrivals {
    /// Documents that were not there before.
    pub(super) new: Vec<DocumentId>,
    /// Documents with a newer proof or status.
    pub(super) refreshed: Vec<DocumentId>,
    /// Documents among these that the school has revoked, as when it replaced them, or suspended.
    pub(super) not_in_force: Vec<(DocumentId, Status)>,
    /// Documents that did not verify or could not be taken in, by registry and number, with the reason.
    pub(super) refused: Vec<(RegistryId, u32, String)>,
    /// Documents that were taken in without a roster to check them by.
    pub(super) unchecked: usize,
    /// Number of documents that are bound to no key yet.
    pub(super) bearers: usize,
    /// Documents that will still come: their number, and the time by which they are expected.
    waiting: Vec<(RegistryId, u32, u64)>,
}

/// Asks every registry where the child is enrolled.
pub(super) fn run(args: &SyncArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let mut opened = Opened::open(&args.wallet, out)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    if opened.wallet.enrolments().next().is_none() {
        let (what, todo) = language.choose(
            ("The wallet is enrolled nowhere yet", "Redeem the school's letter first: `attestat wallet enrol LETTER`. Where the wallet was restored from its words: `attestat wallet recover`."),
            ("Кошелёк пока нигде не привязан", "Сначала воспользуйтесь письмом школы: `attestat wallet enrol ПИСЬМО`. Если кошелёк восстановлен по словам: `attestat wallet recover`."),
        );
        return Err(Failure::usage("not-enrolled", what, todo));
    }
    let synced = runtime()?.block_on(ask_all(&mut opened.wallet, &mut trust, args.refresh.into(), language));
    opened.save()?;
    say(&synced, &opened.wallet, out);
    trust.hash_to_compare(language).iter().for_each(|remark| out.warning(remark));
    for (registry, found) in &synced.another_roster {
        out.warning(&another_roster(Some(registry), *found, language));
    }
    for (registry, found) in &synced.contradictions {
        out.warning(&found.words(registry, language));
    }
    for (registry, failure) in &synced.failures {
        out.warning(&format!("{registry}: {failure}"));
    }
    for (registry, failure) in &synced.standings.not_asked {
        out.warning(&unasked(registry, failure, language));
    }
    Ok(synced.exit())
}

/// Selection of the documents that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// The documents that the wallet has not.
    Missing,
    /// All documents, with the newest proof and status.
    All,
}

impl From<bool> for Wanted {
    fn from(refresh: bool) -> Self {
        if refresh { Self::All } else { Self::Missing }
    }
}

/// Answers of every registry.
#[derive(Default)]
struct Synced {
    arrivals: Arrivals,
    /// Statuses of the documents that are held now.
    standings: Standings,
    /// Number of registries that delivered.
    answered: usize,
    /// Registries whose nodes work by a roster that does not follow the one here, with its hash.
    another_roster: Vec<(RegistryId, RosterHash)>,
    /// Registries whose nodes showed something that does not go together with what is remembered of their logs.
    contradictions: Vec<(RegistryId, Contradiction)>,
    failures: Vec<(RegistryId, Failure)>,
}

impl Synced {
    /// Words for a sync that brought no document: only a registry that was asked can have nothing new.
    fn nothing_new(&self, language: Language) -> Option<&'static str> {
        let is_news = !self.arrivals.refused.is_empty() || !self.standings.changed.is_empty();
        let said = match (self.answered, self.failures.is_empty()) {
            (0, _) => language.choose(
                "Nobody could be asked: whether there is anything new is not known.",
                "Спросить никого не удалось: есть ли новое, неизвестно.",
            ),
            (_, false) => language.choose("Nothing new from those that answered.", "У тех, кто ответил, нового нет."),
            (_, true) if is_news || !self.arrivals.refreshed.is_empty() => return None,
            (_, true) => language.choose("Nothing new.", "Нового нет."),
        };
        Some(said)
    }

    fn exit(&self) -> Exit {
        let refused = if self.arrivals.refused.is_empty() { Exit::Done } else { Exit::Red };
        let contradictions = self.contradictions.iter().map(|(_, found)| match found {
            Contradiction::NotProven(_) => Exit::Amber,
            Contradiction::Forked(_) => Exit::Red,
        });
        let failures = self.failures.iter().chain(&self.standings.not_asked).map(|(_, failure)| failure.exit);
        failures.chain(contradictions).fold(refused.worst(self.standings.exit()), Exit::worst)
    }
}

/// Answer of one registry's node.
struct Answered {
    fetched: Fetched,
    /// Outcome of taking over its roster.
    followed: Option<Taken>,
    contradictions: Vec<Contradiction>,
    /// Trust against which its documents are checked.
    trust: Option<Trust>,
}

/// Asks one registry after the other. A failure of one of them leaves alone what the others have delivered.
async fn ask_all(wallet: &mut Wallet, trust: &mut FamilyTrust, wanted: Wanted, language: Language) -> Synced {
    let mut synced = Synced::default();
    for enrolment in newest(wallet) {
        let registry = &enrolment.registry;
        match fetch(wallet, trust, &enrolment, wanted, language).await {
            Ok(Answered { fetched, followed, contradictions, trust }) => {
                synced.answered += 1;
                synced.arrivals.waiting.push((registry.clone(), fetched.waiting, fetched.expected_by));
                synced.arrivals.take(wallet, registry, fetched.documents, trust.as_ref());
                synced.contradictions.extend(contradictions.into_iter().map(|found| (registry.clone(), found)));
                if let Some(Taken::Another(found)) = followed {
                    synced.another_roster.push((registry.clone(), found));
                }
            }
            Err(failure) => synced.failures.push((registry.clone(), told(failure, language))),
        }
    }
    synced.standings = Standings::ask(wallet, trust, language).await;
    synced
}

/// The documents of a registry that need not be sent again: their proofs are enough for the roster in force. As a
/// consortium grows, older documents are asked for anew, with the newest proof.
fn settled_slots(wallet: &Wallet, trust: Option<Trust>, registry: &RegistryId) -> Vec<u32> {
    // As a receiver sees them, who holds no heads that cover for them.
    let bare = trust.map(|trust| Trust::new(trust.roster));
    let (now, mut verifier) = (clock::now(), bare.as_ref().map(Verifier::new));
    let mut too_few_confirmed = |slot: u32| {
        let held = wallet.document(&DocumentId { registry: registry.clone(), slot });
        let verdict = verifier.as_mut().zip(held).map(|(verifier, held)| verifier.verify(&held.file, now));
        let witnessed = verdict.as_ref().and_then(|verdict| verdict.outcome(CheckName::Witnessed));
        matches!(witnessed, Some(Outcome::Failed(Reason::BelowQuorum { .. })))
    };
    wallet.known_slots(registry).into_iter().filter(|slot| !too_few_confirmed(*slot)).collect()
}

/// The newest enrolment at every registry.
pub(super) fn newest(wallet: &Wallet) -> Vec<Enrolment> {
    let mut registries: Vec<&RegistryId> = wallet.enrolments().map(|enrolment| &enrolment.registry).collect();
    registries.dedup();
    registries.into_iter().filter_map(|registry| wallet.enrolment(registry).cloned()).collect()
}

async fn fetch(
    wallet: &mut Wallet,
    trust: &mut FamilyTrust,
    enrolment: &Enrolment,
    wanted: Wanted,
    language: Language,
) -> Result<Answered, Failure> {
    let mut desk = reach(wallet, trust, enrolment, language).await?;
    let listed = trust.url(&enrolment.registry).map(str::to_owned);
    // A newer roster is welcome; where none can be had, the documents are checked by the one in hand.
    let followed = trust.follow(desk.remote()).await.ok().flatten();
    if trust.url(&enrolment.registry) != listed.as_deref() {
        desk = reach(wallet, trust, enrolment, language).await?;
    }
    // Without a roster only the school itself says how its documents stand.
    let known = match wanted {
        Wanted::Missing if trust.roster().is_some() => settled_slots(wallet, trust.trust()?, &enrolment.registry),
        Wanted::Missing | Wanted::All => Vec::new(),
    };
    let fetched = desk.fetch(wallet.keys(), enrolment.epoch, &known).await?;
    let contradictions = trust.remember(desk.remote(), &fetched.documents).await?;
    Ok(Answered { fetched, followed, contradictions, trust: trust.trust()? })
}

impl Arrivals {
    /// Checks what a node sent, and takes in what is good.
    pub(super) fn take(
        &mut self,
        wallet: &mut Wallet,
        registry: &RegistryId,
        documents: Vec<(u32, Vec<u8>)>,
        trust: Option<&Trust>,
    ) {
        let now = clock::now();
        let mut verifier = trust.map(Verifier::new);
        for (slot, bytes) in documents {
            if let Err(why) = self.take_one(wallet, registry, &bytes, verifier.as_mut(), now) {
                self.refused.push((registry.clone(), slot, why));
            }
        }
    }

    /// Takes in one document, or returns the reason for which it is refused.
    fn take_one(
        &mut self,
        wallet: &mut Wallet,
        registry: &RegistryId,
        bytes: &[u8],
        verifier: Option<&mut Verifier<'_>>,
        now: u64,
    ) -> Result<(), String> {
        let file = DocumentFile::parse(bytes).map_err(|error| error.to_string())?;
        let judged = match verifier.map(|verifier| Judged::of(&verifier.verify(&file, now))) {
            Some(Judged::Bad(why)) => return Err(why),
            Some(Judged::Good(standing)) => Some(standing),
            None => None,
        };
        let arrival = wallet.add_sent_by(registry, file, now).map_err(|error| error.to_string())?;
        self.unchecked += usize::from(judged.is_none());
        self.bearers += usize::from(arrival.binding == Binding::Bearer);
        let standing = judged.or_else(|| wallet.document(&arrival.id).map(HeldDocument::status));
        if let Some(standing) = standing.filter(|standing| *standing != Status::Valid) {
            self.not_in_force.push((arrival.id.clone(), standing));
        }
        match arrival.kind {
            ArrivalKind::New => self.new.push(arrival.id),
            ArrivalKind::Refreshed => self.refreshed.push(arrival.id),
            ArrivalKind::Known => {}
        }
        Ok(())
    }

    /// Documents that are not in force, for programs.
    pub(super) fn standings(&self) -> Vec<Value> {
        let row =
            |(id, standing): &(DocumentId, Status)| json!({"id": id.to_string(), "status": status_code(*standing)});
        self.not_in_force.iter().map(row).collect()
    }

    /// The arrivals in words.
    pub(super) fn lines(&self, wallet: &Wallet, out: &Output) -> Vec<String> {
        let language = out.language();
        let mut lines = Vec::new();
        for id in &self.new {
            let title = wallet.document(id).map(|document| title(document, language)).unwrap_or_default();
            lines.push(language.choose(format!("new      {id}  {title}"), format!("новый    {id}  {title}")));
        }
        if !self.refreshed.is_empty() {
            let count = self.refreshed.len();
            lines.push(language.choose(
                format!("Renewed, with the newest proof and status: {count}."),
                format!("Обновлено, с новейшим доказательством и состоянием: {count}."),
            ));
        }
        for (id, standing) in &self.not_in_force {
            let title = wallet.document(id).map(|document| title(document, language)).unwrap_or_default();
            lines.push(line(id, &title, *standing, language));
        }
        for (registry, slot, why) in &self.refused {
            lines.push(language.choose(
                format!("REFUSED  {registry}:{slot} does not verify and was not taken in ({why}). Ask the school, and show it this line."),
                format!("ОТКЛОНЁН {registry}:{slot} не проходит проверку и не взят ({why}). Спросите школу и покажите эту строку."),
            ));
        }
        if self.unchecked > 0 {
            let count = self.unchecked;
            lines.push(language.choose(
                format!("Not checked, for lack of a roster: {count}."),
                format!("Не проверено, потому что нет списка участников: {count}."),
            ));
        }
        if self.bearers > 0 {
            let count = self.bearers;
            lines.push(language.choose(
                format!("Not bound to the wallet yet: {count}. They cannot be shared from here until the school has issued them again."),
                format!("Ещё не привязано к кошельку: {count}. Показать их отсюда можно будет, когда школа выдаст их заново."),
            ));
        }
        lines
    }
}

fn say(synced: &Synced, wallet: &Wallet, out: &Output) {
    let (language, arrivals) = (out.language(), &synced.arrivals);
    let mut lines = arrivals.lines(wallet, out);
    lines.extend(synced.standings.lines(wallet, language));
    for (registry, waiting, by) in arrivals.waiting.iter().filter(|(_, waiting, _)| *waiting > 0) {
        let day = dates::day(*by, language);
        lines.push(language.choose(
            format!("{registry} will issue {waiting} again for this wallet, by {day}."),
            format!("{registry} выдаст заново для этого кошелька: {waiting}, до {day}."),
        ));
    }
    if arrivals.new.is_empty() {
        lines.extend(synced.nothing_new(language).map(str::to_owned));
    } else {
        lines.push(language.choose(
            "They are in no portfolio until you include them: attestat wallet show, then attestat wallet include ID".to_owned(),
            "В портфолио их нет, пока вы не включите: attestat wallet show, затем attestat wallet include НОМЕР".to_owned(),
        ));
    }
    out.words(&lines.join("\n"));
    let ids = |ids: &[DocumentId]| ids.iter().map(DocumentId::to_string).collect::<Vec<_>>();
    let waiting: u32 = arrivals.waiting.iter().map(|(_, waiting, _)| waiting).sum();
    let refused: Vec<_> = arrivals
        .refused
        .iter()
        .map(|(registry, slot, why)| json!({"id": format!("{registry}:{slot}"), "why": why}))
        .collect();
    out.json(
        "wallet-sync",
        json!({
            "new": ids(&arrivals.new), "refreshed": ids(&arrivals.refreshed), "not_in_force": arrivals.standings(),
            "standings": synced.standings.as_json(), "answered": synced.answered,
            "unverified": synced.standings.bad.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>(),
            "refused": refused, "waiting": waiting,
        }),
    );
}

#[cfg(test)]
mod tests;
