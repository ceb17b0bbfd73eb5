//! Sharing: exactly what the preview says is shown, a request is answered or its gaps named, a stop is signed.

use std::collections::BTreeSet;

use attestat_credential::presentation::Presentation;
use attestat_credential::presentation::request::{Ask, Request};
use attestat_credential::presentation::selection::fields;
use attestat_credential::presentation::withdrawal::Withdrawal;
use attestat_wallet::share::answer::{AskPlace, Choice, Gap};
use attestat_wallet::share::{ConsentId, Pick, Proposal, ShareError, ShareState, StopError, YearGrant};
use attestat_wallet::sheet::Language;
use attestat_wallet::wallet::{DocumentId, Wallet};

use crate::support::{Issuing, NOW, bound, certificate, committee, dice, olympiad, portfolio, registry, school};

const CERTIFICATE: &str = "urn:attestat:certificate:basic:1";
const ACHIEVEMENT: &str = "urn:attestat:achievement:1";

fn pick(document: &DocumentId, fields: &[&str]) -> Pick {
    Pick { document: document.clone(), fields: fields.iter().map(|&field| field.to_owned()).collect() }
}

fn proposal(picks: Vec<Pick>) -> Proposal {
    Proposal {
        audience: "University of Sample".to_owned(),
        nonce: None,
        purpose: "admission 2026".to_owned(),
        until: NOW + 30 * 86_400,
        picks,
        years: Vec::new(),
    }
}

fn ask(credential_type: &str, fields: &[&str]) -> Ask {
    let fields = fields.iter().map(|&field| field.to_owned()).collect();
    Ask { credential_type: Some(credential_type.to_owned()), fields }
}

fn request(required: Vec<Ask>, optional: Vec<Ask>) -> Request {
    let request = Request {
        audience: "University of Sample".to_owned(),
        nonce: attestat_ledger::encoding::base64url(&[5; 32]),
        purpose: "admission 2026".to_owned(),
        begins: Some(NOW),
        expires: NOW + 86_400,
        required,
        optional,
    };
    request.check().unwrap();
    request
}

#[test]
fn what_the_preview_says_is_what_is_shown() {
    let (mut wallet, certificate, prize) = portfolio();
    let chosen =
        vec![pick(&certificate, &["family_name", "marks/Физика", "FAMILY_NAME"]), pick(&prize, &["degree", "subject"])];
    let proposal = proposal(chosen);
    let preview = wallet.preview(&proposal).unwrap();
    assert_eq!(wallet.shares().count(), 0, "a preview notes nothing");
    let shared = wallet.share(&proposal, NOW, &mut dice(3)).unwrap();
    assert!(shared.preview == preview);
    let handed = Presentation::parse(shared.presentation.to_json().as_bytes()).unwrap();
    assert_eq!(handed.credentials.len(), 2);
    for (seen, presented) in preview.documents.iter().zip(&handed.credentials) {
        assert!(fields(presented.shown()).unwrap() == seen.shown);
        let text = |path: &str| seen.shown.iter().any(|field| field.path == path);
        assert!(seen.hidden.iter().all(|path| !text(path)));
    }
    let first = &preview.documents[0];
    let shown: Vec<&str> = first.shown.iter().map(|field| field.path.as_str()).collect();
    assert_eq!(shown, ["family_name", "marks", "marks/Физика"]);
    assert_eq!(first.shown[1].value.as_array().unwrap().len(), 1, "one mark of three");
    assert!(first.hidden.contains(&"birth_date".to_owned()) && first.hidden.contains(&"marks/Химия".to_owned()));
    // What always shows is said beforehand.
    assert_eq!(first.always.issuer, "https://school-12.example.org/main");
    assert_eq!(first.always.credential_type, CERTIFICATE);
    assert_eq!((first.always.log_index, first.always.status_index), (17, 17));
    let key = wallet.keys().holder_key(&school(), wallet.epoch(&school())).public();
    assert_eq!(first.always.holder_key, attestat_ledger::encoding::hex(key.as_bytes()));
    // The ledger remembers it.
    let line = wallet.find_share(&shared.id).unwrap();
    assert_eq!((line.audience.as_str(), line.made_at, line.until), ("University of Sample", NOW, proposal.until));
    assert_eq!(line.shown[0].fields, ["family_name", "marks/Физика"]);
    assert_eq!(line.shown[0].sd_hash, handed.credentials[0].sd_hash());
    assert_eq!((line.state(NOW), line.state(line.until)), (ShareState::Live, ShareState::Ended));
    assert_eq!(ConsentId::parse(&shared.id.to_string()), Some(shared.id));
}

