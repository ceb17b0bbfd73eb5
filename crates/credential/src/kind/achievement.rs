//! The type that six kinds of achievements share.

use attestat_ledger::record::Class;

use super::form::{TypeForm, TypeTexts};

/// Good results in education, culture and sport. Its metadata is published: a new kind has a type of its own, so that
/// nobody who knows this one takes it for damaged.
pub(super) static ACHIEVEMENT: TypeForm = TypeForm {
    word: "achievement",
    vct: "urn:attestat:achievement:1",
    class: Class::Achievement,
    english: TypeTexts {
        name: "Achievement of a pupil",
        description: "A good result in education, culture or sport, recorded with the family's agreement",
    },
    russian: TypeTexts {
        name: "Достижение обучающегося",
        description: "Хороший результат в учёбе, культуре или спорте, внесённый с согласия семьи",
    },
    last: &["date", "organiser", "organisation", "diploma_number", "marks"],
};
