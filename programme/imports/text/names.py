"""First names, and words that stand in no name: how strong a sign two capital words are that somebody is named.

German writes every noun with a capital, so „Erste Hilfe“ looks like „Eva Horn“. A known first name tells them apart.
The lists need not be complete: whoever is not known here is asked about, not lost. A new name is a new word.
"""

import re
import unicodedata

from programme.imports.text import organisations

FIRST_NAMES = frozenset(
    """
    aaron abdul abdullah achim ada adam adele adem adnan adrian agata agnes agnieszka ahmad ahmed ahmet aisha aileen ainhoa akin aladin alan albert
    alberto aldo alejandra alejandro aleksandra aleksander alena ales alessandra alessandro alex alexa alexander alexandra alexis alexej alfons alfred
    ali alica alice alicia alina alisa alisha alma alois alwin amal amalia amanda amelie amin amina amir amira amit amy ana anas anastasia andre andrea
    andreas andrej andrew andrzej andy ane angela angelika angelina anika anil anita anja anke ann anna annabell anne anneke annegret annelie anneliese
    annemarie annett annette annika anselm anthony antje anton antonia antonio anton antonina anuschka arash arda ariane arif arkadiusz armin arne arnd
    arno arnold arthur artur arzu asim aslan asli asma astrid august aurelia axel ayla aylin aynur ayse aysegül aziz baran barbara bärbel barbora bastian
    beat beata beate beatrice beatrix bela ben benedikt benjamin benno berit bernadette bernd bernhard bert berta berthold bettina bianca bilal birgit
    birgitta birte björn bodo bogdan boris brigitte brian britta bruno burak burkhard burcu can carina carl carla carlo carlos carmen carola carolin
    carolina caroline carsten catherine cathrin cecilia cem cemal ceren ceyda chantal charles charlotte chiara chris christa christel christian
    christiane christin christina christine christoph christopher cigdem cindy claire clara claudia claudio claus clemens conny conrad constanze cora
    cordula cornelia cornelius corinna cristina dagmar dan dana daniel daniela danielle danuta daria dario dariusz dave david deborah delia denis denise
    dennis deniz derya detlef detlev diana diego dieter dietmar dietrich dilek dimitri dina dirk doğan dogan dominic dominik dominique domenico dora doreen
    doris dorothea dorothee dorota dragan duygu eberhard ebru eckart eckhard eda edda edeltraud edgar edith eduard edward egon eike einar ela elena elfriede
    elias elif elisa elisabeth elizabeth elke ella ellen elmar elsa else elvira emil emilia emily emine emma emre enno enrico ercan eren erdal erhard eric
    erich erik erika erkan ernst erwin esma esra esther etienne eugen eva evelin evelyn ewa ewald fabian fabienne fabio fadi falk farid faruk fatih fatima fatma
    fatme felicitas felix ferdinand fernando filip filiz finn fiona florence florian franca francesca francesco francis francisco franco françois francois
    frank franz franziska frauke fred frederik friederike frieda friedhelm friedrich fritz gabi gabriel gabriela gabriele galina gamze gaston georg george
    georgios gerald gerd gerda gerhard gerlinde germaine gernot gero gert gertrud gesa gesine giacomo gianni gideon gina giorgio giovanna giovanni gisela giulia
    giuseppe gökhan gordon götz graham greta gudrun guido gül gülay gülsen gunda gundula günter günther gunther gustav hadi hagen hakan halil halima halina
    hamid hamza hanna hannah hannelore hannes hans harald harry hartmut harun hasan hassan hatice hauke hedwig heide heidemarie heidi heike heiko heiner heinrich
    heinz helen helena helene helga helge helmut hendrik henning henri henriette henrik henry herbert heribert herman hermann herta hilal hilda hilde hildegard
    hiltrud holger horst hubert hubertus hülya hussein hüseyin ian ibrahim ida ignacio igor ilka ilona ilse ilja imke ina ines inga inge ingeborg ingo ingrid
    inka ioana irene irena irina iris irmgard isa isabel isabell isabella isabelle ismail ivan ivana ivo ivonne iwan izabela jacek jack jacob jacqueline jakob
    jamal james jan jana janet janina janine janina janis jannik janusz jasmin jasmina jason javier jean jeanette jeannette jelena jennifer jenny jens jerome
    jerzy jesper jessica jessika jette jill jim jo joe joachim joan joana joanna jobst jochen joel johan johann johanna johannes john jon jonas jonathan jorge jörg
    joerg jörn jose josé josef josefine joseph joshua juan judith jula jule julia julian juliane julie julien julius juri jürgen juergen justus jutta kai kaja
    kalle kamal kamil kamila karen karim karin karina karl karla karlheinz karola karolin karoline karsten kasimir kaspar katarina katarzyna kate katerina
    katharina katherine kathleen kathrin kathy katja katrin katy kay kemal ken kerem kerstin kevin khaled khalid kilian kim kira kirsten kirstin klara klaus
    knut konrad konstantin konstantinos korbinian kornelia kristian kristin kristina kristine krzysztof kübra kurt lan lara larissa lars laszlo latifa laura
    laurent laurenz lea leah leif leila lena leni lennart lenz leo leon leona leonard leonhard leonie leonore leopold leroy leyla lia liam lidia lieselotte lili
    lilian liliana lilli lilly lina linda line lisa lisbeth liselotte lothar lotta lotte louis louisa louise luc luca lucas lucia lucie lucy ludger ludmila
    ludwig luigi luis luisa luise lukas luka lutz lydia lynn magda magdalena magnus mahmoud mahmud mai maik maike maja malala małgorzata malgorzata malik malte
    mandy manfred manuel manuela mara marc marcel marcin marco marcus marek mareike maren margarete margarethe margit margot margret margrit maria mariam marian
    mariana marianne marie marija mariella marietta marika marina mario marion marisa marita marius mark markus marlene marlies marlis marta martha martin
    martina marvin mary maryam mascha massimo mathias mathilda mathilde mats matteo matthew matthias mattis maurice mauro max maxim maximilian maya mechthild
    mehdi mehmet mehmed meike melanie melissa melike melina meltem mendel meral mert meryem michael michaela michel michele michelle miguel mika mike mila milan milena
    mina mira miranda miriam mirjam mirko mirna miroslav mirko mitra mohamad mohamed mohammad mohammed moira mona moni monica monika monique moritz moses murat
    musa mustafa myriam nabil nada nadeem nadia nadine nadja nahid najib nancy naomi nasrin natalia natalie natascha nazan neele nele nermin neslihan nevin niall
    nico nicola nicolai nicolas nicole niels niki nikita niklas niko nikola nikolai nikolaus nikos nils nina noah noel noemi nora norbert norman nour nuray nuri
    nuriye odile ola olaf ole oleg oleksandr oleksandra olena olga oliver olivia olivier omar ömer omid orhan orkun oscar oskar osman oswald otto özge özgür
    özlem pablo pamela paola paolo pascal patricia patrick patrizia paul paula paulina pauline pavel pawel pedro peer peggy per petar peter petra phil philip
    philipp philippe phillip pia piero pierre pietro piotr przemysław quentin rabea rachel rachid radek rafael rafał rafik rahel rahim raimund rainer raj raja ralf
    ralph ramona rana randi raphael raphaela raquel rashid raul rebecca rebekka reiner reinhard reinhold remo renate renata rene rené renée reza ria ricarda
    ricardo riccardo richard rita robert roberta roberto robin roger roland rolf roman romy ronald ronja ronny rosa rosalie rosemarie roswitha roya rüdiger
    rudi rudolf rupert ruth ryan saad sabina sabine sabrina sahra said salam saleh salim sally salma salome salvatore sam samantha samir samira samuel sandra sandro
    sara sarah sascha saskia sean sebastian selda selim selin selina selma sema semra serap serdar serena sergej sergio serhat serkan sevda sevgi sevim severin
    shirin sibel sibylle siegfried sieglinde sigmar sigrid silas silja silke silvan silvana silvia silvio simon simona simone sina sinan sinead siobhan sofia sofie
    soheila solveig songül sonja sonia sophia sophie soraya sören stefan stefanie steffen steffi stella sten stephan stephanie stephen steve steven stina sultan
    sunniva susan susana susann susanna susanne suse susi sven svenja svetlana swantje swen swetlana sybille sylke sylvia szymon tabea tamara tanja tania tarek
    tarik tatiana tatjana tayfun ted teresa tessa teun thea theo theodor theresa therese theresia thies thilo thomas thorben thorsten till tilman tilmann tim timm
    timo tina tobias tom tomas tomasz tommaso tommy toni tony torben torsten traudel tristan tülay turgay tuba udo ueli ufuk ugur ulf uli ulla ulrich ulrike umut
    urban ursel ursula uschi ute uta uwe valentin valentina valeria valerie vanessa vasili vera verena veronica veronika vesna victor victoria viktor viktoria
    vincent vincenzo viola vito vitali vivian vivien viviane vladimir volker volkmar wadim waldemar walter waltraud wanda wassim wei wenke wendy werner
    wibke wiebke wilfried wilhelm wilhelmine will willi william willy wim winfried wladimir wolf wolfgang wolfram xaver xenia yael yan yannick yara yasemin yasin
    yasmin yasmina yıldız yildiz yelena yildiray ying yolanda younes yousef youssef yulia yuri yusuf yvette yvonne zafer zahra zehra zeinab zeynep zita zoe zofia
    zoltan zora zuzana
    """.split()
)

