//! Texts about presentations in Russian.

use super::{Language, Message, message, plural, time};
use crate::presentation::Terms;
use crate::verdict::completeness::{Compared, Completeness};
use crate::verdict::presentation::{PresentationCheckName, Together};
use crate::verdict::reason::{PersonField, ReceiverNames};
use crate::verdict::words::fields;
use crate::verdict::{Reason, Unchecked};
use attestat_ledger::name::RegistryId;

/// Title of a check of a presentation: the fact that it looks at.
pub const fn presentation_title(check: PresentationCheckName) -> &'static str {
    match check {
        PresentationCheckName::Format => "файл с документами читается, и ни один документ не вложен в него дважды",
        PresentationCheckName::Together => "владельцы всех ключей подписали именно эти документы вместе",
        PresentationCheckName::Audience => "документы показаны именно вам",
        PresentationCheckName::Replay => "это ответ на ваш запрос, а не на другой",
        PresentationCheckName::Consent => "согласие семьи действует",
        PresentationCheckName::Withdrawal => "согласие не отозвано ни одним из полученных вами отзывов",
        PresentationCheckName::Requested => "показано всё, что вам необходимо",
        PresentationCheckName::Person => "имена и даты рождения совпадают там, где показаны в двух документах",
    }
}

const ASK_AGAIN: &str = "Не полагайтесь на это; попросите семью показать вам документы ещё раз.";

/// The two sentences for a reason of presentations.
pub(super) fn reason(reason: &Reason) -> Message {
    match reason {
        Reason::HolderMissing => message(
            "В документе не указан ключ владельца, поэтому вложить его сюда мог любой, у кого есть копия.",
            "Не полагайтесь на него; попросите документ, привязанный к кошельку семьи (его выдаст школа), или сам файл документа.",
        ),
        Reason::HolderUnsigned => message("Владелец не подписал, что показывает вам этот документ.", ASK_AGAIN),
        Reason::HolderSignatureWrong => message(
            "Показанное подписал не владелец документа: подпись изменили, или документ показывает кто-то другой.",
            ASK_AGAIN,
        ),
        Reason::HolderSignedOther => {
            message("Владелец подписал не те поля, которые показаны: часть добавили или убрали.", ASK_AGAIN)
        }
        Reason::HolderTermsWrong { detail } => message(
            format!("То, что подписал владелец, не соответствует формату (для специалиста: {detail})."),
            ASK_AGAIN,
        ),
        Reason::PresentedInTheFuture { at } => message(
            format!("Показ документов датирован {}, а этот момент ещё не наступил.", time(*at)),
            "Проверьте дату и время на этом компьютере; если они верны, попросите семью проверить свои и показать документы ещё раз.",
        ),
        Reason::PresentedLongAgo { at } => message(
            format!("Документы показаны {}, то есть давно.", time(*at)),
            "Попросите семью показать документы заново или укажите запрос, на который она ответила, параметром `--request`.",
        ),
        Reason::AnsweredEarly { at, begins } => message(
            format!(
                "Ответ датирован {}, а ваш запрос составлен только {}: часы одной из сторон неверны.",
                time(*at),
                time(*begins)
            ),
            "Попросите семью проверить дату и время на её компьютере и ответить ещё раз.",
        ),
        Reason::DocumentTwice { first, again } => {
            message(format!("Под номерами {first} и {again} вложен один и тот же документ."), ASK_AGAIN)
        }
        Reason::TermsDiffer { document } => message(
            format!(
                "Документ {document} показан другому получателю, по другому запросу или с другим согласием, чем документ 1."
            ),
            ASK_AGAIN,
        ),
        Reason::LinkWrong => message(
            "В таком составе документы вместе не показывали: один из них добавили, убрали или переставили.",
            ASK_AGAIN,
        ),
        Reason::YearSecretsWrong => {
            message("Годовые секреты в файле — не те, что передали владельцы: их изменили или убрали.", ASK_AGAIN)
        }
        Reason::RequestedMissing { missing, in_part } => message(
            format!("Показано не всё, что вы запросили{}.", left_out(missing, in_part)),
            "Попросите семью показать недостающее или примите решение без него.",
        ),
        Reason::NamesDiffer { field, first, other } => message(
            format!("В документах {first} и {other} {}.", differ(*field)),
            "Спросите семью о причине — например, смена имени или другое написание — и попросите подтверждающий документ.",
        ),
        Reason::BirthDatesDiffer { first, other } => message(
            format!(
                "В документах {first} и {other} разные даты рождения: они принадлежат двум людям, или в одном из них ошибка."
            ),
            "Не считайте их документами одного человека; обратитесь к семье — ошибку школа может исправить.",
        ),
        other => consent(other),
    }
}

/// Lists the fields that are not shown at all, and those that are shown only in part.
fn left_out(missing: &[String], in_part: &[String]) -> String {
    let list = |words: &str, paths: &[String]| match paths {
        [] => String::new(),
        paths => format!("; {words}: {}", fields(Language::Russian, paths)),
    };
    list("не хватает", missing) + &list("показано не полностью", in_part)
}

