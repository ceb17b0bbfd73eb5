//! The closed lists in Russian: the texts that a cell may have for each word of the draft.

use attestat_credential::draft::problem::Problem;

use super::fault::Fault;
use super::matching;

/// A word of a draft and the Russian spellings that mean it; the first is the one that is shown.
pub(super) struct Word {
    word: &'static str,
    russian: &'static [&'static str],
}

const fn word(word: &'static str, russian: &'static [&'static str]) -> Word {
    Word { word, russian }
}

/// Kinds of documents.
pub(super) const KIND: &[Word] = &[
    word(
        "basic",
        &[
            "аттестат об основном общем образовании",
            "основное общее",
            "основное общее образование",
            "аттестат за 9 класс",
            "аттестат 9 класса",
        ],
    ),
    word(
        "secondary",
        &[
            "аттестат о среднем общем образовании",
            "среднее общее",
            "среднее общее образование",
            "среднее (полное) общее образование",
            "аттестат за 11 класс",
            "аттестат 11 класса",
        ],
    ),
    word("olympiad", &["олимпиада", "диплом олимпиады"]),
    word("contest", &["конкурс или конференция", "конкурс", "конференция"]),
    word("sport-rank", &["спортивный разряд", "разряд", "спортивное звание", "разряд или звание"]),
    word("sport-event", &["соревнование", "спортивное соревнование", "соревнования"]),
    word("arts-school", &["школа искусств", "музыкальная школа", "художественная школа", "ДШИ", "ДМШ", "ДХШ"]),
    word("gto", &["ГТО", "знак ГТО", "знак отличия ГТО"]),
];

/// Ordinary or with distinction.
pub(super) const DISTINCTION: &[Word] = &[
    word("ordinary", &["обычный", "без отличия", "нет", "аттестат"]),
    word("with-distinction", &["с отличием", "да", "аттестат с отличием"]),
];

/// Head or acting head.
pub(super) const HEAD_CAPACITY: &[Word] = &[
    word("head", &["руководитель", "директор"]),
    word(
        "acting",
        &[
            "и. о. руководителя",
            "и.о. руководителя",
            "и. о. директора",
            "и.о. директора",
            "исполняющий обязанности",
            "и. о.",
            "и.о.",
            "врио",
        ],
    ),
];

/// Original or duplicate.
pub(super) const COPY: &[Word] = &[word("original", &["оригинал", "нет"]), word("duplicate", &["дубликат", "да"])];

/// Series of olympiads.
pub(super) const SERIES: &[Word] = &[
    word("all-russian", &["всероссийская", "ВсОШ", "всероссийская олимпиада школьников"]),
    word("listed", &["перечневая", "из перечня", "олимпиада из перечня"]),
    word("international", &["международная"]),
];

/// Stages of the all-Russian olympiad.
pub(super) const STAGE: &[Word] = &[
    word("school", &["школьный"]),
    word("municipal", &["муниципальный"]),
    word("regional", &["региональный"]),
    word("final", &["заключительный", "финал"]),
];

/// Levels on the ministry's list.
pub(super) const LIST_LEVEL: &[Word] = &[
    word("I", &["1", "I уровень", "1 уровень"]),
    word("II", &["2", "II уровень", "2 уровень"]),
    word("III", &["3", "III уровень", "3 уровень"]),
];

/// Degrees of an olympiad.
pub(super) const DEGREE: &[Word] = &[word("winner", &["победитель"]), word("prize-winner", &["призёр"])];

/// Contest or conference.
pub(super) const FORM: &[Word] = &[word("contest", &["конкурс"]), word("conference", &["конференция"])];

/// Fields of contests.
pub(super) const FIELD: &[Word] = &[
    word("intellectual", &["интеллектуальное", "интеллектуальный", "наука"]),
    word("creative", &["творческое", "творческий", "культура"]),
    word("technical", &["техническое", "технический", "техника"]),
];

/// Levels of an event.
pub(super) const LEVEL: &[Word] = &[
    word("school", &["школьный"]),
    word("municipal", &["муниципальный", "городской", "районный"]),
    word("regional", &["региональный", "областной", "краевой", "республиканский"]),
    word("inter-regional", &["межрегиональный"]),
    word("all-russian", &["всероссийский"]),
    word("international", &["международный"]),
];

/// Roles in a contest.
pub(super) const ROLE: &[Word] = &[
    word("individual", &["лично", "индивидуально", "личное участие"]),
    word("team-member", &["в команде", "член команды", "участник команды"]),
    word("speaker", &["докладчик", "выступающий"]),
];

/// Results of a contest.
pub(super) const RESULT: &[Word] = &[
    word("grand-prix", &["гран-при"]),
    word("winner", &["победитель"]),
    word("prize-winner", &["призёр"]),
    word("first-place", &["I место", "1 место", "1", "диплом I степени", "диплом 1 степени"]),
    word("second-place", &["II место", "2 место", "2", "диплом II степени", "диплом 2 степени"]),
    word("third-place", &["III место", "3 место", "3", "диплом III степени", "диплом 3 степени"]),
    word("laureate-1", &["лауреат I степени", "лауреат 1 степени"]),
    word("laureate-2", &["лауреат II степени", "лауреат 2 степени"]),
    word("laureate-3", &["лауреат III степени", "лауреат 3 степени"]),
    word("diploma-holder", &["дипломант"]),
    word("presented", &["выступил с докладом", "выступила с докладом", "доклад"]),
];

/// Sport ranks and titles.
pub(super) const RANK: &[Word] = &[
    word("youth-3", &["III юношеский разряд", "3 юношеский разряд", "3-й юношеский", "3 юн."]),
    word("youth-2", &["II юношеский разряд", "2 юношеский разряд", "2-й юношеский", "2 юн."]),
    word("youth-1", &["I юношеский разряд", "1 юношеский разряд", "1-й юношеский", "1 юн."]),
    word("sport-3", &["III спортивный разряд", "3 спортивный разряд", "III разряд", "3 разряд", "3-й разряд"]),
    word("sport-2", &["II спортивный разряд", "2 спортивный разряд", "II разряд", "2 разряд", "2-й разряд"]),
    word("sport-1", &["I спортивный разряд", "1 спортивный разряд", "I разряд", "1 разряд", "1-й разряд"]),
    word("candidate-master", &["кандидат в мастера спорта", "КМС"]),
    word("master", &["мастер спорта", "МС", "мастер спорта России"]),
    word("international-master", &["мастер спорта международного класса", "МСМК"]),
];

/// Kinds of arts schools.
pub(super) const SCHOOL_TYPE: &[Word] = &[
    word("arts", &["школа искусств", "искусств", "ДШИ"]),
    word("music", &["музыкальная", "ДМШ"]),
    word("fine-arts", &["художественная", "ДХШ"]),
    word("choreography", &["хореографическая"]),
    word("theatre", &["театральная"]),
];

/// Programmes of arts schools.
pub(super) const PROGRAMME: &[Word] =
    &[word("pre-professional", &["предпрофессиональная"]), word("general-development", &["общеразвивающая"])];

/// Badges of the GTO.
pub(super) const BADGE: &[Word] = &[
    word("gold", &["золотой", "золото"]),
    word("silver", &["серебряный", "серебро"]),
    word("bronze", &["бронзовый", "бронза"]),
];

/// Persons who agreed.
pub(super) const AGREED_BY: &[Word] = &[
    word("guardian", &["представитель", "законный представитель", "родитель", "мать", "отец", "опекун"]),
    word("pupil", &["ученик", "учащийся", "обучающийся"]),
    word("both", &["представитель и ученик", "законный представитель и ученик", "родитель и ученик", "оба"]),
];

/// The Russian spelling that is shown for a word.
pub(super) fn shown(list: &[Word], word: &str) -> &'static str {
    let entry = list.iter().find(|entry| entry.word == word);
    entry.and_then(|entry| entry.russian.first()).copied().unwrap_or_default()
}

