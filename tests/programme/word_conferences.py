"""Three conferences of two days as offices write them in Word: a table for each day, headings with lists, a mixture."""

from tests.programme.word_documents import OFFICE, W, bold, cell, document, paragraph, run, table

VANISH = "<w:vanish/>"


def _bold_row(*words):
    return [cell(paragraph(bold(word))) for word in words]


def rooms_in_columns():
    """Return a table for each day: times at the left, a column for each room, breaks across all of them."""
    return document(
        paragraph("Fachtag Teilhabe vor Ort", style="Titel"),
        paragraph("Einladung und Programm"),
        paragraph("22.–23. April 2027, Kulturhaus Mühlgraben, Am Wehr 5, Gera"),
        paragraph("Donnerstag, 22. April 2027", style="berschrift1"),
        table(
            _bold_row("Uhrzeit", "Großer Saal", "Raum 102", "Raum 204", "Atelier"),
            ["09:00 – 09:30", cell("Ankommen und Kaffee", across=4)],
            [
                "09:30 – 10:00",
                cell("Begrüßung\nBürgermeisterin Hanna Berger, Dr. Jonas Albrecht (Landesamt für Soziales)", across=4),
            ],
            [
                "10:00 – 11:00",
                cell("Vortrag: Wer fehlt am Tisch?\nProf. Dr. Miriam Hoffmann, Universität Jena", across=4),
            ],
            ["11:00 – 11:15", cell("Kaffeepause", across=4)],
            [
                "11:15 – 12:45",
                cell("Leichte Sprache im Amt", "Tobias Krämer, Büro für Verständlichkeit"),
                cell("Barrieren im Netz finden", "Aylin Demir und Peter Lange"),
                cell("Beteiligung planen", "Referentin: Sabine Wolf (Stadt Gera)"),
                cell("Theater ohne Worte", "Marco Rossi (angefragt)"),
            ],
            ["12:45 – 13:45", cell("Mittagspause", across=4)],
            [
                "13:45 – 15:15",
                cell("Wohnen mit Nachbarn", "Claudia Neumann, Lebenshilfe Gera e. V."),
                cell("Assistenz im Beruf", "N. N."),
                "–",
                cell("Farben hören", "Marco Rossi (angefragt)", "max. 12 Personen"),
            ],
            ["15:15 – 15:45", cell("Kaffeepause", across=4)],
            [
                "15:45 – 17:00",
                cell(
                    "Podiumsdiskussion: Was kostet Teilhabe?",
                    "mit Katrin Sommer (Landtag), Dr. Jonas Albrecht und Aylin Demir",
                    "Moderation: Felix Brandt",
                    across=4,
                ),
            ],
        ),
        paragraph("Freitag, 23. April 2027", style="berschrift1"),
        table(
            _bold_row("Uhrzeit", "Großer Saal", "Raum 102", "Raum 204", "Atelier"),
            ["09:00 – 09:15", cell("Guten Morgen! Rückblick auf den ersten Tag", "Felix Brandt", across=4)],
            [
                "09:15 – 10:45",
                cell("Kita für alle", "Sandra Fuchs"),
                cell("Recht auf Arbeit", "RA Michael Stein"),
                cell("Mobil auf dem Land", "Julia Haas, Verkehrsverbund Ostthüringen"),
                cell("Trommeln", "entfällt"),
            ],
            ["10:45 – 11:15", cell("Pause", across=4)],
            [
                "11:15 – 12:45",
                cell("Kita für alle (Wiederholung)", "Sandra Fuchs"),
                cell("Geld für Projekte", "Thomas Vogt, Stiftung Anstoß"),
                cell("Selbsthilfe digital", "Nina Schuster (online zugeschaltet)"),
                cell("Bilder ohne Barrieren", "Lea Winter"),
            ],
            ["12:45 – 13:15", cell("Abschluss im Plenum", across=4)],
            ["13:15", cell("Ende der Veranstaltung", across=4)],
        ),
        paragraph("Anmeldung bis 1. April 2027 über das Formular der Stadt."),
    )