fn consent(reason: &Reason) -> Message {
    match reason {
        Reason::NotAPresentation => message(
            "Это файл самого документа: никто не подписал, что показывает его вам и для вашей цели.",
            "Не принимайте его как ответ; попросите семью показать вам документ. Чтобы проверить сам файл, запустите проверку без `--as`, `--request` и `--withdrawal`.",
        ),
        Reason::AudienceNotSaid => message(
            "Не проверено, вам ли показаны эти документы.",
            "Укажите, кто вы, параметром `--as ИМЯ` — так же, как вы назвались семьям, — и проверьте ещё раз.",
        ),
        Reason::OtherAudience(ReceiverNames { made_for, expected }) => message(
            format!("Документы показаны не вам, а другому получателю: «{made_for}», а вы — «{expected}»."),
            "Не полагайтесь на них, если это не другое ваше название: тогда проверьте ещё раз с ним. Иначе попросите семью показать документы вам и выясните, откуда у вас этот файл.",
        ),
        Reason::OtherRequest => message(
            "Это ответ не на тот запрос, с которым вы его сравниваете.",
            "Проверьте, тот ли запрос вы указали; если тот, попросите семью ответить именно на него.",
        ),
        Reason::AnsweredLate { at, ended } => message(
            format!("Ответ на запрос дан {}, а срок запроса истёк {}.", time(*at), time(*ended)),
            "Решите, принимаете ли вы его, или составьте новый запрос.",
        ),
        Reason::OtherPurpose => message(
            "Семья дала согласие на другую цель, чем указана в вашем запросе.",
            "Не используйте показанное для своей цели; попросите семью ответить на запрос в том виде, в каком он составлен.",
        ),
        Reason::ConsentEnded { at } => message(
            format!("Срок согласия семьи истёк {}.", time(*at)),
            "Полагаться на показанное и хранить его больше нельзя; попросите семью показать документы ещё раз.",
        ),
        Reason::ConsentWithdrawn { at } => message(
            format!("Семья отозвала своё согласие {}.", time(*at)),
            "Не полагайтесь на показанное; удалите файл и всё, что вы из него взяли, насколько это позволяет закон.",
        ),
        Reason::WithdrawalUnusable => message(
            "Вы указали отзыв этого согласия, но его подписи не подходят к тому, что показано здесь.",
            "Узнайте у семьи, отзывала ли она согласие, и запросите отзыв ещё раз.",
        ),
        _ => message("", ""),
    }
}

const fn differ(field: PersonField) -> &'static str {
    match field {
        PersonField::FamilyName => "разные фамилии",
        PersonField::GivenName => "разные имена",
        PersonField::Patronymic => "разные отчества",
        PersonField::BirthDate => "разные даты рождения",
    }
}

/// Line for a fact that was not checked about a presentation.
pub(super) fn unchecked(unchecked: &Unchecked) -> String {
    match unchecked {
        Unchecked::SamePerson => {
            "Что документы принадлежат одному человеку: две семьи могли подписать их вместе.".to_owned()
        }
        Unchecked::Replay => {
            "Что документы показаны именно сейчас: без вашего запроса файл, который уже показывали, выглядит так же."
                .to_owned()
        }
        Unchecked::OtherWithdrawals => "Не отозвала ли семья согласие в отзыве, который здесь не указан.".to_owned(),
        Unchecked::NamesNotShown(count) => {
            let count = u64::try_from(*count).unwrap_or(u64::MAX);
            let shown = plural(count, ("документе не показано", "документах не показано", "документах не показано"));
            format!(
                "Что везде назван один и тот же человек: в {count} {shown} ни имени, ни даты рождения для сравнения."
            )
        }
        Unchecked::YearSecrets(count) => {
            let count = u64::try_from(*count).unwrap_or(u64::MAX);
            let given = plural(count, ("передан", "переданы", "передано"));
            let secrets = plural(count, ("годовой секрет", "годовых секрета", "годовых секретов"));
            format!("Полнота: {given} {count} {secrets}, но журнал для сравнения не воспроизводился.")
        }
        Unchecked::PresentationCheck(check) => format!("Что {}.", presentation_title(*check)),
        _ => String::new(),
    }
}

/// Text that says what follows from documents that were presented together.
pub fn together(together: &Together) -> String {
    match (together.documents, together.holders) {
        (1, _) => "Владелец ключа подписал ровно то, что показано в документе.".to_owned(),
        (documents, 1) => format!(
            "Все документы ({documents}) показаны вместе: они привязаны к одному ключу, и его владелец подписал именно их."
        ),
        (documents, holders) => format!(
            "Все документы ({documents}) показаны вместе: именно их подписали владельцы всех ключей ({holders}). Что это один человек, отсюда не следует."
        ),
    }
}

/// Text of the terms: receiver, purpose and end of the consent.
pub fn terms(terms: &Terms) -> String {
    format!(
        "Получатель: {}. Цель: {}. Согласие действует до {}; после этого полагаться на показанное и хранить его нельзя.",
        terms.audience,
        terms.consent.purpose,
        time(terms.consent.expires)
    )
}

/// Text that says what a yearly secret shows, and what it does not.
pub fn completeness(registry: &RegistryId, found: &Completeness, compared: &Compared) -> String {
    let (year, replayed, records) = (found.year, found.replayed, found.records.len());
    let among = plural(replayed, ("воспроизведённой записи", "воспроизведённых записей", "воспроизведённых записей"));
    let mut text = format!(
        "Показывает все записи, помеченные для этого ребёнка в реестре {registry} за {year} год, среди {replayed} {among} о выдаче: {records}. О непомеченных записях и о других годах это ничего не говорит."
    );
    if compared.shown == 0 {
        text.push_str(
            " Ни одного из показанных документов среди них нет, поэтому с этим ребёнком секрет ничто не связывает.",
        );
    } else {
        text.push_str(&format!(" Из них показано здесь: {}, не показано: {}.", compared.shown, compared.left_out));
    }
    if compared.untagged > 0 {
        text.push_str(&format!(" Показанных документов, которых среди них нет: {}.", compared.untagged));
    }
    if found.gaps > 0 {
        text.push_str(&format!(" Пропущенных номеров в ряду меток: {}.", found.gaps));
    }
    text
}
