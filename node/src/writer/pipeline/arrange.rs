//! The order of the records in a batch, and the place of each request's.

use super::{AppendError, Appendage};
use attestat_ledger::chain::Appended;
use attestat_ledger::record::Content;

/// Order of the awards within their batch. Only the test that shows what the shuffle is for takes another than the
/// shuffled one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Shuffled by a cryptographic source of randomness.
    Shuffled,
    /// In the order in which they arrived.
    AsArrived,
}

/// The contents of a batch in their final order, and the place of each request's.
pub(super) struct Arranged {
    pub(super) contents: Vec<Content>,
    pub(super) places: Vec<Vec<u64>>,
}

/// Puts the awards of all requests into one shuffled row and everything else behind them in order.
pub(super) fn arrange(requests: &[&[Content]], order: Order) -> Result<Arranged, AppendError> {
    let numbered = requests.iter().enumerate().flat_map(|(request, contents)| {
        contents.iter().enumerate().map(move |(position, content)| (request, position, content))
    });
    let (mut row, rest): (Vec<_>, Vec<_>) = numbered.partition(|(_, _, content)| matches!(content, Content::Award(_)));
    if order == Order::Shuffled {
        shuffle(&mut row)?;
    }
    row.extend(rest);
    let mut places: Vec<Vec<u64>> = requests.iter().map(|contents| vec![0; contents.len()]).collect();
    for (at, (request, position, _)) in (0_u64..).zip(&row) {
        if let Some(place) = places.get_mut(*request).and_then(|places| places.get_mut(*position)) {
            *place = at;
        }
    }
    Ok(Arranged { contents: row.into_iter().map(|(_, _, content)| content.clone()).collect(), places })
}

/// Fisher–Yates by the operating system's randomness. Reducing 64 random bits to a range of at most
/// 1,000 is biased by less than 2^-54.
pub fn shuffle<T>(row: &mut [T]) -> Result<(), AppendError> {
    let mut random = vec![0_u8; row.len() * 8];
    getrandom::fill(&mut random).map_err(|_| AppendError::NoRandomness)?;
    let (dice, _) = random.as_chunks::<8>();
    for (last, die) in (1..row.len()).rev().zip(dice) {
        let other = u64::from_ne_bytes(*die) % (last as u64 + 1);
        row.swap(last, usize::try_from(other).unwrap_or(last));
    }
    Ok(())
}

pub(super) fn appendages(appended: &Appended, places: Vec<Vec<u64>>) -> Vec<Appendage> {
    let (first, size) = (appended.first(), appended.next().size());
    let indexes = places.into_iter().map(|places| places.into_iter().map(|place| first + place).collect());
    indexes.map(|indexes| Appendage { indexes, size }).collect()
}