def headings_and_lists():
    """Return headings for days, bold times with titles, lists with the parallel workshops, prose below."""
    return document(
        paragraph(bold("Landeskonferenz Ehrenamt 2027")),
        paragraph("„Gemeinsam geht mehr“"),
        paragraph("Ort: Stadthalle Weimar, Goetheplatz 3"),
        paragraph("Tag 1 – Freitag, 17. September 2027", style="berschrift1"),
        paragraph(bold("10:00 Uhr"), "\tEinlass und Anmeldung"),
        paragraph(bold("10:30 Uhr"), "\tEröffnung"),
        paragraph("\tMinister Bernd Kaiser"),
        paragraph(bold("11:00 Uhr"), "\tKeynote: Ehrenamt im Umbruch"),
        paragraph("\tProf. Dr. Ulrike Sander, Hochschule Erfurt"),
        paragraph("Der Vortrag zeigt, wie sich freiwilliges Engagement in den letzten zehn Jahren verändert hat."),
        paragraph(bold("12:00 Uhr"), "\tMittagsimbiss"),
        paragraph(bold("13:00 – 14:30 Uhr"), "\tParallele Workshops, Runde 1"),
        paragraph("Workshop 1: Mitglieder gewinnen", level=0),
        paragraph("Leitung: Carsten Pohl, Landessportbund", level=1),
        paragraph("Raum: Seminarraum 1", level=1),
        paragraph("Workshop 2: Vorstand im Team", level=0),
        paragraph("Leitung: Ingrid Maurer", level=1),
        paragraph("Raum: Seminarraum 2", level=1),
        paragraph("Workshop 3: Haftung und Versicherung", level=0),
        paragraph("Leitung: Rechtsanwältin Dr. Petra Lindner (angefragt)", level=1),
        paragraph("Raum: Clubraum", level=1),
        paragraph("Workshop 4: Junge Menschen ansprechen", level=0),
        paragraph("Leitung: N.N.", level=1),
        paragraph("Raum: Foyer", level=1),
        paragraph(bold("14:30 Uhr"), "\tKaffeepause"),
        paragraph(bold("15:00 – 16:30 Uhr"), "\tParallele Workshops, Runde 2"),
        paragraph("Workshop 5: Fördermittel beantragen", level=0),
        paragraph("Leitung: Heike Baumann, Ehrenamtsstiftung", level=1),
        paragraph("Raum: Seminarraum 1", level=1),
        paragraph("Workshop 6: Social Media für Vereine", level=0),
        paragraph("Leitung: Jannik Weiß und Selin Kaya", level=1),
        paragraph("Raum: Seminarraum 2", level=1),
        paragraph("Workshop 7: Konflikte klären", level=0),
        paragraph("Leitung: Mediatorin Anke Schröder", level=1),
        paragraph("Raum: Clubraum", level=1),
        paragraph(bold("16:45 Uhr"), "\tVerleihung der Ehrennadel"),
        paragraph("\tMinister Bernd Kaiser; Moderation: Susanne Keil"),
        paragraph(bold("18:00 Uhr"), "\tAbendessen"),
        paragraph("Tag 2 – Samstag, 18. September 2027", style="berschrift1"),
        paragraph(bold("9:00 Uhr"), "\tMorgenimpuls (Pfarrer Lukas Ernst)"),
        paragraph(bold("9:30 – 10:45 Uhr"), "\tPodium: Was braucht das Ehrenamt von der Politik?"),
        paragraph("\tmit Gabriele Thiel (Staatskanzlei), Carsten Pohl, Mai Nguyen"),
        paragraph("\tModeration: Susanne Keil"),
        paragraph(bold("10:45 Uhr"), "\tPause"),
        paragraph(bold("11:15 – 12:30 Uhr"), "\tThementische"),
        paragraph("Tisch A: Feuerwehr und Katastrophenschutz (Rolf Hartmann)", level=0),
        paragraph("Tisch B: Kultur auf dem Dorf (Elena Petrova)", level=0),
        paragraph("Tisch C: Nachbarschaft (Stadtteilbüro Weimar-West)", level=0),
        paragraph("Tisch D: Naturschutz (Jürgen Apel, NABU)", level=0),
        paragraph(bold("12:30 Uhr"), "\tSchlusswort"),
        paragraph("\tSusanne Keil"),
        paragraph(bold("13:00 Uhr"), "\tEnde"),
    )


FOOTNOTES = (
    f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p><w:r><w:t>Mit Gebärdensprache.</w:t></w:r></w:p>'
    "</w:footnote></w:footnotes>"
)
RELATIONS = (
    f'<Relationship Id="rId7" Type="{OFFICE}/footnotes" Target="footnotes.xml"/>'
    f'<Relationship Id="rId8" Type="{OFFICE}/hyperlink" Target="https://video.example.org/raum" TargetMode="External"/>'
)
FOOTNOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
BOX = (
    "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:anchor><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>"
    "</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
)


def _link(text):
    return f'<w:hyperlink r:id="rId8">{run(text)}</w:hyperlink>'


