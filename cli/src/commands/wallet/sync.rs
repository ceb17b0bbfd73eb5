//! `attestat wallet sync`: brings the documents that the schools have issued since.

use super::carrier::Carrier;
use super::dates;
use super::flow_failures::{of_flow, told};
use super::memory::contradiction;
use super::opened::{OpenWallet, WalletArgs};
use super::roster::{FamilyTrust, another_roster};
use super::status_words::{self, line, unasked};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::status::Status;
use attestat_wallet::flow::FlowError;
use attestat_wallet::flow::sync::{Arrivals, DocumentsWanted, Synced, sync};
use attestat_wallet::heads::Contradiction;
use attestat_wallet::title::{status_code, title};
use attestat_wallet::wallet::{DocumentId, Wallet};
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

/// Asks every registry where the child is enrolled.
pub(super) fn run(args: &SyncArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let mut opened = OpenWallet::open(&args.wallet, out)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    if opened.wallet.enrolments().next().is_none() {
        let (what, todo) = language.choose(
            ("The wallet is enrolled nowhere yet", "Redeem the school's letter first: `attestat wallet enrol LETTER`. Where the wallet was restored from its words: `attestat wallet recover`."),
            ("Кошелёк пока нигде не привязан", "Сначала воспользуйтесь письмом школы: `attestat wallet enrol ПИСЬМО`. Если кошелёк восстановлен по словам: `attestat wallet recover`."),
        );
        return Err(Failure::usage("not-enrolled", what, todo));
    }
    let wanted = if args.refresh { DocumentsWanted::All } else { DocumentsWanted::Missing };
    let synced = ask_all(&mut opened.wallet, &mut trust, wanted, out)?;
    opened.save()?;
    say(&synced, &opened.wallet, out);
    trust.hash_to_compare(language).iter().for_each(|remark| out.warning(remark));
    for (registry, found) in &synced.another_roster {
        out.warning(&another_roster(Some(registry), *found, language));
    }
    for (registry, found) in &synced.contradictions {
        out.warning(&contradiction(found, registry, language));
    }
    let exit = exit(&synced);
    let tell = |error: FlowError<Failure>| told(of_flow(error, trust.roster(), language), language);
    let mut exits = vec![exit];
    for (registry, error) in synced.failures {
        let failure = tell(error);
        exits.push(failure.exit);
        out.warning(&format!("{registry}: {failure}"));
    }
    for (registry, error) in synced.statuses.not_asked {
        let failure = tell(error);
        exits.push(failure.exit);
        out.warning(&unasked(&registry, &failure, language));
    }
    Ok(exits.into_iter().fold(Exit::Done, Exit::worst))
}

fn ask_all(
    wallet: &mut Wallet,
    trust: &mut FamilyTrust,
    wanted: DocumentsWanted,
    out: &Output,
) -> Result<Synced<Failure>, Failure> {
    let roster = trust.pinned().cloned();
    Carrier::new(trust, out).run(sync(wallet, roster, wanted))
}

/// Words for a sync that brought no document: only a registry that was asked can have nothing new.
fn nothing_new(synced: &Synced<Failure>, language: Language) -> Option<&'static str> {
    let is_news = !synced.arrivals.refused.is_empty() || !synced.statuses.changed.is_empty();
    let said = match (synced.answered, synced.failures.is_empty()) {
        (0, _) => language.choose(
            "Nobody could be asked: whether there is anything new is not known.",
            "Спросить никого не удалось: есть ли новое, неизвестно.",
        ),
        (_, false) => language.choose("Nothing new from those that answered.", "У тех, кто ответил, нового нет."),
        (_, true) if is_news || !synced.arrivals.refreshed.is_empty() => return None,
        (_, true) => language.choose("Nothing new.", "Нового нет."),
    };
    Some(said)
}

