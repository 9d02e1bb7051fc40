//! A small catalogue for these tests.

use relais::minutes::Alias;

/// The spellings of what the minutes mention.
pub(crate) fn table() -> Vec<Alias> {
    let rows = [
        ("openIMIS", "platform", "openimis"),
        ("DHIS2", "platform", "dhis2"),
        ("Bahmni", "platform", "bahmni"),
        ("OpenHIM", "platform", "openhim"),
        ("OpenMRS", "platform", "openmrs"),
        ("MUSE", "platform", "muse"),
        ("Jitsi", "platform", "jitsi"),
        ("meet.jit.si", "platform", "jitsi"),
        ("FHIR", "standard", "fhir"),
        ("ADX", "standard", "adx"),
        ("OpenHIE", "organization", "openhie"),
        ("observatoires", "organization", "observatory"),
        ("Népal", "country", "NPL"),
        ("Gambie", "country", "GMB"),
        ("Tanzanie", "country", "TZA"),
        ("Tanzania", "country", "TZA"),
        ("tanzanien", "country", "TZA"),
    ];
    rows.into_iter().map(|(text, kind, id)| Alias::new(text, kind, id)).collect()
}
