"""How people get to rooms that do not exist, and who can enter them."""

WAYS = {
    "Festsaal": (
        "Haupteingang am Marktplatz, geradeaus durch das Foyer. Von der Haltestelle *Rathaus* (Linien 2 und 5) sind es "
        "drei Minuten.",
        "- Stufenloser Weg, Türen mit Taster\n- Induktionsschleife in den ersten fünf Reihen\n- Plätze für Rollstühle "
        "vorn und am Gang\n- barrierefreie Toilette im Foyer",
    ),
    "Werkstatt 1": (
        "Durch das Foyer, dann links die Treppe oder den Aufzug hinauf: erster Stock, Tür 104.",
        "- Aufzug, Tür 90 cm breit\n- Tische, die sich in der Höhe verstellen lassen",
    ),
    "Werkstatt 2": ("Erster Stock, gegenüber von Werkstatt 1: Tür 105.", "- Aufzug, Tür 90 cm breit"),
    "Kleiner Saal": (
        "Eingang durch den Hof, neben dem Café.",
        "- Rampe vom Hof aus\n- Ruheraum nebenan, den ganzen Tag offen",
    ),
    "Online": ("", "- Untertitel in jeder Veranstaltung\n- Sie können Ihre Kamera ausgeschaltet lassen."),
}
