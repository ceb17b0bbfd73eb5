//! Texts of verdicts in Russian.

mod presentation;

pub use presentation::{completeness, presentation_title, terms, together};

use super::moment::plural;
use super::{Language, Message};
use crate::verdict::reason::{FilePart, StatusFlaw, TermFlaw};
use crate::verdict::{CheckName, Colour, Exemption, Reason, Unchecked};

fn message(what: impl Into<String>, next: impl Into<String>) -> Message {
    Message { what: what.into(), next: next.into() }
}

/// Headline of a verdict.
pub const fn headline(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "Подлинный и действует.",
        Colour::Amber => "Ничто не говорит против него, но подтвердить удалось не всё.",
        Colour::Grey => "Файл не удалось прочитать.",
        Colour::Red => "Полагаться на это нельзя.",
    }
}

/// Headline of a verdict on a document of an unknown signer.
pub(super) const UNKNOWN_SIGNER: &str =
    "Кто это подписал, здесь неизвестно, поэтому ничего из сказанного не подтверждено.";

/// Title of a check: the fact that it looks at.
pub const fn title(check: CheckName) -> &'static str {
    match check {
        CheckName::Format => "файл читается",
        CheckName::Roster => "ваш список участников действует",
        CheckName::Issuer => "реестр и его ключ есть в списке участников",
        CheckName::Signature => "документ подписан реестром",
        CheckName::Disclosures => "каждое показанное поле входит в подписанное",
        CheckName::Authority => "реестр вправе выдавать такие документы",
        CheckName::Record => "запись в журнале относится именно к этому документу",
        CheckName::Inclusion => "запись есть в журнале реестра",
        CheckName::Checkpoint => "состояние журнала подписано реестром",
        CheckName::Witnessed => "это состояние подтвердило достаточно других организаций",
        CheckName::Status => "документ не отозван и не приостановлен",
        CheckName::Validity => "сроки самого документа позволяют на него полагаться",
        CheckName::Holder => "владелец ключа подписал ровно то, что показано",
    }
}

/// The two sentences for a reason.
pub fn reason(reason: &Reason) -> Message {
    match reason {
        Reason::EarlierCheckFailed => message(
            "Эта проверка не проводилась: не пройдена одна из предыдущих.",
            "Начните с первой причины в списке.",
        ),
        Reason::Unreadable { part, detail } => message(
            format!("Не удалось прочитать {} (для специалиста: {detail}).", part_name(*part)),
            "Запросите файл ещё раз — в том виде, в каком его записала школа или кошелёк.",
        ),
        Reason::UpgradeNeeded => message("Документ записан в формате новее, чем знает эта программа.", UPDATE_PROGRAM),
        Reason::TypeUnknown => message("Документ такого вида эта версия программы не знает.", UPDATE_PROGRAM),
        Reason::RosterExpired | Reason::RosterFromTheFuture => roster(reason),
        Reason::RegistryUnknown(id)
        | Reason::LogUnknown(id)
        | Reason::KeyUnknown(id)
        | Reason::KeyNotInForce(id)
        | Reason::ClassNotAllowed(id)
        | Reason::RegistrySuspended(id)
        | Reason::CheckpointNotSigned(id)
        | Reason::LogForked(id)
        | Reason::ForkNotSettled(id)
        | Reason::BeyondCut(id)
        | Reason::DiscardedHistory(id)
        | Reason::CutLog(id) => registry(reason, id.as_str()),
        Reason::ForeignLog { issuer, log } => message(
            format!(
                "В документе сказано, что его выдал реестр {issuer}, а доказательство взято из журнала реестра {log}."
            ),
            format!("Не полагайтесь на документ; спросите в {issuer}, выдавал ли его этот реестр."),
        ),
        Reason::SignatureWrong
        | Reason::DisclosuresWrong { .. }
        | Reason::NotAnAward
        | Reason::CommitmentMismatch
        | Reason::ClassMismatch
        | Reason::SlotMismatch
        | Reason::IndexMismatch
        | Reason::NotIncluded
        | Reason::CosignatureWrong
        | Reason::ClaimUnknown
        | Reason::TermsWrong { .. } => tampered(reason),
        Reason::BelowQuorum { have, needed } => below_quorum(*have, *needed),
        Reason::Revoked { .. }
        | Reason::Suspended { .. }
        | Reason::StatusMissing
        | Reason::StatusUnusable { .. }
        | Reason::StatusOld { .. }
        | Reason::StatusFromTheFuture { .. }
        | Reason::LogAhead { .. }
        | Reason::RecordAhead { .. } => status(reason),
        Reason::Expired { at } => message(
            format!("Срок действия документа истёк {}.", time(*at)),
            "Попросите владельца показать действующий; сказанное о прошлом остаётся в силе.",
        ),
        Reason::TermEnded { last_day } => message(
            format!("То, что удостоверяет документ, действовало до {} включительно.", day(last_day)),
            "Спросите владельца, продлено ли оно; сам факт присвоения остаётся в силе.",
        ),
        Reason::NotYetValid { from } => message(
            format!("Документ датирован {}, а этот момент ещё не наступил.", time(*from)),
            "Проверьте дату и время на этом компьютере; если они верны, повторите проверку после этого дня.",
        ),
        of_a_presentation => presentation::reason(of_a_presentation),
    }
}

