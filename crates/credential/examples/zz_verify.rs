#![allow(
    clippy::all,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    dead_code
)]
#[path = "../tests/it/support/mod.rs"]
mod support;
use attestat_credential::document::DocumentFile;
use attestat_credential::verdict::*;
use std::hint::black_box;
use support::town::*;
fn main() {
    let (town, a) = Town::with_document(&support::secondary());
    let trust = town.trust();
    let file = town.document(&a);
    let text = file.to_json();
    let n = 3000u32;
    let k = key(1);
    let pk = k.public();
    let sig = k.sign(&[7; 1800]);
    let sig2 = k.sign(&[7; 100]);
    println!("file {} bytes", text.len());

    fn min(mut f: impl FnMut()) -> f64 {
        let mut best = f64::MAX;
        for _ in 0..4000 {
            let t = std::time::Instant::now();
            f();
            best = best.min(t.elapsed().as_secs_f64() * 1e6);
        }
        best
    }
    let s5 = min(|| {
        black_box(pk.verify(&[7; 1800], &sig).unwrap());
        for _ in 0..4 {
            black_box(pk.verify(&[7; 100], &sig2).unwrap());
        }
    });
    let s1 = min(|| {
        black_box(pk.verify(&[7; 1800], &sig).unwrap());
    });
    let v = min(|| {
        assert!(verify_bytes(text.as_bytes(), &trust, NOW).colour() == Colour::Green);
    });
    let mut ver = Verifier::new(&trust);
    let vc = min(|| {
        assert!(ver.verify_bytes(text.as_bytes(), NOW).colour() == Colour::Green);
    });
    let p = min(|| {
        black_box(DocumentFile::parse(text.as_bytes()).unwrap());
    });
    use attestat_credential::sd_jwt::{disclosure::*, *};
    let sd = &file.sd_jwt;
    let parts: Vec<&str> = sd.split('~').collect();
    let ds = &parts[1..parts.len() - 1];
    let a = min(|| {
        black_box(SdJwt::parse(sd).unwrap());
    });
    let pl = SdJwt::parse(sd).unwrap().unverified().unverified_claims().clone();
    let b = min(|| {
        black_box(pl.clone());
    });
    let c = min(|| {
        black_box(process(pl.clone(), ds).unwrap());
    });
    let d = min(|| {
        for d in ds {
            black_box(DisclosureDigest::of(d));
        }
    });
    let e = min(|| {
        black_box(attestat_ledger::evidence::StatusProof::parse(file.status.as_ref().unwrap()).unwrap());
    });
    let f = min(|| {
        black_box(attestat_ledger::proof::TlogProof::parse(&file.proof).unwrap());
    });
    let g = min(|| {
        black_box(
            attestat_ledger::checkpoint::CheckpointNote::parse(
                attestat_ledger::proof::TlogProof::parse(&file.proof).unwrap().checkpoint.as_bytes(),
            )
            .unwrap(),
        );
    });
    let h = min(|| {
        black_box(SdJwt::parse(sd).unwrap().jwt_digest());
    });
    let i = min(|| {
        black_box(SdJwt::parse(sd).unwrap().verify_signature(&pk).is_ok());
    });
    println!(
        "sdjwt parse {a:.1} clone {b:.1} process+clone {c:.1} digests {d:.1} status {e:.1} tlog {f:.1} tlog+note {g:.1} parse+digest {h:.1} parse+sig {i:.1}"
    );
    println!(
        "5 sigs {s5:.1} verify {v:.1} ratio {:.3} | 1 sig {s1:.1} cached {vc:.1} ratio {:.2} | parse {p:.1}",
        v / s5,
        vc / s1
    );
    let c = std::env::args().nth(1);
    if c.is_some() {
        let mut ver = Verifier::new(&trust);
        for _ in 0..60000 {
            black_box(ver.verify_bytes(text.as_bytes(), NOW));
        }
    }
}
