//! Names, days and encodings.

use attestat_ledger::calendar::Date;
use attestat_ledger::day::{DAY_SECONDS, Day};
use attestat_ledger::encoding::{
    base64, base64url, hex, parse_base64, parse_base64_array, parse_base64url, parse_decimal, parse_hex,
};
use attestat_ledger::name::{NameError, ORIGIN_BYTES_MAX, Origin, REGISTRY_ID_BYTES_MAX, RegistryId};
use proptest::prelude::*;

#[test]
fn a_registry_id_is_accepted_only_as_words_joined_by_slashes() {
    for id in ["a", "school-12.example.org", "registry.example.org/moscow/school-1580", "a/1", "0", "-", "..a", "..."] {
        assert_eq!(RegistryId::parse(id).unwrap().as_str(), id);
    }
    for id in ["", "/", "a/", "/a", "a//b", "A", "a b", "a_b", "школа", "a\n", "a+b", ".", "..", "a/../b", "a/./b"]
    {
        assert_eq!(RegistryId::parse(id), Err(NameError::NotAnId(id.to_owned())), "{id:?}");
    }
    let longest = "a".repeat(REGISTRY_ID_BYTES_MAX);
    assert_eq!(RegistryId::parse(&longest).unwrap().issuer(), format!("https://{longest}"));
    assert_eq!(RegistryId::parse(&"a".repeat(201)), Err(NameError::TooLong(201)));
}

#[test]
fn an_origin_without_a_generation_is_refused() {
    let origin = Origin::parse("a/1/2").unwrap();
    assert_eq!((origin.registry().as_str(), origin.generation(), origin.as_str()), ("a/1", 2, "a/1/2"));
    let longest = format!("{}/{}", "a".repeat(REGISTRY_ID_BYTES_MAX), u32::MAX);
    assert_eq!(longest.len(), ORIGIN_BYTES_MAX);
    assert_eq!(Origin::parse(&longest).unwrap().to_string(), longest);
    for text in
        ["", "a", "1", "/1", "a/0", "a/01", "a/+1", "a/-1", "a/", "a/4294967296", "a/1 ", "a/1/", "A/1", "../1", "a/b"]
    {
        assert!(Origin::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn only_days_of_the_calendar_are_parsed() {
    let rows = [
        ("1970-01-01", 0),
        ("1970-01-02", 1),
        ("2000-02-29", 11_016),
        ("2024-10-04", 20_000),
        ("2026-09-01", 20_697),
        ("9999-12-31", 2_932_896),
    ];
    for (text, number) in rows {
        assert_eq!(Day::parse(text), Some(Day::from_number(number)), "{text}");
        assert_eq!(Day::from_number(number).to_string(), text);
    }
    let bad = [
        "1969-12-31",
        "2023-02-29",
        "2024-13-01",
        "2024-00-01",
        "2024-1-01",
        "20240101",
        "2024-01-01T00",
        "+024-01-01",
        "2024/01/01",
        " 2024-01-01",
        "２０２４-01",
        "",
    ];
    for text in bad {
        assert_eq!(Day::parse(text), None, "{text:?}");
    }
    assert!(Date::parse("1969-12-31").is_some() && Date::parse("0000-01-01").is_some());
    assert_eq!(Day::from_number(u32::MAX).to_string(), "day 4294967295");
    assert_eq!(Day::from_number(u32::MAX).next(), Day::from_number(u32::MAX));
    assert_eq!(Day::of_unix_seconds(u64::MAX), Day::from_number(u32::MAX));
    assert_eq!(Day::of_unix_seconds(DAY_SECONDS - 1), Day::from_number(0));
    assert_eq!(Day::of_unix_seconds(Day::from_number(20_000).unix_seconds()), Day::from_number(20_000));
}

#[test]
fn only_the_canonical_spelling_of_base64_hex_and_decimals_is_parsed() {
    for text in ["AA", "AA=", "AB==", "AA==\n", " AA==", "A===", "_w==", "AA==AA=="] {
        assert_eq!(parse_base64(text), None, "{text:?}");
    }
    assert_eq!(parse_base64_array::<1>("AA=="), Some([0]));
    assert_eq!(parse_base64_array::<2>("AA=="), None);
    for text in ["AA==", "AB", "+w", "A", "AA\n"] {
        assert_eq!(parse_base64url(text), None, "{text:?}");
    }
    for text in ["0", "abc", "AB", "0g", "ab ", "００"] {
        assert_eq!(parse_hex::<1>(text), None, "{text:?}");
    }
    for text in ["", "00", "01", "+1", "-0", " 1", "1 ", "18446744073709551616", "٣"] {
        assert_eq!(parse_decimal(text), None, "{text:?}");
    }
    assert_eq!(parse_decimal("18446744073709551615"), Some(u64::MAX));
}

proptest! {
    #[test]
    fn bytes_and_numbers_are_unchanged_by_a_round_trip_through_text(bytes: Vec<u8>, array: [u8; 32], number: u64) {
        prop_assert_eq!(parse_base64(&base64(&bytes)), Some(bytes.clone()));
        prop_assert_eq!(parse_base64url(&base64url(&bytes)), Some(bytes));
        prop_assert_eq!(parse_hex(&hex(&array)), Some(array));
        prop_assert_eq!(parse_decimal(&number.to_string()), Some(number));
    }

    #[test]
    fn the_year_of_a_day_is_that_of_its_text(number in 0_u32..=2_932_896) {
        let day = Day::from_number(number);
        prop_assert_eq!(Some(day.year()), day.to_string().get(..4).and_then(|year| year.parse().ok()));
    }

    #[test]
    fn days_are_unchanged_by_a_round_trip_through_text(number in 0_u32..=2_932_896) {
        let day = Day::from_number(number);
        prop_assert_eq!(Day::parse(&day.to_string()), Some(day));
    }

    #[test]
    fn base64_that_parses_is_encoded_to_the_same_text(text in "[A-Za-z0-9+/=_-]{0,12}") {
        if let Some(bytes) = parse_base64(&text) {
            prop_assert_eq!(base64(&bytes), text.clone());
        }
        if let Some(bytes) = parse_base64url(&text) {
            prop_assert_eq!(base64url(&bytes), text);
        }
    }
}
