"""What stands before and behind names: degrees, offices, functions, „Frau“. A new one is a new word in these tables."""

import re

DEGREE = re.compile(
    r"(?:(?:apl\.|Jun\.-|Junior)?\s?Prof(?:\.(?:in)?|essor(?:in)?)|Dr\.?(?:in)?(?:\s?-?(?:med|phil"
    r"|jur|rer|nat|pol|soc|theol|Ing|paed|oec"
    r"|iur|habil|h|c|mult|dent|vet|psych)\.)*|PD|Priv\.-Doz\."
    r"|Dipl\.?\s?-\s?[A-ZÄÖÜ][\w/.-]{1,25}\.?(?:\s\((?:FH|Univ\.|BA|DH)\))?|Mag\.|Mgr\.|Ing\."
    r"|M\.?\s?A\.|B\.?\s?A\."
    r"|M\.?\s?Sc\.|B\.?\s?Sc\.|M\.?Ed\.?|B\.?Ed\.?|LL\.?\s?M\.|LL\.?\s?B\.|MBA|MPH|PhD|Ph\.\s?D\."
    r"|Dres\.|em\.|h\.\s?c\.|mult\.)"
    r"(?![\w])(?:,?\s+|(?<=\.)|$)"
)
# Reads "M.A.", "MBA" behind a name; "Dr." never stands there.
DEGREE_BEHIND = re.compile(
    r"(?:M\.?\s?A\.?|B\.?\s?A\.?|M\.?\s?Sc\.?|B\.?\s?Sc\.?|M\.?\s?Ed\.?|LL\.?\s?M\.?|LL\.?\s?B\.?"
    r"|MBA|MPA|MPH|PhD|Ph\.\s?D\.|OStR|MdB|MdL|MdEP|MP|MSP|MEP|QC|KC|OBE|MBE|OFM|SJ|OSB|OP)"
)
HONORIFIC = re.compile(r"(?:Herrn?|Frau|Fr\.|Hr\.|Mr\.?|Mrs\.?|Ms\.?|Mx\.?)\s+", re.IGNORECASE)
_OFFICES = (
    r"(?:OB|RAin|RA|Altbürgermeister(?:in)?|Oberbürgermeister(?:in)?|Bürgermeister(?:in)?|Landr(?:at|ätin)|Minister(?:in)?"
    r"|Ministerpräsident(?:in)?"
    r"|Staatssekretär(?:in)?|Staatsminister(?:in)?|Senator(?:in)?|Präsident(?:in)?|Beigeordnete[r]?"
    r"|\w*[Dd]ezernent(?:in)?|Pfarrer(?:in)?|Rechtsanw(?:alt|ältin)|Richter(?:in)?"
    r"|Koll\.|Kolleg(?:e|in)|Sup\.|Superintendent(?:in)?|Pfr\.|Pfrn\.|Pfarrerin|Diakon(?:in)?|Vikar(?:in)?|KMD|KR|LKMD|OKR"
    r"|Bischöfin|Bischof|Präses|Bruder|Schwester|Sr\.|P\.|Br\.|Rabbiner(?:in)?|Imam|Kantor(?:in)?|Dekan(?:in)?|Propst|Pröpstin"
    r"|\w*[Dd]irektor(?:in)?|\w*[Rr]eferendar(?:in)?|Assessor(?:in)?|Amtsleiter(?:in)?"
    r"|Arbeitsrichter(?:in)?|StR|OStR|StRin"
    r"|Baroness|Baron|Lord|Lady|Solicitor|Bishop|Canon|Father|Sister|Brother|Alderman|Ambassador"
    r"|Mayor|Deputy Mayor|Minister|Councillor|Cllr\.?|Rev\.|Sir|Dame|MdB|MdL)"
    r"(?:\si\.\s?R\.|\sa\.\s?D\.)?"
)
OFFICE = re.compile(rf"(?:(?:[Dd](?:er|ie|em|en)|[Tt]he)\s)?({_OFFICES})\s+(?=[A-ZÄÖÜ])")
OFFICE_BEHIND = re.compile(rf"{_OFFICES}(?=$|\s)")
# A trade before a name, of which no table is complete; it counts before a known first name only.
TRADE = re.compile(
    r"([A-ZÄÖÜ][a-zäöüß]{2,}(?:erin|orin|ärin|eurin|istin|login|ikerin|ärztin|anwältin|rätin|tor|ist"
    r"|steller|lehrer|berater|ologe|iker|eur|arzt|pfleger|leiter|trainer))\s+(?=[A-ZÄÖÜ])"
)
_IN = r"(?:[:*_/·]?-?[Ii]n)?"
_RANK = (
    r"(?:(?:stellv\w*\.?|stv\.?|[12]\.|[Ee]rste[r]?|[Zz]weite[r]?|[Ee]hrenamtliche[r]?|[Gg]eschäftsführende[r]?"
    r"|[Kk]ommissarische[r]?|[Ee]hem\w*\.?|[Dd]eputy|[Vv]ice)\s|(?:[CcKk]o|[Vv]ize)-){0,2}"
)
# What somebody is.
FUNCTION = re.compile(
    rf"{_RANK}(?:[\w-]*[Vv]orsitzende[r]?|(?:\w+)?[Ll]eiter{_IN}|Geschäftsführer{_IN}|Geschäftsführende[r]?"
    rf"|\w*[Bb]eauftragte[r]?|\w*[Ss]precher{_IN}|Direktor{_IN}"
    rf"|\w*[Rr]eferent{_IN}|Professor{_IN}|Hebamme|\w*(?:[Pp]ädagog|[Pp]sycholog|[Tt]herapeut|[Ss]ozialarbeiter){_IN}|\w*[Kk]oordinator{_IN}|Autor{_IN}|Journalist{_IN}"
    rf"|\w*[Cc]hef{_IN}(?:\svom\sDienst)?|Vorständ(?:in|e)|Vorstandsmitglied|(?:Vorstands|Ehren)?[Mm]itglied|Schatzmeister{_IN}|Schriftführer{_IN}"
    rf"|Kassenwart{_IN}|Kassierer{_IN}|Beisitzer{_IN}|Abteilungsleiter{_IN}|Sachbearbeiter{_IN}"
    rf"|Gründer{_IN}|Chief(?:\s\w+)?|President|Secretary|Officer|Trustee|Editor|Campaigner|Head|Director|Chair|Manager|Founder"
    r"|Author|Coordinator|Lecturer|Researcher)\b"
)
# What somebody does, or the body where it is done: no sign that the words before it are a name.
DUTY = re.compile(
    rf"(?:im\s)?{_RANK}(?:(?:\w*-)?Vorstand|Vorsitz|(?!An|Ein|Ab|Her|Über)(?:[A-ZÄÖÜ][\w-]*)?[Ll]eitung|Geschäftsführung"
    r"|(?:[A-ZÄÖÜ][\w-]*)?[Kk]oordination|Öffentlichkeitsarbeit|Pressearbeit|Schriftführung|Kassenführung)\b"
)
REPRESENTATIVE = re.compile(
    r"(?:ein\w*\s)?Vertret(?:er|ung|erin|er\Win|er\Winnen)\s(?:des|der|von|vom)\s|Representatives?\sof\s"
)
SUFFIXES = frozenset(["jun.", "jun", "jr.", "jr", "sen.", "sen", "sr.", "sr", "ii", "iii", "d.j.", "d.ä."])
BORN = re.compile(r"(?:geb(?:\.|orene)|née|verh\.)\s", re.IGNORECASE)
PRONOUNS = re.compile(
    r"(?:sie|er|dey|xier|they|she|he|ihr|ihm|ihn|them|her|him|deren|seine?|ihre|keine\spronomen|no\spronouns)"
    r"(?:\s?/\s?(?:sie|er|dey|xier|they|she|he|ihr|ihm|ihn|them|theirs?|hers?|him|his|deren|seine?|ihre))*",
    re.IGNORECASE,
)
