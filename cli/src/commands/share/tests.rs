//! The preview before a share is made: revocations, far ends, and one of a document and its duplicate.

use super::*;
use crate::commands::wallet::fixture::{hold, wallet};
use crate::fixture::MemoryLog;
use attestat_ledger::record::{Award, Class, Content};
use attestat_wallet::wallet::DocumentId;
use attestat_words::language::Language;

/// A year as it is counted in a preview, in seconds.
const YEAR_SECONDS: u64 = 365 * 86_400;

#[test]
fn a_preview_shows_revocations_and_far_ends() {
    let mut wallet = wallet();
    let id = hold(&mut wallet, 2, None);
    let proposal = |until| Proposal {
        audience: "University".to_owned(),
        nonce: None,
        purpose: "Admission".to_owned(),
        until,
        picks: vec![Pick { document: id.clone(), fields: vec!["family_name".to_owned()] }],
        years: Vec::new(),
    };
    let seen = |wallet: &Wallet, until, language| {
        let preview = wallet.preview(&proposal(until)).unwrap();
        (words::words(&preview, wallet, 0, language), words::condemned(&preview, wallet).count())
    };
    let (near, far) = (YEAR_SECONDS, 9 * YEAR_SECONDS);
    let (calm, none) = seen(&wallet, near, Language::English);
    assert!(!calm.contains("REVOKED") && !calm.contains("years from now") && none == 0, "{calm}");
    assert!(seen(&wallet, far, Language::English).0.contains("9 years from now"));

    let mut log = MemoryLog::new();
    let award = Award { class: Class::Certificate, slot: 2, tag: [1; 16], commitment: [7; 32] };
    log.append(vec![Content::Award(award)]);
    log.revoke(1, 2);
    wallet.renew_status(&id, &log.statuses(false).unwrap().proof(2).unwrap()).unwrap();
    for (language, word) in [(Language::English, "REVOKED by the school"), (Language::Russian, "ОТОЗВАН школой")]
    {
        let (text, condemned) = seen(&wallet, near, language);
        assert!(text.contains(word) && condemned == 1, "{text}");
    }
}

#[test]
fn a_duplicate_and_its_original_are_not_shown_together() {
    let mut wallet = wallet();
    let original = hold(&mut wallet, 2, None);
    let duplicate = hold(&mut wallet, 3, Some(&original));
    let other = hold(&mut wallet, 4, None);
    let shown = |wallet: &Wallet, documents: &[&DocumentId]| {
        let documents: Vec<String> = documents.iter().map(ToString::to_string).collect();
        let picked = choose::picks(wallet, &["family_name".to_owned()], &documents).unwrap();
        picked.picks.into_iter().map(|pick| pick.document).collect::<Vec<_>>()
    };
    assert_eq!(shown(&wallet, &[]), [duplicate.clone(), other.clone()]);
    assert_eq!(shown(&wallet, &[&original, &duplicate]), std::slice::from_ref(&duplicate));
    assert_eq!(shown(&wallet, &[&original, &other]), [original.clone(), other.clone()], "the family chose it");
    wallet.exclude(&duplicate).unwrap();
    assert_eq!(shown(&wallet, &[]), [original, other], "what is not in the portfolio takes nobody's place");
}
