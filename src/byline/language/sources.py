"""Patterns for the names of sources: outlets, people, organisations and unnamed sources.

    OUTLET    "Reuters", "The Harbour Times"             UNNAMED  "two people familiar with the matter"
    NAME      "Jane Doe", "Bank of England"              BODY     "the ministry"
                                                         PAPER    "a recent study"

They are for English, and are combined with other patterns: `attribution.py` has the words around them.
"""

import re

from byline.language.calendar import MONTHS, WEEKDAYS
from byline.language.text import one_line

# Agencies and outlets with their aliases; most other newspapers are recognised by their last word.
_OUTLETS = {
    "Reuters": ["Thomson Reuters"],
    "Associated Press": ["AP"],
    "Agence France-Presse": ["AFP", "Agence France Presse"],
    "United Press International": ["UPI"],
    "Press Trust of India": ["PTI"],
    "Deutsche Presse-Agentur": ["dpa", "DPA"],
    "Xinhua": [],
    "TASS": ["Tass", "ITAR-TASS"],
    "Interfax": [],
    "Kyodo": [],
    "Yonhap": [],
    "Anadolu": [],
    "Bloomberg": [],
    "BBC": [],
    "CNN": [],
    "CNBC": [],
    "CCTV": [],
    "ESPN": [],
    "NBC": [],
    "CBS": [],
    "NPR": [],
    "Al Jazeera": [],
    "Nikkei": [],
    "Axios": [],
    "Politico": [],
    "Guardian": [],
    "Economist": [],
    "Financial Times": ["FT"],
    "New York Times": ["NYT"],
    "Wall Street Journal": ["WSJ"],
    "Washington Post": [],
    "South China Morning Post": ["SCMP"],
    "Der Spiegel": ["Spiegel"],
    "Le Monde": [],
    "Caixin": [],
}
_ALIASES = {alias.casefold(): name.casefold() for name, aliases in _OUTLETS.items() for alias in aliases}
_NEWSPAPER_WORDS = (
    "Times|Post|Journal|News|Herald|Tribune|Gazette|Telegraph|Chronicle|Press|Daily|Mail|Magazine|Observer|Weekly|"
    "Newspaper|Newswire|TV|Television|Radio|Network|Broadcasting"
)
NEWSROOM = (
    r"(?:news\ ?papers?|magazine|broadcaster|news\ (?:agency|site|outlet|service|channel|website)|wire\ service|"
    r"television|TV\ channel|daily|tabloid)"
)
_TITLES = re.compile(
    r"(?:(?:"
    "mr|mrs|ms|miss|dr|prof|professor|sir|dame|lord|lady|president|vice|prime|minister|chancellor|"
    "secretary|senator|sen|representative|rep|governor|gov|mayor|judge|justice|general|gen|colonel|col|"
    "captain|detective|sergeant|sheriff|chief|executive|director|chairman|chairwoman|chair|king|queen|"
    "prince|princess|pope"
    r")\s)+(?=\w)"
)
COMMON = re.compile(  # last words of many names, not a name by themselves
    "agency|assembly|association|authority|bank|board|bureau|centre|center|club|college|commission|"
    "committee|company|corporation|council|court|department|fund|government|group|house|institute|"
    "ministry|office|organisation|organization|parliament|party|police|president|school|service|society|"
    "state|union|university"
)
UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_NOT_A_NAME = (
    r"(?:A|An|The|This|That|These|Those|He|She|It|They|We|I|You|His|Her|Its|Their|Our|My|But|And|Or|So|Yet|If|When|"
    r"While|Where|Who|What|Why|How|As|At|In|On|Of|For|From|To|By|With|After|Before|Since|Until|Although|Though|Because|"
    r"However|Meanwhile|Also|Then|Now|Later|Still|Instead|Even|Once|Both|Some|Many|Most|All|Another|One|Two|Three|No|"
    r"Not|Nor|There|Here|Yesterday|Today|According|Asked|Citing|Sources?|Officials?|People|Experts?|Analysts?|Critics|"
    rf"Researchers|Scientists|Police|{'|'.join((*WEEKDAYS, *MONTHS))})\b(?![’'.-]\w)"
)
WORD = (
    rf"(?!{_NOT_A_NAME})(?:(?:{UPPER}\.)+|(?:Dr|Mrs?|Ms|Prof|Sen|Rep|Gov|Gen|Lt|Col|St)\.|"
    rf"(?:[ae]l-)?{UPPER}[\w&’'-]*(?:\.\w+)*)"
)
_JOINT = r"(?:\s(?:of|the|and|for|de|da|del|la|le|van|von|der|den|bin|al|ibn|du|&|on)){0,2}\s"
NAME = rf"(?<![\w’'.-]){WORD}(?:{_JOINT}{WORD})*"
OUTLET = (
    r"(?:"
    + "|".join(
        sorted(
            (re.escape(n) for n in [*_OUTLETS, *(alias for aliases in _OUTLETS.values() for alias in aliases)]),
            key=len,
            reverse=True,
        )
    )
    + rf"|{WORD}(?:\s{WORD})*?\s(?:{_NEWSPAPER_WORDS}))(?!\w)"
    r"(?:\s(?:Digital|Online|Sports?|World|International|English)\b)?"
)
PAPERS = (
    r"(?:reports?|stud(?:y|ies)|survey|poll|research|data|figures|statistics|documents?|filings?|records|papers?|"
    r"statements?|analysis|review|estimates?|transcript|lawsuit|complaint|indictment|memo|letter|emails?|emails|posts?|"
    r"census|letters?|article|website|interviews?|findings)"
)
PEOPLE = (
    r"(?:people|persons?|man|woman|sources?|officials?|spokes(?:man|woman|person|people)|aides?|advis[eo]rs?|"
    r"diplomats?|insiders?|employees?|executives?|analysts?|experts?|economists?|researchers?|scientists?|scholars?|"
    r"critics|supporters|observers|witness(?:es)?|residents?|lawyers?|doctors?|investors?|traders?|reporters?|"
    r"activists?|historians?|academics?|lawmakers|politicians|professor|leaders?|families|parents|fans|users?|counsel+ors|(?:co-)?authors?|others|some|many)"
    rf"(?!\s{PAPERS})"
)
_BODIES = (
    r"(?:ministry|government|company|firm|bank|central\ bank|police|authorities|prosecutors?|court|judge|agency|"
    r"commission|committee|department|regulators?|watchdog|council|army|military|navy|group|union|association|"
    r"organi[sz]ation|charity|party|university|institute|school|hospital|league|club|team|board|bureau|embassy|office|"
    r"administration|president|minister|prime\ minister|mayor|governor|airline|carmaker|startup|retailer|publisher)"
)
ADJECTIVES = r"(?:[\w’'-]+\s){0,3}?"
_KNOWING = (
    r"(?:,?\s(?:familiar|close|with|briefed|involved|knowledgeable|who|in|at|from|of|for|inside|on|there|near|to)\b"
    r"(?:\s[\w’'&-]+(?:\.\w+)*){0,8}?)?"
)
KNOWING_ALL = _KNOWING.replace("{0,8}?", "{0,8}")
DETERMINER = r"(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ne|[Tt]wo|[Tt]hree|[Ss]ome|[Ss]everal|[Mm]any)\s)"
_BARE = (
    r"(?!(?:which|that|what|who|when|where|whether|if|because|as|and|but|or|though|while|since|so)\s)"
    rf"(?:{UPPER}?[a-z]+\s)"
)
_FIRST = r"(?<!\w\s)(?i:{})"  # a common noun is capitalised only at the start: not in New Scientist
UNNAMED = (
    rf"(?<!\w)(?:{DETERMINER}{ADJECTIVES}{PEOPLE}|{_BARE}{{0,2}}?{PEOPLE}|{_FIRST.format(PEOPLE)})(?!\w){_KNOWING}"
)
_POLICE = r"(?:police|authorities|prosecutors)"
BODY = rf"(?<!\w)(?:{DETERMINER}{ADJECTIVES}{_BODIES}|{_BARE}{{0,1}}?{_POLICE}|{_FIRST.format(_POLICE)})(?!\w)"
PAPER = rf"(?<!\w)(?:{DETERMINER}{ADJECTIVES}{PAPERS}|{_BARE}{{0,2}}?{PAPERS}|{_FIRST.format(PAPERS)})(?!\w)"


def is_outlet(name: str) -> bool:
    """Return whether a name is a news outlet or agency, by the list or by its last word."""
    return re.fullmatch(OUTLET, re.sub(r"[’']s?$", "", name)) is not None


def name_key(name: str) -> str:
    """Reduce the name of a source to its comparison key."""
    plain = re.sub(rf"^the\s|\s{NEWSROOM}$|\sreports?$|[’']s?$|\.com$", "", one_line(name), flags=re.IGNORECASE)
    key = " ".join(word for word in re.findall(r"[\w&]+", plain.casefold()) if word != "the")
    key = _TITLES.sub("", key) if _TITLES.match(key) else key
    return _ALIASES.get(key, key)


def same_name(one: str, other: str) -> bool:
    """Return whether two names may be one: equal, or one the last word of the other."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or (" " not in shorter and not COMMON.fullmatch(shorter) and longer.endswith(f" {shorter}"))
