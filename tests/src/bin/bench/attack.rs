//! Time until the others have confirmed a document: in peace, and while strangers do what they can.

use crate::report::Report;
use crate::town::certificate;
use anyhow::Context as _;
use attestat_tests::attack::Attack;
use attestat_tests::school::School;
use attestat_tests::town::{Town, stop};
use attestat_wire::v1;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// Documents that are issued one after the other.
const DOCUMENTS: u64 = 15;
/// Time that the attack lasts before anything is measured.
const UNDERWAY: Duration = Duration::from_secs(5);
/// Time that a registrar waits without wondering, in seconds.
const BAR: f64 = 2.0;
/// Most memory of a node under attack, and the longest log that it may write, in KiB.
const RESIDENT_KIB_MAX: f64 = 300.0 * 1024.0;
const LOG_KIB_MAX: f64 = 1024.0;

/// A figure of which nothing is lost: no node holds 2^53 of anything.
fn figure(size: u64) -> f64 {
    size as f64
}

/// Time to WITNESSED with four cosigners. The attackers run on the same machine, at each of the nodes.
pub(crate) fn witnessed(report: &mut Report) -> anyhow::Result<()> {
    Runtime::new()?.block_on(async {
        let mut town = Town::running(5).await?;
        let school = town.schools.first().context("five schools")?;
        let (median, longest) = times(school, 0).await?;
        report.against("time to WITNESSED, median", median, "s", BAR);
        report.against("time to WITNESSED, longest of 15", longest, "s", BAR);
        let attack = Attack::all(&town).await?;
        tokio::time::sleep(UNDERWAY).await;
        let (median, longest) = times(school, DOCUMENTS).await?;
        let resident = school.resident_kib_max()?;
        drop(attack);
        report.against("time to WITNESSED under attack, median", median, "s", BAR);
        report.against("time to WITNESSED under attack, longest of 15", longest, "s", BAR);
        report.against("resident memory of the node under attack, most", figure(resident), "KiB", RESIDENT_KIB_MAX);
        report.against("log of the node under attack", figure(school.log().len() as u64) / 1024.0, "KiB", LOG_KIB_MAX);
        stop(&mut town.schools)
    })
}

/// The median and the longest time in seconds, each document on its own.
async fn times(school: &School, first: u64) -> anyhow::Result<(f64, f64)> {
    let mut registrar = school.registrar().await?;
    let mut times = Vec::new();
    for number in first..first + DOCUMENTS {
        let request = certificate(number, v1::Level::Witnessed);
        let began = Instant::now();
        let mut answers = registrar.issue(tokio_stream::iter([request])).await?.into_inner();
        let answer = answers.message().await?.context("an answer")?;
        anyhow::ensure!(answer.error.is_empty(), "{}", answer.error);
        anyhow::ensure!(answer.level() >= v1::Level::Witnessed, "not confirmed within 30 seconds");
        while answers.message().await?.is_some() {}
        times.push(began.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    let middle = times.get(times.len() / 2).copied().context("documents")?;
    Ok((middle, times.last().copied().context("documents")?))
}
