"""The DOCX documents of the labelled set. Everybody and everything in them is invented."""

from write_docx import box, cell, deleted, inserted, items, link, par, run, table, write


def tune(folder):
    """Writes the documents that the reader may be tuned on."""
    write(
        folder / "foret-mutuelles.fr.docx",
        par("Alliance des Mutuelles de la Forêt", style="Titre"),
        par("Compte rendu de la réunion mensuelle", style="Titre1"),
        table(
            4,
            ["Date", "mardi 10 mars 2026", "Heure", "15 h 00 – 16 h 30 (WAT)"],
            ["Lieu", cell("Salle bleue, Maison des mutuelles", columns=3)],
            ["Animatrice", "Célestine Obiang", "Secrétaire", ""],
            ["Participants", cell(
                par("Célestine Obiang (Mutuelle Okoumé)") + par("Rodrigue Massamba (Mutuelle Okoumé)")
                + par("Aurélie Fontbrune (Numérisanté)") + par("Excusé : Prosper Ekang (Direction régionale)"),
                columns=3)],
        ),
        par("Ordre du jour", style="Titre1"),
        items("Suivi des actions (10 min)", "Paiement mobile des cotisations (40 min)", "Divers (10 min)", list_id=2),
        par("Suivi des actions", style="Titre1"),
        items("Rodrigue devait écrire à l’opérateur : c’est fait.",
              "La liste des villages reste à compléter (reportée)."),
        par("Paiement mobile des cotisations", style="Titre1"),
        par(run("Aurélie présente l’enchaînement entre l’opérateur et openIMIS.", cut=9)),
        par("Que se passe-t-il si un adhérent paie deux fois ?"),
        par("Le second paiement compte pour le mois suivant."),
        par("Qui supporte les frais ? ", deleted("La mutuelle."), inserted("Ce point reste ouvert.")),
        par("Les villages sans réseau ont besoin d’un reçu sur papier."),
        par("Il est décidé de commencer par ", deleted("cinq"), inserted("trois"), " villages."),
        par("Relevé des actions", style="Titre1"),
        table(
            4,
            ["Action", "Responsable", "Échéance", "Statut"],
            ["Choisir les trois villages", cell("Rodrigue Massamba", merge="restart"), "20 mars 2026", "À faire"],
            ["Compléter la liste des villages", cell("", merge="continue"), "avant la prochaine réunion", "En cours"],
            ["Demander les frais à l’opérateur", "Aurélie Fontbrune", "sous une semaine", "À faire"],
            ["Imprimer les carnets de reçus", "", "", "À faire"],
            head=True,
        ),
        par("La prochaine réunion aura lieu le mardi 14 avril 2026 à 15 h."),
        french=True, footer="Alliance des Mutuelles de la Forêt – page 1 sur 2 – ne pas diffuser",
    )
    write(
        folder / "summit-standards.en.docx",
        par("Summit Standards Panel – Meeting Notes", style="Heading1"),
        par(run("Date/Time:", True), " Thursday, December 4, 2025, 3:00 PM – 4:00 PM EST / 20:00 UTC"),
        par(run("Call-in:", True), " ", link("Webex room of the panel", 0)),
        par(run("Chair:", True), "\tMarguerite Hollandsworth"),
        par(run("Note-taker:", True), "\trotating (today: Desmond Achike)"),
        par("Attendance", style="Heading2"),
        par(box(True), "Marguerite Hollandsworth, Hillcrest Institute"),
        par(box(True), "Desmond Achike, Open Ward"),
        par(box(False), "Yuki Tarumoto, Hillcrest Institute"),
        par(box(True), "Lucía Berastegui, Open Ward"),
        par("Agenda", style="Heading2"),
        items("15:00 – 15:10 Roll call", "15:10 – 15:40 Profiles for referrals", "15:40 – 16:00 Test event"),
        par("Profiles for referrals", style="Heading2"),
        items("Desmond walked the panel through the draft, which rests on FHIR R4."),
        items("Should the referral carry the whole record?", "Lucía: No, only a summary."),
        items("Participants need examples before they can comment."),
        items(run("Decision:", True) + run(" the draft goes to public comment for 30 days.")),
        par("Test event", style="Heading2"),
        items("Nobody knows yet who hosts the event.", "OpenMRS and Bahmni have both said that they will come."),
        items("Is remote participation possible?"),
        par("Action items for next call", style="Heading2"),
        par(box(False), "Desmond – publish the draft for comment – 12/10/2025"),
        par(box(False), "Lucía – write two examples – before the public comment closes"),
        par(box(True), "Marguerite – ask for a larger room"),
        par(box(False), "Find a host for the test event"),
        par("Next call: TBD (not in the week of December 22)"),
        footer="Summit Standards Panel | 1", links=("https://webex.example.com/meet/summit",),
    )
    write(
        folder / "bilingue-grands-ponts.mixed.docx",
        par("Comité Grands Ponts / Great Bridges Committee", style="Titre1"),
        par("Minutes / Compte rendu – 19/02/2026"),
        table(
            2,
            ["Time / Heure", "13h00-14h00 GMT, 14:00-15:00 CET"],
            ["Present / Présents", "Ibtissem Larouzi (Pont Nord), Gareth Penhallow (South Bridge), Awa Dembaya"],
            ["Regrets / Excusés", "Kwame Tettehson"],
            ["Next meeting / Prochaine réunion", "26/03/2026"],
        ),
        table(
            3,
            ["Topic / Sujet", "Discussion", "Action"],
            ["Échange de données", cell(
                par("Gareth reported that the Ghana site sends its figures to DHIS2 every night.")
                + par("Awa demande si le Sénégal peut faire de même. Réponse : oui, après la mise à jour.")
                + par("Agreed: one common code list for both sides.")),
             cell(par("Gareth: share the code list (by 27/02/2026)") + par("Traduire la liste en français – Awa"))],
            ["Formation", cell(
                par("Il faut des supports dans les deux langues.")
                + par("The last training was much appreciated, but too short.")),
             "Ibtissem : proposer deux dates d’ici la prochaine réunion"],
            head=True,
        ),
        french=True,
    )


