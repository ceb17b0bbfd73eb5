//! The same presentations with one thing changed: each must be refused by everybody.

use crate::samples::{AUDIENCE, Case, Expected, Sample, jwk};
use anyhow::{Context as _, ensure};
use attestat_credential::sd_jwt::key_binding::{Transaction, bind};
use attestat_ledger::encoding::{base64url, parse_base64url};
use attestat_ledger::hash::sha256;
use attestat_ledger::key::SecretKey;
use serde_json::{Map, Value};

/// A presentation in its parts: the issuer's JWT, the disclosures, the key-binding JWT.
struct Parts {
    jwt: String,
    disclosures: Vec<String>,
    binding: String,
}

impl Parts {
    fn of(presentation: &str) -> anyhow::Result<Self> {
        let mut parts: Vec<String> = presentation.split('~').map(str::to_owned).collect();
        let binding = parts.pop().context("a key-binding JWT")?;
        ensure!(!binding.is_empty() && !parts.is_empty(), "a presentation has a JWT and a key binding");
        let disclosures = parts.split_off(1);
        Ok(Self { jwt: parts.remove(0), disclosures, binding })
    }

    /// The shown part, up to the last `~`.
    fn shown(&self) -> String {
        let parts = core::iter::once(&self.jwt).chain(&self.disclosures);
        parts.map(|part| format!("{part}~")).collect()
    }

    fn joined(&self) -> String {
        self.shown() + &self.binding
    }
}

/// Every presentation with every change that can be made to it.
pub(crate) fn of_all(samples: &[Sample]) -> anyhow::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for sample in samples {
        for (what, presentation) in changed(sample)? {
            cases.push(refused(sample, what, presentation));
        }
        cases.extend(with_a_forgery(sample)?);
        cases.extend(asked_otherwise(sample));
    }
    let swapped = swapped(samples)?;
    cases.extend(swapped);
    Ok(cases)
}

fn refused(sample: &Sample, what: &str, presentation: String) -> Case {
    let genuine = &sample.case;
    Case {
        name: format!("{}::{what}", genuine.name),
        presentation,
        issuer_jwk: genuine.issuer_jwk.clone(),
        audience: genuine.audience.clone(),
        nonce: genuine.nonce.clone(),
        vct: genuine.vct.clone(),
        expected: Expected::Refused,
    }
}

/// The presentation with one part changed.
fn changed(sample: &Sample) -> anyhow::Result<Vec<(&'static str, String)>> {
    let whole = || Parts::of(&sample.case.presentation);
    let parts = whole()?;
    let mut changed = vec![
        ("payload", Parts { jwt: edited(&parts.jwt, 1, "urn:attestat:", "urn:attestaT:")?, ..whole()? }),
        ("algorithm_none", Parts { jwt: edited(&parts.jwt, 0, "EdDSA", "none")?, ..whole()? }),
        ("issuer_signature", Parts { jwt: flipped(&parts.jwt)?, ..whole()? }),
        ("binding_signature", Parts { binding: flipped(&parts.binding)?, ..whole()? }),
        ("binding_cut_off", Parts { binding: String::new(), ..whole()? }),
        ("binding_of_another_key", Parts { binding: signed_by(sample, &other_key(), &parts.shown())?, ..whole()? }),
        (
            "sd_hash",
            Parts { binding: signed_by(sample, &sample.holder, &format!("{}~", parts.jwt + "x"))?, ..whole()? },
        ),
    ];
    if let Some(first) = parts.disclosures.first() {
        let mut other = whole()?;
        other.disclosures = parts.disclosures.clone();
        let replaced = other.disclosures.first_mut().context("a disclosure")?;
        *replaced = with_another_value(first)?;
        changed.push(("disclosure", other));

        let mut fewer = whole()?;
        fewer.disclosures.remove(0);
        changed.push(("disclosure_taken_away", fewer));
    }
    Ok(changed.into_iter().map(|(what, parts)| (what, parts.joined())).collect())
}

