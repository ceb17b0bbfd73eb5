//! `attestat wallet backup` and `wallet mailbox drop`: encrypted copies of the wallet on other nodes.

pub(super) mod keeper;

use super::desk::{Desk, told};
use super::opened::{Opened, WalletArgs};
use super::reach::{reach, reach_at};
use super::roster::FamilyTrust;
use super::sync::newest;
use crate::clock;
use crate::dice::SystemDice;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::remote::runtime;
use attestat_ledger::name::RegistryId;
use attestat_wallet::mailbox::{Permit, seal};
use attestat_wallet::wallet::{Enrolment, MailboxPlace};
use attestat_words::language::{Choose as _, Language};
use attestat_words::numbers::counted;
use keeper::{Keeper, SameNode, permitters};
use serde_json::json;

/// Arguments of `wallet backup`.
#[derive(clap::Args)]
pub(crate) struct BackupArgs {
    /// Nodes for the copies: whole addresses, or ids of registries of the roster
    #[arg(long, value_name = "NODE", required = true, num_args = 1..)]
    to: Vec<String>,
    /// Let the node that keeps a copy permit it too, if no other school does: it then knows whose it is
    #[arg(long)]
    same_node: bool,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Commands on mailboxes.
#[derive(clap::Subcommand)]
pub(crate) enum MailboxCommand {
    /// Take the encrypted copies back from the nodes that keep them
    Drop(DropArgs),
}

/// Arguments of `wallet mailbox drop`.
#[derive(clap::Args)]
pub(crate) struct DropArgs {
    /// Only the copies at these registries
    #[arg(long, value_name = "ID", num_args = 1..)]
    at: Vec<String>,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Puts a copy into a mailbox on each named node.
pub(super) fn run(args: &BackupArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let mut opened = Opened::open(&args.wallet, out)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    let same_node = if args.same_node { SameNode::Allowed } else { SameNode::OnlyWithoutAnother };
    let (mut kept, mut failures) = (Vec::new(), Vec::new());
    runtime()?.block_on(async {
        for to in &args.to {
            match put(&mut opened, &mut trust, to, same_node, language).await {
                Ok(done) => kept.push(done),
                Err(failure) => failures.push((to.clone(), told(failure, language))),
            }
        }
    });
    opened.save()?;
    let lines: Vec<String> = kept.iter().map(|done| done.line(language)).collect();
    out.words(&lines.join("\n"));
    let copies: Vec<_> = kept.iter().map(|done| json!({"at": done.keeper.as_str(), "bytes": done.bytes, "left_out": done.left_out, "kept_until": done.until, "in_roster": done.in_roster, "keeper_permitted": done.keeper_permitted})).collect();
    out.json("wallet-backup", json!({ "copies": copies }));
    for (to, failure) in &failures {
        out.warning(&format!("{to}: {failure}"));
    }
    Ok(failures.iter().map(|(_, failure)| failure.exit).fold(Exit::Done, Exit::worst))
}

/// A copy that a node keeps now.
struct Kept {
    keeper: RegistryId,
    bytes: usize,
    left_out: usize,
    /// Time until which the node keeps it, Unix seconds; none if the node does not say.
    until: Option<u64>,
    /// True if the roster names the node, so that a recovery looks there.
    in_roster: bool,
    /// True if the keeper's own node gave the permit, and so knows the child.
    keeper_permitted: bool,
}

impl Kept {
    fn line(&self, language: Language) -> String {
        let (keeper, size) = (&self.keeper, self.bytes >> 10);
        let mut line = language.choose(
            format!("An encrypted copy lies at {keeper} ({size} KiB). Only the 24 words open it."),
            format!("Зашифрованная копия лежит у {keeper} ({size} КиБ). Открыть её можно только 24 словами."),
        );
        if let Some(until) = self.until {
            let day = attestat_words::dates::day(until, language);
            line.push_str(&language.choose(
                format!(" It is kept until {day}; the same command keeps it longer."),
                format!(" Она хранится до {day}; та же команда продлит срок."),
            ));
        }
        if self.left_out > 0 {
            let count = self.left_out;
            let left_out = counted(count as u64, "document", "documents");
            line.push_str(&language.choose(
                format!(" Left out for want of room, outside of the portfolio first: {left_out}."),
                format!(" Не поместилось документов, сначала тех, что вне портфолио: {count}."),
            ));
        }
        if self.keeper_permitted {
            line.push_str(language.choose(
                " Its node gave the permit too, and knows whose copy it is, not what is in it.",
                " Разрешение дал тот же узел, и он знает, чья это копия, но не что в ней.",
            ));
        }
        if !self.in_roster {
            line.push_str(language.choose(
                " The roster does not name this node: note its whole address on the recovery sheet, and give it to `wallet recover --from` too.",
                " Этого узла нет в списке участников: запишите его полный адрес на листе восстановления и назовите его в `wallet recover --from`.",
            ));
        }
        line
    }
}

async fn put(
    opened: &mut Opened,
    trust: &mut FamilyTrust,
    to: &str,
    same_node: SameNode,
    language: Language,
) -> Result<Kept, Failure> {
    let keeper = Keeper::find(to, trust.roster(), &opened.wallet, language).await?;
    let mut dice = SystemDice::default();
    let sealed = seal(&opened.wallet, &keeper.id, &mut dice)
        .map_err(|error| Failure::config("no-room", error.to_string(), ""))?;
    let (permit, by) = permit(opened, trust, &keeper, &mut dice, same_node, language).await?;
    dice.check()?;
    let bytes = sealed.content.len();
    let desk = Desk::open(&keeper.url, &keeper.id).await?;
    let until = desk.put_mailbox(opened.wallet.keys(), sealed.content, &permit).await?;
    let keeper_permitted = !keeper.is_apart_from(&by);
    let in_roster = trust.url(&keeper.id).is_some();
    let place = MailboxPlace { keeper: keeper.id.clone(), address: keeper.url, put_at: clock::now() };
    opened.wallet.note_mailbox(place).map_err(|error| Failure::config("wallet-full", error.to_string(), ""))?;
    Ok(Kept { keeper: keeper.id, bytes, left_out: sealed.left_out, until, in_roster, keeper_permitted })
}

/// Asks for a permit; returns it with the enrolment by which it was given. The first registry that knows the child and
/// gives one is taken. That registry sees a commitment, signed under the child's key there; the keeper sees the opening
/// of the commitment. Each alone does not know whose mailbox that is, and both together do, so the keeper is not asked
/// where another can be.
async fn permit(
    opened: &mut Opened,
    trust: &mut FamilyTrust,
    keeper: &Keeper,
    dice: &mut SystemDice,
    same_node: SameNode,
    language: Language,
) -> Result<(Permit, Enrolment), Failure> {
    let mailbox = opened.wallet.keys().mailbox_key(&keeper.id).public();
    let enrolments = newest(&opened.wallet).into_iter().map(|enrolment| trust.current(enrolment)).collect();
    let mut last = None;
    for enrolment in permitters(enrolments, keeper, same_node, language)? {
        let blind = Permit::draw_blind(dice).map_err(|error| Failure::internal(error.to_string()))?;
        let asked = async {
            let desk = reach(&mut opened.wallet, trust, &enrolment, language).await?;
            desk.permit(opened.wallet.keys(), enrolment.epoch, blind, &mailbox).await
        };
        match asked.await {
            Ok(permit) => return Ok((permit, enrolment)),
            Err(failure) => last = Some(not_permitted(&enrolment.registry, told(failure, language), language)),
        }
    }
    Err(last.unwrap_or_else(|| not_enrolled(language)))
}

/// Failure of the registry that was asked for a permit, told apart from a failure of the keeper.
fn not_permitted(asked: &RegistryId, failure: Failure, language: Language) -> Failure {
    let what = language.choose(
        format!("{asked} was asked to permit the copy, and did not: {}", failure.what),
        format!("{asked} просили разрешить копию, но разрешения нет: {}", failure.what),
    );
    // The words are said already: whoever tells it again leaves them.
    Failure { what: what.into(), code: "not-permitted".to_owned(), ..failure }
}

fn not_enrolled(language: Language) -> Failure {
    let (what, todo) = language.choose(
        (
            "Only enrolled families may leave copies, and this wallet is enrolled nowhere",
            "Redeem a school's letter first: `attestat wallet enrol LETTER`.",
        ),
        (
            "Копии хранят только для привязанных кошельков, а этот нигде не привязан",
            "Сначала воспользуйтесь письмом школы: `attestat wallet enrol ПИСЬМО`.",
        ),
    );
    Failure::usage("not-enrolled", what, todo)
}

/// Returns the places that the command names: every one, or those at the named registries, each of which must keep a
/// copy.
fn meant(at: &[String], places: Vec<MailboxPlace>, language: Language) -> Result<Vec<MailboxPlace>, Failure> {
    let keeps = |id: &str| places.iter().any(|place| place.keeper.as_str() == id);
    if let Some(stranger) = at.iter().find(|id| !keeps(id)) {
        let shown: String = stranger.chars().take(200).collect();
        let known: Vec<&str> = places.iter().map(|place| place.keeper.as_str()).collect();
        let known = if known.is_empty() { "-".to_owned() } else { known.join(", ") };
        let (what, todo) = language.choose(
            (
                format!("The wallet knows of no copy at {shown:?}; nothing was dropped"),
                format!("Name one of these, or leave --at out for all: {known}."),
            ),
            (
                format!("О копии у «{shown}» кошелёк не знает; ничего не удалено"),
                format!("Назовите один из этих реестров или уберите --at, чтобы удалить все копии: {known}."),
            ),
        );
        return Err(Failure::usage("no-such-copy", what, todo));
    }
    Ok(places.into_iter().filter(|place| at.is_empty() || at.iter().any(|id| id == place.keeper.as_str())).collect())
}

/// Drops the copies.
pub(super) fn drop_mailboxes(args: &DropArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let mut opened = Opened::open(&args.wallet, out)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    let places = meant(&args.at, opened.wallet.mailboxes().cloned().collect(), language)?;
    let (mut dropped, mut failures) = (Vec::new(), Vec::new());
    runtime()?.block_on(async {
        for place in places {
            let asked = async {
                let (desk, _) = reach_at(&mut trust, &place.keeper, &place.address, language).await?;
                desk.drop_mailbox(opened.wallet.keys()).await
            };
            match asked.await {
                Ok(()) => {
                    opened.wallet.forget_mailbox(&place.keeper);
                    dropped.push(place.keeper.to_string());
                }
                Err(failure) => failures.push((place.keeper.to_string(), told(failure, language))),
            }
        }
    });
    opened.save()?;
    let list = if dropped.is_empty() { "-".to_owned() } else { dropped.join(", ") };
    out.words(&language.choose(format!("Copies dropped at: {list}"), format!("Копии удалены у: {list}")));
    out.json("wallet-mailbox-drop", json!({ "dropped": dropped }));
    for (keeper, failure) in &failures {
        out.warning(&format!("{keeper}: {failure}"));
    }
    Ok(failures.iter().map(|(_, failure)| failure.exit).fold(Exit::Done, Exit::worst))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(id: &str) -> MailboxPlace {
        MailboxPlace { keeper: RegistryId::parse(id).unwrap(), address: String::new(), put_at: 7 }
    }

    #[test]
    fn a_copy_is_dropped_where_it_is_and_a_mistyped_place_is_told() {
        let places = || vec![place("a.example"), place("b.example")];
        let dropped = |at: &[&str], language| {
            let at: Vec<String> = at.iter().map(|at| (*at).to_owned()).collect();
            meant(&at, places(), language).map(|places| places.len())
        };
        for language in [Language::English, Language::Russian] {
            assert_eq!(dropped(&[], language).unwrap(), 2);
            assert_eq!(dropped(&["b.example"], language).unwrap(), 1);
            let failure = dropped(&["a.example", "b.exampel"], language).unwrap_err();
            assert_eq!(failure.code, "no-such-copy");
            assert!(
                failure.what.to_string().contains("b.exampel") && failure.todo.to_string().contains("b.example"),
                "{failure}"
            );
        }
        assert!(meant(&["a.example".to_owned()], Vec::new(), Language::English).is_err());
    }

    #[test]
    fn who_did_not_permit_is_named_and_not_the_keeper() {
        let asked = RegistryId::parse("a.example").unwrap();
        let failure =
            not_permitted(&asked, Failure::usage("unreachable", "Nothing answers", "Wait."), Language::English);
        assert!(failure.what.to_string().starts_with("a.example was asked"), "{failure}");
        assert_eq!(told(failure.clone(), Language::Russian), failure, "it is not told as the keeper's");
    }
}