/// The Russian spelling of a word that stands in a claim of a document.
pub fn of_claim(claim: &str, word: &str) -> Option<&'static str> {
    let list = match claim {
        "kind" => KIND,
        "distinction" => DISTINCTION,
        "head_capacity" => HEAD_CAPACITY,
        "copy" => COPY,
        "series" => SERIES,
        "stage" => STAGE,
        "list_level" => LIST_LEVEL,
        "degree" => DEGREE,
        "form" => FORM,
        "field" => FIELD,
        "level" => LEVEL,
        "role" => ROLE,
        "result" => RESULT,
        "rank" => RANK,
        "school_type" => SCHOOL_TYPE,
        "programme" => PROGRAMME,
        "badge" => BADGE,
        _ => return None,
    };
    Some(shown(list, word)).filter(|shown| !shown.is_empty())
}

/// The Russian spelling of a word that stands under this key of a draft.
pub(super) fn of_draft(key: &str, word: &str) -> Option<&'static str> {
    match key {
        "by" => Some(shown(AGREED_BY, word)).filter(|shown| !shown.is_empty()),
        key => of_claim(key, word),
    }
}

/// A reader of cells that hold one word of `list`, in Russian or as the draft has it.
pub(super) fn reader<T>(
    list: &'static [Word],
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> impl Fn(&str) -> Result<T, Fault> {
    move |cell| match find(list, cell) {
        Some(word) => parse(word).map_err(Fault::from),
        None => Err(unknown(list, cell)),
    }
}

fn find(list: &[Word], cell: &str) -> Option<&'static str> {
    let folded = matching::fold(cell);
    let means = |entry: &&Word| {
        matching::fold(entry.word) == folded || entry.russian.iter().any(|russian| matching::fold(russian) == folded)
    };
    list.iter().find(means).map(|entry| entry.word)
}

