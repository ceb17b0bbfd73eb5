//! Mailboxes: three sizes, one child's keys, and whatever a node does to them is found.

use attestat_credential::document::DocumentFile;
use attestat_wallet::mailbox::{MAILBOX_BYTES_MAX, MailboxOpenError, MailboxSealError, open, seal};
use attestat_wallet::wallet::Wallet;

use crate::support::{NOW, bound, committee, dice, olympiad, portfolio, school, wallet};

#[test]
fn a_mailbox_has_one_of_three_sizes() {
    let (wallet, ..) = portfolio();
    let small = seal(&wallet, &committee(), &mut dice(1)).unwrap();
    assert_eq!((small.content.len(), small.left_out), (64 << 10, 0));
    let empty = crate::support::wallet();
    assert_eq!(seal(&empty, &committee(), &mut dice(1)).unwrap().content.len(), 64 << 10);
    assert_eq!(open(wallet.keys(), &committee(), &small.content).unwrap().documents(), 2);
    assert_eq!(seal(&wallet, &committee(), &mut |_: &mut [u8]| {}).unwrap_err(), MailboxSealError::DeadDice);
}

/// A document whose proof does not compress.
fn bulky(wallet: &Wallet, slot: u32) -> DocumentFile {
    let mut file = bound(wallet, &school(), slot, olympiad("Физика"));
    let mut noise = [0; 32 * 1024];
    dice(u64::from(slot))(&mut noise);
    file.proof = attestat_ledger::encoding::base64(&noise);
    file
}

#[test]
fn what_does_not_fit_is_counted_and_the_portfolio_goes_first() {
    let mut wallet = wallet();
    for slot in 0..40 {
        let id = wallet.add_document(bulky(&wallet, slot), NOW + u64::from(slot)).unwrap().id;
        if slot == 3 {
            wallet.include(&id).unwrap();
        }
    }
    let sealed = seal(&wallet, &committee(), &mut dice(1)).unwrap();
    assert_eq!(sealed.content.len(), MAILBOX_BYTES_MAX);
    assert!((1..40).contains(&sealed.left_out), "{}", sealed.left_out);
    let contents = open(wallet.keys(), &committee(), &sealed.content).unwrap();
    assert_eq!(contents.documents(), 40 - sealed.left_out);
    let mut restored = Wallet::from_words(crate::support::words(), "again", NOW).unwrap();
    restored.merge(contents).unwrap();
    let slots = restored.known_slots(&school());
    assert!(slots.contains(&3) && slots.contains(&39) && !slots.contains(&0), "{slots:?}");
}

#[test]
fn nobody_else_opens_it_and_nobody_alters_it() {
    let (wallet, ..) = portfolio();
    let content = seal(&wallet, &committee(), &mut dice(1)).unwrap().content;
    let stranger = Wallet::create("other", NOW, &mut dice(77)).unwrap();
    assert!(matches!(open(stranger.keys(), &committee(), &content), Err(MailboxOpenError::Altered)));
    assert!(matches!(open(wallet.keys(), &school(), &content), Err(MailboxOpenError::Altered)));
    for at in (0..content.len()).step_by(257).chain([0, 19, 20, 43, 44, content.len() - 1]) {
        let mut altered = content.clone();
        altered[at] ^= 1;
        assert!(open(wallet.keys(), &committee(), &altered).is_err(), "byte {at}");
    }
    for end in [0, 1, 43, 44, 60, content.len() - 1] {
        assert!(matches!(open(wallet.keys(), &committee(), &content[..end]), Err(MailboxOpenError::NotAMailbox)));
    }
    let other = seal(&wallet, &committee(), &mut dice(2)).unwrap().content;
    assert_ne!(content[20..60], other[20..60]);
}
