//! `attestat request`: a verifier's request to families, as a file and as a QR code.
//!
//! The answer is bound to the request by its audience and its nonce, so that `verify --request` can tell it
//! from a presentation that was made for somebody else, or for another request.

#[cfg(test)]
mod tests;

use crate::commands::code;
use crate::files::disk::{self, Readers};
use crate::machine::clock;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::request::{asks, end_of_day, not_a_request, refused};
use attestat_credential::credential_type::CredentialType;
use attestat_credential::presentation::request::{REQUEST_BYTES_MAX, Request};
use attestat_credential::presentation::terms::NONCE_BYTES;
use attestat_ledger::encoding::base64url;
use attestat_words::text;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Arguments of `request`.
#[derive(clap::Args)]
pub(crate) struct RequestArgs {
    /// Your name, as families will see it and as `verify --as` will demand it
    #[arg(long = "as", alias = "to", value_name = "NAME")]
    audience: String,
    /// What you need it for, in one sentence
    #[arg(long, value_name = "TEXT")]
    purpose: String,
    /// Fields that must be shown, such as family_name, marks, marks/Физика
    #[arg(long, value_name = "FIELD", required = true, num_args = 1..)]
    need: Vec<String>,
    /// Fields that may be shown
    #[arg(long, value_name = "FIELD", num_args = 1..)]
    optional: Vec<String>,
    /// Of which documents; any, if not said
    #[arg(long = "type", value_name = "TYPE", value_parser = types(), num_args = 1..)]
    kinds: Vec<CredentialType>,
    /// Until when you need it: families consent until then; 2027-08-31 or 31.08.2027
    #[arg(long, value_name = "DATE")]
    until: String,
    /// The request as a file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The request as a QR code; where one is not enough, a number stands before the ending
    #[arg(long, value_name = "PNG")]
    qr: Option<PathBuf>,
}

/// The types of documents on the command line, listed by help and by completions.
pub(crate) fn types() -> impl TypedValueParser<Value = CredentialType> {
    let words = CredentialType::all().iter().map(|kind| kind.word());
    PossibleValuesParser::new(words).try_map(|word| CredentialType::named(&word).ok_or("no such type"))
}

/// Makes a request with a fresh nonce.
pub(crate) fn run(args: &RequestArgs, out: &Output) -> Result<Exit, Failure> {
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce)
        .map_err(|error| Failure::internal(text!("dice-failed-why", why = error.to_string())))?;
    let request = Request {
        audience: args.audience.clone(),
        nonce: base64url(&nonce),
        purpose: args.purpose.clone(),
        begins: Some(clock::now()),
        expires: end_of_day(&args.until, clock::now())?,
        required: asks(&args.need, &args.kinds)?,
        optional: asks(&args.optional, &args.kinds)?,
    };
    request.check().map_err(|error| refused(&error))?;
    // Both or none: a request without its code is made a second time, and then there are two.
    if let Some(path) = &args.qr {
        code::refuse_any_there(path)?;
    }
    disk::write_new(&args.out, request.to_json().as_bytes(), Readers::Everyone)?;
    let codes = match &args.qr {
        Some(path) => code::write_all(&request.pack().map_err(|error| refused(&error))?, path, Readers::Everyone)?,
        None => Vec::new(),
    };
    say(args, &request, &codes, out);
    Ok(Exit::Done)
}

/// Reads a request file.
pub(crate) fn read(path: &Path) -> Result<(Request, Vec<u8>), Failure> {
    let bytes = disk::read(path, REQUEST_BYTES_MAX)?;
    let request = Request::parse(&bytes).map_err(|error| not_a_request(&path.display().to_string(), &error))?;
    Ok((request, bytes))
}

fn say(args: &RequestArgs, request: &Request, codes: &[PathBuf], out: &Output) {
    let written: Vec<String> =
        core::iter::once(&args.out).chain(codes).map(|path| path.display().to_string()).collect();
    out.words(&text!("request-made", files = written.join(", "), file = &args.out));
    out.remark(&text!("request-keep"));
    out.json(
        "request",
        json!({
            "request": args.out, "codes": codes, "audience": request.audience, "nonce": request.nonce,
            "expires": clock::iso(request.expires),
        }),
    );
}
