#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::office::sample::School;

/// One stream is for one registry, which the first message names.
#[tokio::test]
async fn a_later_message_that_names_another_registry_is_refused() {
    let school = School::new();
    let service = school.registrar();
    let message = |registry: &str| v1::IssueRequest { registry: registry.to_owned(), ..Default::default() };
    for first in ["", "sample.example"] {
        let mut stream: Option<DraftStream> = None;
        for registry in [first, "", "sample.example"] {
            take(&service, &mut stream, message(registry)).unwrap();
        }
        let refused = take(&service, &mut stream, message("other.example")).unwrap_err();
        assert_eq!(refused.code, "another-registry");
        assert_eq!(stream.unwrap().drafts.len(), 3);
    }
}

#[tokio::test]
async fn a_stream_that_ends_before_what_it_announced_is_refused() {
    let school = School::new();
    let service = school.registrar();
    for (announced, is_whole) in [(0, false), (2, false), (3, true), (4, false)] {
        let mut stream: Option<DraftStream> = None;
        for _ in 0..3 {
            take(&service, &mut stream, v1::IssueRequest { drafts: announced, ..Default::default() }).unwrap();
        }
        let refused = whole(stream).err().map(|refused| refused.code);
        assert_eq!(refused.as_deref(), (!is_whole).then_some("request-cut"), "{announced}");
    }
}