#[test]
fn only_what_the_family_included_and_its_key_is_named_in_can_be_shown() {
    let (mut wallet, certificate, prize) = portfolio();
    let try_one = |wallet: &mut Wallet, pick: Pick| wallet.share(&proposal(vec![pick]), NOW, &mut dice(3));
    wallet.exclude(&prize).unwrap();
    assert!(matches!(try_one(&mut wallet, pick(&prize, &[])), Err(ShareError::NotIncluded(_))));
    let unknown = DocumentId { registry: school(), slot: 999 };
    assert!(matches!(try_one(&mut wallet, pick(&unknown, &[])), Err(ShareError::NoDocument(_))));
    let error = try_one(&mut wallet, pick(&certificate, &["famly_name"])).unwrap_err();
    assert!(error.to_string().contains("did you mean \"family_name\""), "{error}");
    let issuing =
        Issuing { registry: school(), holder: None, slot: 4, draft: crate::support::certificate(), replaces: None };
    let bearer = wallet.add_document(issuing.document(), NOW).unwrap().id;
    wallet.include(&bearer).unwrap();
    assert!(matches!(try_one(&mut wallet, pick(&bearer, &[])), Err(ShareError::Bearer(_))));
    let ended = Proposal { until: NOW, ..proposal(vec![pick(&certificate, &[])]) };
    assert!(matches!(wallet.share(&ended, NOW, &mut dice(3)), Err(ShareError::Present(_))));
    assert!(matches!(wallet.share(&proposal(vec![]), NOW, &mut dice(3)), Err(ShareError::Present(_))));
    let dead = wallet.share(&proposal(vec![pick(&certificate, &[])]), NOW, &mut |_: &mut [u8]| {});
    assert!(matches!(dead, Err(ShareError::DeadDice)));
    assert_eq!(wallet.shares().count(), 0, "what was not made is not in the ledger");
}

#[test]
fn a_yearly_secret_goes_along_only_when_it_is_chosen() {
    let (mut wallet, certificate, _) = portfolio();
    let without = wallet.share(&proposal(vec![pick(&certificate, &[])]), NOW, &mut dice(3)).unwrap();
    assert!(without.presentation.year_secrets.is_empty());
    let grant = YearGrant { registry: school(), year: 2026 };
    let chosen = Proposal { years: vec![grant], ..proposal(vec![pick(&certificate, &[])]) };
    let with = wallet.share(&chosen, NOW, &mut dice(4)).unwrap();
    let given = &with.presentation.year_secrets[0];
    let link = wallet.keys().link_secret(&school(), wallet.epoch(&school()));
    assert_eq!((given.year, given.secret.expose()), (2026, link.year(2026).expose()));
    assert_eq!(wallet.find_share(&with.id).unwrap().years.len(), 1);
    let grant = YearGrant { registry: registry("elsewhere.example.org"), year: 2026 };
    let elsewhere = Proposal { years: vec![grant], ..proposal(vec![pick(&certificate, &[])]) };
    assert!(matches!(wallet.share(&elsewhere, NOW, &mut dice(4)), Err(ShareError::NotEnrolled(_))));
    for (language, word) in
        [(Language::English, "cannot be taken back"), (Language::Russian, "Забрать его назад нельзя")]
    {
        let limits = YearGrant::limits().told(language).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(limits.contains(word), "{limits}");
    }
}

