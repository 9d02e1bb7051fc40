//! The turns of phrase that say by when something is to be done, in French and English.

use std::sync::LazyLock;

use super::pattern::Pattern;
use crate::model::due::Kind;

pub(super) static MEETINGS: LazyLock<[(Kind, Vec<Pattern>); 3]> = LazyLock::new(|| {
    let before = [
        "avant la|notre? prochaine reunion|rencontre|seance|session",
        "d ici a? la|notre prochaine reunion|rencontre|seance|session",
        "before|by|till the|our? next meeting|session|call",
        "avant|d ici le|notre? prochain point|appel|comite|atelier|rendez vous?",
        "ahead of the|our next meeting|session|call",
        "prior to the|our next meeting|session|call",
    ];
    let coming = [
        "lors|pendant|durant d? une? des? prochaine|prochaines reunion*|rencontre*|seance*|session*",
        "lors|pendant|durant de prochaines reunions|rencontres|seances|sessions",
        "lors|pendant|durant|a|dans d? l? une des? prochain* reunion*|rencontre*|seance*|session*",
        "au cours d une? des? prochain* reunion*|rencontre*|seance*|session*",
        "a|lors? d? une reunion|rencontre|seance|session ulterieure|prochaine",
        "reunion*|rencontre*|seance*|session* a venir",
        "des? prochaines reunions|rencontres|seances|sessions",
        "at|in|during|for? a|an|some coming|future|upcoming|later|subsequent|forthcoming meeting|session|call",
        "at|in|during|for? one of the|our coming|future|upcoming|next meetings|sessions|calls",
        "at|in|during|for? coming|future|upcoming|later meetings|sessions|calls",
    ];
    let next = [
        "lors de la|notre prochaine reunion|rencontre|seance|session",
        "a|pour|pendant|durant? la|notre? prochaine reunion|rencontre|seance|session",
        "reunion|rencontre|seance|session suivante",
        "au|pour|lors? du|le? prochain point|appel|comite|rendez",
        "at|for|in|during|to|until? the|our? next meeting|session|call",
    ];
    [
        (Kind::BeforeNextMeeting, Pattern::all(&before)),
        // "lors de la prochaine réunion" must not be read as "lors (d'une) prochaine réunion", which the
        // articles keep apart.
        (Kind::AComingMeeting, Pattern::all(&coming)),
        (Kind::NextMeeting, Pattern::all(&next)),
    ]
});

pub(super) static WITHIN: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    Pattern::all(&[
        "d ici a? # jour*|semaine*|mois",
        "sous|dans les? un? delai? de? # jour*|semaine*|mois",
        "sous|dans la|une? quinzaine|huitaine",
        "within|in the? next? a? # working? day*|week*|month*",
        "within|in a fortnight",
        "within|in|sous|dans # heure*|hour*",
        "d ici # heure*",
        "tomorrow|demain",
        "by|till|until|before? next week",
        "d? ici? a? la semaine prochaine",
    ])
});

pub(super) static MILESTONES: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    Pattern::all(&[
        "apres la|le|les|l|validation|reception|accord",
        "des la|le|les|l|reception|validation|qu",
        "une fois",
        "a la fin de|du|des|d",
        "a l issue de|du|des",
        "avant la|le|les|l",
        "after|before|upon|once|until|till the",
        "after|before|until the? next? release|training|workshop|launch|rollout|go",
        "when|whenever the",
        "before christmas|easter|ramadan|summer",
        "avant noel|paques|ramadan",
        "avant l ete|atelier|audit",
        "lors de l|la|du atelier|formation|mission|audit",
        "a partir de|du",
        "upon",
        "as soon as the|we|it",
        "at the end of",
    ])
});

/// Ends of months, quarters and years that are not named by a month.
pub(super) static PERIODS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    Pattern::all(&[
        "avant|d|pour? ici? a? la? fin de|du mois",
        "avant|d|pour? ici? a? la? fin de l annee",
        "avant|d|pour? ici? a? la? fin d annee",
        "avant|d|pour? ici? a? la? fin du? q1|q2|q3|q4|t1|t2|t3|t4",
        "avant|d|pour? ici? a? la? fin de? l? annee? 2020|2021|2022|2023|2024|2025|2026|2027|2028|2029|2030",
        "by|before|at? the? end of? the|this? month|year",
        "by|before? month|year end",
        "by|before|at? the? end of? q1|q2|q3|q4",
        "by|before|at? the? end of? 2020|2021|2022|2023|2024|2025|2026|2027|2028|2029|2030",
    ])
});

/// Words that press or promise without a day.
pub(super) static VAGUE: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    Pattern::all(&[
        "asap",
        "as soon as possible",
        "des que possible",
        "au plus vite|tot",
        "le plus vite|tot possible",
        "immediately|immediatement",
        "sans delai",
        "by|before|until? next|this month|quarter|year",
        "le|ce mois prochain?",
        "this week",
        "cette semaine",
        "by|before? the? end of? the|this week",
        "d? ici? la? fin de? la? semaine",
        "en|in q1|q2|q3|q4|t1|t2|t3|t4",
        "en permanence",
    ])
});
