//! `attestat pupil`: a school's work for one pupil's family: tickets for wallets, documents bound to them, and the
//! destruction of what is held.

mod class;
mod erase;
mod letter;
mod merge;
mod rebind;
mod show;
mod ticket;
mod which;

use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;

/// Commands for a pupil.
#[derive(clap::Subcommand)]
pub(crate) enum PupilCommand {
    /// Show what is held on a pupil, with the documents' ids
    Show(show::PupilShowArgs),
    /// Make the letter with which a family enrols its wallet; for one pupil or a whole class
    Ticket(ticket::TicketArgs),
    /// Issue again, bound to the families' keys, what waits for it since they enrolled
    Rebind(rebind::RebindArgs),
    /// Make two pupils one who are one child, known by name and by number
    Merge(merge::PupilMergeArgs),
    /// Destroy everything personal that is held on a pupil, and write the act of it
    Erase(erase::EraseArgs),
}

/// Runs a pupil command.
pub(crate) fn run(command: &PupilCommand, out: &Output) -> Result<Exit, Failure> {
    match command {
        PupilCommand::Show(args) => show::run(args, out),
        PupilCommand::Ticket(args) => ticket::run(args, out),
        PupilCommand::Rebind(args) => rebind::run(args, out),
        PupilCommand::Merge(args) => merge::run(args, out),
        PupilCommand::Erase(args) => erase::run(args, out),
    }
}
