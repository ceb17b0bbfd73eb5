//! `attestat wallet enrol`: redeems the school's letter.

mod foreign;

use super::dates;
use super::desk::{Desk, told};
use super::opened::{Opened, WalletArgs};
use super::roster::{FamilyTrust, Named, Taken};
use super::trouble;
use crate::clock;
use crate::code::{self, IMAGE_BYTES_MAX};
use crate::confirm;
use crate::disk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::remote::runtime;
use attestat_ledger::roster::{Roster, RosterHash};
use attestat_wallet::enrol::request;
use attestat_wallet::keyring::Epoch;
use attestat_wallet::ticket::{TICKET_LINE_PREFIX, Ticket};
use attestat_wallet::wallet::Enrolment;
use attestat_wire::connect::Address;
use attestat_wire::refusal;
use attestat_wire::v1::EnrolResponse;
use attestat_words::language::{Choose as _, Language};
use serde_json::json;
use std::path::Path;
use zeroize::Zeroizing;

/// Arguments of `wallet enrol`.
#[derive(clap::Args)]
pub(crate) struct EnrolArgs {
    /// The letter: its file, a picture (PNG or JPEG) of its code, or the line that begins with attestat:ticket:;
    /// without it the letter's code is asked for, to be typed
    #[arg(value_name = "LETTER")]
    ticket: Option<String>,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Redeems a ticket; from then on the registry knows the child by one key.
pub(super) fn run(args: &EnrolArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let ticket = read(args, language)?;
    let now = clock::now();
    if ticket.expires() <= now {
        let when = dates::moment(ticket.expires(), language);
        let (what, todo) = language.choose(
            (format!("The letter ended on {when}"), "Ask the school for a new one."),
            (format!("Срок письма вышел {when}"), "Попросите у школы новое."),
        );
        return Err(Failure::usage("ticket-expired", what, todo));
    }
    let mut opened = Opened::open(&args.wallet, out)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    if let Some(known) = known_elsewhere(&ticket, &opened, &trust) {
        confirm::ask(&elsewhere(&ticket, &known, language), language).map_err(|failure| {
            let todo = language.choose("Answer the question on a terminal.", "Ответьте на вопрос в терминале.");
            if failure.code == "no-terminal" { Failure { todo: todo.into(), ..failure } } else { failure }
        })?;
    }
    if let Some(alike) = enrolled_alike(&ticket, &opened, &trust) {
        confirm::ask(&two_schools(&ticket, &alike, language), language)?;
    }
    let (answer, taken) = runtime()?.block_on(async {
        refuse_elsewhere(&ticket, &mut trust, language).await?;
        let desk =
            Desk::open(&ticket.address(), ticket.registry()).await.map_err(|failure| refused(failure, language))?;
        let named = Named::ByLetter(ticket.roster());
        let before = match trust.roster() {
            Some(_) => {
                let taken = trust.take(desk.remote(), named).await;
                foreign::refuse(&ticket, &trust, &taken, &opened.label, language)?;
                Some(taken)
            }
            // A first roster comes with a letter that has proven to be good.
            None => None,
        };
        let answer = redeem(&mut opened, &desk, &ticket, now, language).await?;
        let taken = match before {
            Some(taken) => taken,
            None => trust.take(desk.remote(), named).await,
        };
        Ok::<_, Failure>((answer, taken))
    })?;
    let in_force = trust.roster().filter(|_| matches!(taken, Ok(Taken::InForce))).map(Roster::hash);
    say(&opened, &ticket, &answer, in_force, out);
    trust.hash_to_compare(language).iter().for_each(|remark| out.warning(remark));
    match taken {
        Ok(Taken::InForce) => {}
        Ok(Taken::Another(found)) if trust.roster().is_some() => {
            out.warning(&super::roster::another_roster(Some(ticket.registry()), found, language));
        }
        Ok(Taken::Another(found)) => out.warning(&another_roster(ticket.roster(), found, language)),
        Err(failure) => out.warning(&told(failure, language).to_string()),
    }
    Ok(Exit::Done)
}

/// Refuses a letter that leads to another node than the one that the roster in force names for the registry: letters
/// can be forged, and whoever answers at the address of one is shown statements of this wallet.
async fn refuse_elsewhere(ticket: &Ticket, trust: &mut FamilyTrust, language: Language) -> Result<(), Failure> {
    let registry = ticket.registry();
    let leads_there = |url: &str| url.parse::<Address>().is_ok_and(|listed| Ok(listed) == ticket.address().parse());
    let Some(listed) = trust.url(registry).filter(|url| !leads_there(url)).map(str::to_owned) else { return Ok(()) };
    // The node may have moved, as a newer roster says.
    _ = trust.look_elsewhere(registry, &listed, Some(Named::ByLetter(ticket.roster()))).await;
    let Some(listed) = trust.url(registry).filter(|url| !leads_there(url)) else { return Ok(()) };
    let given = ticket.address();
    let (what, todo) = language.choose(
        (
            format!("The letter leads to {given}, and by the roster the node of {registry} is {listed}; nothing was sent"),
            "Do not use the letter; ask the school by telephone whether it is its own. If its node has moved, the consortium's roster must say so first.",
        ),
        (
            format!("Письмо ведёт к узлу {given}, а по списку участников узел {registry} — {listed}; ничего не отправлено"),
            "Не пользуйтесь письмом и спросите школу по телефону, её ли оно. Если её узел переехал, новый адрес сначала появится в списке участников консорциума.",
        ),
    );
    Err(Failure::config("letter-elsewhere", what, todo))
}

/// Returns the address at which the wallet knows the registry's node, if the letter leads to another one and no roster
/// in force says which is right: then only the family can ask the school.
fn known_elsewhere(ticket: &Ticket, opened: &Opened, trust: &FamilyTrust) -> Option<String> {
    let known = &opened.wallet.enrolment(ticket.registry())?.address;
    let is_open = trust.url(ticket.registry()).is_none() && *known != ticket.address();
    is_open.then(|| known.clone())
}

fn elsewhere(ticket: &Ticket, known: &str, language: Language) -> String {
    let (registry, given) = (ticket.registry(), ticket.address());
    language.choose(
        format!("The wallet knows the node of {registry} at {known}; this letter leads to {given}.\nA forged letter would lead elsewhere too: ask the school by telephone. Is the letter its own? [y/N] "),
        format!("Кошелёк знает узел {registry} по адресу {known}, а письмо ведёт к {given}.\nПоддельное письмо тоже вело бы в другое место: спросите школу по телефону. Письмо от неё? [д/Н] "),
    )
}

/// Returns a registry where the child is enrolled and whose name reads like the letter's, if no roster says whether
/// both exist.
fn enrolled_alike(ticket: &Ticket, opened: &Opened, trust: &FamilyTrust) -> Option<String> {
    let listed = trust.roster().is_some_and(|roster| roster.registry(ticket.registry()).is_some());
    let known = opened.wallet.enrolments().map(|enrolment| &enrolment.registry);
    let mut alike = known.filter(|known| !listed && foreign::reads_like(known, ticket.registry()));
    alike.next().map(ToString::to_string)
}

fn two_schools(ticket: &Ticket, alike: &str, language: Language) -> String {
    let registry = ticket.registry();
    language.choose(
        format!("The letter is of {registry}, and the wallet is enrolled at {alike}, which reads almost the same.\nA forged letter would choose such a name: ask the school by telephone. Are they two schools? [y/N] "),
        format!("Письмо от {registry}, а кошелёк привязан к {alike}: названия почти одинаковы.\nТакое имя выбрало бы поддельное письмо: спросите школу по телефону. Это две разные школы? [д/Н] "),
    )
}

/// Redeems the ticket, and notes the enrolment so that no answer leaves the wallet with a wrong one.
async fn redeem(
    opened: &mut Opened,
    desk: &Desk,
    ticket: &Ticket,
    now: u64,
    language: Language,
) -> Result<EnrolResponse, Failure> {
    let registry = ticket.registry();
    let epoch = opened.wallet.epoch(registry);
    let known = opened.wallet.enrolment(registry).is_some();
    let nonce = desk.nonce().await.map_err(|failure| refused(failure, language))?;
    if !known {
        // Noted before the letter is redeemed: an answer that is lost on the way must not leave a wallet that
        // does not know where it is enrolled.
        note(opened, ticket, epoch, now)?;
    }
    let request = request(opened.wallet.keys(), ticket, epoch, &nonce);
    match desk.enrol(&request).await {
        // What was known stays until the letter has proven to be good: with a forged one nothing changes.
        Ok(answer) if known => note(opened, ticket, epoch, now).map(|()| answer),
        Ok(answer) => Ok(answer),
        Err(failure) if known && failure.code == "not-recognised" => Err(used_before(failure, language)),
        Err(failure) => {
            // Where the node itself answered, it is certain that nothing happened.
            if !known && !is_lost(&failure) {
                opened.wallet.forget_enrolment(registry);
                opened.save()?;
            }
            Err(refused(failure, language))
        }
    }
}

/// Returns true if the connection failed, so that the request may have been carried out.
fn is_lost(failure: &Failure) -> bool {
    matches!(failure.code.as_str(), refusal::UNREACHABLE | refusal::FOREIGN)
}

fn note(opened: &mut Opened, ticket: &Ticket, epoch: Epoch, now: u64) -> Result<(), Failure> {
    let enrolment = Enrolment {
        registry: ticket.registry().clone(),
        epoch,
        address: ticket.address(),
        enrolled_at: now,
        roster: ticket.roster(),
    };
    opened.wallet.note_enrolment(enrolment).map_err(|error| Failure::config("wallet-full", error.to_string(), ""))?;
    opened.save()
}

fn say(opened: &Opened, ticket: &Ticket, answer: &EnrolResponse, roster: Option<RosterHash>, out: &Output) {
    let language = out.language();
    let registry = ticket.registry();
    let mut lines = vec![language.choose(
        format!("The wallet of {} is enrolled at {registry}.", opened.label),
        format!("Кошелёк «{}» привязан к {registry}.", opened.label),
    )];
    if answer.documents_waiting > 0 {
        let (count, day) = (answer.documents_waiting, dates::day(answer.expected_by, language));
        lines.push(language.choose(
            format!("Documents issued before: {count}. They will be issued again for this wallet, by {day}: some days' delay hides whose they are."),
            format!("Выдано раньше документов: {count}. Их выдадут заново для этого кошелька до {day}: задержка скрывает, чьи они."),
        ));
    }
    lines.extend(roster.map(|roster| {
        let node = ticket.address();
        language.choose(
            format!("For the recovery sheet: node {node}, roster {roster}. To print the sheet again with both filled in: attestat wallet words --sheet FILE"),
            format!("Для листа восстановления: узел {node}, список участников {roster}. Напечатать лист снова, уже с ними: attestat wallet words --sheet ФАЙЛ"),
        )
    }));
    lines.push(
        language
            .choose(
                "The letter is used up: destroy it. Next: attestat wallet sync",
                "Письмо использовано: уничтожьте его. Дальше: attestat wallet sync",
            )
            .to_owned(),
    );
    out.words(&lines.join("\n"));
    out.json(
        "wallet-enrol",
        json!({
            "child": opened.label.as_str(), "registry": registry.as_str(),
            "documents_waiting": answer.documents_waiting, "expected_by": answer.expected_by,
        }),
    );
}

fn another_roster(named: RosterHash, found: RosterHash, language: Language) -> String {
    language.choose(
        format!("The letter names the roster {named}, and the node works by {found}: documents from there are kept, but not checked. Ask the school which is right."),
        format!("В письме назван список участников {named}, а узел работает по {found}: документы оттуда сохраняются, но не проверяются. Спросите школу, какой верен."),
    )
}

/// Failure for a letter that is refused where the wallet was enrolled before: perhaps by this very letter.
fn used_before(failure: Failure, language: Language) -> Failure {
    let (what, todo) = language.choose(
        (
            "The school's node does not take this letter; the wallet is noted as enrolled there already",
            "See whether that holds: `attestat wallet sync`. If it does not, ask the school for a new letter.",
        ),
        (
            "Узел школы не принимает это письмо; в кошельке уже отмечено, что он там привязан",
            "Проверьте, так ли это: `attestat wallet sync`. Если нет, попросите у школы новое письмо.",
        ),
    );
    Failure { what: what.into(), todo: todo.into(), ..failure }
}

/// A refusal of the node in the family's words: at an enrolment, `not-recognised` means the letter.
fn refused(failure: Failure, language: Language) -> Failure {
    if failure.code != "not-recognised" {
        return told(failure, language);
    }
    let (what, todo) = language.choose(
        (
            "The school's node does not take this letter.",
            "It may have been used already, or it ended: ask the school for a new one.",
        ),
        (
            "Узел школы не принимает это письмо.",
            "Оно могло быть уже использовано, или его срок вышел: попросите у школы новое.",
        ),
    );
    Failure { what: what.into(), todo: todo.into(), ..failure }
}

/// The ticket from a file, a picture, a line, or what is typed.
fn read(args: &EnrolArgs, language: Language) -> Result<Ticket, Failure> {
    let text = match &args.ticket {
        None => confirm::line(language.choose("The letter's code: ", "Код из письма: "), language)?,
        Some(given)
            if given
                .trim()
                .get(..TICKET_LINE_PREFIX.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(TICKET_LINE_PREFIX)) =>
        {
            Zeroizing::new(given.clone())
        }
        Some(path) => from_file(Path::new(path), language)?,
    };
    Ticket::parse(&text).map_err(|error| trouble::ticket(&error, language))
}

/// The ticket's line in a letter or in a picture.
fn from_file(path: &Path, language: Language) -> Result<Zeroizing<String>, Failure> {
    let bytes = disk::read_wiped(path, IMAGE_BYTES_MAX)?;
    let none = || {
        let path = path.display();
        let (what, todo) = language.choose(
            (
                format!("There is no ticket in {path}"),
                "Give the school's letter as a file, or a sharp picture (PNG or JPEG) of its code.",
            ),
            (
                format!("В файле {path} нет письма школы"),
                "Дайте письмо школы файлом или чёткий снимок (PNG или JPEG) его кода.",
            ),
        );
        Failure::usage("no-ticket", what, todo)
    };
    if code::is_image(&bytes) {
        let codes = code::read(&bytes).map_err(|error| Failure::usage("no-code", error.to_string(), ""))?;
        let codes: Vec<Zeroizing<Vec<u8>>> = codes.into_iter().map(Zeroizing::new).collect();
        let texts = codes.iter().filter_map(|code| str::from_utf8(code).ok());
        return texts.filter_map(line_in).next().ok_or_else(none);
    }
    str::from_utf8(&bytes).ok().and_then(line_in).ok_or_else(none)
}

/// The line that begins as tickets do, up to the first character that no ticket has.
fn line_in(text: &str) -> Option<Zeroizing<String>> {
    let rest = text.get(text.find(TICKET_LINE_PREFIX)?..)?;
    let body = rest.get(TICKET_LINE_PREFIX.len()..)?;
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    let end = body.find(|character| !is_part(character)).unwrap_or(body.len());
    (end > 0).then(|| Zeroizing::new(rest.get(..TICKET_LINE_PREFIX.len() + end).unwrap_or_default().to_owned()))
}

#[cfg(test)]
mod tests;
