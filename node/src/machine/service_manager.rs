//! Word to the service manager that started the node, where one did (sd_notify(3)): ready, stopping, and still alive.
//!
//! Without the variable `NOTIFY_SOCKET` nothing is said. A manager that does not hear costs the node nothing but a line.

use crate::machine::shutdown::Shutdown;
use sd_notify::NotifyState;
use std::time::Duration;

/// Says that the node answers, and from then on that it is alive, as often as the manager wants to hear it; at its end,
/// that it stops. The last is said by a task of the same runtime that answers, so that silence means something.
pub fn tell(shutdown: &Shutdown) {
    say(&NotifyState::Ready);
    let stopping = shutdown.clone();
    tokio::spawn(async move {
        stopping.wait().await;
        say(&NotifyState::Stopping);
    });
    if let Some(limit) = sd_notify::watchdog_enabled() {
        tokio::spawn(keep_saying(limit / 2));
    }
}

async fn keep_saying(every: Duration) {
    loop {
        say(&NotifyState::Watchdog);
        tokio::time::sleep(every).await;
    }
}

fn say(state: &NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(std::slice::from_ref(state)) {
        tracing::warn!("the service manager was not told: {error}");
    }
}
