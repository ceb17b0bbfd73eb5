//! Bars of records and revocations over time, as SVG that takes its colours from the style sheet.

use crate::web::counts::DayCount;
use attestat_ledger::day::Day;
use maud::{Markup, html};

/// Width of a bar with the gap behind it, and of the bar, in units of the picture.
const STEP: usize = 10;
const BAR: usize = 8;
/// Height of the largest bar.
const HEIGHT: u64 = 60;

/// The picture; its figures stand in the table beside it, and its name says so to whoever does not see it.
pub(super) fn bars(name: &str, bars: &[(Day, DayCount)]) -> Markup {
    let most = bars.iter().map(|(_, count)| count.records).max().unwrap_or(0).max(1);
    let width = bars.len() * STEP;
    html! {
        svg.chart viewBox={ "0 0 " (width) " " (HEIGHT + 2) } preserveAspectRatio="none" role="img" aria-label=(name) {
            rect.ground x="0" y=(HEIGHT + 1) width=(width) height="1" {}
            @for (at, (_, count)) in bars.iter().enumerate() {
                @let (records, revocations) = (height(count.records, most), height(count.revocations, most));
                @if records > 0 {
                    rect.records x=(at * STEP + 1) y=(HEIGHT + 1 - records) width=(BAR) height=(records) {}
                }
                @if revocations > 0 {
                    rect.revocations x=(at * STEP + 1) y=(HEIGHT + 1 - revocations) width=(BAR) height=(revocations) {}
                }
            }
        }
    }
}

/// Height of a bar: `HEIGHT` times its part of the largest; what is there at all is seen.
fn height(count: u64, most: u64) -> u64 {
    if count == 0 { 0 } else { (count.saturating_mul(HEIGHT) / most).max(2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_high_as_their_counts_and_what_is_there_is_seen() {
        assert_eq!([0, 1, 500, 1000].map(|count| height(count, 1000)), [0, 2, 30, 60]);
        assert_eq!(height(u64::MAX, u64::MAX), 2, "a log that no machine holds still has a picture");
    }
}
