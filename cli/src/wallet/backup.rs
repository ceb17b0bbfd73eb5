//! `attestat wallet backup` and `wallet mailbox drop`: encrypted copies of the wallet on other nodes.

use super::desk::{Desk, told};
use super::opened::{Opened, WalletArgs};
use super::roster::{FamilyTrust, reachable};
use super::sync::newest;
use crate::clock;
use crate::dice::SystemDice;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::language::{Choose as _, Language};
use crate::output::Output;
use crate::remote::{Remote, runtime};
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::roster::PinnedRoster;
use attestat_wallet::mailbox::{Permit, seal};
use attestat_wallet::wallet::{Enrolment, MailboxPlace};
use attestat_wire::connect::{Address, ConnectError};
use attestat_wire::v1;
use serde_json::json;

/// What `wallet backup` takes.
#[derive(clap::Args)]
pub(crate) struct BackupArgs {
    /// Nodes for the copies: whole addresses, or ids of registries of the roster
    #[arg(long, value_name = "NODE", required = true, num_args = 1..)]
    to: Vec<String>,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// What to do with mailboxes.
#[derive(clap::Subcommand)]
pub(crate) enum MailboxCommand {
    /// Take the encrypted copies back from the nodes that keep them
    Drop(DropArgs),
}

/// What `wallet mailbox drop` takes.
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
    let roster = FamilyTrust::of(&opened.folder)?.roster()?;
    let (mut kept, mut failures) = (Vec::new(), Vec::new());
    runtime()?.block_on(async {
        for to in &args.to {
            match put(&mut opened, to, roster.as_ref(), language).await {
                Ok(done) => kept.push(done),
                Err(failure) => failures.push((to.clone(), told(failure, language))),
            }
        }
    });
    opened.save()?;
    let lines: Vec<String> = kept.iter().map(|done| done.line(language)).collect();
    out.words(&lines.join("\n"));
    let copies: Vec<_> = kept.iter().map(|done| json!({"at": done.keeper.as_str(), "bytes": done.bytes, "left_out": done.left_out, "in_roster": done.in_roster})).collect();
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
    /// Whether the roster names the node, so that a recovery looks there.
    in_roster: bool,
}

impl Kept {
    fn line(&self, language: Language) -> String {
        let (keeper, size) = (&self.keeper, self.bytes >> 10);
        let mut line = language.choose(
            format!("An encrypted copy lies at {keeper} ({size} KiB). Only the 24 words open it."),
            format!("Зашифрованная копия лежит у {keeper} ({size} КиБ). Открыть её можно только 24 словами."),
        );
        if self.left_out > 0 {
            let count = self.left_out;
            line.push_str(&language.choose(
                format!(" Left out for want of room, outside of the portfolio first: {count} documents."),
                format!(" Не поместилось документов, сначала тех, что вне портфолио: {count}."),
            ));
        }
        if !self.in_roster {
            line.push_str(language.choose(
                " The roster does not name this node: note its address on the recovery sheet.",
                " Этого узла нет в реестре: запишите его адрес на листе восстановления.",
            ));
        }
        line
    }
}

async fn put(
    opened: &mut Opened,
    to: &str,
    roster: Option<&PinnedRoster>,
    language: Language,
) -> Result<Kept, Failure> {
    let (keeper, address) = keeper(to, roster, language).await?;
    let mut dice = SystemDice::default();
    let sealed =
        seal(&opened.wallet, &keeper, &mut dice).map_err(|error| Failure::config("no-room", error.to_string(), ""))?;
    let permit = permit(opened, &keeper, &mut dice, language).await?;
    dice.check()?;
    let bytes = sealed.content.len();
    let desk = Desk::open(&address, &keeper).await?;
    desk.put_mailbox(opened.wallet.keys(), sealed.content, &permit).await?;
    let place = MailboxPlace { keeper: keeper.clone(), address: address.clone(), put_at: clock::now() };
    opened.wallet.note_mailbox(place).map_err(|error| Failure::config("wallet-full", error.to_string(), ""))?;
    let in_roster = roster.is_some_and(|roster| reachable(roster.roster(), &keeper).is_some());
    Ok(Kept { keeper, bytes, left_out: sealed.left_out, in_roster })
}

/// Which registry's node is meant, and where it is.
async fn keeper(to: &str, roster: Option<&PinnedRoster>, language: Language) -> Result<(RegistryId, String), Failure> {
    if let Some(known) = RegistryId::parse(to).ok().and_then(|id| reachable(roster?.roster(), &id)) {
        return Ok((known.id.clone(), known.url.clone()));
    }
    let address: Address = to.parse().map_err(ConnectError::from)?;
    let remote = Remote::connect_pinned(&address).await?;
    let own = |log: &v1::LogSummary| {
        let hosted = matches!(log.standing(), v1::Standing::Own | v1::Standing::ReadOnly);
        hosted.then(|| Origin::parse(&log.origin).ok()).flatten().map(|origin| origin.registry().clone())
    };
    let keeper = remote.list_logs().await?.iter().find_map(own);
    keeper.map(|keeper| (keeper, to.to_owned())).ok_or_else(|| {
        let (what, todo) = language.choose(
            ("This node hosts no registry, and keeps no mailboxes", "Choose a school's node."),
            ("На этом узле нет реестра школы, копий он не хранит", "Выберите узел школы."),
        );
        Failure::usage("no-keeper", what, todo)
    })
}

/// A permit from the first registry that knows the child; another one than the keeper where there is one,
/// and in no case does it learn which mailbox it is for.
async fn permit(
    opened: &Opened,
    keeper: &RegistryId,
    dice: &mut SystemDice,
    language: Language,
) -> Result<Permit, Failure> {
    let keys = opened.wallet.keys();
    let mailbox = keys.mailbox_key(keeper).public();
    let mut enrolments: Vec<Enrolment> = newest(&opened.wallet);
    enrolments.sort_by_key(|enrolment| enrolment.registry == *keeper);
    let mut last = None;
    for enrolment in enrolments {
        let blind = Permit::draw_blind(dice).map_err(|error| Failure::internal(error.to_string()))?;
        let asked = async {
            let desk = Desk::open(&enrolment.address, &enrolment.registry).await?;
            desk.permit(keys, enrolment.epoch, blind, &mailbox).await
        };
        match asked.await {
            Ok(permit) => return Ok(permit),
            Err(failure) => last = Some(failure),
        }
    }
    Err(last.unwrap_or_else(|| {
        let (what, todo) = language.choose(
            (
                "Only enrolled families may leave copies, and this wallet is enrolled nowhere",
                "Redeem a school's letter first: `attestat wallet enrol LETTER`.",
            ),
            (
                "Копии хранят только для привязанных кошельков, а этот нигде не привязан",
                "Сначала погасите письмо школы: `attestat wallet enrol ПИСЬМО`.",
            ),
        );
        Failure::usage("not-enrolled", what, todo)
    }))
}

/// Drops the copies.
pub(super) fn drop_mailboxes(args: &DropArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let mut opened = Opened::open(&args.wallet, out)?;
    let meant = |place: &&MailboxPlace| args.at.is_empty() || args.at.iter().any(|at| at == place.keeper.as_str());
    let places: Vec<MailboxPlace> = opened.wallet.mailboxes().filter(meant).cloned().collect();
    let (mut dropped, mut failures) = (Vec::new(), Vec::new());
    runtime()?.block_on(async {
        for place in places {
            let asked = async {
                let desk = Desk::open(&place.address, &place.keeper).await?;
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
