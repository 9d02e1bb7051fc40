"""The PDF documents of the labelled set. Everybody and everything in them is invented."""

import subprocess
import tempfile
from pathlib import Path

from write_pdf import Pages, scan


def tune(folder):
    """Writes the documents that the reader may be tuned on."""
    grid = Pages(size=12, height=620, pieces="words", footer="Réseau Rizières – compte rendu – page {}")
    grid.text("Réunion du Réseau Rizières : Compte rendu", 14, bold=True, gap=12)
    grid.table(
        [90, 170, 90, 133],
        [
            ["Titre", "Réseau Rizières", "Date", "24.02.2026"],
            ["Location", "Virtuelle (meet.jit.si/Rizieres)", "Heure", "9h30-10h30 EAT"],
            ["Réunion organisée par", "Secrétariat du Réseau Rizières", "Type de réunion", "Réunion bi-mensuelle"],
            ["Facilitateur", "Voahirana Rakotonjato", "Rapporteur", ""],
        ],
    )
    grid.table(
        [90, 393],
        [
            ["Participants", "Voahirana Rakotonjato (Secrétariat), Ignace Ratovoson (Hôpital de la Plaine), "
             "Bénédicte Charlançon (Logiciels Libres du Sud), Tiana Fenosoa (absente)"],
            ["Agenda", "• Thème : Transfert des dossiers (40 min)\n• Prochaine rencontre : 10 mars 2026"],
        ],
    )
    grid.table(
        [25, 95, 193, 105, 65],
        [
            ["#", "Sujet", "Discussion", "Prochaine étape", "Date"],
            ["1", "Transfert des dossiers entre OpenMRS et Bahmni",
             "Présentation du transfert :\n- Les dossiers passent d’OpenMRS à Bahmni par OpenHIM\n"
             "- Un journal garde la trace de chaque envoi\n\nÉchanges :\n"
             "- Peut-on transférer les images ?\nNon, elles restent à l’hôpital qui les a faites.\n"
             "- Les hôpitaux ont besoin d’un numéro unique pour chaque patient.\n"
             "- Le Mozambique a renoncé à un tel numéro pour des raisons de coût.\n"
             "- Ignace Ratovoson a demandé qui corrige les dossiers en double.\n"
             "- Il est convenu que chaque hôpital corrige les siens avant la fin de l’année.",
             "- Écrire la procédure de correction\n- Inviter l’équipe du Mozambique lors d’une prochaine réunion",
             "27.03.2026"],
            ["2", "Divers", "Cette réunion a été appréciée.\nLe compte rendu sera désormais envoyé en PDF.",
             "Mettre à jour la liste de diffusion", "d’ici 5 jours"],
            ["3", "Prochaine réunion", "Le 10 mars 2026, 9h30 EAT", "", ""],
        ],
        head=True,
    )
    grid.write(folder / "reseau-rizieres.fr.pdf")

    report = Pages(size=12, height=620, pieces="kerned", footer="Inland Ports Health Forum   Minutes   Page {} of 2")
    report.text("Inland Ports Health Forum", 16, bold=True)
    report.text("Minutes of the Interoperability Subgroup", 13, bold=True, gap=10)
    report.text("Date: 03/04/2025\nTime: 10:00-11:20 WAT / 09:00-10:20 GMT\nVenue: Port Authority, room 4\n"
                "Chair: Folasade Brightmore\nSecretary: Edwin Kalunde", gap=8)
    report.text("Attendees: Folasade Brightmore (Port Health Service), Edwin Kalunde (Port Health Service), "
                "Marit Solvangen (Fjordbyte), Jean-Bosco Ruhimbaza (Inland Clinics)", gap=4)
    report.text("Excused: Chinedu Obaraku (Inland Clinics)", gap=10)
    report.text("1. Matters arising", 11, bold=True)
    report.text("Edwin reported that the list of clinics had been completed. The contract with the hosting company "
                "is still not signed; this action is carried over.")
    report.text("2. Sending births and deaths to DHIS2", 11, bold=True)
    report.text("Marit gave a demonstration of the new form. Clinics in Rwanda already use it.")
    report.text("Jean-Bosco asked: who may correct a wrong date of birth? Marit replied that the clinic may do so "
                "until the month is closed.")
    report.text("How are stillbirths counted? The question was passed on to the ministry.")
    report.text("The clinics must be able to work for three days without a connection. The subgroup agreed to use "
                "ADX for the monthly figures. It was noted that training has not yet been paid for.")
    report.text("3. Action items", 11, bold=True)
    report.table(
        [40, 243, 100, 100],
        [
            ["No.", "Action", "Owner", "Due"],
            ["1", "Sign the contract with the hosting company (carried over)", "Edwin Kalunde", "next meeting"],
            ["2", "Send the form to all clinics", "Marit Solvangen", "17/04/2025"],
            ["3", "Find money for the training", "", "before the school holidays"],
            ["4", "Ask the ministry about stillbirths", "Folasade Brightmore / Jean-Bosco Ruhimbaza",
             "within 14 days"],
        ],
        head=True, ruled=False,
    )
    report.text("4. Next meeting", 11, bold=True)
    report.text("Monday 8 May 2025, 10:00 WAT.")
    report.write(folder / "inland-ports.en.pdf", packed=True)
    scan(folder / "scanned-page.en.pdf")


