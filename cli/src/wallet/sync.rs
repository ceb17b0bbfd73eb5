//! `attestat wallet sync`: brings what the schools have issued since. Nothing of it enters the portfolio by
//! itself, and nothing that does not verify enters the wallet.

use super::dates;
use super::desk::{Desk, Fetched, told};
use super::opened::{Opened, WalletArgs};
use super::roster::FamilyTrust;
use super::title::title;
use crate::clock;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::language::Choose as _;
use crate::output::Output;
use crate::remote::runtime;
use attestat_credential::document::DocumentFile;
use attestat_credential::trust::Trust;
use attestat_credential::verdict::{CheckName, Colour, Outcome, Verifier};
use attestat_ledger::name::RegistryId;
use attestat_wallet::wallet::{ArrivalKind, Binding, DocumentId, Enrolment, Wallet};
use serde_json::json;

/// What `wallet sync` takes.
#[derive(clap::Args)]
pub(crate) struct SyncArgs {
    /// Fetch every document again, with the newest proof and status
    #[arg(long)]
    refresh: bool,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// What came of one sync.
#[derive(Default)]
pub(super) struct Arrivals {
    /// Documents that were not there before.
    pub(super) new: Vec<DocumentId>,
    /// Documents with a newer proof or status.
    pub(super) refreshed: Vec<DocumentId>,
    /// What did not verify or could not be taken in, by registry and number, and why.
    pub(super) refused: Vec<(RegistryId, u32, String)>,
    /// Documents that were taken in without a roster to check them by.
    pub(super) unchecked: usize,
    /// Whether something is bound to no key yet.
    pub(super) bearers: usize,
    /// What will still come: how many, and by when.
    waiting: Vec<(RegistryId, u32, u64)>,
}

/// Asks every registry where the child is enrolled.
pub(super) fn run(args: &SyncArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let mut opened = Opened::open(&args.wallet, out)?;
    let trust = FamilyTrust::of(&opened.folder)?;
    let enrolments = newest(&opened.wallet);
    if enrolments.is_empty() {
        let (what, todo) = language.choose(
            ("The wallet is enrolled nowhere yet", "Redeem the school's letter first: `attestat wallet enrol LETTER`."),
            ("Кошелёк пока нигде не привязан", "Сначала погасите письмо школы: `attestat wallet enrol ПИСЬМО`."),
        );
        return Err(Failure::usage("not-enrolled", what, todo));
    }
    let mut arrivals = Arrivals::default();
    let mut failures = Vec::new();
    runtime()?.block_on(async {
        for enrolment in &enrolments {
            let known = if args.refresh { Vec::new() } else { opened.wallet.known_slots(&enrolment.registry) };
            match fetch(&opened.wallet, enrolment, &known, &trust).await {
                Ok(fetched) => {
                    arrivals.waiting.push((enrolment.registry.clone(), fetched.waiting, fetched.expected_by));
                    arrivals.take(&mut opened.wallet, &enrolment.registry, fetched.documents, trust.trust()?.as_ref());
                }
                Err(failure) => failures.push((enrolment.registry.clone(), told(failure, language))),
            }
        }
        Ok::<_, Failure>(())
    })?;
    opened.save()?;
    say(&arrivals, &opened.wallet, out);
    for (registry, failure) in &failures {
        out.warning(&format!("{registry}: {failure}"));
    }
    let refused = if arrivals.refused.is_empty() { Exit::Done } else { Exit::Red };
    Ok(failures.iter().map(|(_, failure)| failure.exit).fold(refused, Exit::worst))
}

/// The newest enrolment at every registry.
pub(super) fn newest(wallet: &Wallet) -> Vec<Enrolment> {
    let mut registries: Vec<&RegistryId> = wallet.enrolments().map(|enrolment| &enrolment.registry).collect();
    registries.dedup();
    registries.into_iter().filter_map(|registry| wallet.enrolment(registry).cloned()).collect()
}

async fn fetch(wallet: &Wallet, enrolment: &Enrolment, known: &[u32], trust: &FamilyTrust) -> Result<Fetched, Failure> {
    let desk = Desk::open(&enrolment.address, &enrolment.registry).await?;
    // A newer roster is welcome; without it the documents are checked by the one in hand.
    _ = trust.follow(desk.remote()).await;
    desk.fetch(wallet.keys(), enrolment.epoch, known).await
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
            let mut refuse = |why: String| self.refused.push((registry.clone(), slot, why));
            let file = match DocumentFile::parse(&bytes) {
                Ok(file) => file,
                Err(error) => {
                    refuse(error.to_string());
                    continue;
                }
            };
            match verifier.as_mut().map(|verifier| verifier.verify(&file, now)) {
                // Amber may wait for a quorum or for status; who signed must be certain.
                Some(verdict)
                    if verdict.colour() >= Colour::Grey
                        || verdict.outcome(CheckName::Signature) != Some(&Outcome::Passed) =>
                {
                    let codes: Vec<&str> = verdict.reasons().iter().map(|reason| reason.code()).collect();
                    refuse(codes.join(", "));
                    continue;
                }
                Some(_) => {}
                None => self.unchecked += 1,
            }
            match wallet.add_sent_by(registry, file, now) {
                Ok(arrival) => {
                    self.bearers += usize::from(arrival.binding == Binding::Bearer);
                    match arrival.kind {
                        ArrivalKind::New => self.new.push(arrival.id),
                        ArrivalKind::Refreshed => self.refreshed.push(arrival.id),
                        ArrivalKind::Known => {}
                    }
                }
                Err(error) => self.refused.push((registry.clone(), slot, error.to_string())),
            }
        }
    }

    /// What came, in words.
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
                format!("Обновлено, с новейшим подтверждением и состоянием: {count}."),
            ));
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
                format!("Не проверено, потому что нет реестра: {count}."),
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

fn say(arrivals: &Arrivals, wallet: &Wallet, out: &Output) {
    let language = out.language();
    let mut lines = arrivals.lines(wallet, out);
    for (registry, waiting, by) in arrivals.waiting.iter().filter(|(_, waiting, _)| *waiting > 0) {
        let day = dates::day(*by, language);
        lines.push(language.choose(
            format!("{registry} will issue {waiting} again for this wallet, by {day}."),
            format!("{registry} выдаст заново для этого кошелька: {waiting}, до {day}."),
        ));
    }
    if arrivals.new.is_empty() {
        lines.push(language.choose("Nothing new.", "Нового нет.").to_owned());
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
        json!({"new": ids(&arrivals.new), "refreshed": ids(&arrivals.refreshed), "refused": refused, "waiting": waiting}),
    );
}
