use super::*;
use proptest::prelude::*;

fn sample() -> Contents {
    let registry = |name: &str| RegistryId::parse(name).unwrap();
    let mut contents = Contents::empty("Ника".to_owned(), 5);
    for (name, number) in [("a", 0), ("a", 1), ("b", 0)] {
        let epoch = Epoch::from_number(number);
        let (address, roster) = ("https://h".to_owned(), RosterHash([7; 32]));
        let enrolment = Enrolment { registry: registry(name), epoch, address, enrolled_at: 6, roster };
        contents.enrolments.insert((registry(name), epoch), enrolment);
    }
    let shown = Shown {
        document: DocumentId { registry: registry("a"), slot: 9 },
        epoch: Epoch::FIRST,
        sd_hash: [4; 32],
        fields: vec!["marks/Физика".to_owned()],
    };
    let share = Share {
        id: ConsentId::from_bytes([3; 16]),
        audience: "University".to_owned(),
        nonce: "n".to_owned(),
        purpose: "admission".to_owned(),
        until: 8,
        made_at: 7,
        stopped_at: Some(9),
        shown: vec![shown],
        years: vec![YearGrant { registry: registry("b"), year: 2026 }],
    };
    contents.shares.insert(share.id, share);
    let place = MailboxPlace { keeper: registry("c"), address: "https://h".to_owned(), put_at: 6 };
    contents.mailboxes.insert(place.keeper.clone(), place);
    contents
}

#[test]
fn contents_come_back_and_every_part_is_refused() {
    let bytes = sample().to_bytes();
    assert!(Contents::read(&bytes).unwrap() == sample());
    for end in 0..bytes.len() {
        assert!(Contents::read(bytes.get(..end).unwrap()).is_err(), "{end}");
    }
    assert!(matches!(Contents::read(b"attestat/contents/v3\n"), Err(BodyError::Newer)));
    assert!(matches!(Contents::read(b"whatever"), Err(BodyError::NotContents)));
}

#[test]
fn a_body_is_written_into_room_of_exactly_its_length() {
    let mut contents = sample();
    let one = contents.shares.values().next().unwrap().clone();
    for number in 0..300_u16 {
        let bytes = core::array::from_fn(|at| number.to_be_bytes()[at % 2]);
        let mut share = Share { id: ConsentId::from_bytes(bytes), ..one.clone() };
        share.shown[0].fields = (0..40).map(|line| format!("marks/Предмет с длинным именем {line}")).collect();
        contents.shares.insert(share.id, share);
        let keeper = RegistryId::parse(&format!("k{number}")).unwrap();
        let place = MailboxPlace { keeper: keeper.clone(), address: "h".repeat(340), put_at: 6 };
        contents.mailboxes.insert(keeper, place);
    }
    for contents in [Contents::empty("x".to_owned(), 1), sample(), contents] {
        let bytes = contents.to_bytes();
        assert_eq!(bytes.capacity(), bytes.len(), "it never grew, and nothing was reserved in vain");
    }
}

#[test]
fn what_reads_is_written_the_same() {
    let bytes = sample().to_bytes();
    let mut read = 0;
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.to_vec();
            changed[at] ^= 1 << bit;
            if let Ok(contents) = Contents::read(&changed) {
                assert_eq!(contents.to_bytes().as_slice(), changed, "byte {at}");
                read += 1;
            }
        }
    }
    assert!(read > 0, "times and hashes may be any");
}

#[test]
fn lists_must_ascend_and_counts_are_bounded() {
    let mut twice = Contents::empty("x".to_owned(), 1).to_bytes().to_vec();
    let at = twice.len() - 4;
    let mut mailbox = Vec::new();
    put_mailbox(&mut mailbox, sample().mailboxes.values().next().unwrap());
    twice.truncate(at);
    put_count(&mut twice, 2);
    twice.extend_from_slice(&mailbox);
    twice.extend_from_slice(&mailbox);
    assert!(matches!(Contents::read(&twice), Err(BodyError::Order("mailboxes"))));
    for count in [MAILBOXES_MAX + 1, u32::MAX as usize] {
        twice.truncate(at);
        put_count(&mut twice, count);
        assert!(matches!(Contents::read(&twice), Err(BodyError::Field(FieldError::TooMany { .. }))));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Contents::read(&[MAGIC, &bytes].concat());
        let _ = Wallet::from_body(&bytes);
    }
}