# Words that people write with a capital beside another noun, and that are in no name.
IN_NO_NAME = frozenset(
    """
    abend die das aktive aktiver aktives alte alter altes alten amtliche andere anderer art aspekte aufbau ausbildung auswertung best beste bester bestes better
    big book bunte bunter buntes case club common community critical cross data deep deutsche deutscher dritte dritter drittes duale eigene erste erster
    erstes ersten faire fallbeispiel fallstudie fit freies freiwillige frühe fünf gesunde gesundes gute guter gutes groß große großer großes ganze
    gelebte haus hands heute hidden hilfe hilfen hohe hoher good great green grosse grüne grüner grünes junge junger junges kleine kleiner kleines kick kreative kurze kurzer
    ladies lange langer last lebendige leben leichter lessons letzte letzter life live local long look meister meisterin mit mobile moderne moderner music
    musikalische nächste nachhaltige neuer new next nach öffentliche of on open ort ostdeutsche plan platz politische poetry power practice practices praktische
    projektarbeit public q questions rote rotes roter rückblick runden schnelle schöne schöner schönes schwarze sicher sichere slam smart soft sport stabile starke starker stille
    story stories study talk the tools top tools tipps übung übungen über um und unser unsere unter vegane vegan viele vier von vor wahre warum weg weiße wer
    wichtige wild wilde work working youth zehn zwei zweite zweiter zweites drei digitales frische kalte warme heiße
    vertiefung wissen wissenschaft aktion aktionen angebot angebote beispiele fälle fall gespräch gespräche information informationen teil kurs kurse
    gruppen berufe beruf beratungen bilder bild lied lieder tanz konzert lesung ausstellung rundgang stadtrundgang spaziergang wanderung essen trinken
    """.split()
)

