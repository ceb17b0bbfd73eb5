//! Sample drafts of every kind, as JSON. The people in them do not exist.

pub(crate) mod town;

use attestat_credential::draft::Draft;
use serde_json::{Value, json};

/// A secondary certificate with the 18 marks of a usual supplement.
pub(crate) fn secondary() -> Value {
    let subjects = [
        "Русский язык",
        "Литература",
        "Иностранный язык (английский)",
        "Алгебра и начала математического анализа",
        "Геометрия",
        "Вероятность и статистика",
        "Информатика",
        "История",
        "Обществознание",
        "География",
        "Физика",
        "Химия",
        "Биология",
        "Физическая культура",
        "Основы безопасности и защиты Родины",
        "Индивидуальный проект",
        "Астрономия",
        "Родная литература",
    ];
    let marks: Vec<Value> =
        (3..=5).cycle().zip(subjects).map(|(mark, subject)| json!({"subject": subject, "mark": mark})).collect();
    json!({
        "format": "attestat/draft/v1",
        "pupil": {
            "family_name": "Примерова", "given_name": "Анна-Мария", "patronymic": "Ильинична", "birth_date": "2008-02-29",
        },
        "pupil_ref": "2015/0042",
        "document": {
            "kind": "secondary", "distinction": "ordinary", "blank_number": "07724009876543",
            "registration_number": "2026-17", "issue_date": "2026-06-25", "end_year": 2026,
            "school_name": "Муниципальном бюджетном общеобразовательном учреждении «Школа № 12»",
            "locality": "г. Примерск", "head": "Образцов И. П.", "head_capacity": "head",
            "supplement_number": "07725001234567", "marks": marks,
            "additional_information": ["Элективный курс «Черчение»"], "copy": "original",
        },
        "basis": {"kind": "law", "text": "Приказ о выдаче аттестатов № 45 от 2026-06-20"},
    })
}

/// A basic certificate that replaces a lost one.
pub(crate) fn basic() -> Value {
    let mut draft = secondary();
    draft["document"]["kind"] = json!("basic");
    draft["document"]["copy"] = json!("duplicate");
    draft["document"]["replaces_number"] = json!("77АВ0123456");
    draft
}

/// An achievement of the kind in `document`, of a pupil aged 16 whose guardian agreed too.
pub(crate) fn achievement(document: Value) -> Value {
    json!({
        "format": "attestat/draft/v1",
        "pupil": {"family_name": "Образцов", "given_name": "Лев", "birth_date": "2010-03-15"},
        "document": document,
        "basis": {"kind": "agreement", "date": "2026-09-01", "text": "Заявление № 7, папка 3", "by": "both"},
    })
}

/// One document of every kind of achievement.
pub(crate) fn achievements() -> Vec<Value> {
    vec![
        json!({"kind": "olympiad", "name": "Всероссийская олимпиада школьников", "series": "all-russian",
            "stage": "regional", "subject": "Физика", "grade": 10, "degree": "prize-winner", "date": "2026-02-10",
            "organiser": "Министерство образования", "diploma_number": "РЭ-12"}),
        json!({"kind": "olympiad", "name": "Олимпиада «Образец»", "series": "listed", "list_number": 34,
            "list_year": 2026, "list_level": "II", "subject": "Математика", "profile": "Математика", "grade": 11,
            "degree": "winner", "date": "2026-03-20", "organiser": "Университет"}),
        json!({"kind": "olympiad", "name": "International olympiad", "series": "international",
            "held_in": "Алматы, Казахстан", "subject": "Химия", "grade": 11, "degree": "winner", "date": "2026-07-20",
            "organiser": "Оргкомитет"}),
        json!({"kind": "contest", "form": "conference", "field": "technical", "name": "Шаг в будущее",
            "level": "all-russian", "role": "speaker", "result": "laureate-1", "work_title": "Датчик снега",
            "date": "2026-04-02", "organiser": "Университет", "diploma_number": "88"}),
        json!({"kind": "sport-rank", "sport": "Плавание", "rank": "candidate-master", "order_number": "15-н",
            "date": "2026-05-05", "valid_until": "2029-05-05", "organisation": "Министерство спорта"}),
        json!({"kind": "sport-event", "name": "Первенство области", "sport": "Лёгкая атлетика", "discipline": "100 м",
            "level": "regional", "place": 1, "result": "10.84 с", "date": "2026-05-30", "organiser": "Федерация",
            "diploma_number": "3"}),
        json!({"kind": "arts-school", "school_type": "music", "programme": "pre-professional",
            "specialism": "Фортепиано", "start_year": 2018, "end_year": 2026, "certificate_number": "А 000123",
            "date": "2026-05-28", "organisation": "ДМШ № 1", "marks": [{"subject": "Сольфеджио", "mark": 5}]}),
        json!({"kind": "gto", "step": 6, "badge": "gold", "certificate_number": "26-1", "date": "2026-06-12",
            "uin": "16-77-0012345"}),
    ]
}

/// One document of every kind that has a type of its own.
pub(crate) fn of_own_types() -> Vec<Value> {
    vec![
        json!({"kind": "vocational-training", "profession": "16675", "qualification_grade": 3, "hours": 144,
            "certificate_number": "СВ 000077", "date": "2026-06-11"}),
        json!({"kind": "volunteering", "area": "environment", "hours": 120, "date": "2026-06-01"}),
    ]
}

/// Every sample draft.
pub(crate) fn all() -> Vec<Value> {
    let mut drafts = vec![secondary(), basic()];
    drafts.extend(achievements().into_iter().chain(of_own_types()).map(achievement));
    drafts
}

/// Parses a sample.
pub(crate) fn draft(sample: &Value) -> Draft {
    Draft::from_json(sample.to_string().as_bytes()).expect("the samples are right")
}

/// Dice that are no dice: a different 32-byte block for each seed and draw.
pub(crate) fn dice(seed: u64) -> impl FnMut(&mut [u8]) {
    let mut draw = 0_u64;
    move |bytes| {
        for block in bytes.chunks_mut(32) {
            draw += 1;
            let hash = attestat_ledger::hash::sha256(&[seed.to_be_bytes(), draw.to_be_bytes()].concat());
            block.copy_from_slice(&hash[..block.len()]);
        }
    }
}
