//! Sorting and maps that share their code: the library's `sort` is some four kilobytes anew for every type, and `collect` into
//! a tree sorts as well. A module that a browser loads is smaller by a tenth for it; what is long is still sorted in n·log n.

use core::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Slices that are sorted by one routine. All of these sorts are stable.
pub trait SharedSort<T> {
    /// Sorts from the least to the greatest.
    fn put_in_order(&mut self)
    where
        T: Ord;

    /// Sorts by what a comparison says.
    fn put_in_order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering);

    /// Sorts by something that each has.
    fn put_in_order_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K);
}

impl<T> SharedSort<T> for [T] {
    fn put_in_order(&mut self)
    where
        T: Ord,
    {
        self.put_in_order_by(T::cmp);
    }

    fn put_in_order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering) {
        let by_place = |one: usize, other: usize| match (self.get(one), self.get(other)) {
            (Some(one), Some(other)) => compare(one, other),
            _ => Ordering::Equal,
        };
        let mut places = sorted_places(self.len(), &by_place);
        // Each circle of places is gone round once, and every item put where it belongs.
        for start in 0..places.len() {
            let mut at = start;
            while let Some(place) = places.get_mut(at) {
                let from = core::mem::replace(place, at);
                if from == start || from == at {
                    break;
                }
                self.swap(at, from);
                at = from;
            }
        }
    }

    fn put_in_order_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        self.put_in_order_by(|one, other| key(one).cmp(&key(other)));
    }
}

/// The places of so many items, in the order of the items.
fn sorted_places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

/// A map of pairs, of which a later one replaces an earlier one with the same key.
pub fn map<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(pairs);
    map
}

/// A set of items.
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn items_are_sorted_as_the_library_sorts_them(items: Vec<(u8, u16)>) {
            let (mut by_key, mut ours) = (items.clone(), items.clone());
            by_key.sort_by_key(|item| item.0 / 16);
            ours.put_in_order_by_key(|item| item.0 / 16);
            prop_assert_eq!(&ours, &by_key);
            ours.put_in_order();
            by_key.sort();
            prop_assert_eq!(ours, by_key);
            prop_assert_eq!(map(items.clone()), items.iter().copied().collect());
            prop_assert_eq!(set(items.clone()), items.into_iter().collect());
        }
    }
}