fn unknown(list: &'static [Word], cell: &str) -> Fault {
    let allowed: Vec<&str> = list.iter().filter_map(|entry| entry.russian.first().copied()).collect();
    let known = list.iter().flat_map(|entry| entry.russian.iter().copied());
    let allowed = allowed.join(", ");
    let fix = match matching::nearest(cell, known) {
        Some(nearest) => (
            format!("did you mean «{nearest}»? Allowed: {allowed}"),
            format!("может быть, «{nearest}»? Допустимо: {allowed}"),
        ),
        None => (format!("write one of: {allowed}"), format!("напишите одно из: {allowed}")),
    };
    Fault::new("unknown-word", ("is not on the list of this column", "нет в списке этого столбца"), fix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_credential::draft::words::{
        AgreedBy, ArtsSchoolType, ContestField, ContestForm, ContestResult, ContestRole, Distinction, DocumentKind,
        GtoBadge, HeadCapacity, Level, ListLevel, OlympiadDegree, OlympiadStage, Programme, Rank,
    };
    use attestat_words::language::Language;

    #[test]
    fn every_list_is_the_list_of_the_draft_and_no_spelling_is_ambiguous() {
        let lists: &[(&[Word], Vec<&str>)] = &[
            (KIND, DocumentKind::ALL.iter().map(|value| value.word()).collect()),
            (DISTINCTION, Distinction::ALL.iter().map(|value| value.word()).collect()),
            (HEAD_CAPACITY, HeadCapacity::ALL.iter().map(|value| value.word()).collect()),
            (STAGE, OlympiadStage::ALL.iter().map(|value| value.word()).collect()),
            (LIST_LEVEL, ListLevel::ALL.iter().map(|value| value.word()).collect()),
            (DEGREE, OlympiadDegree::ALL.iter().map(|value| value.word()).collect()),
            (FORM, ContestForm::ALL.iter().map(|value| value.word()).collect()),
            (FIELD, ContestField::ALL.iter().map(|value| value.word()).collect()),
            (LEVEL, Level::ALL.iter().map(|value| value.word()).collect()),
            (ROLE, ContestRole::ALL.iter().map(|value| value.word()).collect()),
            (RESULT, ContestResult::ALL.iter().map(|value| value.word()).collect()),
            (RANK, Rank::ALL.iter().map(|value| value.word()).collect()),
            (SCHOOL_TYPE, ArtsSchoolType::ALL.iter().map(|value| value.word()).collect()),
            (PROGRAMME, Programme::ALL.iter().map(|value| value.word()).collect()),
            (BADGE, GtoBadge::ALL.iter().map(|value| value.word()).collect()),
            (AGREED_BY, AgreedBy::ALL.iter().map(|value| value.word()).collect()),
        ];
        for (list, words) in lists {
            assert_eq!(list.iter().map(|entry| entry.word).collect::<Vec<_>>(), *words);
            for entry in *list {
                assert!(!shown(list, entry.word).is_empty(), "{} has a Russian spelling", entry.word);
                for spelling in entry.russian.iter().chain([&entry.word]) {
                    assert_eq!(find(list, &spelling.to_uppercase()), Some(entry.word), "{spelling}");
                }
            }
        }
    }

    #[test]
    fn a_word_in_a_document_is_told_in_russian() {
        assert_eq!(of_claim("distinction", "ordinary"), Some("обычный"));
        assert_eq!(of_claim("result", "first-place"), Some("I место"));
        assert_eq!(of_claim("result", "ordinary"), None);
        assert_eq!(of_claim("family_name", "ordinary"), None);
    }

    #[test]
    fn an_unknown_word_gets_the_nearest_one_or_the_whole_list() {
        let read = reader(STAGE, OlympiadStage::parse);
        let near = read("регионалный").expect_err("misspelt");
        assert_eq!(near.code(), "unknown-word");
        assert!(
            near.fix(Language::English).starts_with("did you mean «региональный»?"),
            "{}",
            near.fix(Language::English)
        );
        let far = read("областной тур").expect_err("not on the list");
        assert_eq!(far.fix(Language::English), "write one of: школьный, муниципальный, региональный, заключительный");
    }
}
