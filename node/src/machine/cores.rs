//! Work on many things at once, on every core.

/// Does `work` for each item and keeps the order; `at` is the item's position. None when a thread died.
pub(crate) fn on_all_cores<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Option<Vec<R>> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = items.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let work = &work;
        let workers: Vec<_> = items
            .chunks(share)
            .enumerate()
            .map(|(part, items)| {
                let first = part * share;
                scope.spawn(move || -> Vec<R> { items.iter().zip(first..).map(|(item, at)| work(at, item)).collect() })
            })
            .collect();
        let mut results = Vec::with_capacity(items.len());
        for worker in workers {
            results.extend(worker.join().ok()?);
        }
        Some(results)
    })
}

#[cfg(test)]
mod tests {
    use super::on_all_cores;

    #[test]
    fn results_of_parallel_work_keep_the_order_of_their_items() {
        for count in [0, 1, 2, 3, 1000] {
            let items: Vec<usize> = (0..count).collect();
            let expected: Vec<usize> = items.iter().map(|item| 2 * item).collect();
            assert_eq!(on_all_cores(&items, |at, item| at + item), Some(expected));
        }
    }
}
