//! Mailboxes: their room, their shares and their end.

use crate::support::{Stage, on_both_engines};
use crate::support::{open, registry};
use attestat_ledger::name::RegistryId;
use attestat_vault::VaultError;
use attestat_vault::mailbox::{MAILBOX_BYTES_MAX, MAILBOX_DAYS, MAILBOX_OVERHEAD_BYTES, MailboxTerms};

on_both_engines!(
    mailboxes_beyond_the_room_or_the_limits_are_refused,
    one_registry_cannot_take_all_the_room_for_mailboxes,
    a_mailbox_ends_three_years_after_it_was_written_last,
);

fn mailboxes_beyond_the_room_or_the_limits_are_refused(stage: &dyn Stage) {
    let vault = open(stage);
    let room = 2 * (1000 + MAILBOX_OVERHEAD_BYTES);
    let put = |number: u8, content: &[u8], room| vault.mailbox_put(&[number; 32], content, terms(room)).map(drop);
    put(1, &[1; 600], room).unwrap();
    assert_eq!(put(2, &[2; 600], room), Err(VaultError::MailboxesFull));
    put(1, &[3; 900], room).unwrap();
    drop(vault);
    let vault = open(stage);
    assert_eq!(vault.mailbox_get(&[1; 32]), Ok(Some(vec![3; 900])), "replaced");
    assert_eq!(vault.mailbox_get(&[2; 32]), Ok(None));
    assert_eq!(vault.mailboxes_bytes(), Ok(900 + MAILBOX_OVERHEAD_BYTES));
    let long = vec![0; MAILBOX_BYTES_MAX + 1];
    let refused = vault.mailbox_put(&[2; 32], &long, terms(u64::MAX));
    assert_eq!(refused, Err(VaultError::MailboxTooLong(long.len())));
    assert_eq!((vault.mailbox_drop(&[1; 32]), vault.mailbox_drop(&[1; 32])), (Ok(true), Ok(false)));
    assert_eq!((vault.mailbox_get(&[1; 32]), vault.mailboxes_bytes()), (Ok(None), Ok(0)));
}

/// A byte counts as what it costs, and no registry's families take the room of all others.
fn one_registry_cannot_take_all_the_room_for_mailboxes(stage: &dyn Stage) {
    let vault = open(stage);
    let room = 100 * (1 + MAILBOX_OVERHEAD_BYTES);
    let names = ["greedy.example", "second.example", "third.example"].map(|id| RegistryId::parse(id).unwrap());
    let mut kept = Vec::new();
    for (at, registry) in (0_u8..).zip(&names) {
        let terms = MailboxTerms { registry, room, now: 0 };
        let put = |number: u8| vault.mailbox_put(&[100 * at + number; 32], &[number], terms);
        kept.push((0..100).take_while(|number| put(*number).is_ok()).count());
        // A mailbox that is there can be written again, also if there is no more room.
        put(0).unwrap();
    }
    assert_eq!(kept, [50, 25, 12], "half of what the others leave");
    assert_eq!(vault.mailboxes_bytes(), Ok(87 * (1 + MAILBOX_OVERHEAD_BYTES)));
}

fn a_mailbox_ends_three_years_after_it_was_written_last(stage: &dyn Stage) {
    let vault = open(stage);
    let registry = registry();
    let at = |now| MailboxTerms { registry: &registry, room: 1 << 20, now };
    let time = MAILBOX_DAYS * 24 * 3600;
    assert_eq!(vault.mailbox_put(&[1; 32], b"left alone", at(1000)), Ok(1000 + time));
    assert_eq!(vault.mailbox_put(&[2; 32], b"old", at(1000)), Ok(1000 + time));
    assert_eq!(vault.mailbox_put(&[2; 32], b"new", at(5000)), Ok(5000 + time));
    assert_eq!(vault.end_mailboxes(999 + time), Ok(0));
    assert_eq!(vault.end_mailboxes(1000 + time), Ok(1));
    assert_eq!(vault.mailbox_get(&[1; 32]), Ok(None));
    assert_eq!(vault.mailbox_get(&[2; 32]), Ok(Some(b"new".to_vec())));
    assert_eq!(vault.mailboxes_bytes(), Ok(3 + MAILBOX_OVERHEAD_BYTES));
    assert_eq!(vault.end_mailboxes(5000 + time), Ok(1));
}

pub(crate) fn terms(room: u64) -> MailboxTerms<'static> {
    static REGISTRY: std::sync::OnceLock<RegistryId> = std::sync::OnceLock::new();
    MailboxTerms { registry: REGISTRY.get_or_init(registry), room, now: 0 }
}
