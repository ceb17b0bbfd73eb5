//! Genuine presentations: documents of two registries, issued by the school's code to keys of a wallet, and
//! shown by the family's code.

use anyhow::{Context as _, ensure};
use attestat_credential::document::DocumentFile;
use attestat_credential::draft::Draft;
use attestat_credential::issue::{IssueContext, issue};
use attestat_credential::presentation::selection::{Selection, fields};
use attestat_credential::presentation::{Consent, Part, Terms, present};
use attestat_credential::sd_jwt::SdJwt;
use attestat_ledger::checkpoint::log_key_id;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::base64url;
use attestat_ledger::hash::sha256;
use attestat_ledger::key::{PublicKey, SecretKey};
use attestat_ledger::name::{Origin, RegistryId};
use attestat_wallet::keyring::{Epoch, Keyring};
use attestat_wallet::seed::Mnemonic;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

/// The receiver of the presentations.
pub(crate) const AUDIENCE: &str = "university.example";

/// One presentation as a tool is given it.
pub(crate) struct Case {
    /// Fields that are shown, or the change that was made.
    pub(crate) name: String,
    /// The SD-JWT with its key-binding JWT.
    pub(crate) presentation: String,
    /// The key that the issuer is known by.
    pub(crate) issuer_jwk: Value,
    /// Party that asks.
    pub(crate) audience: String,
    /// Nonce of the request.
    pub(crate) nonce: String,
    /// The type that is expected.
    pub(crate) vct: String,
    /// Answer that each verifier must give.
    pub(crate) expected: Expected,
}

/// Answer that a verifier must give to a presentation.
pub(crate) enum Expected {
    /// Accepted, with exactly these claims.
    Seen(Value),
    /// Refused.
    Refused,
    /// The presentation holds a disclosure that the issuer never signed, and the holder did: RFC 9901 §7.1 has it
    /// refused. A verifier that passes over it instead must see exactly the claims without it.
    NotSeen(Value),
}

/// A genuine presentation, with the key that signed for its holder.
pub(crate) struct Sample {
    /// The presentation.
    pub(crate) case: Case,
    /// P_R's secret half.
    pub(crate) holder: SecretKey,
}

/// A document of the family.
struct Held {
    file: DocumentFile,
    registry: RegistryId,
    holder: SecretKey,
    issuer: PublicKey,
}

/// Every presentation that must be accepted.
pub(crate) fn genuine() -> anyhow::Result<Vec<Sample>> {
    let keys = Keyring::new(&Mnemonic::parse(&("abandon ".repeat(23) + "art"))?.seed());
    let school = School::new("school-12.example", 1)?;
    let arts = School::new("arts-3.example", 2)?;
    let certificate = school.issue(&certificate(), 7, &keys)?;
    let olympiad = school.issue(&achievement(olympiad()), 8, &keys)?;
    let music = arts.issue(&achievement(music()), 9, &keys)?;
    let three = Selection::of(["family_name", "given_name", "end_year"]);
    let one_mark = Selection::of(["family_name", "marks/Физика"]);
    let two_marks = Selection::of(["marks/Физика", "marks/Русский язык"]);
    let result = Selection::of(["family_name", "subject", "degree"]);
    let (all, none) = (Selection::Everything, Selection::of(Vec::<String>::new()));
    let rows: Vec<(&str, Vec<(&Held, &Selection)>)> = vec![
        ("full_certificate", vec![(&certificate, &all)]),
        ("three_fields", vec![(&certificate, &three)]),
        ("one_mark", vec![(&certificate, &one_mark)]),
        ("two_marks_and_no_name", vec![(&certificate, &two_marks)]),
        ("nothing_but_the_open_claims", vec![(&certificate, &none)]),
        ("achievement", vec![(&olympiad, &all)]),
        ("fields_of_an_achievement", vec![(&olympiad, &result)]),
        ("three_of_two_registries", vec![(&certificate, &three), (&olympiad, &result), (&music, &all)]),
    ];
    let mut samples = Vec::new();
    for (number, (name, parts)) in (0_u8..).zip(&rows) {
        samples.extend(shown(name, number, parts, &keys)?);
    }
    Ok(samples)
}

/// One presentation, of which each credential is verified by itself.
fn shown(name: &str, number: u8, parts: &[(&Held, &Selection)], keys: &Keyring) -> anyhow::Result<Vec<Sample>> {
    let made_at = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let nonce = base64url(&sha256(&[number]));
    let consent = Consent { id: [number; 16], purpose: "Приём (SAMPLE)".to_owned(), expires: made_at + 86_400 };
    let terms = Terms { audience: AUDIENCE.to_owned(), nonce: nonce.clone(), consent, made_at };
    let asked: Vec<Part<'_>> =
        parts.iter().map(|(held, selection)| Part { document: &held.file, selection, holder: &held.holder }).collect();
    let presentation = present(&asked, &terms, Vec::new())?;
    let mut samples = Vec::new();
    for ((credential, (held, _)), place) in presentation.credentials.iter().zip(parts).zip(1..) {
        let name = if parts.len() == 1 { name.to_owned() } else { format!("{name}_{place}") };
        let claims = claims_of(&credential.sd_jwt, &held.issuer)?;
        let case = Case {
            name,
            presentation: credential.sd_jwt.clone(),
            issuer_jwk: jwk(&held.issuer),
            audience: AUDIENCE.to_owned(),
            nonce: nonce.clone(),
            vct: claims.get("vct").and_then(Value::as_str).context("a vct")?.to_owned(),
            expected: Expected::Seen(claims),
        };
        samples.push(Sample { case, holder: keys.holder_key(&held.registry, Epoch::FIRST) });
    }
    Ok(samples)
}