def held(folder):
    """Writes the documents that the reader is never tuned on."""
    write(
        folder / "marais-logiciels.fr.docx",
        par("Club Logiciels du Marais", style="Titre"),
        par("Réunion du 13 janvier 2026 – de 10h à 11h30 – visioconférence", style="Titre1"),
        par(run("Présents : ", True), "Blandine Courtevoie/Marais Santé, Idrissa Kaboréma/Data Sahel, "
            "Fanny Loisillon"),
        par(run("Absents : ", True), "Thierno Bassari (excusé), Lucas Verdonckt"),
        par(run("Rédaction : ", True), "Fanny Loisillon"),
        par("Sujets", style="Titre1"),
        par("Mise à jour de Bahmni", style="Titre2"),
        items("Idrissa rend compte de la mise à jour : ", "deux hôpitaux sur cinq sont passés à la nouvelle version."),
        items("Les trois autres peuvent-ils attendre l’été ?"),
        items("Oui, l’ancienne version est suivie jusqu’en septembre.", level=1),
        items("Il faudrait un environnement de démonstration en français."),
        par("Sauvegardes", style="Titre2"),
        items("Le groupe retient ", level=0),
        par("Décision : une sauvegarde par jour, ", deleted("sur site", 3), inserted("hors site", 4), "."),
        par("Blandine a demandé qui contrôle les sauvegardes."),
        par("Prochaines étapes", style="Titre1"),
        par(box(False), "Planifier la mise à jour des trois hôpitaux (Idrissa, 31 mars 2026)"),
        par(box(False), "Blandine : tester la restauration, ", inserted("dans les 15 jours", 5)),
        par(box(True), "Renouveler le nom de domaine"),
        par(box(False), run("Préparer l’environnement de démonstration", cut=11),
            " – lors d’une prochaine rencontre"),
        par("Prochaine réunion : 10 février 2026, même heure"),
        french=True, footer="Club Logiciels du Marais                     1/1",
    )
    write(
        folder / "tideland-coordination.en.docx",
        par("Tideland Coordination Meeting", style="Title"),
        table(
            4,
            ["Meeting date:", "27 Aug 2025", "Time:", "11.00-12.15 (EAT)"],
            ["Venue:", cell("Conference room 2, Tideland Hospital / online", columns=3)],
            ["Chairperson:", "Josephat Mwakitalu", "Minutes by:", "Aneeka Pilloway"],
        ),
        par("Members present", style="Heading2"),
        table(
            3,
            ["No", "Name", "Organisation"],
            ["1", "Josephat Mwakitalu", "Tideland Hospital"],
            ["2", "Aneeka Pilloway", "Tideland Hospital"],
            ["3", "Corwin Estrella", "Reef Analytics"],
        ),
        par("Absent with apology", style="Heading2"),
        items("Neema Lusinde – County Office"),
        par("Minutes", style="Heading1"),
        table(
            3,
            ["Min. no.", "Issue and discussion", "Action by"],
            ["1/8/25", cell(
                par(run("Reporting", True))
                + par("Corwin presented the monthly dashboards taken from DHIS 2.")
                + par("Members asked why July was empty. The hospital had sent its figures late.")
                + par("It was resolved that figures are sent by the 5th of each month.")),
             cell(par("Hospital to send the July figures by 3 September"))],
            ["2/8/25", cell(
                par(run("Insurance claims", True))
                + par("Claims cannot be printed from openIMIS.")
                + par("The cashiers require a printed copy for every patient.")
                + par("Will the new version of openIMIS print claims?")),
             cell(par("Corwin to check the new version, next meeting") + par("Aneeka to count the unprinted claims"))],
            ["3/8/25", cell(par(run("A.O.B.", True)) + par("Members thanked the kitchen for the lunch.")), ""],
            head=True,
        ),
        par("There being no other business the meeting closed at 12.15. Next meeting: 24 September 2025."),
        par("Signed: ______________   Date: ____________"),
        footer="Confidential draft, page 1",
    )
    write(
        folder / "bilingue-confluences.mixed.docx",
        par("Groupe Confluences – call notes", style="Titre1"),
        par("Mardi 07.10.2025, 10:00-11:00 CEST"),
        par("Attendees: Maëlle Kerdoncuff (Confluences), Obinna Ezeliora (Niger Delta Health), Sœur Philomène"),
        par("Excused: Tobias Ranftl"),
        par("Agenda", style="Titre2"),
        items("Retour sur le pilote (20 min)", "Roadmap (30 min)"),
        par("Retour sur le pilote", style="Titre2"),
        items("Obinna: the pilot in Nigeria runs with OpenHIM and sends 300 messages a day."),
        items("Sœur Philomène : les infirmières ont besoin d’écrans en français."),
        items("Peut-on changer la langue sans redémarrer ? Yes, in the user’s settings."),
        par("Roadmap", style="Titre2"),
        items(run("On retient la version 3 ") + deleted("pour novembre", 6) + inserted("pour décembre", 7) + run(".")),
        items("Who tests on old phones?"),
        par("Actions", style="Titre2"),
        table(
            4,
            ["Quoi", "Who", "Pour quand", "Status"],
            ["Translate the screens", "Maëlle", "fin octobre", "open"],
            ["Publier le guide d’installation", "Obinna", "after the release", "open"],
            ["Répondre à l’Observatoire africain de la santé", "Sœur Philomène", "ASAP", "done"],
        ),
        par("Next call / prochain appel : 04.11.2025"),
        french=True,
    )
