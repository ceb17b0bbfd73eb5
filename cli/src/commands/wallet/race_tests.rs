//! Two commands at once in one family's folder.

use super::fixture::{hold, opened};
use super::folder::FamilyFolder;
use super::opened::OpenWallet;
use crate::render::exit::Exit;
use attestat_wallet::child_label::ChildLabel;
use attestat_wallet::file::Passphrase;
use std::path::Path;
use std::time::Duration;
use zeroize::Zeroizing;

/// Puts in one document at a time, and tries again as often as somebody else holds the folder.
fn put_in(folder: &Path, slots: impl Iterator<Item = u32>) {
    let passphrase = Passphrase::new(Zeroizing::new("four words of sample".to_owned()));
    for slot in slots {
        let folder = FamilyFolder::at(Some(folder)).unwrap();
        let held = loop {
            match folder.lock() {
                Ok(held) => break held,
                Err(failure) => assert_eq!(failure.exit, Exit::InUse, "{failure}"),
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        let label = ChildLabel::parse("Лев").unwrap();
        let mut opened = OpenWallet::with_passphrase(folder, label, held, &passphrase).unwrap();
        hold(&mut opened.wallet, slot, None);
        opened.save().unwrap();
    }
}

#[test]
fn changes_of_two_commands_at_once_are_all_in_the_wallet() {
    let folder = tempfile::tempdir().unwrap();
    drop(opened(folder.path()));
    std::thread::scope(|scope| {
        for first in [2, 6] {
            let folder = folder.path();
            scope.spawn(move || put_in(folder, first..first + 3));
        }
    });
    put_in(folder.path(), [12].into_iter());
    let (label, passphrase) = (ChildLabel::parse("Лев").unwrap(), Zeroizing::new("four words of sample".to_owned()));
    let family = FamilyFolder::at(Some(folder.path())).unwrap();
    let held = family.lock().unwrap();
    let opened = OpenWallet::with_passphrase(family, label, held, &Passphrase::new(passphrase)).unwrap();
    let slots: Vec<u32> = opened.wallet.documents().map(|document| document.id.slot).collect();
    assert_eq!(slots.len(), 7, "{slots:?}");
}
