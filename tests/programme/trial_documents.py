"""Programmes in Word as a church district, a union, a university and a county office write them, described to be read.

What is right of each stands in tests/data/trials/NAME.right.
"""

from tests.programme.word_conferences import BOX
from tests.programme.word_documents import OFFICE, W, bold, cell, document, paragraph, run, table

ITALIC = "<w:i/>"


def titled(title, *lines, across=1):
    """Return a cell with a bold title and further lines below it, all in one paragraph."""
    below = [run("\n" + line) for line in lines]
    return cell(paragraph(bold(title), *below), across=across)


def church_district():
    """Return a table for each day: a column for each room, cells merged, titles bold with a line break below."""
    rooms = [cell(paragraph(bold(word))) for word in ("", "Kirche", "Gemeindesaal", "Jugendkeller", "Pfarrgarten")]

    def wide(time, *lines):
        return [time, titled(*lines, across=4)]

    return document(
        paragraph("Evangelischer Kirchenkreis Auental"),
        paragraph("Kreiskirchentag 2027 „Weit wird das Herz“", style="Titel"),
        paragraph("Samstag, 26. Juni, und Sonntag, 27. Juni 2027, rund um die Marienkirche Auen"),
        paragraph("Samstag, 26. Juni", style="berschrift1"),
        table(
            rooms,
            wide("10.00 Uhr", "Eröffnungsgottesdienst", "Sup. Dr. Ekkehard Wolters, Pfrn. Juliane Beck"),
            wide("11.15 Uhr", "Begegnung bei Kaffee und Kuchen"),
            [
                "12.00–13.00 Uhr",
                titled("Bibelarbeit zu Psalm 31", "Prof.in Dr. Carola Heinemann, Kirchliche Hochschule"),
                titled("Fair einkaufen – geht das?", "Weltladen Auen"),
                titled("Escape-Room", "für Menschen ab 12 Jahren", "Diakon Malte Sievers"),
                titled("Kräuter der Bibel", "Gisela Trautmann"),
            ],
            wide("13.00 Uhr", "Mittagessen vom Grill"),
            [
                "14.00–15.30 Uhr",
                titled("Offenes Singen", "KMD Ansgar Feldt"),
                titled(
                    "Streitfall Kirchensteuer", "Podium mit Nora Lichtblau und KR Jürgen Asmus", "Mod.: Birte Sommer"
                ),
                titled("Graffiti-Workshop", "max. 15 Teilnehmer*innen", "Leitung: N.N."),
                titled("Erzählzelt", "Hannelore Quast (angefragt)"),
            ],
            wide("15.30 Uhr", "Pause"),
            [
                "16.00–17.00 Uhr",
                titled("Orgelführung", "KMD Ansgar Feldt", "Treffpunkt: Westportal"),
                titled("Trauern mit Kindern", "Pfrn. Juliane Beck und Hospizdienst Auental"),
                titled("Poetry-Slam", "entfällt"),
                titled("Kräuter der Bibel (Wdh.)", "Gisela Trautmann"),
            ],
            wide("19.30 Uhr", "Nacht der Lichter", "Ökumenischer Arbeitskreis Auen"),
        ),
        paragraph("Sonntag, 27. Juni", style="berschrift1"),
        table(
            rooms,
            wide("9.00 Uhr", "Morgengebet", "Bruder Raphael Kern"),
            [
                "9.30–10.45 Uhr",
                titled("Klimaschutz im Gemeindebüro", "Ines Radtke, Umweltbüro der Landeskirche"),
                titled("Einsamkeit – was hilft?", "Dr. Friedhelm Noack; Telefonseelsorge Auental"),
                titled("Konfis fragen", "Sup. Dr. Ekkehard Wolters stellt sich"),
                "—",
            ],
            [
                "9.30–10.45 Uhr",
                "",
                titled("Taizé-Gesänge", "Kantorin Ulrike Sommer"),
                "",
                titled("Garten für alle", "Leitung: Peter Lang, max. 20 Personen"),
            ],
            wide("11.00 Uhr", "Abschlussgottesdienst mit Abendmahl", "Predigt: Bischöfin Dr. Marlene Otte"),
            wide("12.30 Uhr", "Suppe und Segen"),
        ),
        paragraph("Kontakt: Kirchenkreisbüro, Kirchplatz 1, Auen, Tel. 09999 4711. Eintritt frei, Spenden erbeten."),
    )