/// A disclosure that the issuer never made, with the holder's own signature over it.
fn with_a_forgery(sample: &Sample) -> anyhow::Result<Option<Case>> {
    let mut parts = Parts::of(&sample.case.presentation)?;
    let (Some(first), Expected::Seen(claims)) = (parts.disclosures.first(), &sample.case.expected) else {
        return Ok(None);
    };
    parts.disclosures.push(with_another_value(first)?);
    parts.binding = signed_by(sample, &sample.holder, &parts.shown())?;
    let case = refused(sample, "disclosure_that_the_issuer_never_made", parts.joined());
    Ok(Some(Case { expected: Expected::NotSeen(claims.clone()), ..case }))
}

/// The presentation as it is, for somebody else, or under another key.
fn asked_otherwise(sample: &Sample) -> Vec<Case> {
    let unchanged = |what| refused(sample, what, sample.case.presentation.clone());
    let mut audience = unchanged("audience");
    audience.audience = "other-university.example".to_owned();
    let mut nonce = unchanged("nonce");
    nonce.nonce = base64url(&sha256(b"another request"));
    let mut issuer = unchanged("another_issuer");
    issuer.issuer_jwk = jwk(&other_key().public());
    let mut vct = unchanged("another_type");
    vct.vct = "urn:attestat:another:1".to_owned();
    vec![audience, nonce, issuer, vct]
}

/// The disclosures and the key binding of another presentation of the same document.
fn swapped(samples: &[Sample]) -> anyhow::Result<Vec<Case>> {
    let named = |name: &str| samples.iter().find(|sample| sample.case.name == name).context("a sample");
    let (three, marks) = (named("three_fields")?, named("one_mark")?);
    let (mut binding, other) = (Parts::of(&three.case.presentation)?, Parts::of(&marks.case.presentation)?);
    binding.binding = other.binding.clone();
    let mut more = Parts::of(&three.case.presentation)?;
    more.disclosures.extend(other.disclosures);
    Ok(vec![
        refused(three, "binding_of_another_presentation", binding.joined()),
        refused(three, "disclosures_of_another_presentation", more.joined()),
    ])
}

/// A key that nobody in the samples has.
fn other_key() -> SecretKey {
    SecretKey::from_seed(&[0x5A; 32].into())
}

/// A key-binding JWT over `shown`, with everything else as in the genuine one.
fn signed_by(sample: &Sample, key: &SecretKey, shown: &str) -> anyhow::Result<String> {
    let claims: Map<String, Value> =
        serde_json::from_slice(&segment(&Parts::of(&sample.case.presentation)?.binding, 1)?)?;
    let made_at = claims.get("iat").and_then(Value::as_u64).context("an iat")?;
    let transaction =
        Transaction { audience: AUDIENCE, nonce: &sample.case.nonce, now_unix_seconds: made_at, max_age_seconds: 0 };
    let bound = bind(shown, &transaction, claims, key)?;
    Ok(bound.rsplit('~').next().unwrap_or_default().to_owned())
}

fn segment(jwt: &str, number: usize) -> anyhow::Result<Vec<u8>> {
    jwt.split('.').nth(number).and_then(parse_base64url).context("a segment of a JWT")
}

/// A JWT with a text in one of its segments replaced.
fn edited(jwt: &str, number: usize, from: &str, to: &str) -> anyhow::Result<String> {
    let text = String::from_utf8(segment(jwt, number)?)?;
    ensure!(text.contains(from), "{from} stands in the JWT");
    let edited = base64url(text.replacen(from, to, 1).as_bytes());
    let segments = jwt.split('.').enumerate().map(|(at, old)| if at == number { edited.as_str() } else { old });
    Ok(segments.collect::<Vec<_>>().join("."))
}

/// A JWT with one bit of its signature turned over.
fn flipped(jwt: &str) -> anyhow::Result<String> {
    let (head, signature) = jwt.rsplit_once('.').context("a JWT")?;
    let mut bytes = parse_base64url(signature).context("a signature")?;
    *bytes.get_mut(10).context("64 bytes")? ^= 1;
    Ok(format!("{head}.{}", base64url(&bytes)))
}

/// A disclosure with the same salt and name that says something else.
fn with_another_value(disclosure: &str) -> anyhow::Result<String> {
    let mut parts: Vec<Value> = serde_json::from_slice(&parse_base64url(disclosure).context("base64url")?)?;
    *parts.last_mut().context("a value")? = "Подменённая".into();
    Ok(base64url(Value::Array(parts).to_string().as_bytes()))
}
