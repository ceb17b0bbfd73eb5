//! A roster as the TOML that `attestat_ledger::roster` reads (docs/spec/roster.md).

use attestat_ledger::encoding::{base64, hex};
use attestat_ledger::record::Class;
use attestat_ledger::roster::{Cosigner, CosignerKind, Cut, Log, Registry, RegistryState, Roster};
use core::fmt::Write as _;

/// Writes a roster; equal rosters give equal texts. The policy is given as its lines, for a parsed
/// roster keeps their meaning only.
pub(super) fn render(roster: &Roster, quorum: &str) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line("format = \"attestat/roster/v1\"".to_owned());
    line(format!("version = {}", roster.version));
    if let Some(previous) = roster.previous {
        line(format!("previous = \"{previous}\""));
    }
    line(format!("issued = \"{}\"", roster.issued));
    line(format!("expires = \"{}\"", roster.expires));
    line(format!("threshold = {}", roster.governance.threshold));
    line("governors = [".to_owned());
    for governor in &roster.governance.governors {
        line(format!("    {},", quoted(&governor.to_string())));
    }
    line("]".to_owned());
    line(format!("quorum = \"\"\"\n{}\n\"\"\"", escaped(quorum.trim_matches('\n'))));
    roster.registries.iter().for_each(|registry| put_registry(&mut out, registry));
    roster.cosigners.iter().for_each(|cosigner| put_cosigner(&mut out, cosigner));
    roster.cuts.iter().for_each(|cut| put_cut(&mut out, cut));
    out
}

/// Writing to a String cannot fail.
fn put(out: &mut String, key: &str, value: &str) {
    _ = writeln!(out, "{key} = {}", quoted(value));
}

fn put_registry(out: &mut String, registry: &Registry) {
    out.push_str("\n[[registry]]\n");
    put(out, "id", registry.id.as_str());
    put(out, "name", &registry.name);
    put(out, "organisation", &registry.organisation);
    put(out, "region", &registry.region);
    let classes: Vec<String> = registry.classes.iter().map(|class| quoted(class_word(*class))).collect();
    _ = writeln!(out, "classes = [{}]", classes.join(", "));
    put(out, "state", state_word(registry.state));
    put(out, "url", &registry.url);
    registry.logs.iter().for_each(|log| put_log(out, log));
}

fn put_log(out: &mut String, log: &Log) {
    out.push_str("\n[[registry.log]]\n");
    put(out, "origin", log.origin.as_str());
    for listed in &log.keys {
        out.push_str("\n[[registry.log.key]]\n");
        put(out, "key", &base64(listed.key.as_bytes()));
        _ = writeln!(out, "from_size = {}", listed.from_size);
        if let Some(to_size) = listed.to_size {
            _ = writeln!(out, "to_size = {to_size}");
        }
    }
}

fn put_cosigner(out: &mut String, cosigner: &Cosigner) {
    out.push_str("\n[[cosigner]]\n");
    put(out, "key", &cosigner.key.to_string());
    put(out, "organisation", &cosigner.organisation);
    put(out, "kind", kind_word(cosigner.kind));
    put(out, "url", &cosigner.url);
}

fn put_cut(out: &mut String, cut: &Cut) {
    out.push_str("\n[[cut]]\n");
    put(out, "origin", cut.origin.as_str());
    _ = writeln!(out, "size = {}", cut.size);
    put(out, "root", &hex(cut.root.as_bytes()));
}

/// The word of a class in a roster.
pub(super) const fn class_word(class: Class) -> &'static str {
    match class {
        Class::Achievement => "achievement",
        Class::Certificate => "certificate",
        Class::Digest => "digest",
    }
}

/// The word of a registry's state in a roster.
pub(super) const fn state_word(state: RegistryState) -> &'static str {
    match state {
        RegistryState::Active => "active",
        RegistryState::Suspended => "suspended",
        RegistryState::Closed => "closed",
    }
}

/// The word of a cosigner's kind in a roster.
pub(super) const fn kind_word(kind: CosignerKind) -> &'static str {
    match kind {
        CosignerKind::Mirror => "mirror",
        CosignerKind::Witness => "witness",
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A basic string's content (TOML 1.0): quotes and backslashes escaped; rosters have no control
/// characters but line feeds.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A roster with every kind of table in it.
    fn roster() -> (Roster, String) {
        let key = |seed: u8| attestat_ledger::key::SecretKey::from_seed(&zeroize::Zeroizing::new([seed; 32])).public();
        let vkey = |name: &str, kind, seed| attestat_ledger::note::VerifierKey::new(name, kind, key(seed)).unwrap();
        let governor = vkey("pilot.example", attestat_ledger::note::SignatureType::Ed25519, 1);
        let mirror = vkey("b.example/m1", attestat_ledger::note::SignatureType::CosignatureV1, 2);
        let quorum = "group mirrors 1 b.example/m1\nquorum mirrors";
        let text = format!(
            "format = \"attestat/roster/v1\"\nversion = 2\nprevious = \"{previous}\"\nissued = \"2026-09-01\"\nexpires = \"2027-09-01\"\nthreshold = 1\ngovernors = [\"{governor}\"]\nquorum = \"{quorum}\"\n\
             [[registry]]\nid = \"a.example\"\nname = \"Школа «\\\"А\\\"» \\\\ 1\"\norganisation = \"A\"\nregion = \"77\"\nclasses = [\"certificate\", \"achievement\"]\nstate = \"suspended\"\nurl = \"https://a:7400\"\n\
             [[registry.log]]\norigin = \"a.example/1\"\n[[registry.log.key]]\nkey = \"{one}\"\nfrom_size = 1\nto_size = 5\n[[registry.log.key]]\nkey = \"{two}\"\nfrom_size = 6\n\
             [[cosigner]]\nkey = \"{mirror}\"\norganisation = \"B\"\nkind = \"mirror\"\n\
             [[cut]]\norigin = \"a.example/1\"\nsize = 7\nroot = \"{root}\"\n",
            previous = "ab".repeat(32),
            root = "cd".repeat(32),
            one = base64(key(3).as_bytes()),
            two = base64(key(4).as_bytes()),
            quorum = quorum.replace('\n', "\\n"),
        );
        (Roster::parse(&text).unwrap(), quorum.to_owned())
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let (roster, quorum) = roster();
        let text = render(&roster, &quorum);
        let again = Roster::parse(&text).unwrap();
        assert_eq!(render(&again, &quorum), text);
        assert_eq!(again.registries, roster.registries);
        assert_eq!(again.cosigners, roster.cosigners);
        assert_eq!(again.cuts, roster.cuts);
        assert_eq!(again.governance, roster.governance);
        assert_eq!((again.version, again.previous), (roster.version, roster.previous));
        assert!(again.policy.is_satisfied(|name| name == "b.example/m1") && !again.policy.is_satisfied(|_| false));
    }
}