const UPDATE_PROGRAM: &str = "Установите текущую версию и проверьте ещё раз.";
const UPDATE_ROSTER: &str = "Получите текущий список участников командой `attestat trust update` и проверьте ещё раз.";

fn roster(reason: &Reason) -> Message {
    match reason {
        Reason::RosterFromTheFuture => message(
            "Ваш список участников начинает действовать позже сегодняшнего дня.",
            "Проверьте дату и время на этом компьютере.",
        ),
        _ => message(
            "Срок действия вашего списка участников истёк: смены ключей и новые реестры могли в него не попасть.",
            "Получите текущий список командой `attestat trust update` и проверьте ещё раз; если и у узлов нового нет, обратитесь в консорциум.",
        ),
    }
}

fn registry(reason: &Reason, id: &str) -> Message {
    match reason {
        Reason::RegistryUnknown(_) => message(
            format!(
                "Реестра {id} нет в вашем списке участников, поэтому ничего из подписанного им проверить не удалось."
            ),
            "Получите текущий список командой `attestat trust update`; если реестра нет и в нём, обратитесь в консорциум.",
        ),
        Reason::LogUnknown(_) => message(
            format!("В вашем списке участников нет этой части журнала реестра {id}; возможно, список устарел."),
            UPDATE_ROSTER,
        ),
        Reason::KeyUnknown(_) => message(
            format!(
                "Ключа, которым сделана подпись, нет среди ключей реестра {id} в вашем списке участников; возможно, список устарел."
            ),
            UPDATE_ROSTER,
        ),
        Reason::KeyNotInForce(_) => message(
            format!("Подпись сделана ключом реестра {id}, но в этом месте журнала действовал другой ключ."),
            format!("Не полагайтесь на документ; спросите в {id}, выдавал ли его этот реестр."),
        ),
        Reason::ClassNotAllowed(_) => message(
            format!("По списку участников реестр {id} не вправе выдавать документы этого вида."),
            "Не полагайтесь на документ; сообщите консорциуму, который ведёт список.",
        ),
        Reason::RegistrySuspended(_) => message(
            format!("Консорциум приостановил участие реестра {id}; выданное до этого остаётся в силе."),
            "Узнайте в консорциуме, выдан ли документ до приостановки.",
        ),
        Reason::CheckpointNotSigned(_) => message(
            format!("На состоянии журнала, которое приведено в доказательстве, нет подписи реестра {id}."),
            "Не полагайтесь на документ в таком виде; запросите файл ещё раз.",
        ),
        Reason::LogForked(_) => message(
            format!("Реестр {id} подписал две разные истории своего журнала."),
            "Не полагайтесь ни на один документ из этого журнала; сообщите консорциуму и сохраните оба файла как доказательство.",
        ),
        Reason::ForkNotSettled(_) => message(
            format!(
                "Реестр {id} подписал две истории своего журнала, а в вашем списке участников ещё не сказано, какие записи считать действительными."
            ),
            "Обратитесь в консорциум; когда он примет решение по журналу, выполните `attestat trust update` и проверьте ещё раз.",
        ),
        Reason::BeyondCut(_) => message(
            format!("Журнал реестра {id} обрезан раньше записи об этом документе."),
            format!("Не полагайтесь на документ; запросите в {id} документ из нового журнала."),
        ),
        Reason::DiscardedHistory(_) => message(
            format!(
                "Реестр {id} подписал две истории своего журнала, и документ относится к той, которую консорциум отбросил."
            ),
            format!("Не полагайтесь на документ; запросите в {id} документ из нового журнала."),
        ),
        _ => message(
            format!(
                "Журнал реестра {id} обрезан, и не подтверждено, что доказательство относится к его сохранённой части."
            ),
            "Получите доказательство из подтверждённого состояния журнала командой `attestat trust update --from УЗЕЛ --for ФАЙЛ` или запросите файл со свежим доказательством.",
        ),
    }
}

