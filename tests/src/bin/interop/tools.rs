//! The verifiers, ours and the foreign ones, and the commands that run each.

use crate::samples::Case;
use anyhow::{Context as _, bail, ensure};
use attestat_credential::sd_jwt::key_binding::{KeyBindingPolicy, Transaction};
use attestat_credential::sd_jwt::verify;
use attestat_ledger::encoding::parse_base64url;
use attestat_ledger::key::PublicKey;
use attestat_tests::page::repository;
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

/// A verifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// Our own, `crates/credential`.
    Attestat,
    /// openvc-core, Python.
    OpenVc,
    /// sd-jwt, Python.
    SdJwt,
    /// @sd-jwt/sd-jwt-vc, Node.
    SdJwtVc,
}

/// Answer of a tool to one presentation.
pub(crate) enum Answer {
    /// Accepted, with these claims.
    Accepted(Value),
    /// Refused, with the reason.
    Refused(String),
}

impl Tool {
    /// All tools.
    pub(crate) const ALL: [Self; 4] = [Self::Attestat, Self::OpenVc, Self::SdJwt, Self::SdJwtVc];

    /// Its name and version.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Attestat => "attestat",
            Self::OpenVc => "openvc-core 1.37.0 (Python)",
            Self::SdJwt => "sd-jwt 0.10.4 (Python)",
            Self::SdJwtVc => "@sd-jwt/sd-jwt-vc 0.19.0 (Node)",
        }
    }

    /// Its part of a test's name.
    pub(crate) const fn module(self) -> &'static str {
        match self {
            Self::Attestat => "attestat",
            Self::OpenVc => "openvc",
            Self::SdJwt => "sd_jwt",
            Self::SdJwtVc => "sd_jwt_vc",
        }
    }

    /// True if it leaves disclosures out that no digest stands for, where RFC 9901 §7.1 step 5 has the whole refused.
    /// The claims that it then sees are compared all the same.
    pub(crate) const fn passes_over_unsigned_disclosures(self) -> bool {
        matches!(self, Self::SdJwt | Self::SdJwtVc)
    }

    /// Its answer to each presentation; `None` where it is not installed.
    pub(crate) fn answers(self, folder: &Path, cases: &[Case]) -> anyhow::Result<Option<Vec<Answer>>> {
        if self == Self::Attestat {
            return cases.iter().map(ours).collect::<anyhow::Result<_>>().map(Some);
        }
        let Some(mut command) = self.command(folder)? else { return Ok(None) };
        let asked: Vec<Value> = cases.iter().map(asked).collect();
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context(self.name())?;
        child.stdin.take().context("no standard input")?.write_all(&serde_json::to_vec(&asked)?)?;
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "{} ended with {}", self.name(), output.status);
        let answers: Vec<Value> = serde_json::from_slice(&output.stdout).context(self.name())?;
        ensure!(answers.len() == cases.len(), "{} answered {} of {}", self.name(), answers.len(), cases.len());
        answers.into_iter().map(answer).collect::<anyhow::Result<_>>().map(Some)
    }

    /// The command that asks it; its script runs where its packages are found.
    fn command(self, folder: &Path) -> anyhow::Result<Option<Command>> {
        let scripts = repository().join("tests/interop");
        let python = |script: &str| {
            let mut command = Command::new(folder.join("python/bin/python"));
            // Scripts and packages have like names: only the packages are looked for.
            command.arg("-P").arg(scripts.join(script)).env_remove("PYTHONPATH");
            folder.join("python.stamp").exists().then_some(command)
        };
        match self {
            Self::Attestat => Ok(None),
            Self::OpenVc => Ok(python("check_openvc.py")),
            Self::SdJwt => Ok(python("check_sd_jwt.py")),
            Self::SdJwtVc if folder.join("node.stamp").exists() => {
                let script = folder.join("node/check_sd_jwt_vc.mjs");
                std::fs::copy(scripts.join("check_sd_jwt_vc.mjs"), &script)?;
                let mut command = Command::new("node");
                command.arg(script);
                Ok(Some(command))
            }
            Self::SdJwtVc => Ok(None),
        }
    }
}

/// Answer of our own code: the two steps of RFC 9901 §7 alone, without log and roster.
fn ours(case: &Case) -> anyhow::Result<Answer> {
    let key = case.issuer_jwk.get("x").and_then(Value::as_str).and_then(parse_base64url).context("a key")?;
    let key = PublicKey::parse(key.as_slice().try_into()?)?;
    let now_unix_seconds = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let transaction =
        Transaction { audience: &case.audience, nonce: &case.nonce, now_unix_seconds, max_age_seconds: 300 };
    let verified = verify(&case.presentation, &key, &KeyBindingPolicy::Required(transaction), now_unix_seconds);
    match verified {
        Ok(verified) if verified.claims.get("vct") == Some(&Value::from(case.vct.as_str())) => {
            Ok(Answer::Accepted(Value::Object(verified.claims)))
        }
        Ok(_) => Ok(Answer::Refused("another vct".to_owned())),
        Err(error) => Ok(Answer::Refused(error.to_string())),
    }
}

fn asked(case: &Case) -> Value {
    json!({
        "presentation": case.presentation, "issuer_jwk": case.issuer_jwk,
        "audience": case.audience, "nonce": case.nonce, "vct": case.vct,
    })
}

fn answer(value: Value) -> anyhow::Result<Answer> {
    let why = value.get("why").and_then(Value::as_str);
    match (value.get("accepted").and_then(Value::as_bool), value.get("claims"), why) {
        (Some(true), Some(claims), _) => Ok(Answer::Accepted(claims.clone())),
        (Some(false), ..) => Ok(Answer::Refused(why.unwrap_or("without a reason").to_owned())),
        _ => bail!("an answer is not of the form that was agreed: {value}"),
    }
}
