//! Presentations: made from documents of two registries, taken apart, changed, and judged.

mod completeness;
mod file;
mod frozen;
mod hostile;
mod packing;
mod person;
mod request;
mod selection;
mod together;
mod verdict;
mod window;
mod withdrawal;
mod withheld;

use attestat_credential::document::DocumentFile;
use attestat_credential::holder::tag::LinkSecret;
use attestat_credential::presentation::request::{Ask, Request};
use attestat_credential::presentation::selection::Selection;
use attestat_credential::presentation::withdrawal::Withdrawal;
use attestat_credential::presentation::{Consent, Part, Presentation, Terms, YearSecretGiven, present};
use attestat_credential::trust::Trust;
use attestat_credential::verdict::Verifier;
use attestat_credential::verdict::presentation::{Expected, PresentationVerdict};
use attestat_ledger::encoding::base64url;
use attestat_ledger::name::RegistryId;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::support::{
    self,
    town::{Awarded, NOW, Town, key, trust},
};
use crate::verdict::pinned;

pub(crate) const DAY: u64 = 86_400;
pub(crate) const UNIVERSITY: &str = "Примерский университет";
pub(crate) const PURPOSE: &str = "Приёмная кампания 2027";

/// The holder's keys at the school and at the olympiad committee.
pub(crate) const SCHOOL_KEY: u8 = 51;
pub(crate) const OLYMPIAD_KEY: u8 = 52;

/// A sample achievement of the pupil of the sample certificate.
pub(crate) fn achievement(number: usize) -> Value {
    let mut sample = support::achievement(support::achievements()[number].clone());
    sample["pupil"] = support::secondary()["pupil"].clone();
    sample
}

/// The link secret that the wallet shares with a registry.
pub(crate) fn link_secret(seed: u8) -> LinkSecret {
    LinkSecret::from_bytes(Zeroizing::new([seed; 32]))
}

/// A family with a certificate and two achievements, from two registries, and a university.
pub(crate) struct Scene {
    pub(crate) school: Town,
    pub(crate) documents: Vec<DocumentFile>,
    pub(crate) selections: Vec<Selection>,
    pub(crate) holders: Vec<u8>,
    pub(crate) terms: Terms,
    pub(crate) secrets: Vec<YearSecretGiven>,
    pub(crate) presentation: Presentation,
    pub(crate) trust: Trust,
    pub(crate) audience: Option<String>,
    pub(crate) request: Option<Request>,
    pub(crate) withdrawals: Vec<Withdrawal>,
    pub(crate) now: u64,
}

impl Scene {
    /// Every document confirmed by exactly as many cosigners as are asked, so that none can be spared.
    pub(crate) fn new() -> Self {
        Self::of([support::secondary(), achievement(7), achievement(1)])
    }

    pub(crate) fn of([certificate, gto, olympiad]: [Value; 3]) -> Self {
        let (mut school, mut olympiads) = (Town::new(), Town::named("olympiads.example/main", 2));
        let (at_school, at_olympiads) = (key(SCHOOL_KEY).public(), key(OLYMPIAD_KEY).public());
        school.award(&support::secondary(), 5);
        let tag = |seed, counter| link_secret(seed).year(2026).tag(counter);
        let certificate = school.award_to(&at_school, tag(61, 0), &certificate, 7);
        let gto = school.award_to(&at_school, tag(61, 1), &gto, 9);
        let olympiad = olympiads.award_to(&at_olympiads, tag(62, 0), &olympiad, 3);
        olympiads.award(&achievement(2), 4);
        school.snapshot();
        olympiads.snapshot();
        Self::around(school, olympiads, [certificate, gto, olympiad])
    }