fn tampered(reason: &Reason) -> Message {
    let again = "Не полагайтесь на документ; запросите файл ещё раз, лучше всего в самой школе.";
    let what = match reason {
        Reason::SignatureWrong => "Подпись реестра не подходит к документу: его изменили или подделали.".to_owned(),
        Reason::DisclosuresWrong { detail } => {
            format!("Показанное поле не входит в то, что подписал реестр (для специалиста: {detail}).")
        }
        Reason::NotAnAward => "Запись в файле — не запись о документе.".to_owned(),
        Reason::CommitmentMismatch => "Запись в журнале относится к другому документу.".to_owned(),
        Reason::ClassMismatch => "Запись в журнале относится к документам другого вида.".to_owned(),
        Reason::SlotMismatch => "В документе и в записи указаны разные места в списке состояний.".to_owned(),
        Reason::IndexMismatch => "В записи и в доказательстве указаны разные места в журнале.".to_owned(),
        Reason::NotIncluded => "Записи нет в том журнале, о котором говорит доказательство.".to_owned(),
        Reason::CosignatureWrong => {
            "Подтверждение одной из известных организаций не подходит: доказательство изменили.".to_owned()
        }
        Reason::ClaimUnknown => "В документе показано поле, которого у документов этого вида нет.".to_owned(),
        Reason::TermsWrong { flaw: TermFlaw::NotATime(claim) } => {
            format!("Документ не соответствует своему формату: в поле {claim} указано не время.")
        }
        Reason::TermsWrong { flaw: TermFlaw::Addressed } => {
            "Документ не соответствует своему формату: он адресован одному получателю.".to_owned()
        }
        Reason::TermsWrong { flaw: TermFlaw::NotADay(claim) } => {
            format!("Документ не соответствует своему формату: в поле {claim} указана не дата.")
        }
        Reason::TermsWrong { flaw: TermFlaw::DatedApart } => {
            "Документ не соответствует своему формату: его дата не совпадает с датой записи в журнале.".to_owned()
        }
        Reason::TermsWrong { flaw: TermFlaw::NoKey } => {
            "Документ не соответствует своему формату: то, что названо ключом владельца, — не ключ.".to_owned()
        }
        _ => String::new(),
    };
    message(what, again)
}

fn below_quorum(have: usize, needed: Option<usize>) -> Message {
    match needed {
        Some(needed) => message(
            format!("Состояние журнала пока подтвердили не все, кто нужен: {have} из {needed}."),
            "Получите доказательство из более нового состояния журнала командой `attestat trust update --from УЗЕЛ --for ФАЙЛ`; если его ещё нет, повторите проверку, когда другие узлы синхронизируются.",
        ),
        None => message(
            "В списке участников слишком мало сторонних организаций, которые могли бы подтвердить журнал этого реестра.",
            "Сообщите консорциуму, который ведёт список.",
        ),
    }
}

fn status(reason: &Reason) -> Message {
    let update = "Получите текущий файл состояний командой `attestat trust update` и проверьте ещё раз.";
    let since = |as_of: &Option<u64>| as_of.map_or_else(String::new, |at| format!(" (по состоянию на {})", time(at)));
    match reason {
        Reason::Revoked { as_of } => message(
            format!("Реестр отозвал этот документ{}.", since(as_of)),
            "Не полагайтесь на него; попросите у владельца документ, выданный взамен, или узнайте причину в школе.",
        ),
        Reason::Suspended { as_of } => message(
            format!("Реестр приостановил действие этого документа{}.", since(as_of)),
            "Сейчас на него полагаться нельзя; узнайте причину в школе и повторите проверку позже.",
        ),
        Reason::StatusUnusable { flaw } => {
            message(format!("Проверить, не отозван ли документ, не удалось: {}.", status_flaw(flaw)), update)
        }
        Reason::StatusOld { as_of, age, max_age } => message(
            format!(
                "Документ не был отозван на {}; этим сведениям {}, а вы принимаете не старше {}.",
                time(*as_of),
                super::duration(Language::Russian, *age),
                no_older_than(*max_age)
            ),
            update,
        ),
        Reason::StatusFromTheFuture { as_of } => message(
            format!("Сведения о состоянии документа датированы {}, а этот момент ещё не наступил.", time(*as_of)),
            "Проверьте дату и время на этом компьютере.",
        ),
        Reason::LogAhead { until } => {
            let until = day(&until.to_string());
            message(
                format!(
                    "Журнал реестра датирован {until}: его часы когда-то спешили, поэтому нельзя сказать, насколько свежи его сведения об отзыве."
                ),
                format!("Если дата на этом компьютере верна, повторите проверку {until}, а до того спросите школу."),
            )
        }
        Reason::RecordAhead { day: recorded } => {
            let recorded = day(&recorded.to_string());
            message(
                format!("Документ записан под датой {recorded}, а она ещё не наступила: часы реестра спешили."),
                format!("Если дата на этом компьютере верна, повторите проверку {recorded}, а до того спросите школу."),
            )
        }
        _ => message("Не проверено, отозван ли документ: сведений о его состоянии нет.", update),
    }
}

