//! `attestat pupil ticket`: one-time tickets. The secret is drawn here; the node gets only its hash.

use super::class::{self, Row};
use super::letter::{Letter, joined};
use super::which::{self, PupilArgs};
use crate::commands::registrar::{Desk, NodeArgs};
use crate::files::disk::{self, Readers, Reserved};
use crate::machine::clock;
use crate::machine::dice::SystemDice;
use crate::net::remote::runtime;
use crate::render::confirm;
use crate::render::described;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_credential::draft::Person;
use attestat_credential::draft::told::full_name;
use attestat_credential::holder::ticket::TicketSecret;
use attestat_ledger::day::DAY_SECONDS;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::RosterHash;
use attestat_wallet::ticket::Ticket;
use attestat_wire::connect::timely;
use attestat_wire::v1;
use attestat_words::text::Text;
use attestat_words::{say, text};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Arguments of `pupil ticket`.
#[derive(clap::Args)]
pub(crate) struct TicketArgs {
    #[command(flatten)]
    which: PupilArgs,
    /// Every pupil of this sheet, a letter each: the sheet that documents are issued from
    #[arg(long, value_name = "FILE", group = "which")]
    sheet: Option<PathBuf>,
    /// What the headings of the sheet mean, as `attestat issue --profile` keeps it
    #[arg(long, value_name = "FILE", requires = "sheet")]
    profile: Option<PathBuf>,
    /// File for the letter, not there yet: .html for a page to print, any other ending for text; with --sheet a
    /// folder
    #[arg(long, value_name = "FILE|DIR")]
    out: PathBuf,
    /// Days until the ticket ends
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=90))]
    valid_days: u64,
    /// The pupil may be one on whom nothing is held yet: before the first document
    #[arg(long)]
    new_pupil: bool,
    /// Do not show the pupil, and do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    node: NodeArgs,
}

/// Makes one letter, or a letter for every pupil of a sheet.
pub(super) fn run(args: &TicketArgs, out: &Output) -> Result<Exit, Failure> {
    let expires = clock::now() + args.valid_days * DAY_SECONDS;
    let letters = match &args.sheet {
        Some(sheet) => for_class(class::read(sheet, args.profile.as_deref(), out)?, args, expires, out)?,
        None => vec![for_one(args, expires, out)?],
    };
    let replaced = letters.iter().filter(|(letter, _)| letter.enrolled).count();
    if replaced > 0 {
        out.warning(&text!("pupil-ticket-enrolled", families = replaced));
    }
    if let Some(ended) = ended_words(&letters) {
        out.warning(&ended);
    }
    let until = Text::moment(expires);
    out.words(&text!("pupil-tickets", letters = letters.len(), place = &args.out, until = until));
    let tickets = letters.iter().map(|(letter, path)| as_json(letter, path, expires)).collect::<Vec<_>>();
    out.json("pupil-ticket", json!({ "tickets": tickets }));
    Ok(Exit::Done)
}

fn as_json(letter: &Letter, path: &Path, expires: u64) -> Value {
    json!({
        "file": path, "registry": letter.ticket.registry().as_str(), "expires": clock::iso(expires),
        "documents": letter.documents, "enrolled": letter.enrolled,
        "ended": letter.ended.map(clock::iso),
    })
}

/// Words about letters that work no more since these were made; none where none was out.
fn ended_words(letters: &[(Letter, PathBuf)]) -> Option<Text> {
    let ended = letters.iter().filter_map(|(letter, path)| Some((letter.ended?, path)));
    let line = |(until, path)| text!("pupil-ticket-ends", path = path, until = Text::moment(until));
    let lines: Vec<Text> = ended.map(line).collect();
    (!lines.is_empty()).then(|| text!("pupil-tickets-ended", letters = Text::listed(lines, "\n  ")))
}

fn for_one(args: &TicketArgs, expires: u64, out: &Output) -> Result<(Letter, PathBuf), Failure> {
    // Before the node notes a ticket that nobody could hand over.
    let place = Reserved::new(&args.out)?;
    let pupil = args.which.pupil().unwrap_or_default();
    let letter = runtime()?.block_on(async {
        let desk = Desk::open(&args.node).await?;
        let shown = shown(&desk, args, &pupil, out).await?;
        make(&desk, pupil, shown, args, expires).await
    })?;
    let page = letter.page(out.language())?;
    let is_html = args.out.extension().is_some_and(|ending| ending == "html" || ending == "htm");
    let text = if is_html { &page.html } else { &page.text };
    place.fill(text.as_bytes())?;
    Ok((letter, args.out.clone()))
}