def held(folder):
    """Writes the documents that the reader is never tuned on."""
    grid = Pages(size=12, height=620, pieces="kerned", footer="page {}")
    grid.text("Amber Coast Exchange Group meeting: Minutes", 14, bold=True, gap=12)
    grid.table(
        [80, 180, 90, 133],
        [
            ["Title", "Amber Coast Exchange Group", "Date", "3 June 2025"],
            ["Location", "Virtual (meet.jit.si/AmberCoast)", "Time", "4:00 pm - 5:00 pm SAST"],
            ["Meeting called by", "Amber Coast Health Board", "Type of meeting", "Fortnightly call"],
            ["Facilitator", "", "Note taker", "Rosemund Tlhabi"],
        ],
    )
    grid.table(
        [80, 403],
        [
            ["Attendees", "Rosemund Tlhabi – Amber Coast Health Board; Lars Petterholm – Baltic Code; Naledi Mokgwathi "
             "– Board Clinics; excused: Zodwa Hlatshwako"],
            ["Agenda", "• Reminders by SMS (30 min)\n• Test data (15 min)\n• Next meeting: 17 June 2025"],
        ],
    )
    grid.table(
        [25, 75, 173, 95, 70, 45],
        [
            ["#", "Topic", "Discussion", "Next steps", "Owner", "Due date"],
            ["1", "Reminders by SMS",
             "Presentation:\n- Reminders are written in OpenMRS and sent by OpenHIM\n\nDiscussion:\n"
             "- Patients who share a phone get the reminders of others.\n"
             "- Can a patient refuse reminders?\nYes, at the front desk at any time.\n"
             "- Naledi asked what a reminder costs.\n- There is a need for reminders in Setswana.\n"
             "- It was decided that no reminder names an illness. The texts are written by the Board.",
             "1. Write the texts of the reminders\n2. Ask the phone company for its prices",
             "Rosemund Tlhabi", "10 June 2025"],
            ["2", "Test data",
             "- Lesotho has offered its invented patients.\n- The test data must not be copied from real records.",
             "Load the invented patients into DHIS 2", "Lars Petterholm", "at the next meeting"],
            ["3", "Feedback", "The call was too long for those who only came for the test data.", "", "", ""],
            ["4", "Next meeting", "Tuesday 17 June 2025, 4 pm SAST", "", "", ""],
        ],
        head=True,
    )
    grid.write(folder / "amber-coast.en.pdf", packed=True)

    report = Pages(size=12, height=620, pieces="words", footer="Conseil Numérique de la Steppe                    {} / 2")
    report.text("CONSEIL NUMÉRIQUE DE LA STEPPE", 15, bold=True)
    report.text("Compte rendu de réunion", 13, bold=True, gap=10)
    report.text("Date : vendredi 14 novembre 2025\nHoraire : 9h à 10h45 (CAT)\nLieu : salle du Conseil et "
                "https://visio.example.org/steppe\nPrésident : Anselme Kitwanga\nSecrétaire : Rosine Habarugi", gap=8)
    report.text("Présents : Anselme Kitwanga (Conseil), Rosine Habarugi (Conseil), Dieudonné Malabo (Cliniques Unies), "
                "Katell Le Floc’hic (Breizh Santé)", gap=4)
    report.text("Absente excusée : Immaculée Nzeyi (Cliniques Unies)", gap=10)
    report.text("1. Suivi des décisions", 11, bold=True)
    report.text("Le devis du serveur a été reçu. L’achat des tablettes n’a pas avancé ; l’action est reconduite.")
    report.text("2. Échanges entre openIMIS et les cliniques du Burundi", 11, bold=True)
    report.text("Katell a fait une démonstration de l’envoi des factures. Trois cliniques sur huit sont reliées.")
    report.text("Dieudonné Malabo voudrait savoir si une facture refusée peut être renvoyée. Katell confirme que "
                "c’est possible pendant soixante jours.")
    report.text("Comment traiter les patients sans carte ? Le point sera repris plus tard.")
    report.text("Les cliniques demandent à pouvoir imprimer le motif du refus. Le Conseil a validé le passage à FHIR "
                "R4 pour toutes les factures. La dernière réunion avait été jugée très utile.")
    report.text("3. Actions à mener", 11, bold=True)
    report.table(
        [243, 120, 120],
        [
            ["Action", "Responsable", "Délai"],
            ["Acheter les tablettes (action reconduite)", "Rosine Habarugi", "5 décembre 2025"],
            ["Relier les cinq autres cliniques", "Katell Le Floc’hic", "après la formation"],
            ["Écrire une note sur les patients sans carte", "", "prochaine réunion"],
            ["Annoncer le passage à FHIR R4 aux éditeurs", "Anselme Kitwanga", "sous 8 jours"],
        ],
        head=True, ruled=False,
    )
    report.text("Prochaine réunion : vendredi 13 décembre 2025 à 9h.")
    report.write(folder / "conseil-steppe.fr.pdf")


