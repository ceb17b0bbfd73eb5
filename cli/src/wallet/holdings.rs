//! `attestat wallet holdings`: what the schools' vaults hold on the child, and who touched it when.

use super::dates;
use super::desk::told;
use super::opened::{Opened, WalletArgs};
use super::reach::reach;
use super::roster::FamilyTrust;
use super::sync::newest;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, table};
use crate::remote::runtime;
use attestat_ledger::day::Day;
use attestat_ledger::status::Reason;
use attestat_wire::v1;
use attestat_wire::v1::access::Kind;
use attestat_wire::v1::held_document::Basis;
use attestat_words::language::{Choose as _, Language};
use attestat_words::numbers::counted;
use serde_json::{Value, json};

/// Asks every registry where the child is enrolled.
pub(super) fn run(args: &WalletArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let mut opened = Opened::open(args, out)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    let enrolments = newest(&opened.wallet);
    let (mut answers, mut failures) = (Vec::new(), Vec::new());
    runtime()?.block_on(async {
        for enrolment in &enrolments {
            let asked = async {
                let desk = reach(&mut opened.wallet, &mut trust, enrolment, language).await?;
                desk.holdings(opened.wallet.keys(), enrolment.epoch).await
            };
            match asked.await {
                Ok(holdings) => answers.push((enrolment.registry.to_string(), holdings)),
                Err(failure) => failures.push((enrolment.registry.to_string(), told(failure, language))),
            }
        }
    });
    if newest(&opened.wallet) != enrolments {
        opened.save()?;
    }
    let shown: Vec<String> = answers.iter().map(|(registry, held)| words(registry, held, language)).collect();
    out.words(&shown.join("\n\n"));
    out.json("wallet-holdings", json!({"registries": answers.iter().map(as_json).collect::<Vec<_>>()}));
    for (registry, failure) in &failures {
        out.warning(&format!("{registry}: {failure}"));
    }
    Ok(failures.iter().map(|(_, failure)| failure.exit).fold(Exit::Done, Exit::worst))
}

fn words(registry: &str, held: &v1::GetHoldingsResponse, language: Language) -> String {
    let since = dates::day(held.enrolled_at, language);
    let head = language.choose(
        format!(
            "{registry}, enrolled since {since}. It holds {}:",
            counted(held.documents.len() as u64, "document", "documents")
        ),
        format!("{registry}, кошелёк привязан с {since}. Хранится документов: {}", held.documents.len()),
    );
    let documents: Vec<Vec<String>> = held.documents.iter().map(|document| row(document, language)).collect();
    let accesses: Vec<Vec<String>> = held.accesses.iter().map(|access| touch(access, language)).collect();
    let (first, second) = (
        table(
            &language.choose(
                ["number", "what", "day", "state", "for", "kept with it"],
                ["номер", "что", "день", "состояние", "для кого", "хранится с ним"],
            ),
            &documents,
        ),
        table(&language.choose(["when", "what", "who", "number"], ["когда", "что", "кто", "номер"]), &accesses),
    );
    let between = language.choose("Who touched it:", "Кто к этому обращался:");
    let letter = match held.ticket_expires {
        0 => String::new(),
        until => {
            let until = dates::day(until, language);
            language.choose(
                format!("\nA letter that nobody has used yet is out, good until {until}."),
                format!("\nВыдано письмо, которым ещё не воспользовались; оно действует до {until}."),
            )
        }
    };
    format!("{head}\n{first}\n{letter}\n{between}\n{second}")
}

fn row(document: &v1::HeldDocument, language: Language) -> Vec<String> {
    let state = match document.status {
        0 => language.choose("in force", "действует"),
        1 => language.choose("revoked", "отозван"),
        _ => language.choose("suspended", "приостановлен"),
    };
    let state = match reason(document, language) {
        Some(reason) => format!("{state}: {reason}"),
        None => state.to_owned(),
    };
    let whose = if document.bound {
        language.choose("this wallet", "этот кошелёк")
    } else {
        language.choose("whoever has the file", "любой, у кого файл")
    };
    let day = dates::written(Day::from_number(document.day), language);
    vec![document.slot.to_string(), document.title.clone(), day, state, whose.to_owned(), kept(document, language)]
}

/// Reason for which a document is not in force, where the school gave one.
fn reason(document: &v1::HeldDocument, language: Language) -> Option<&'static str> {
    let reason = u8::try_from(document.reason).ok().and_then(Reason::parse).filter(|_| document.status != 0)?;
    match reason {
        Reason::Unspecified => None,
        Reason::IssuedInError => Some(language.choose("issued in error", "выдан по ошибке")),
        Reason::Superseded => Some(language.choose("superseded", "заменён")),
        Reason::DocumentLost => Some(language.choose("document lost", "документ утрачен")),
        Reason::KeyCompromised => Some(language.choose("key compromised", "ключ скомпрометирован")),
    }
}

/// Further data that is kept with a document.
fn kept(document: &v1::HeldDocument, language: Language) -> String {
    let basis = match document.basis() {
        Basis::Unspecified => None,
        Basis::Agreement => Some(language.choose("agreement", "согласие").to_owned()),
        Basis::Law => Some(language.choose("legal basis", "правовое основание").to_owned()),
    };
    let own = Some(&document.pupil_ref).filter(|own| !own.is_empty());
    let own = own.map(|own| format!("{} {own}", language.choose("pupil's number", "номер ученика")));
    let note = document.has_note.then(|| language.choose("a note", "записка").to_owned());
    basis.into_iter().chain(own).chain(note).collect::<Vec<_>>().join(", ")
}

fn touch(access: &v1::Access, language: Language) -> Vec<String> {
    let slot = access.slot.map(|slot| slot.to_string()).unwrap_or_default();
    vec![dates::moment(access.time, language), kind(access.kind(), language).to_owned(), access.actor.clone(), slot]
}

fn kind(kind: Kind, language: Language) -> &'static str {
    match kind {
        Kind::Unspecified => language.choose("of an unknown kind", "неизвестно что"),
        Kind::Issued => language.choose("issued", "выдан"),
        Kind::Opened => language.choose("read by the school", "прочитан школой"),
        Kind::Exported => language.choose("written to a file by the school", "записан школой в файл"),
        Kind::Changed => language.choose("corrected, or its state changed", "исправлен, или сменилось состояние"),
        Kind::TicketMade => language.choose("a letter was made", "сделано письмо"),
        Kind::Enrolled => language.choose("the wallet was enrolled", "привязан кошелёк"),
        Kind::Delivered => language.choose("fetched by the family", "получен семьёй"),
        Kind::Rebound => language.choose("issued again for the wallet", "выдан заново для кошелька"),
        Kind::HoldingsShown => language.choose("this list was looked at", "просмотрен этот перечень"),
    }
}

fn as_json((registry, held): &(String, v1::GetHoldingsResponse)) -> Value {
    let documents: Vec<Value> = held
        .documents
        .iter()
        .map(|one| json!({"id": one.slot, "type": one.credential_type, "title": one.title, "status": one.status, "reason": one.reason, "bound": one.bound, "has_note": one.has_note, "pupil_ref": one.pupil_ref, "basis": one.basis().as_str_name().to_lowercase()}))
        .collect();
    let accesses: Vec<Value> = held
        .accesses
        .iter()
        .map(|one| json!({"time": one.time, "kind": one.kind().as_str_name().to_lowercase(), "actor": one.actor, "id": one.slot}))
        .collect();
    json!({"registry": registry, "enrolled_at": held.enrolled_at, "ticket_expires": held.ticket_expires, "documents": documents, "accesses": accesses})
}