/// Name or number of the pupil whose letter it is, for the paper and, where the pupil was named by a number, for a
/// person to confirm: a number that is mistyped would give one family the documents of another.
async fn shown(desk: &Desk, args: &TicketArgs, pupil: &v1::Pupil, out: &Output) -> Result<Zeroizing<String>, Failure> {
    let typed = Zeroizing::new(args.which.shown());
    if !args.which.is_a_number() {
        return Ok(typed);
    }
    let found = match which::described(desk, Some(pupil.clone())).await {
        Err(failure) if args.new_pupil && failure.code == which::UNKNOWN => return Ok(typed),
        found => found?,
    };
    let person = Person::from_json(&found.pupil.person).ok();
    if !args.yes && person.is_some() {
        confirm::can_ask()?;
        out.remark(&described::pupil(&found.pupil).told(out.language()));
        let others = described::same_person(&found.same_person);
        others.iter().for_each(|others| out.remark(others));
        confirm::ask(text!("pupil-ticket-question"), out)?;
    }
    Ok(person.map_or(typed, |person| Zeroizing::new(full_name(&person))))
}

/// Makes one file for each pupil, named after the row and never the pupil; and one page with all of them, to print at
/// once.
fn for_class(rows: Vec<Row>, args: &TicketArgs, expires: u64, out: &Output) -> Result<Vec<(Letter, PathBuf)>, Failure> {
    disk::make_folder(&args.out, Readers::Owner)?;
    let file = |row: &Row| args.out.join(format!("ticket-{}.html", row.in_file_name));
    let all = Reserved::new(&args.out.join("all.html"))?;
    rows.iter().try_for_each(|row| disk::refuse_there(&file(row)))?;
    let bar = out.progress(rows.len() as u64, &say!(out.language(), "pupil-letters"));
    let mut letters = Vec::with_capacity(rows.len());
    let mut pages = Vec::with_capacity(rows.len());
    runtime()?.block_on(async {
        let desk = Desk::open(&args.node).await?;
        refuse_strangers(&desk, &rows, args).await?;
        for row in rows {
            let path = file(&row);
            let letter = make(&desk, row.pupil, Zeroizing::new(row.name), args, expires).await?;
            let page = letter.page(out.language())?;
            disk::write_new_secret(&path, page.html.as_bytes())?;
            pages.push(page);
            letters.push((letter, path));
            bar.inc(1);
        }
        Ok::<_, Failure>(())
    })?;
    bar.finish_and_clear();
    all.fill(joined(&pages).as_bytes())?;
    Ok(letters)
}

/// Refuses to make any letter while one of the pupils is unknown or another child than the sheet says.
async fn refuse_strangers(desk: &Desk, rows: &[Row], args: &TicketArgs) -> Result<(), Failure> {
    for row in rows {
        match which::described(desk, Some(row.pupil.clone())).await {
            Err(failure) if args.new_pupil && failure.code == which::UNKNOWN => {}
            Err(failure) => {
                let what = text!("pupil-of-row", row = &row.number, what = failure.what);
                return Err(Failure { what, ..failure });
            }
            Ok(_) => {}
        }
    }
    Ok(())
}

/// Draws a secret, notes its hash at the node, and puts the ticket together with what the node answers.
async fn make(
    desk: &Desk,
    pupil: v1::Pupil,
    shown: Zeroizing<String>,
    args: &TicketArgs,
    expires: u64,
) -> Result<Letter, Failure> {
    let mut dice = SystemDice::default();
    let bytes = Zeroizing::new(dice.array());
    dice.check()?;
    let secret = TicketSecret::from_bytes(bytes);
    let request = v1::MakeTicketRequest {
        registry: desk.registry.clone(),
        pupil: Some(pupil),
        ticket_hash: secret.id().stored_hash().to_vec(),
        expires,
        new_pupil: args.new_pupil,
    };
    let made = desk.remote.done(desk.remote.registrar().make_ticket(timely(request))).await?;
    let bad = |what: Text| Failure::unsound_answer(desk.remote.address(), what);
    let registry = RegistryId::parse(&made.registry).map_err(|_| bad(text!("pupil-ticket-registry")))?;
    let roster = match made.roster_hash.as_slice() {
        // A node without a roster: the wallet is told that there is nothing to compare with.
        [] => RosterHash([0; 32]),
        bytes => RosterHash(bytes.try_into().map_err(|_| bad(text!("pupil-ticket-roster")))?),
    };
    let ticket = Ticket::with_secret(registry, &made.address, expires, roster, secret)
        .map_err(|_| bad(text!("pupil-ticket-address", address = &made.address)))?;
    let (documents, enrolled) = (made.documents, made.enrolled);
    let ended = Some(made.ended).filter(|until| *until > 0);
    Ok(Letter { school: made.registry_name, pupil: shown, ticket, documents, enrolled, ended })
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::dates;
    use attestat_words::language::Language;

    #[test]
    fn a_letter_that_works_no_more_is_named() {
        for language in [Language::English, Language::Russian] {
            let letters = [(Letter::sample(Some(1_800_000_000)), PathBuf::from("letters/ticket-0002.html"))];
            let told = ended_words(&letters).unwrap().told(language);
            assert!(
                told.contains("ticket-0002.html") && told.contains(&dates::shown("2027-01-15", language)),
                "{told}"
            );
            assert_eq!(ended_words(&[(Letter::sample(None), PathBuf::from("a"))]), None);
        }
    }
}
