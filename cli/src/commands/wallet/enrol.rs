//! `attestat wallet enrol`: redeems the school's letter.

mod foreign;

use super::carrier::{Carrier, FilePlace, Person};
use super::dates;
use super::failures;
use super::flow_failures::{of_flow, told};
use super::opened::{OpenWallet, WalletArgs};
use super::roster::FamilyTrust;
use crate::commands::code::{self, IMAGE_BYTES_MAX};
use crate::files::disk;
use crate::machine::clock;
use crate::render::confirm;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{Roster, RosterHash};
use attestat_wallet::child_label::ChildLabel;
use attestat_wallet::flow::Enrolled;
use attestat_wallet::flow::enrol::{EnrolError, EnrolOutcome, enrol};
use attestat_wallet::roster::RosterTaken;
use attestat_wallet::ticket::{TICKET_LINE_PREFIX, Ticket};
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
    let ticket = read(args, out)?;
    let now = clock::now();
    if ticket.expires() <= now {
        let when = dates::moment(ticket.expires(), language);
        let (what, todo) = language.choose(
            (format!("The letter ended on {when}"), "Ask the school for a new one."),
            (format!("Срок письма вышел {when}"), "Попросите у школы новое."),
        );
        return Err(Failure::usage("ticket-expired", what, todo));
    }
    let mut opened = OpenWallet::open(&args.wallet, out)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    let EnrolOutcome { enrolled, taken } = redeem(&mut opened, &mut trust, &ticket, Person::AtTerminal, out)?;
    let in_force = trust.roster().filter(|_| matches!(taken, Ok(RosterTaken::InForce))).map(Roster::hash);
    say(&opened, &ticket, &enrolled, in_force, out);
    trust.hash_to_compare(language).iter().for_each(|remark| out.warning(remark));
    match taken {
        Ok(RosterTaken::InForce) => {}
        Ok(RosterTaken::Another(found)) if trust.roster().is_some() => {
            out.warning(&super::roster::another_roster(Some(ticket.registry()), found, language));
        }
        Ok(RosterTaken::Another(found)) => out.warning(&another_roster(ticket.roster(), found, language)),
        Err(failure) => out.warning(&told(failure, language).to_string()),
    }
    Ok(Exit::Done)
}

fn redeem(
    opened: &mut OpenWallet,
    trust: &mut FamilyTrust,
    ticket: &Ticket,
    person: Person,
    out: &Output,
) -> Result<EnrolOutcome<Failure>, Failure> {
    let (roster, label) = (trust.pinned().cloned(), opened.label.clone());
    let (wallet, lock, file) = FilePlace::of(opened);
    let carrier = Carrier::new(trust, out).saving(file).asking(person);
    let redeemed = carrier.run(enrol(wallet, lock, roster, ticket))?;
    redeemed.map_err(|error| not_redeemed(error, &label, trust.roster(), out.language()))
}

/// Failure for a letter that was not redeemed.
fn not_redeemed(
    error: EnrolError<Failure>,
    label: &ChildLabel,
    roster: Option<&Roster>,
    language: Language,
) -> Failure {
    match error {
        EnrolError::LetterElsewhere { registry, given, listed } => {
            letter_elsewhere(&registry, &given, &listed, language)
        }
        EnrolError::AnotherConsortium(registry) => foreign::another_consortium(&registry, label, language),
        EnrolError::RegistryNotListed { registry, alike } => foreign::not_listed(&registry, alike.as_ref(), language),
        EnrolError::UsedBefore(error) => used_before(of_flow(error, roster, language), language),
        EnrolError::Refused(error) => refused(of_flow(error, roster, language), language),
        EnrolError::Flow(error) => of_flow(error, roster, language),
    }
}

fn letter_elsewhere(registry: &RegistryId, given: &str, listed: &str, language: Language) -> Failure {
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
    Failure::config("letter-elsewhere", what, todo)
}

fn say(opened: &OpenWallet, ticket: &Ticket, answer: &Enrolled, roster: Option<RosterHash>, out: &Output) {
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
fn read(args: &EnrolArgs, out: &Output) -> Result<Ticket, Failure> {
    let language = out.language();
    let text = match &args.ticket {
        None => confirm::line(language.choose("The letter's code: ", "Код из письма: "), out)?,
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
    Ticket::parse(&text).map_err(|error| failures::ticket(&error, language))
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