def mixed_with_changes():
    """Return a draft as it goes around by mail: changes, a text box, a footnote, people unsure, an online part."""
    return document(
        paragraph("Netzwerktagung Integration 2027", style="Titel"),
        paragraph("Montag, 8. und Dienstag, 9. November 2027 | Bildungszentrum Nordhausen und online"),
        paragraph(BOX.format(paragraph("Bitte bringen Sie Ihren Ausweis mit."))),
        paragraph(run("Intern: noch nicht versenden", VANISH)),
        paragraph("Montag, 8. November 2027", style="berschrift1"),
        paragraph(bold("9.00 – 9.30 Uhr"), " Ankommen"),
        paragraph(bold("9.30 – 10.00 Uhr"), " Begrüßung und Einführung"),
        paragraph("Landrat Stefan Richter; Moderation: Yasmin Amiri"),
        paragraph(bold("10.00 – 11.00 Uhr"), " Ankommen in Deutschland: Zahlen und Geschichten", FOOTNOTE),
        paragraph("Referent: Dr. Omar Haddad (Institut für Migration)"),
        paragraph(bold("11.00 – 11.30 Uhr"), " Kaffeepause"),
        paragraph(
            bold("11.30 – 13.00 Uhr"),
            " ",
            "<w:del><w:r><w:delText>Arbeitsgruppen</w:delText></w:r></w:del>",
            f"<w:ins>{run('Workshops A–D (parallel)')}</w:ins>",
        ),
        paragraph(bold("Workshop A: Sprache lernen im Betrieb")),
        paragraph("Referentin: Monika Lorenz, Handwerkskammer"),
        paragraph("Raum: Saal 1"),
        paragraph(bold("Workshop B: Anerkennung von Abschlüssen")),
        paragraph("Referent:in: Dmytro Koval und Birgit Franke"),
        paragraph("Raum: Saal 2"),
        paragraph(bold("Workshop C: Wohnungssuche")),
        paragraph("Referent:in: N.N."),
        paragraph("Raum: Bibliothek"),
        paragraph(bold("Workshop D: Gesundheit und Trauma")),
        paragraph("Referentin: Dr. Leyla Arslan (angefragt)"),
        paragraph("Raum: 1.14"),
        paragraph(bold("13.00 – 14.00 Uhr"), " Mittagspause"),
        table(
            _bold_row("Zeit", "Thema", "Referent:in", "Raum"),
            ["14.00 – 15.00 Uhr", "Ausländerrecht kompakt", "Jens Hübner (Ausländerbehörde)", "Saal 1"],
            ["14.00 – 15.00 Uhr", "Schule und Eltern", "Maryam Sadeghi, Cornelia Busch", "Saal 2"],
            ["15.00 – 15.30 Uhr", "Kaffeepause", "", ""],
            ["15.30 – 16.30 Uhr", "Ehrenamtliche begleiten (fällt aus)", "Ruth Kessler", "Saal 1"],
            ["15.30 – 16.30 Uhr", "Sprachmittlung in der Praxis", "Ahmad Karimi (angefragt)", "Saal 2"],
        ),
        paragraph(bold("16.30 – 17.30 Uhr"), " Podium: Fünf Jahre Netzwerk – und nun?"),
        paragraph("Es diskutieren: Stefan Richter, Dr. Omar Haddad, Olena Schewtschenko. Moderation: Yasmin Amiri"),
        paragraph("Dienstag, 9. November 2027 (online)", style="berschrift1"),
        paragraph("Alle Vorträge dieses Tages finden im ", _link("Videoraum"), " statt."),
        paragraph(bold("9.00 – 9.15 Uhr"), " Technik-Check"),
        paragraph(bold("9.15 – 10.00 Uhr"), " Digitale Beratung: Was trägt? (Svenja Krüger, Caritas Nordhausen)"),
        paragraph(bold("10.00 – 10.45 Uhr"), " Förderung durch den Bund – Dr. Paul Reimann (zugesagt)"),
        paragraph(bold("10.45 – 11.00 Uhr"), " Pause"),
        paragraph(bold("11.00 – 12.00 Uhr"), " Austausch in Kleingruppen"),
        paragraph("A) Kommunen – Yasmin Amiri", level=0),
        paragraph("B) Träger – Birgit Franke", level=0),
        paragraph(bold("12.00 – 12.15 Uhr"), " Verabschiedung"),
        parts={"word/footnotes.xml": FOOTNOTES},
        relationships=RELATIONS,
    )


CONFERENCES = {
    "rooms in columns": rooms_in_columns,
    "headings and lists": headings_and_lists,
    "mixed with changes": mixed_with_changes,
}
