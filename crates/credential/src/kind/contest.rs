//! A result in a contest or at a conference.

use super::achievement::ACHIEVEMENT;
use super::field::{optional, required};
use super::fields::{DATE, DIPLOMA_NUMBER, LEVEL, LEVEL_WORDS, NAME, ORGANISER, RESULT};
use super::form::{Form, nothing_to_compare};
use super::name::FieldName;
use super::unique::{KeyPart, PaperRule, UniqueKey};
use super::value::ValueKind;
use super::word::{WordList, words};

const FORM: FieldName = FieldName::new("form", "Contest or conference", "Конкурс или конференция")
    .headed("Форма мероприятия", &["Конкурс или конференция"]);
const FORM_WORDS: WordList = words! { "contest" => ["конкурс"], "conference" => ["конференция"] };
const FIELD: FieldName =
    FieldName::new("field", "Field", "Направление").headed("Направление", &["Область", "Направленность"]);
const FIELD_WORDS: WordList = words! {
    "intellectual" => ["интеллектуальное", "интеллектуальный", "наука"],
    "creative" => ["творческое", "творческий", "культура"],
    "technical" => ["техническое", "технический", "техника"],
};
const ROLE: FieldName = FieldName::new("role", "Role", "Роль").headed("Роль", &["Роль участника", "Участие"]);
const ROLE_WORDS: WordList = words! {
    "individual" => ["лично", "индивидуально", "личное участие"],
    "team-member" => ["в команде", "член команды", "участник команды"],
    "speaker" => ["докладчик", "выступающий"],
};
const RESULT_WORDS: WordList = words! {
    "grand-prix" => ["гран-при"],
    "winner" => ["победитель"],
    "prize-winner" => ["призёр"],
    "first-place" => ["I место", "1 место", "1", "диплом I степени", "диплом 1 степени"],
    "second-place" => ["II место", "2 место", "2", "диплом II степени", "диплом 2 степени"],
    "third-place" => ["III место", "3 место", "3", "диплом III степени", "диплом 3 степени"],
    "laureate-1" => ["лауреат I степени", "лауреат 1 степени"],
    "laureate-2" => ["лауреат II степени", "лауреат 2 степени"],
    "laureate-3" => ["лауреат III степени", "лауреат 3 степени"],
    "diploma-holder" => ["дипломант"],
    "presented" => ["выступил с докладом", "выступила с докладом", "доклад"],
};
const WORK_TITLE: FieldName = FieldName::new("work_title", "Title of the work", "Название работы")
    .headed("Название работы", &["Тема работы", "Работа", "Тема доклада"]);

/// The form. The number of a team's diploma stands on many papers.
pub(super) static CONTEST: Form = Form {
    credential_type: &ACHIEVEMENT,
    english: "Contest",
    russian: "Конкурс",
    spellings: &["конкурс или конференция", "конкурс", "конференция"],
    fields: &[
        required(&FORM, ValueKind::Word(&FORM_WORDS), "конференция"),
        required(&FIELD, ValueKind::Word(&FIELD_WORDS), "техническое"),
        required(&NAME, ValueKind::Text(300), "Научно-практическая конференция «Образец» (SAMPLE)"),
        required(&LEVEL, ValueKind::Word(&LEVEL_WORDS), "региональный"),
        required(&ROLE, ValueKind::Word(&ROLE_WORDS), "докладчик"),
        required(&RESULT, ValueKind::Word(&RESULT_WORDS), "лауреат I степени"),
        optional(&WORK_TITLE, ValueKind::Text(300), "Датчик глубины снега"),
        required(&DATE, ValueKind::Day, "02.04.2021"),
        required(&ORGANISER, ValueKind::Text(300), "Образцовский технический университет (SAMPLE)"),
        optional(&DIPLOMA_NUMBER, ValueKind::Identifier(60), "88"),
    ],
    date: "date",
    numbers: &["diploma_number"],
    title: &[&["name"], &["work_title"]],
    named_by: &["name"],
    unique: &[UniqueKey {
        rule: PaperRule::Number,
        word: "contest",
        parts: &[KeyPart::Folded("name"), KeyPart::Year, KeyPart::Number("diploma_number")],
        only_if: Some(("role", "individual")),
    }],
    sample_marks: &[],
    check: nothing_to_compare,
};