def union():
    """Return bold times with tabs, working groups as a list, a text box with the address, changes still tracked."""
    fallen = "<w:del><w:r><w:delText>AG 5 Rente</w:delText></w:r></w:del>"
    return document(
        paragraph(bold("Landesbezirkskonferenz der Frauen")),
        paragraph(bold("„Zeit für mehr“")),
        paragraph(
            "Freitag, 12.03.2027, 13:00 Uhr bis Samstag, 13.03.2027, 15:00 Uhr\nGewerkschaftshaus, Besenstraße 40"
        ),
        paragraph(BOX.format(paragraph("Rückfragen: Frauenbüro, Ulla Dreyer, Tel. 0333/98765"))),
        paragraph(bold("Freitag, 12.03.2027")),
        paragraph("ab 12:00\tStehcafé"),
        paragraph("13:00\t", bold("Begrüßung und Konstituierung"), "\nUlla Dreyer, Landesfrauensekretärin"),
        paragraph(
            "13:30\t", bold("Grußworte"), "\nOberbürgermeister Timo Rasch; Staatssekretärin Nilgün Aksoy (angefragt)"
        ),
        paragraph(
            "14:00\t", bold("Referat: Vier-Tage-Woche – Traum oder Tarif?"), "\nDr. Svea Lindqvist, Hochschule Norden"
        ),
        paragraph("15:00\tKaffeepause"),
        paragraph("15:30–17:30\t", bold("Arbeitsgruppen")),
        paragraph("AG 1 Entgelttransparenz (Raum 2.01)", level=0),
        paragraph("Teamerin: Doris Fechner, Fachsekretärin", level=1),
        paragraph("AG 2 Pflege und Beruf (Raum 2.02)", level=0),
        paragraph("Teamerinnen: Aynur Polat, Silvia Gerst", level=1),
        paragraph("AG 3 Gewaltschutz im Betrieb (Raum 2.03)", level=0),
        paragraph("Teamerin: Kollegin aus der Frauenberatung, N.N.", level=1),
        paragraph("AG 4 Mutterschutz aktuell (fällt aus!)", level=0),
        paragraph(fallen, f"<w:ins>{run('AG 5 Rente und Teilzeit (Saal)')}</w:ins>", level=0),
        paragraph("Teamer: Reinhard Möller", level=1),
        paragraph("17:45\t", bold("Antragsberatung, Teil 1"), "\nAntragskommission"),
        paragraph("19:00\tAbendbuffet"),
        paragraph("20:30\t", bold("Kabarett: „Frau Schulz räumt auf“"), "\nmit Renate Funk"),
        paragraph(bold("Samstag, 13.03.2027")),
        paragraph("08:30\tFrühstück im Foyer"),
        paragraph("09:00\t", bold("Berichte aus den Arbeitsgruppen")),
        paragraph("10:00\t", bold("Podium: Frauen in die Betriebsräte!")),
        paragraph("Ulla Dreyer, Nermin Özkan (BR-Vorsitzende, Stahlwerk Nord), Dr. Svea Lindqvist und Petra Holst"),
        paragraph("Moderation: Judith Raabe, freie Journalistin"),
        paragraph("11:30\tPause"),
        paragraph("11:45–13:15\t", bold("Kurzworkshops")),
        paragraph("KW 1: Stimme und Auftritt, Leitung: Maike Rieck (Raum 2.01)", level=0),
        paragraph("KW 2: Social Media für Einsteigerinnen, Leitung: Lea Sommerfeld (Raum 2.02)", level=0),
        paragraph("KW 3: Selbstverteidigung, Leitung: angefragt (Gymnastikraum)", level=0),
        paragraph("KW 4: Tarifrecht in 90 Minuten, Leitung: RAin Marlies Kuhn (Raum 2.03)", level=0),
        paragraph("KW 5: Yoga im Büro (fällt aus)", level=0),
        paragraph("KW 6: Gute Reden, Leitung: Petra Holst und Timo Rasch (Saal)", level=0),
        paragraph("KW 7: Netzwerken, Leitung: N.N. (Foyer)", level=0),
        paragraph("13:15\tMittagsimbiss"),
        paragraph("14:00\t", bold("Antragsberatung, Teil 2"), "\nAntragskommission"),
        paragraph("14:45\t", bold("Schlusswort"), "\nUlla Dreyer"),
        paragraph("15:00\tEnde der Konferenz"),
    )