#[test]
fn a_stop_is_signed_by_every_key_and_stays_the_same() {
    let (mut wallet, certificate, prize) = portfolio();
    let picks = vec![pick(&certificate, &["family_name"]), pick(&prize, &["degree"])];
    let shared = wallet.share(&proposal(picks), NOW, &mut dice(3)).unwrap();
    let withdrawal = wallet.stop(&shared.id, NOW + 5).unwrap();
    withdrawal.verify().unwrap();
    assert_eq!((withdrawal.consent, withdrawal.time), (*shared.id.as_bytes(), NOW + 5));
    let hashes: Vec<[u8; 32]> = withdrawal.documents.iter().map(|one| one.bound.sd_hash).collect();
    let shown: Vec<[u8; 32]> = shared.presentation.credentials.iter().map(|one| one.sd_hash()).collect();
    assert_eq!(hashes, shown);
    assert_eq!(wallet.find_share(&shared.id).unwrap().state(NOW + 9), ShareState::Stopped(NOW + 5));
    assert_eq!(wallet.stop(&shared.id, NOW + 99).unwrap(), withdrawal);
    assert_eq!(Withdrawal::parse(withdrawal.to_json().as_bytes()).unwrap(), withdrawal);
    assert!(matches!(wallet.stop(&ConsentId::from_bytes([0; 16]), NOW), Err(StopError::NoShare)));
}

#[test]
fn a_request_is_answered_with_what_it_needs_and_nothing_optional_by_itself() {
    let (mut wallet, certificate, prize) = portfolio();
    let required = vec![ask(CERTIFICATE, &["family_name", "marks/Физика"]), ask(CERTIFICATE, &["birth_date"])];
    let request = request(required, vec![ask(ACHIEVEMENT, &["degree"]), ask(ACHIEVEMENT, &["place"])]);
    let answer = wallet.answer(&request, &Choice::default());
    assert!(answer.is_complete() && answer.gaps.is_empty());
    assert_eq!(answer.offered, [0], "what could be shown and was not granted");
    assert_eq!(answer.proposal.picks.len(), 1);
    assert_eq!(answer.proposal.picks[0].fields, ["family_name", "marks/Физика", "birth_date"]);
    let granted = Choice { optional: BTreeSet::from([0, 1]), documents: Vec::new() };
    let answer = wallet.answer(&request, &granted);
    assert!(answer.is_complete());
    assert!(answer.gaps == [(AskPlace::Optional(1), Gap::Fields(vec!["place".to_owned()]))]);
    assert!(answer.proposal.picks.iter().map(|pick| &pick.document).eq([&certificate, &prize]));
    let shared = wallet.share(&answer.proposal, NOW, &mut dice(3)).unwrap();
    assert_eq!(wallet.find_share(&shared.id).unwrap().nonce, request.nonce);
}

/// A request that welcomes much is no reason to show much.
#[test]
fn each_optional_field_is_granted_by_itself() {
    let (wallet, certificate, prize) = portfolio();
    let welcome = vec![ask(CERTIFICATE, &["birth_date", "end_year", "hobby"]), ask(ACHIEVEMENT, &["degree"])];
    let request = request(vec![ask(CERTIFICATE, &["family_name"])], welcome);
    let answered = |granted: &[usize]| {
        let choice = Choice { optional: granted.iter().copied().collect(), documents: Vec::new() };
        let answer = wallet.answer(&request, &choice);
        let shown: Vec<(DocumentId, Vec<String>)> =
            answer.proposal.picks.into_iter().map(|pick| (pick.document, pick.fields)).collect();
        (shown, answer.offered, answer.gaps)
    };
    let of = |document: &DocumentId, fields: &[&str]| {
        (document.clone(), fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>())
    };
    assert!(answered(&[]) == (vec![of(&certificate, &["family_name"])], vec![0, 1, 3], vec![]));
    assert!(answered(&[1]) == (vec![of(&certificate, &["family_name", "end_year"])], vec![0, 3], vec![]));
    let both = vec![of(&certificate, &["family_name", "birth_date"]), of(&prize, &["degree"])];
    assert!(answered(&[0, 3]) == (both, vec![1], vec![]));
    let (_, offered, gaps) = answered(&[0, 2]);
    assert!(gaps == [(AskPlace::Optional(2), Gap::Fields(vec!["hobby".to_owned()]))]);
    assert_eq!(offered, [3]);
}