/// Outcome of what came and of what is held; failures of nodes have exits of their own.
fn exit(synced: &Synced<Failure>) -> Exit {
    let refused = if synced.arrivals.refused.is_empty() { Exit::Done } else { Exit::Red };
    let contradictions = synced.contradictions.iter().map(|(_, found)| match found {
        Contradiction::NotProven(_) => Exit::Amber,
        Contradiction::Forked(_) => Exit::Red,
    });
    contradictions.fold(refused.worst(status_words::exit(&synced.statuses)), Exit::worst)
}

/// Documents that are not in force, for programs.
pub(super) fn not_in_force(arrivals: &Arrivals) -> Vec<Value> {
    let row = |(id, standing): &(DocumentId, Status)| json!({"id": id.to_string(), "status": status_code(*standing)});
    arrivals.not_in_force.iter().map(row).collect()
}

/// The arrivals in words.
pub(super) fn lines(arrivals: &Arrivals, wallet: &Wallet, out: &Output) -> Vec<String> {
    let language = out.language();
    let mut lines = Vec::new();
    for id in &arrivals.new {
        let title = wallet.document(id).map(|document| title(document, language)).unwrap_or_default();
        lines.push(language.choose(format!("new      {id}  {title}"), format!("новый    {id}  {title}")));
    }
    if !arrivals.refreshed.is_empty() {
        let count = arrivals.refreshed.len();
        lines.push(language.choose(
            format!("Renewed, with the newest proof and status: {count}."),
            format!("Обновлено, с новейшим доказательством и состоянием: {count}."),
        ));
    }
    for (id, standing) in &arrivals.not_in_force {
        let title = wallet.document(id).map(|document| title(document, language)).unwrap_or_default();
        lines.push(line(id, &title, *standing, language));
    }
    for (registry, slot, why) in &arrivals.refused {
        lines.push(language.choose(
                format!("REFUSED  {registry}:{slot} does not verify and was not taken in ({why}). Ask the school, and show it this line."),
                format!("ОТКЛОНЁН {registry}:{slot} не проходит проверку и не взят ({why}). Спросите школу и покажите эту строку."),
            ));
    }
    if arrivals.unchecked > 0 {
        let count = arrivals.unchecked;
        lines.push(language.choose(
            format!("Not checked, for lack of a roster: {count}."),
            format!("Не проверено, потому что нет списка участников: {count}."),
        ));
    }
    if arrivals.bearers > 0 {
        let count = arrivals.bearers;
        lines.push(language.choose(
                format!("Not bound to the wallet yet: {count}. They cannot be shared from here until the school has issued them again."),
                format!("Ещё не привязано к кошельку: {count}. Показать их отсюда можно будет, когда школа выдаст их заново."),
            ));
    }
    lines
}

fn say(synced: &Synced<Failure>, wallet: &Wallet, out: &Output) {
    let (language, arrivals) = (out.language(), &synced.arrivals);
    let mut said = lines(arrivals, wallet, out);
    said.extend(status_words::lines(&synced.statuses, wallet, language));
    for (registry, waiting, by) in arrivals.waiting.iter().filter(|(_, waiting, _)| *waiting > 0) {
        let day = dates::day(*by, language);
        said.push(language.choose(
            format!("{registry} will issue {waiting} again for this wallet, by {day}."),
            format!("{registry} выдаст заново для этого кошелька: {waiting}, до {day}."),
        ));
    }
    if arrivals.new.is_empty() {
        said.extend(nothing_new(synced, language).map(str::to_owned));
    } else {
        said.push(language.choose(
            "They are in no portfolio until you include them: attestat wallet show, then attestat wallet include ID".to_owned(),
            "В портфолио их нет, пока вы не включите: attestat wallet show, затем attestat wallet include НОМЕР".to_owned(),
        ));
    }
    out.words(&said.join("\n"));
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
            "new": ids(&arrivals.new), "refreshed": ids(&arrivals.refreshed), "not_in_force": not_in_force(arrivals),
            "standings": status_words::as_json(&synced.statuses), "answered": synced.answered,
            "unverified": synced.statuses.bad.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>(),
            "refused": refused, "waiting": waiting,
        }),
    );
}

#[cfg(test)]
mod tests;
