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
OFFICE = re.compile(
    r"(?:(?:[Dd](?:er|ie|em|en)|[Tt]he)\s)?((?:OB|RAin|RA|Oberbürgermeister(?:in)?|Bürgermeister(?:in)?|Landr(?:at|ätin)|Minister(?:in)?"
    r"|Ministerpräsident(?:in)?"
    r"|Staatssekretär(?:in)?|Staatsminister(?:in)?|Senator(?:in)?|Präsident(?:in)?|Beigeordnete[r]?"
    r"|Dezernent(?:in)?|Pfarrer(?:in)?|Rechtsanw(?:alt|ältin)|Richter(?:in)?"
    r"|Koll\.|Kolleg(?:e|in)|Sup\.|Superintendent(?:in)?|Pfr\.|Pfrn\.|Pfarrerin|Diakon(?:in)?|Vikar(?:in)?|KMD|KR|LKMD|OKR"
    r"|Bischöfin|Bischof|Präses|Bruder|Schwester|Sr\.|P\.|Br\.|Rabbiner(?:in)?|Imam|Kantor(?:in)?|Dekan(?:in)?|Propst|Pröpstin"
    r"|\w*[Dd]irektor(?:in)?|\w*[Rr]eferendar(?:in)?|Assessor(?:in)?|Amtsleiter(?:in)?"
    r"|Arbeitsrichter(?:in)?|StR|OStR|StRin"
    r"|Baroness|Baron|Lord|Lady|Solicitor|Bishop|Canon|Father|Sister|Brother|Alderman|Ambassador"
    r"|Mayor|Deputy Mayor|Minister|Councillor|Cllr\.?|Rev\.|Sir|Dame|MdB|MdL)"
    r"(?:\si\.\s?R\.|\sa\.\s?D\.)?)\s+(?=[A-ZÄÖÜ])"
)
# A trade before a name, of which no table is complete; it counts before a known first name only.
TRADE = re.compile(
    r"([A-ZÄÖÜ][a-zäöüß]{2,}(?:erin|orin|ärin|eurin|istin|login|ikerin|ärztin|anwältin|rätin|tor|ist"
    r"|steller|lehrer|berater|ologe|iker|eur|arzt|pfleger|leiter|trainer))\s+(?=[A-ZÄÖÜ])"
)
FUNCTION = re.compile(
    r"(?:stellv\w*\.?\s)?(?:Vorsitzende[r]?|(?:\w+)?[Ll]eiter(?:in)?|Geschäftsführer(?:in)?"
    r"|\w*[Bb]eauftragte[r]?|Sprecher(?:in)?|Direktor(?:in)?"
    r"|Referent(?:in)?|Professor(?:in)?|Koordinator(?:in)?|Autor(?:in)?|Journalist(?:in)?"
    r"|Gründer(?:in)?|Chief(?:\s\w+)?|President|Secretary|Officer|Trustee|Editor|Campaigner|Head|Director|Chair|Manager|Founder"
    r"|Author|Coordinator|Lecturer|Researcher)\b"
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