PRINTED = {
    "tune/landes-suivi.fr.pdf": """<title>Landes</title><style>body{font:12px 'DejaVu Serif'}td,th{border-bottom:1px
solid #aaa;padding:4px;text-align:left}footer{position:fixed;bottom:0;font-size:9px}</style>
<footer>Observatoire des Landes bleues • document de travail • imprimé le 05/12/2025</footer>
<h1>Cercle des Landes bleues</h1><p><b>Compte rendu de la visioconférence du 3 décembre 2025</b></p>
<p>Horaire : 17h à 18h (CET)<br>Lien : https://reunion.example.net/landes<br>Animation : Solveig Arrieta<br>
Compte rendu : —</p><p>Participants : Solveig Arrieta (Registre des Landes), Maurice Kabemba, Doriane Veyrinas (Atelier
Ouvert). Excusé : Jordan Mpassi (Atelier Ouvert).</p>
<h2>Ordre du jour</h2><ul><li>Bilan des saisies (15 min)</li><li>Passage à DHIS2 2.41 (30 min)</li></ul>
<h2>Bilan des saisies</h2><p>Les saisies ont baissé de 12 % en novembre. Maurice demande pourquoi. Doriane explique que
deux centres étaient fermés.</p><p>Besoin exprimé : un rappel par courriel le 25 de chaque mois.</p>
<h2>Passage à DHIS2 2.41</h2><p>Le Tchad est déjà passé à cette version. Faut-il former les agents avant ou après ?</p>
<p>Le cercle opte pour une migration en février, hors période de clôture.</p>
<h2>Qui fait quoi</h2><table><tr><th>Tâche<th>Qui<th>Pour le</tr><tr><td>Configurer le rappel par courriel<td>Doriane
<td>15/12</tr><tr><td>Écrire le plan de migration<td>Solveig + Maurice<td>mi-janvier</tr><tr><td>Sauvegarder l’ancienne
base<td><td>avant la migration</tr><tr><td><s>Réserver la salle</s><td>Jordan<td>annulé</tr></table>
<p>Prochain rendez-vous : mercredi 7 janvier, même lien.</p>""",
    "held/brume-comite.fr.pdf": """<title>Brume</title><style>body{font:13px 'DejaVu Sans';margin:40px}ol{margin:4px}
</style><h2 style="text-align:center">COMITÉ DE SUIVI DE LA BRUME</h2><p style="text-align:right">Le 29 avril 2026</p>
<p>Objet : réunion du comité (10h30 – 12h00, heure locale)</p><p>Ont participé : Capucine Rambolo, Elhadj Souarega et
Ombeline Vasseron pour l’Union des Cliniques ; Barnabé Nkoulou pour la Caisse. N’ont pas pu venir : Léopold Ngakala.</p>
<p>1) La réunion est ouverte par Capucine Rambolo, qui préside. Elle indique que 14 cliniques envoient leurs factures par
openIMIS. Barnabé Nkoulou se demande si les factures sur papier seront encore acceptées en 2027. La Caisse répond par la
négative.</p><p>2) Au sujet des rapports, Ombeline Vasseron montre le nouveau tableau de bord. Celui de la Guinée a servi de
modèle. Il est acté que le tableau sera public. Les cliniques souhaitent disposer des chiffres de leurs voisines.</p>
<p>3) Engagements pris :</p><ol type=a><li>Barnabé Nkoulou enverra la note sur le papier pour le 8 mai au plus tard ;</li>
<li>l’Union se charge de publier le tableau dès validation par le ministère ;</li><li>quelqu’un doit encore vérifier les
chiffres de mars ;</li><li>(rappel de mars) Elhadj Souarega doit fournir la liste des médecins.</li></ol>
<p>La prochaine réunion est fixée au mercredi 27 mai 2026 à 10h30.</p>""",
    "held/tern-island-columns.en.pdf": """<title>Tern Island Users</title>
<style>body{font:11px 'DejaVu Sans'}table{border-collapse:collapse;width:100%}td,th{border:1px solid #888;padding:3px;
text-align:left;vertical-align:top}.two{columns:2}</style>
<h2>Tern Island Users: meeting notes</h2>
<table><tr><th>Date</th><td>Mon 2 March 2026</td><th>Time</th><td>18:00–19:00 NZDT (05:00 UTC)</td></tr>
<tr><th>Host</th><td>Wiremu Tahanga</td><th>Scribe</th><td>Petra Oakenfold</td></tr>
<tr><th>Present</th><td colspan=3>Wiremu Tahanga (Tern Island Health), Petra Oakenfold (Gull Software), Sefa Leavasa</td>
</tr><tr><th>Apologies</th><td colspan=3>Duncan Strathmuir (Gull Software)</td></tr></table>
<h3>Agenda</h3><ol><li>Moving to DHIS2 (25 min)</li><li>Backups (10 min)</li></ol>
<h3>Notes</h3><div class=two>
<p><b>Moving to DHIS2.</b> Petra showed the imported figures of 2024 and 2025. Does the old system stay in use? Only for
reading, until the end of the year.</p><p>Sefa: nurses need a short film rather than a manual. We decided to stop
double entry on 1 April.</p><p><b>Backups.</b> Backups are written to a disk in the same room. Who takes a copy off the
island?</p><p>Fiji has offered space on a server.</p></div>
<h3>Actions</h3><ul><li>Petra: import the figures of 2023 by 16 March 2026</li><li>Sefa to film the data entry, once the
new screens are there</li><li>Take a copy of the backup to the mainland – owner?</li><li>DONE – Wiremu: order a second
disk</li></ul>
<p>Next meeting: Monday 30 March 2026, 18:00 NZDT</p>""",
}


def printed(folder):
    """Prints the documents that a browser makes, with its fonts and its way of placing text."""
    for name, page in PRINTED.items():
        with tempfile.TemporaryDirectory() as place:
            source = Path(place) / "page.html"
            source.write_text(f"<!DOCTYPE html><meta charset=utf-8>{page}", encoding="utf-8")
            options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
            target = f"--print-to-pdf={folder / name}"
            subprocess.run(["chromium", *options, target, str(source)], check=True, capture_output=True)