NOTES = (
    f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p><w:r><w:t>Gefördert von der Stiftung Wort.</w:t></w:r></w:p>'
    "</w:footnote></w:footnotes>"
)
NOTES_LINK = f'<Relationship Id="rId7" Type="{OFFICE}/footnotes" Target="footnotes.xml"/>'
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'


def university():
    """Return headings for days and panels, talks with author: title, chairs, a footnote, a table of rooms in prose."""

    def talk(time, name, place, title):
        return paragraph(f"{time}\t", bold(name), f" ({place}): ", run(title, ITALIC))

    return document(
        paragraph("Jahrestagung des Forschungsnetzwerks Sprache und Stadt", style="Titel"),
        paragraph("Universität Hallfeld, 7.–8. Oktober 2027", NOTE),
        paragraph("Donnerstag, 7. Oktober 2027", style="berschrift1"),
        paragraph("12:30–13:00\tRegistrierung (Foyer)"),
        paragraph("13:00–13:15\tBegrüßung: ", bold("Simone Vetter"), " und ", bold("Konrad Eisele"), " (Hallfeld)"),
        paragraph(
            "13:15–14:15\tKeynote: ", bold("Ayşe Demirtaş"), " (Lüttich): ", run("Mehrsprachige Straßen", ITALIC)
        ),
        paragraph("14:15–14:45\tKaffeepause"),
        paragraph("Panel 1: Schrift im Raum (HS 3)", style="berschrift2"),
        paragraph("Chair: Konrad Eisele"),
        talk("14:45–15:15", "Jana Horák", "Brünn", "Ladenschilder nach 1990"),
        talk("15:15–15:45", "Philipp Arndt", "Hallfeld", "Graffiti als Archiv"),
        talk("15:45–16:15", "Lucia Bernardi / Tom Hesse", "Bozen", "Ortsnamen zweisprachig"),
        paragraph("Panel 2: Hören und Verstehen (HS 4)", style="berschrift2"),
        paragraph("Chair: Simone Vetter"),
        talk("14:45–15:15", "Mark Olsen", "Aarhus", "Soundscapes of the Harbour"),
        talk("15:15–15:45", "N.N.", "angefragt", "Ansagen in der Straßenbahn"),
        talk("15:45–16:15", "Friederike Loos", "Graz", "Dialekt am Markt"),
        paragraph("Plenum", style="berschrift2"),
        paragraph("16:30–17:30\tPosterpräsentationen (Lichthof)"),
        paragraph("19:00\tGemeinsames Abendessen (Gasthaus Krone, Selbstzahler)"),
        paragraph("Freitag, 8. Oktober 2027", style="berschrift1"),
        paragraph("09:00–10:00\tKeynote: ", bold("Robert Kwame Asante"), " (Accra): ", run("Naming the City", ITALIC)),
        paragraph("10:00–10:30\tKaffeepause"),
        paragraph("Panel 3: Digitale Karten (HS 3)", style="berschrift2"),
        paragraph("Chair: Friederike Loos"),
        talk("10:30–11:00", "Henrik Baumgart", "Hallfeld", "Dialektatlas im Browser"),
        talk("11:00–11:30", "Olga Melnyk", "Lwiw, per Video", "Umbenannte Straßen"),
        talk("11:30–12:00", "Eva-Maria Stolz", "Trier", "Karten für Kinder – ENTFÄLLT"),
        paragraph("Panel 4: Sprache im Amt (HS 4)", style="berschrift2"),
        paragraph("Chair: Philipp Arndt"),
        talk("10:30–11:00", "Daniel Prochnow", "Kassel", "Bescheide lesen"),
        talk("11:00–11:30", "Sabrina Öztürk", "Mannheim", "Dolmetschen im Bürgeramt"),
        talk("11:30–12:00", "Jan van der Velde", "Gent", "Plain Dutch"),
        paragraph("Panel 5: Stadt und Klang (HS 5)", style="berschrift2"),
        paragraph("Chair: Mark Olsen"),
        talk("10:30–11:00", "Lena Vogt", "Jena", "Glocken"),
        talk("11:00–11:30", "Karim Aziz", "Tunis, angefragt", "Rufe auf dem Markt"),
        talk("11:30–12:00", "Maria Rossi / Paul Brandt", "Rom", "Straßenmusik"),
        paragraph("Sprechstunde (HS 1)", style="berschrift2"),
        paragraph("10:30–12:00\tBeratung für Promovierende: ", bold("Simone Vetter"), " (Hallfeld)"),
        paragraph("Abschluss", style="berschrift2"),
        paragraph("12:00–12:45\tAbschlussdiskussion. Moderation: ", bold("Simone Vetter")),
        paragraph("12:45\tMittagsimbiss und Abreise"),
        parts={"word/footnotes.xml": NOTES},
        relationships=NOTES_LINK,
    )


