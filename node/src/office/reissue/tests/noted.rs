//! Notes of a replacement in the access log.

use super::*;
use attestat_vault::AccessKind;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_access_log_lists_every_act_of_a_replacement() {
    let school = School::new();
    let old = school.issue(vec![draft(1, 1, 1)]).await[0];
    let new = replace(&school, old, Some(&draft(1, 1, 2)), Kind::Correction).await;
    supersede::run(school.office(), NOW + u64::from(u32::MAX), Urgency::Now).await.unwrap();
    // AskedDraft again, and asked what would change: both show what is held, the new one once within ten minutes.
    ask(&school, request(old, Some(&draft(1, 1, 2)), Kind::Correction)).await.unwrap();
    let preview = v1::ReissueRequest { dry_run: true, ..request(new, Some(&draft(1, 1, 3)), Kind::Correction) };
    ask(&school, preview).await.unwrap();
    let accesses = school.office().vault.accesses(school.pupil(1)).unwrap();
    let told: Vec<(AccessKind, &str, Option<u32>)> =
        accesses.iter().map(|access| (access.kind, access.actor.as_str(), access.slot)).collect();
    assert_eq!(
        told,
        [
            (AccessKind::Issued, "registrar", Some(old)),
            (AccessKind::Changed, "registrar", Some(old)),
            (AccessKind::Issued, "registrar", Some(new)),
            (AccessKind::Changed, "node", Some(old)),
            (AccessKind::Opened, "registrar", Some(old)),
            (AccessKind::Opened, "registrar", Some(new)),
        ]
    );
}