# Capital words that stand in brackets and titles and are in no name.
NOT_IN_NAMES = frozenset(
    """
    abschluss ablauf alle anfang anmeldung arbeit arbeitsgruppe auftakt ausblick austausch begrüßung beispiel beratung bereich
    bericht beteiligung bildung block chancen closing day demokratie deutschland dialog digital digitale diskussion diversity
    einblick einblicke einführung einfache einstieg ende englisch erfahrungen eröffnung europa fachtag familie film forum frage
    fragen frauen freie freier für gäste gemeinsam gemeinsame gender globale grundlagen gruppe grußwort grußworte hauptvortrag
    hybrid ideen impuls input integration interaktive interkulturelle interkultureller introduction jugend keynote kinder
    kommunale konferenz kultur kunst leichte leipzig lokale markt material medien mehr mensch menschen methoden migration mit
    mittag moderation module modul musik nachmittag neue neues offen offene offener online open opening panel plenum podium
    politik praxis präsentation programm programme projekt projekte publikum raum recht runde runder schluss schulung session
    sessions social soziale sozialer special sprache team teams teil teilhabe teilnehmende thema themen theorie thüringen tisch
    tour training uhr update video vielfalt vormittag vorstellung vortrag was web webinar webtalk welcome wege welt wie wiederholung
    willkommen workshop workshops world zeit ziele zoom zukunft zusammenfassung
    """.split()
)
ENDINGS_OF_NOUNS = (
    "heit",
    "keit",
    "schaft",
    "tion",
    "tät",
    "ismus",
    "ment",
    "ierung",
    "kultur",
    "politik",
    "arbeit",
    "phase",
)
ENDINGS_OF_ADJECTIVES = (
    "ische",
    "ischer",
    "isches",
    "ischen",
    "liche",
    "licher",
    "liches",
    "lichen",
    "turelle",
    "ionelle",
    "ierte",
)


def folded(word):
    """Return a word as the lists have it; of „Anna-Lena“ the first half."""
    word = unicodedata.normalize("NFC", word).casefold().strip(".,")
    return re.split(r"[-‐‑]", word)[0]


def is_first_name(word):
    return folded(word) in FIRST_NAMES


def is_no_name(word):
    """Whether a word is one of those that stand beside nouns and in no name: „Erste“, “Best”."""
    return folded(word) in IN_NO_NAME


def may_be_in_name(bare, *, is_first):
    return not (bare in NOT_IN_NAMES or bare in organisations.ORGANISATION_WORDS or is_noun(bare, is_first=is_first))


def is_noun(bare, *, is_first=True):
    """Whether a word has the ending of a noun, or of the adjective before one."""
    return len(bare) > 6 and (bare.endswith(ENDINGS_OF_NOUNS) or (is_first and bare.endswith(ENDINGS_OF_ADJECTIVES)))


FULL_NAME = re.compile(r"(?<![\w-])(?P<first>[^\W\d_][\w’'´-]+)\s+(?:[^\W\d_]\.\s+)?[^\W\d_][\w’'´-]+")


def names_somebody(text):
    """Whether a known first name stands before a word with a capital anywhere in the text."""
    return any(
        match["first"][0].isupper() and match[0].split()[-1][0].isupper() and is_first_name(match["first"])
        for match in FULL_NAME.finditer(text)
    )


FAMILY_NAME = re.compile(r"[^\W\d_][^\W\d_’'´]{2,24}(?:-[^\W\d_]{2,25})?")


def may_be_family_name(text):
    """Whether one word alone may name somebody: „Behr“, but not „Wiederholung“, „NABU“ or „online“."""
    bare = text.casefold()
    is_word = FAMILY_NAME.fullmatch(text) and text[0].isupper() and not text.isupper()
    return bool(is_word) and may_be_in_name(bare, is_first=True) and not is_no_name(text)