#[test]
fn what_a_request_lacks_is_named() {
    let (mut wallet, certificate, prize) = portfolio();
    let gap = |wallet: &Wallet, ask: Ask, documents: Vec<DocumentId>| {
        let choice = Choice { documents, optional: BTreeSet::new() };
        let answer = wallet.answer(&request(vec![ask], vec![]), &choice);
        assert_eq!(answer.is_complete(), answer.gaps.is_empty());
        answer.gaps.into_iter().next().map(|(_, gap)| gap)
    };
    let secondary = ask("urn:attestat:certificate:secondary:1", &[]);
    assert!(gap(&wallet, secondary, vec![]) == Some(Gap::NoDocument));
    let astronomy = gap(&wallet, ask(CERTIFICATE, &["family_name", "marks/Астрономия"]), vec![]);
    assert!(astronomy == Some(Gap::Fields(vec!["marks/Астрономия".to_owned()])));
    wallet.exclude(&prize).unwrap();
    assert!(gap(&wallet, ask(ACHIEVEMENT, &["degree"]), vec![]) == Some(Gap::NotReady(vec![prize.clone()])));
    wallet.include(&prize).unwrap();
    let second = wallet.add_document(bound(&wallet, &committee(), 6, olympiad("Химия")), NOW).unwrap().id;
    wallet.include(&second).unwrap();
    let both = vec![prize.clone(), second.clone()];
    assert!(gap(&wallet, ask(ACHIEVEMENT, &["degree"]), vec![]) == Some(Gap::Choose(both)));
    assert!(gap(&wallet, ask(ACHIEVEMENT, &["degree"]), vec![second]).is_none());
    // A corrected document answers in the place of the one that it replaces.
    let holder = Some(wallet.keys().holder_key(&school(), wallet.epoch(&school())).public());
    let replaces = Some(&certificate);
    let issuing = Issuing { registry: school(), holder, slot: 18, draft: crate::support::certificate(), replaces };
    let corrected = wallet.add_document(issuing.document(), NOW).unwrap().id;
    assert!(gap(&wallet, ask(CERTIFICATE, &["end_year"]), vec![]) == Some(Gap::NotReady(vec![corrected.clone()])));
    wallet.include(&corrected).unwrap();
    assert!(gap(&wallet, ask(CERTIFICATE, &["end_year"]), vec![]).is_none());
    let preview = wallet.preview(&proposal(vec![pick(&certificate, &[])])).unwrap();
    assert_eq!(preview.documents[0].superseded_by, Some(corrected));
}

#[test]
fn names_do_not_show_in_debug_output() {
    let (mut wallet, document, _) = portfolio();
    let draft = certificate();
    let name = draft["pupil"]["family_name"].as_str().unwrap();
    let shared = wallet.share(&proposal(vec![pick(&document, &["family_name"])]), NOW, &mut dice(3)).unwrap();
    let line = wallet.find_share(&shared.id).unwrap();
    let held = wallet.document(&document).unwrap();
    let text = format!("{wallet:?} {shared:?} {line:?} {held:?} {:?}", held.fields().unwrap());
    assert!(!text.contains(name) && !text.contains("University"), "{text}");
}
