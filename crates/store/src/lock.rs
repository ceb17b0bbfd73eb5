//! One way to take a lock.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a mutex, even one that a panic of another thread poisoned.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