    fn around(school: Town, olympiads: Town, [certificate, gto, olympiad]: [Awarded; 3]) -> Self {
        let documents = vec![
            school.document_by(&certificate, &[40, 41]),
            school.document_by(&gto, &[40, 41]),
            olympiads.document_by(&olympiad, &[40, 42]),
        ];
        let trust = trust(&roster(&[&school, &olympiads]));
        let mut scene = Self {
            school,
            documents,
            selections: vec![
                Selection::of(["family_name", "given_name", "birth_date", "marks/Физика"]),
                Selection::of(["family_name", "kind", "badge"]),
                Selection::of(["family_name", "birth_date", "name", "degree"]),
            ],
            holders: vec![SCHOOL_KEY, SCHOOL_KEY, OLYMPIAD_KEY],
            terms: terms(),
            secrets: Vec::new(),
            presentation: Presentation { credentials: Vec::new(), year_secrets: Vec::new() },
            trust,
            audience: Some(UNIVERSITY.to_owned()),
            request: None,
            withdrawals: Vec::new(),
            now: NOW,
        };
        scene.share();
        scene
    }

    /// Makes the presentation anew.
    pub(crate) fn share(&mut self) {
        let keys: Vec<_> = self.holders.iter().map(|seed| key(*seed)).collect();
        let parts = self.documents.iter().zip(&self.selections).zip(&keys);
        let parts: Vec<Part<'_>> =
            parts.map(|((document, selection), holder)| Part { document, selection, holder }).collect();
        self.presentation = present(&parts, &self.terms, self.secrets.clone()).unwrap();
    }

    /// Answers a request that needs what is shown.
    pub(crate) fn answer(&mut self) {
        let certificate = Ask {
            credential_type: Some("urn:attestat:certificate:secondary:1".to_owned()),
            fields: vec!["family_name".to_owned(), "marks/физика".to_owned()],
        };
        let anything = Ask { credential_type: None, fields: vec!["degree".to_owned()] };
        self.request = Some(Request {
            audience: UNIVERSITY.to_owned(),
            nonce: self.terms.nonce.clone(),
            purpose: PURPOSE.to_owned(),
            begins: Some(NOW - 3_600),
            expires: NOW + DAY,
            required: vec![certificate, anything],
            optional: vec![Ask { credential_type: None, fields: vec!["patronymic".to_owned()] }],
        });
    }

    /// The family takes its consent back.
    pub(crate) fn withdraw(&mut self) -> Withdrawal {
        let keys: Vec<_> = self.holders.iter().map(|seed| key(*seed)).collect();
        let shown: Vec<_> =
            keys.iter().zip(&self.presentation.credentials).map(|(key, one)| (key, one.sd_hash())).collect();
        Withdrawal::make(self.terms.consent.id, NOW - 60, &shown).unwrap()
    }

    /// Gives the school's yearly secret along.
    pub(crate) fn give_secret(&mut self) {
        let registry = RegistryId::parse("school-12.example").unwrap();
        self.secrets = vec![YearSecretGiven { registry, year: 2026, secret: link_secret(61).year(2026) }];
        self.share();
    }

    pub(crate) fn expected(&self) -> Expected<'_> {
        Expected { audience: self.audience.as_deref(), request: self.request.as_ref(), withdrawals: &self.withdrawals }
    }

    pub(crate) fn verdict(&self) -> PresentationVerdict {
        let by = |trust| Verifier::new(trust).verify_presentation(&self.presentation, &self.expected(), self.now);
        let verdict = by(&self.trust);
        pinned::assert_presented_never_green(&verdict, &by(&pinned::shown(&self.trust)));
        verdict
    }

    pub(crate) fn verdict_of(&self, bytes: &[u8]) -> PresentationVerdict {
        Verifier::new(&self.trust).verify_presentation_bytes(bytes, &self.expected(), self.now)
    }
}

pub(crate) fn terms() -> Terms {
    Terms {
        audience: UNIVERSITY.to_owned(),
        nonce: base64url(&[8; 32]),
        consent: Consent { id: [9; 16], purpose: PURPOSE.to_owned(), expires: NOW + 30 * DAY },
        made_at: NOW - 10,
    }
}

/// One roster that lists the registries of several towns.
pub(crate) fn roster(towns: &[&Town]) -> String {
    let texts: Vec<String> = towns.iter().map(|town| town.roster_text()).collect();
    let registry = |text: &String| {
        let from = text.find("[[registry]]").unwrap();
        text[from..text.find("[[cosigner]]").unwrap()].to_owned()
    };
    let others: String = texts.iter().skip(1).map(registry).collect();
    texts[0].replacen("[[cosigner]]", &format!("{others}[[cosigner]]"), 1)
}