/// Claims that our own verifier sees in a presentation, compared with those chosen to be shown.
fn claims_of(presentation: &str, issuer: &PublicKey) -> anyhow::Result<Value> {
    let disclosed = SdJwt::parse(presentation)?.verify_signature(issuer)?.disclose()?;
    let claims = Value::Object(disclosed.into_claims());
    for field in fields(presentation)?.iter().filter(|field| !field.path.contains('/')) {
        ensure!(claims.get(&field.path) == Some(&field.value), "{} is not seen as it was chosen", field.path);
    }
    Ok(claims)
}

/// A public key as RFC 8037 §2 writes it.
pub(crate) fn jwk(key: &PublicKey) -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(key.as_bytes())})
}

/// A registry that issues.
struct School {
    origin: Origin,
    key: SecretKey,
}

impl School {
    fn new(id: &str, number: u8) -> anyhow::Result<Self> {
        let registry = RegistryId::parse(id)?;
        Ok(Self { origin: Origin::new(registry, 1.try_into()?), key: SecretKey::from_seed(&[number; 32].into()) })
    }

    fn issue(&self, draft: &Value, slot: u32, keys: &Keyring) -> anyhow::Result<Held> {
        let holder = keys.holder_key(self.origin.registry(), Epoch::FIRST);
        let mut drawn = u64::from(slot) << 32;
        let mut dice = |bytes: &mut [u8]| {
            for block in bytes.chunks_mut(32) {
                drawn += 1;
                block.copy_from_slice(sha256(&drawn.to_be_bytes()).get(..block.len()).unwrap_or_default());
            }
        };
        let draft = Draft::from_json(draft.to_string().as_bytes())?;
        let issued = issue(
            &draft,
            &mut IssueContext {
                registry: self.origin.registry(),
                key_id: log_key_id(&self.origin, &self.key.public()),
                key: &self.key,
                day: Day::parse("2026-09-01").context("a day")?,
                holder: Some(&holder.public()),
                slot,
                dice: &mut dice,
            },
        )?;
        // The proof of the log is ours alone and goes beside the presentation, not inside it.
        let file = DocumentFile {
            sd_jwt: issued.sd_jwt,
            salt: issued.salt,
            record: Vec::new(),
            proof: String::new(),
            inner_path: None,
            status: None,
            earlier_checkpoint: None,
            roster: None,
        };
        Ok(Held { file, registry: self.origin.registry().clone(), holder, issuer: self.key.public() })
    }
}

fn certificate() -> Value {
    let subjects = ["Русский язык", "Литература", "Алгебра", "Геометрия", "Информатика", "Физика", "Химия", "История"];
    let marks: Vec<Value> =
        (3..=5).cycle().zip(subjects).map(|(mark, subject)| json!({"subject": subject, "mark": mark})).collect();
    json!({
        "format": "attestat/draft/v1",
        "pupil": {
            "family_name": "Образцова (SAMPLE)", "given_name": "Анна-Мария", "patronymic": "Ильинична",
            "birth_date": "2008-02-29",
        },
        "document": {
            "kind": "secondary", "distinction": "ordinary", "blank_number": "07724009876543",
            "registration_number": "2026-17", "issue_date": "2026-06-25", "end_year": 2026,
            "school_name": "Школе-образце «№ 12» (SAMPLE)", "locality": "г. Образцовск", "head": "Примеров П. П.",
            "head_capacity": "head", "supplement_number": "07725001234567", "marks": marks,
            "additional_information": ["Элективный курс «Черчение»", "Факультатив \"Робот\""], "copy": "original",
        },
        "basis": {"kind": "law", "text": "Приказ № 45 от 2026-06-20 (SAMPLE)"},
    })
}

fn achievement(document: Value) -> Value {
    json!({
        "format": "attestat/draft/v1",
        "pupil": {"family_name": "Образцова (SAMPLE)", "given_name": "Анна-Мария", "birth_date": "2008-02-29"},
        "document": document,
        "basis": {"kind": "agreement", "date": "2026-02-01", "text": "Заявление № 7 (SAMPLE)", "by": "both"},
    })
}

fn olympiad() -> Value {
    json!({
        "kind": "olympiad", "name": "Всероссийская олимпиада школьников", "series": "all-russian",
        "stage": "regional", "subject": "Физика", "grade": 10, "degree": "prize-winner", "date": "2026-02-10",
        "organiser": "Министерство образования (SAMPLE)", "diploma_number": "РЭ-12",
    })
}

fn music() -> Value {
    json!({
        "kind": "arts-school", "school_type": "music", "programme": "pre-professional", "specialism": "Фортепиано",
        "start_year": 2018, "end_year": 2026, "certificate_number": "А 000123", "date": "2026-05-28",
        "organisation": "ДМШ № 1 (SAMPLE)", "marks": [{"subject": "Сольфеджио", "mark": 5}],
    })
}