def county_office():
    """Return one table with times, items and who answers for them; the workshops are a list inside a cell."""

    def row(time, who, *lines):
        return [time, cell(*lines), who]

    return document(
        paragraph("Landratsamt Rodetal – Koordinierungsstelle Ehrenamt und Sport"),
        paragraph("Tag der Vereine", style="Titel"),
        paragraph("am Samstag, den 17. April 2027, in der Mehrzweckhalle Rodau, Am Anger 9"),
        paragraph("Ablaufplan", style="berschrift1"),
        table(
            [cell(paragraph(bold(word))) for word in ("Uhrzeit", "Programmpunkt", "Verantwortlich")],
            row("08:30", "Frau Zöllner", "Aufbau der Stände"),
            row("09:30", "", "Einlass"),
            row("10:00", "Landrätin Dr. Antje Sommerlatte", "Begrüßung"),
            row("10:15", "Prof. Dr. Ludger Heinrichs, Hochschule Rodau", "Vortrag „Ehrenamt zwischen Lust und Last“"),
            row("11:00", "", "Pause"),
            row(
                "11:15 – 12:30",
                "",
                "Workshops parallel:",
                paragraph("WS 1 Datenschutz im Verein (Herr Assessor Uwe Kling, Raum 1)", level=0),
                paragraph("WS 2 Vereinsrecht für Einsteiger (Rechtsanwältin Cordula Beyer, Raum 2)", level=0),
                paragraph("WS 3 Fördermittel (Sparkassenstiftung Rodetal, Raum 3)", level=0),
                paragraph("WS 4 Nachwuchs gewinnen (Referent angefragt, Turnhalle)", level=0),
            ),
            row("12:30", "Landfrauenverein Rodau", "Mittagessen"),
            row(
                "13:30 – 14:45",
                "",
                "Workshops parallel:",
                paragraph("WS 5 Presse und Öffentlichkeit (Steffi Brückner, Raum 1)", level=0),
                paragraph("WS 6 Kassenprüfung (entfällt)", level=0),
                paragraph("WS 7 Inklusion im Sport (Behindertensportverband, Turnhalle)", level=0),
            ),
            row("14:45", "", "Kaffee"),
            row("15:15", "Moderation: Carsten Illig, Radio Rodetal", "Podiumsgespräch „Was brauchen die Vereine?“"),
            row("16:15", "Landrätin Dr. Antje Sommerlatte, Kreissportbund", "Ehrungen"),
            row("17:00", "", "Ende"),
        ),
        paragraph("Anmeldung mit Angabe der Workshops bis 31.03.2027 per E-Mail an ehrenamt@rodetal.example."),
    )


DOCUMENTS = {
    "church district": church_district,
    "union": union,
    "university": university,
    "county office": county_office,
}