fn status_flaw(flaw: &StatusFlaw) -> String {
    match flaw {
        StatusFlaw::Unreadable(detail) => return format!("сведения не читаются (для специалиста: {detail})"),
        StatusFlaw::OtherDocument => "сведения относятся к другому документу",
        StatusFlaw::OtherRegistry => "сведения взяты из другого реестра",
        StatusFlaw::OlderThanDocument => "сведения старше самого документа",
        StatusFlaw::SignatureUnconfirmed => "подпись реестра на этих сведениях подтвердить не удалось",
        StatusFlaw::TooFewCosigners => "сведения подтвердило слишком мало организаций",
        StatusFlaw::CosignatureWrong => "одно из подтверждений на этих сведениях неверно",
        StatusFlaw::NextLogSilent => "реестр продолжен в новом журнале, а сведений из него здесь ещё нет",
        StatusFlaw::LogNotCut => {
            "сведения взяты из более позднего журнала реестра, а в списке участников не сказано, где кончился журнал этого документа"
        }
        StatusFlaw::CutNotShown => {
            "реестр продолжен в новом журнале, а что значилось в конце журнала этого документа, здесь не известно"
        }
    }
    .to_owned()
}

/// Phrase for an exemption: the reason for which there was nothing to check.
pub const fn exemption(exemption: Exemption) -> &'static str {
    match exemption {
        Exemption::NoCosignersAsked => "список участников не требует подтверждений",
        Exemption::NoRequest => "запрос для сравнения не указан",
        Exemption::NoWithdrawals => "отзывы согласия не указаны",
        Exemption::NothingToCompare => "нет двух документов, в которых показано одно и то же имя или дата рождения",
    }
}

/// Line of the permanent list for a fact that was not checked.
pub fn unchecked(unchecked: &Unchecked) -> String {
    match unchecked {
        Unchecked::PresenterIsThePersonNamed => {
            "Что документ показывает именно тот человек, который в нём назван.".to_owned()
        }
        Unchecked::ContentIsTrue => "Что записанное реестром соответствует действительности.".to_owned(),
        Unchecked::HolderHasTheKey => {
            "Что документ показывает его владелец: подписи ключом владельца в файле нет, и показать копию может любой, у кого она есть."
                .to_owned()
        }
        Unchecked::BearerCopy => {
            "Чей это документ: это копия на предъявителя, она не привязана к ключу, и показать её может любой, у кого есть файл."
                .to_owned()
        }
        Unchecked::HiddenFields(count) => {
            let count = u64::try_from(*count).unwrap_or(u64::MAX);
            let fields = plural(count, ("поле", "поля", "полей"));
            format!("Скрытое владельцем: {count} {fields}; на показанное это не влияет.")
        }
        Unchecked::HiddenMarks(count) => {
            let count = u64::try_from(*count).unwrap_or(u64::MAX);
            let lines = plural(count, ("строка", "строки", "строк"));
            format!("Скрытое владельцем: {count} {lines} отметок; показаны не все отметки.")
        }
        Unchecked::RevocationAfter(at) => format!("Не отозван ли документ после {}.", time(*at)),
        Unchecked::NobodyElseSawTheLog => {
            "Что журнал видел кто-либо, кроме самого реестра: список участников не требует подтверждений.".to_owned()
        }
        Unchecked::Check(check) => format!("Что {}.", title(*check)),
        of_a_presentation => presentation::unchecked(of_a_presentation),
    }
}

const fn part_name(part: FilePart) -> &'static str {
    match part {
        FilePart::File => "файл",
        FilePart::Credential => "документ в файле",
        FilePart::Record => "запись журнала в файле",
        FilePart::Proof => "доказательство в файле",
        FilePart::Checkpoint => "состояние журнала в доказательстве",
        FilePart::Presentation => "файл с показанными документами",
    }
}

/// Unix seconds as a date and time in UTC.
fn time(seconds: u64) -> String {
    super::time(Language::Russian, seconds)
}

/// A span in the genitive, as it follows "не старше".
fn no_older_than(seconds: u64) -> String {
    let (count, forms) = match seconds {
        0..7_200 => (seconds / 60, ("минуты", "минут", "минут")),
        7_200..172_800 => (seconds / 3_600, ("часа", "часов", "часов")),
        _ => (seconds / 86_400, ("дня", "дней", "дней")),
    };
    format!("{count} {}", plural(count, forms))
}

/// `YYYY-MM-DD` as people write it.
fn day(iso: &str) -> String {
    let parts: Vec<&str> = iso.split('-').collect();
    match parts.as_slice() {
        [year, month, day] => format!("{day}.{month}.{year}"),
        _ => iso.to_owned(),
    }
}