/// A presentation as JSON, to be changed.
pub(crate) fn value(presentation: &Presentation) -> Value {
    serde_json::from_str(&presentation.to_json()).unwrap()
}

/// Claims of a key-binding JWT.
pub(crate) fn bound(sd_jwt: &str) -> Value {
    let token = sd_jwt.rsplit('~').next().unwrap();
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&attestat_ledger::encoding::parse_base64url(payload).unwrap()).unwrap()
}

/// Signs other claims in place of those of a key-binding JWT.
pub(crate) fn bind_with(sd_jwt: &str, holder: u8, change: impl FnOnce(&mut Value)) -> String {
    let (shown, token) = sd_jwt.split_at(sd_jwt.rfind('~').unwrap() + 1);
    let header = token.split('.').next().unwrap();
    let mut claims = bound(sd_jwt);
    change(&mut claims);
    let input = format!("{header}.{}", base64url(claims.to_string().as_bytes()));
    format!("{shown}{input}.{}", base64url(key(holder).sign(input.as_bytes()).as_bytes()))
}

#[test]
fn the_claims_that_every_holder_signs() {
    let mut scene = Scene::new();
    scene.give_secret();
    for credential in &scene.presentation.credentials {
        let claims = bound(&credential.sd_jwt);
        let keys: Vec<&String> = claims.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["consent", "link", "years", "iat", "aud", "nonce", "sd_hash"]);
        assert_eq!(claims["aud"], UNIVERSITY);
        assert_eq!(claims["nonce"], base64url(&[8; 32]));
        assert_eq!(claims["iat"], NOW - 10);
        assert_eq!(claims["sd_hash"], base64url(&credential.sd_hash()));
        let consent = json!({"id": base64url(&[9; 16]), "purpose": PURPOSE, "exp": NOW + 30 * DAY});
        assert_eq!(claims["consent"], consent);
    }
}

/// Frozen: the formulas of docs/spec/presentation.md, computed by hand over their parts.
#[test]
fn the_link_is_over_receiver_nonce_and_every_document_in_order() {
    let scene = Scene::new();
    let mut input = b"attestat/link/v1\n".to_vec();
    let nonce = base64url(&[8; 32]);
    for text in [UNIVERSITY, &nonce] {
        input.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
        input.extend(text.as_bytes());
    }
    input.extend([0, 3]);
    for (seed, one) in scene.holders.iter().zip(&scene.presentation.credentials) {
        input.extend(key(*seed).public().as_bytes());
        input.extend(attestat_ledger::hash::sha256(one.shown().as_bytes()));
    }
    let link = base64url(&attestat_ledger::hash::sha256(&input));
    assert!(scene.presentation.credentials.iter().all(|one| bound(&one.sd_jwt)["link"] == link));
}

/// Each credential is a plain SD-JWT+KB: RFC 9901 §7.3 as other software checks it, of which link and consent are
/// no part.
#[test]
fn every_credential_is_an_sd_jwt_with_key_binding() {
    use attestat_credential::sd_jwt::key_binding::{KeyBindingPolicy, Transaction};
    let scene = Scene::new();
    let nonce = base64url(&[8; 32]);
    let policy = |audience| {
        KeyBindingPolicy::Required(Transaction { audience, nonce: &nonce, now_unix_seconds: NOW, max_age_seconds: 60 })
    };
    for (one, issuer) in scene.presentation.credentials.iter().zip([1, 1, 2]) {
        let issuer = key(issuer).public();
        let verified = attestat_credential::sd_jwt::verify(&one.sd_jwt, &issuer, &policy(UNIVERSITY), NOW).unwrap();
        assert_eq!(verified.key_binding.unwrap()["consent"]["purpose"], PURPOSE);
        assert!(attestat_credential::sd_jwt::verify(&one.sd_jwt, &issuer, &policy("Other"), NOW).is_err());
        assert!(attestat_credential::sd_jwt::verify(one.shown(), &issuer, &policy(UNIVERSITY), NOW).is_err());
    }
}
