//! Papers of an earlier version, and two records of one child.

use super::{another_child, answer, asked, certificate, confirmed, gto, issued, named, told, with, without_number};
use crate::office::sample::{NOW, School, holder};
use attestat_credential::draft::Draft;
use attestat_vault::{Document, NewDocument};
use attestat_wire::v1::issue_response::Outcome;
use attestat_wire::v1::{self, pupil::By};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// Leaves a document as a version without the index did: in the vault under the pupil key of then, recognised by
/// nothing.
fn left_by_an_earlier_version(school: &School, draft: &Value, like: u32) -> u32 {
    let office = school.office();
    let model: Document = office.vault.document(&office.id, like).unwrap().unwrap();
    let slot = office.draw_slots(1).unwrap()[0];
    let read = Draft::from_json(draft.to_string().as_bytes()).unwrap();
    let award = attestat_ledger::record::Award { slot, ..model.award.clone() };
    let new = NewDocument {
        registry: &office.id,
        pupil: &read.pupil_key(&office.id),
        idempotency_key: read.idempotency_key(&office.id),
        content_digest: read.content_digest(),
        document: Document { award, draft: Zeroizing::new(draft.to_string().into_bytes()), ..model },
        log_size: 1,
        holder: None,
        tag_counter: None,
        accesses: Vec::new(),
    };
    let encrypted = office.vault.encrypt(&new).unwrap();
    office.vault.prepare(vec![encrypted]).unwrap();
    office.vault.place(&office.id, &[(slot, office.vault.placed(&office.id, like).unwrap().unwrap())]).unwrap();
    slot
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_of_an_earlier_version_are_recognised_after_opening() {
    let mut school = School::new();
    let like = issued(&school, &gto("ТС 70000")).await;
    let blank = certificate("C-1", "07700000000101", "07700000000102", "2021-1");
    let old = left_by_an_earlier_version(&school, &blank, like);
    let spelt = without_number(named(gto("ТС 71001"), "Семёнов", "Пётр", "2007-03-12"));
    let unnumbered = left_by_an_earlier_version(&school, &spelt, like);
    school.office().vault.index_again().unwrap();
    school.crash();
    let taken = answer(&school, asked(&certificate("C-2", "07700000000101", "07700000000202", "2021-2"))).await;
    assert_eq!((told(&taken), taken.slot), ((Outcome::Refused, "blank-taken"), old));
    let reused =
        named(certificate("C-1", "07700000000301", "07700000000302", "2021-3"), "Другая", "Ольга", "2006-01-01");
    assert_eq!(told(&answer(&school, asked(&reused)).await), (Outcome::Refused, "other-person"));
    let again = without_number(named(gto("ТС71001"), "Семенов", "Петр", "2007-03-12"));
    let again = answer(&school, asked(&again)).await;
    assert_eq!((again.outcome(), again.slot), (Outcome::Conflict, unnumbered));
}

fn pupil_of(by: By) -> Option<v1::Pupil> {
    Some(v1::Pupil { by: Some(by), expected: Vec::new() })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_pupils_of_one_child_are_joined() {
    let school = School::new();
    // Known by number before the name: by a ticket, say.
    let by_name = without_number(gto("ТС 71001"));
    let one = issued(&school, &by_name).await;
    let office = school.office().clone();
    let number = Draft::from_json(gto("1").to_string().as_bytes()).unwrap().pupil_key(&office.id);
    let numbered = office.vault.pupil(&number);
    office.vault.enrol(&office.id, numbered, &holder(7), None).unwrap();
    // Nobody said whose wallet it is.
    assert_eq!(told(&answer(&school, asked(&gto("ТС 71002"))).await), (Outcome::Question, "person-unknown"));
    let two = answer(&school, confirmed(&gto("ТС 71002"), "person-unknown")).await.slot;
    let nameless = office.vault.pupil_of(&office.id, one).unwrap().unwrap();
    assert_ne!(nameless, numbered);
    let merge = async |dry_run| {
        let request = v1::MergePupilsRequest {
            keep: pupil_of(By::Reference("REUSED".to_owned())),
            join: pupil_of(By::Slot(one)),
            dry_run,
            ..Default::default()
        };
        crate::office::client::merge(&office, request).await
    };
    assert_eq!(merge(true).await.unwrap().documents, 1);
    assert_ne!(office.vault.pupil_of(&office.id, one).unwrap(), Some(numbered), "a dry run does nothing");
    let merged = merge(false).await.unwrap();
    assert!(merged.documents == 1 && merged.rebinding, "the document goes to the wallet");
    assert_eq!(office.vault.pupil_of(&office.id, one).unwrap(), Some(numbered));
    assert_eq!(office.vault.document(&office.id, one).unwrap().unwrap().award.slot, one);
    assert!(!office.vault.is_known(nameless).unwrap());
    let person = By::Person(by_name["pupil"].to_string().into_bytes());
    assert_eq!(
        crate::office::client::pupil(&office, pupil_of(person)).unwrap(),
        numbered,
        "the name leads to the one who remains"
    );
    let mut held = office.vault.documents_of(&office.id, numbered).unwrap();
    held.sort_unstable();
    assert_eq!(held, {
        let mut both = [one, two];
        both.sort_unstable();
        both
    });
    assert!(office.vault.accesses(numbered).unwrap().iter().any(|access| access.slot == Some(one)));
    // What is one paper only's is still so, and erasure takes all.
    let twice = answer(&school, asked(&without_number(gto("ТС 71001")))).await;
    assert_eq!((twice.outcome(), twice.slot), (Outcome::AlreadyIssued, one));
    let ran = crate::office::rebind::run(&office, NOW, crate::office::supersede::Urgency::Now).await.unwrap();
    assert_eq!(ran.issued, 1, "one wallet then finds all");
    assert_eq!(office.vault.erase(numbered).unwrap().documents, 3);
    issued(&school, &named(gto("ТС 71001"), "Второй", "Игорь", "2009-01-01")).await;
}

/// The name of two records means the one who is not named beside it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_by_number_and_one_by_name_of_one_child_are_joined() {
    let school = School::new();
    let person = || pupil_of(By::Person(gto("1")["pupil"].to_string().into_bytes()));
    for (at, number_first) in [true, false].into_iter().enumerate() {
        let number = format!("P-{at}");
        let nameless = issued(&school, &without_number(gto(&format!("ТС 7200{at}")))).await;
        let numbered = with(gto(&format!("ТС 7300{at}")), "/pupil_ref", json!(number));
        let office = school.office().clone();
        let two = left_by_an_earlier_version(&school, &numbered, nameless);
        office.vault.index_again().unwrap();
        crate::office::papers::index_earlier(&office).unwrap();
        let (number, person) = (pupil_of(By::Reference(number)), person());
        let (keep, join) = if number_first { (number, person) } else { (person, number) };
        let request = v1::MergePupilsRequest { keep, join, ..Default::default() };
        let merged = crate::office::client::merge(&office, request).await.unwrap();
        assert_eq!(merged.documents, 1);
        let of = |slot| office.vault.pupil_of(&office.id, slot).unwrap().unwrap();
        assert_eq!(of(nameless), of(two));
        office.vault.erase(of(two)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pupils_with_two_wallets_or_of_two_children_are_not_joined() {
    let school = School::new();
    issued(&school, &gto("ТС 71001")).await;
    let other = named(with(gto("ТС 71002"), "/pupil_ref", json!("P-2")), "Второй", "Игорь", "2009-01-01");
    let second = issued(&school, &other).await;
    let office = school.office().clone();
    let merge = async |join| {
        let request =
            v1::MergePupilsRequest { keep: pupil_of(By::Reference("REUSED".to_owned())), join, ..Default::default() };
        let merged = crate::office::client::merge(&office, request).await;
        merged.map_err(|status| status.code).unwrap_err()
    };
    assert_eq!(merge(pupil_of(By::Slot(second))).await, "other-person");
    assert_eq!(merge(pupil_of(By::Reference("TYPO".to_owned()))).await, "unknown-pupil");
    assert_eq!(merge(pupil_of(By::Reference("reused".to_owned()))).await, "one-pupil");
    let married = named(with(gto("ТС 71003"), "/pupil_ref", json!("P-3")), "Первый", "Олег", "2008-03-12");
    let third = answer(&school, another_child(&married, "known-by-other-number")).await.slot;
    for (slot, seed) in [(second, 1), (third, 2)] {
        let pupil = office.vault.pupil_of(&office.id, slot).unwrap().unwrap();
        office.vault.enrol(&office.id, pupil, &holder(seed), None).unwrap();
    }
    let kept = crate::office::client::pupil(&office, pupil_of(By::Reference("REUSED".to_owned()))).unwrap();
    office.vault.enrol(&office.id, kept, &holder(3), None).unwrap();
    assert_eq!(merge(pupil_of(By::Slot(third))).await, "both-enrolled");
}

/// Equal names and birth dates are one entry: the number and the day of the one who remains go on being shown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_join_keeps_the_number_of_the_remaining_pupil() {
    let school = School::new();
    issued(&school, &gto("ТС 71001")).await;
    // With a number of their own two pupils of one name are two, where a person says so.
    let second = with(gto("ТС 71002"), "/pupil_ref", json!("P-2"));
    let second = answer(&school, another_child(&second, "known-by-other-number")).await.slot;
    let office = school.office().clone();
    let kept = crate::office::client::pupil(&office, pupil_of(By::Reference("REUSED".to_owned()))).unwrap();
    let before = office.vault.persons(kept).unwrap();
    assert_eq!(before[0].reference.as_str(), "REUSED");
    let (keep, join) = (pupil_of(By::Reference("REUSED".to_owned())), pupil_of(By::Slot(second)));
    let request = v1::MergePupilsRequest { keep, join, ..Default::default() };
    assert_eq!(crate::office::client::merge(&office, request).await.unwrap().documents, 1);
    let after = office.vault.persons(kept).unwrap();
    assert_eq!((after.len(), after[0].reference.as_str()), (1, "REUSED"));
    assert!(after[0].time >= before[0].time);
}
