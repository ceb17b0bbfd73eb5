//! Title of a document, for the family that asks for its holdings.

use attestat_credential::credential_type::CredentialType;
use attestat_credential::draft::Document;
use attestat_credential::draft::achievement::AchievementFields;
use attestat_words::language::Language;

/// The document's name as the family knows it: of the olympiad, the contest, the sport; of the type where
/// the document has no name of its own.
pub(super) fn title(document: &Document) -> String {
    let of_type = || CredentialType::of(document).name(Language::Russian).to_owned();
    match document {
        Document::Basic(_) | Document::Secondary(_) => of_type(),
        Document::Achievement(achievement) => match achievement.fields() {
            AchievementFields::Olympiad(olympiad) => {
                format!("{}, {}", olympiad.name.expose(), olympiad.subject.expose())
            }
            AchievementFields::Contest(contest) => contest.name.expose().to_owned(),
            AchievementFields::SportRank(rank) => rank.sport.expose().to_owned(),
            AchievementFields::SportEvent(event) => event.name.expose().to_owned(),
            AchievementFields::ArtsSchool(school) => school.specialism.expose().to_owned(),
            AchievementFields::Gto(_) => "ГТО".to_owned(),
        },
    }
}
