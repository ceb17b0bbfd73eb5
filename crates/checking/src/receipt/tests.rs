//! Receipts that were changed.

use super::form::Counts;
use super::read::{Edition, Receipt, ReceiptError};
use attestat_credential::trust::RosterSource;
use attestat_credential::verdict::Colour;
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::sha256;

const LIST: &str = "head a.example/1 6 AAAA 00\nstatus a.example/1 6 00\nwithdrawal 00\n\
                    file 0000000000000000000000000000000000000000000000000000000000000001 green - -\n\
                    file - grey entry-encrypted same-file:1\n";
/// That list in the earlier format.
const FIRST_LIST: &str = "head a.example/1 6 AAAA\nstatus a.example/1 6 00\n\
                    file 0000000000000000000000000000000000000000000000000000000000000001 green -\n\
                    file - grey entry-encrypted\n";

/// A receipt over a list, with these counts.
fn receipt(list: &str, counts: &str) -> String {
    format!(
        "attestat/receipt/v2\nversion 0.1.0\ntime 2026-07-20T09:30:00Z\nroster 1 00\nmax-age 604800\n\
         left-alone 0\ncounts {counts}\nlist 2 {}\n\n\n{list}",
        hex(&sha256(list.as_bytes()))
    )
}

#[test]
fn a_changed_receipt_is_refused_with_the_place() {
    let good = receipt(LIST, "green 1 amber 0 grey 1 red 0");
    let parsed = Receipt::parse(good.as_bytes()).unwrap();
    assert_eq!(parsed.files.len(), 2);
    assert_eq!((parsed.files[1].hash, parsed.files[1].codes.as_str()), (None, "entry-encrypted"));
    assert_eq!((parsed.edition, parsed.bases.len()), (Edition::Second, 3));
    let refused = |text: &str| Receipt::parse(text.as_bytes()).unwrap_err();
    assert_eq!(refused(&good.replace(" green -", " amber -")), ReceiptError::ListChanged);
    assert_eq!(refused(&good.replace("withdrawal 00\n", "")), ReceiptError::ListChanged);
    for (line, key) in [("time 2026-07-20T09:30:00Z\n", "time"), ("left-alone 0\n", "left-alone")] {
        assert_eq!(refused(&good.replace(line, "")), ReceiptError::Missing(key));
    }
    assert_eq!(refused(&receipt(LIST, "green 2 amber 0 grey 0 red 0")), ReceiptError::Counts);
    assert_eq!(
        refused(&receipt(&LIST.replace("grey", "violet"), "green 1 amber 0 grey 0 red 0")),
        ReceiptError::Counts
    );
    assert_eq!(refused(&receipt("something else\n", "green 0 amber 0 grey 0 red 0")), ReceiptError::Line(11));
    assert_eq!(refused(&good.replace("max-age 604800\n", "max-age 604800\nextra 1\n")), ReceiptError::Line(6));
    for age in ["18446744073709551615", "3155760001", "-1", "a week"] {
        assert_eq!(refused(&good.replace("604800", age)), ReceiptError::Value("max-age"), "{age}");
    }
    let by_host = good.replace("max-age", "shown-by school-12.example\nmax-age");
    let by = RosterSource::Shown { by: "school-12.example".to_owned() };
    assert_eq!(Receipt::parse(by_host.as_bytes()).unwrap().roster_from(), by);
    assert_eq!(parsed.roster_from(), RosterSource::Pinned);
    assert_eq!(refused(&good.replace("left-alone", "shown-by school-12.example\nleft-alone")), ReceiptError::Line(6));
    let turned = LIST.replace("withdrawal 00\n", "").replace("head", "withdrawal 00\nhead");
    assert_eq!(refused(&receipt(&turned, "green 1 amber 0 grey 1 red 0")), ReceiptError::Line(12));
    assert_eq!(refused(&receipt(FIRST_LIST, "green 1 amber 0 grey 1 red 0")), ReceiptError::Line(11));
    assert_eq!(refused("attestat/roster/v1\n\n\n"), ReceiptError::NotAReceipt);
    assert_eq!(refused(""), ReceiptError::NotAReceipt);
}

#[test]
fn counts_are_kept_by_colour() {
    let mut counts = Counts::default();
    [Colour::Green, Colour::Red, Colour::Green].into_iter().for_each(|colour| counts.add(colour));
    assert_eq!((counts.of(Colour::Green), counts.of(Colour::Red), counts.total()), (2, 1, 3));
}
