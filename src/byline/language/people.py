"""Recognise authors and publishers named alone in a line: a byline, masthead or imprint.

"Ana Voss and Theo Grandi"       -> two people          "the river"                  -> none
"Dr. Marguerite Toll, MD"        -> Marguerite Toll     "The Harbour Courier"        -> an outlet
"Staff and agencies"             -> nobody              "Ministry of Energy"         -> a body
"""

import re

from byline.language.head_dates import month_words, weekday_words
from byline.language.sources import UPPER, is_outlet
from byline.language.text import word_set

_PARTICLES = word_set(
    "de da del della di do dos das van von der den ter ten zu zum af av bin ibn ap mac ben abu al el la le du des "
    "y e i af und"
)
_TITLES = re.compile(
    r"(?:(?:Dr|Prof|Em|Professor|Mr|Mrs|Ms|Mx|Sir|Dame|Rev|Revd|Father|Fr|Sister|Judge|Lady|Lord|Bishop|Father|"
    r"Councilman|Councilwoman|Cllr|Councillor|Capt|Captain|Maj|Lt|Col|Gen|Hon|The Hon|"
    r"Herr|Frau|Mag|Dipl|Ing|M|Mme|Sr|Sra|Don|Doña)\b\.?\s*)+(?=\S+\s)"
)
_DEGREES = re.compile(
    r"\s*,\s*(?:M\.?D|Ph\.?\s?D|D\.?Phil|M\.?A|B\.?A|M\.?P|Q\.?C|K\.?C|R\.?N|Esq|Jr|Sr|I{2,3}|OBE|MBE|CBE|FRS)\b\.?",
    re.I,
)
_TOKEN = re.compile(rf"(?:(?:[dlO][’'])?{UPPER}[\w’'’-]*|(?:{UPPER}\.-?){{1,3}})")
# Words that are not part of any person's name.
_NO_PERSON = word_set(
    "the a an this that our own your my his her its their we i you it staff agencies agency correspondent "
    "correspondents reporter reporters"
    " editor editors editorial desk bureau team wire wires service services newsroom news press office department "
    "ministry"
    " council street road avenue square lane city town county state university college school museum church "
    "diocese hospital trust"
    " group company ltd inc plc gmbh ag llc corp foundation institute society association agency authority board"
    " court police government parliament review reviews opinion analysis comment feature features sport sports "
    "business politics"
    " world culture travel science technology health letters obituary obituaries exclusive interview update "
    "updates updated"
    " correction corrections photo photos picture pictures photograph photographs video image images graphic"
    " north south east west northern southern eastern western central upper lower new old great greater saint port "
    "mount lake river island"
    " islands bay beach valley hill hills park market bridge harbour harbor station airport"
    " unit investigations club party football transit railway railways airline airlines airways holdings "
    "industries resources"
    " robotics technologies labs laboratories software motors pharma bancorp capital brewery breweries foods studios"
    " folha gazeta voz faro phare nación país vanguardia estado expresso"
    " republic kingdom union league cup games olympic festival national international federal royal daily weekly "
    "monthly"
    " before inside outside beyond against between under over behind around"
    " page continued advertisement share comments read more related topics tags section home print"
    " what why how who when where which and or of for in on at to with from by as is are was were be not no"
    " mayor president minister chancellor governor senator secretary chief director chair king queen prince "
    "princess pope"
    " first second third last next one two three four five six seven eight nine ten"
    " christmas easter morning evening night today tomorrow yesterday"
    " local political senior economics environment transport religious religion community social diplomatic "
    "defence defense special"
    " jornal diario diário revista gaceta periódico correo corriere gazzetta giornale tageblatt kurier anzeiger "
    "quotidien courrier"
    " noticias notícias nachrichten rundschau dagblad tidning tidende semanario gaceta heraldo"
    " popular demand air sea land proxy design contrast definition candlelight moonlight"
    " die das ein eine redaktion agentur zeitung blatt bericht von mit bei über"
    " les une un notre rédaction avec pour el los las nuestro redacción agencias con para por redazione nostro"
)
_NO_OFFICE = word_set("director secretary minister president general chief editor")
# Nor are these, except as a first name.
_NO_SURNAME = word_set(
    "times journal magazine post gazette herald chronicle tribune mercury register observer telegraph"
)
_ARTICLES = word_set("La El Le Los Las Les Il Lo Der Die Das O Os De Het Den")
_CALENDAR_NAMES = word_set("may june april august mai jan mars do di mag set")  # also names of people
_CALENDAR = (month_words() | weekday_words()) - _CALENDAR_NAMES
_NOBODY = re.compile(
    r"(?:our|a|the|own|special|staff|foreign|from|by|an|senior|political|sports?|business|chief|"
    r"[A-Z][\w.]+)?\s*(?:\w+\s+){0,2}"
    r"(?:staff|correspondents?|reporters?|agenc(?:y|ies)|editors?|newsroom|desk|bureau|news\s?service|wires?|team|"
    r"writers?|contributors?|"
    r"editorial\s+board|admin|administrator|webmaster|redaktion|agenturen|rédaction|redacción|redazione|"
    r"associated press|reuters|afp|dpa|ap|pti|ani)\b.*",
    re.I,
)
ROLE = (
    r"(?:reporter|correspondent|editor|writer|columnist|critic|journalist|author|photographer|essayist|novelist|"
    r"historian|"
    r"professor|lecturer|economist|fellow|analyst|blogger|contributor|producer|presenter|researcher|poet|"
    r"redakteur(?:in)?|korrespondent(?:in)?|journalistin?|reporterin|autor(?:in|a)?|kolumnist(?:in)?|"
    r"schriftsteller(?:in)?|"
    r"journaliste|rédact(?:eur|rice)|chroniqueu(?:r|se)|correspondante?|auteure?|écrivaine?|"
    r"periodista|cronista|redactora?|corresponsal|colaboradora?|escritora?|columnista|giornalista|scrittore|"
    r"scrittrice|inviat[oa]|"
    r"jornalista|repórter|colunista|redator[a]?)s?"
)
_ROLE_WORDS = re.compile(
    r"(?:(?:senior|chief|staff|foreign|political|business|sports?|arts?|health|science|education|crime|county|city|"
    r"local|special|"
    r"environment|economics|technology|tech|defen[cs]e|europe|asia|africa|diplomatic|transport|religion|court|"
    r"courts|legal|"
    r"deputy|assistant|associate|managing|executive|news|features?|national|international|regional|investigations?|"
    r"data|"
    r"music|film|theatre|food|travel|wine|books?|opinion|contributing|guest|freelance|farming|fisheries|rural|"
    r"maritime|shipping|"
    rf"[\w-]+)\s+){{0,3}}{ROLE}",
    re.I,
)
_OUTLET_WORD = re.compile(
    r"\b(?:Times|Post|Journal|Herald|Tribune|Gazette|Telegraph|Chronicle|Press|Mail|Magazine|Observer|Weekly|"
    r"Courier|Register|"
    r"Mercury|Packet|Pilot|Ledger(?:-\w+)?|Review|Signal|Sentinel|Examiner|Enquirer|Inquirer|Dispatch|Argus|Echo|"
    r"Advertiser|Bulletin|"
    r"Clarion|Beacon|Citizen|Messenger|Reporter|Record|Recorder|Standard|Star|Sun|Independent|Guardian|Voice|World|"
    r"Globe|Newsletter|"
    r"Newswire|(?:News|Press)\s(?:Service|Agency|Association)|Wire|Wires|News|Daily|Quarterly|Monthly|Digest|"
    r"Quarter|Almanac|Anchor|Banner|Bee|Eagle|Express|"
    r"Free\sPress|Intelligencer|"
    r"Leader|Monitor|Patriot|Republic|Spectator|Statesman|Transcript|Union|Watch|Today|Tonight|Radio|Television|TV|"
    r"FM|Broadcasting|"
    r"Media|Online|Network|Post-\w+|Lantern|Lamp|Outlook|Chronicles?|Notes|Diary|Blog|Dossier|Report|Insider|Evening|"
    r"Zeitung|Tageblatt|Tagblatt|Anzeiger|Nachrichten|Kurier|Bote|Rundschau|Presse|Tageszeitung|Blatt|Stimme|"
    r"Wochenblatt|Morgenpost|"
    r"Abendblatt|Merkur|Spiegel|Allgemeine|Landbote|Volksblatt|Illustrierte|"
    r"Quotidien|Gazette|Journal|Courrier|Dépêche|Monde|Matin|Soir|Libre|Libres|Revue|Écho|Nouvelles|Tribune|Hebdo|"
    r"Tribuna|"
    r"Diario|Diário|Heraldo|Revista|Gaceta|Periódico|Noticias|Notícias|Correo|Correio|Jornal|Crónica|Semanario|"
    r"Agence|Agenzia|Agencia|Agência|Agentur|Folha|Gazeta|Voz|Faro|Phare|Vanguardia|Nación|Estado|Repubblica|"
    r"Nieuwsblad|Magazin|"
    r"Corriere|Gazzetta|Giornale|Messaggero|Stampa|Mattino|Notizie|Quotidiano|Courant|Krant|Dagblad|Tidning|"
    r"Tidende|Avisen|Posten)\b"
)
_LONE_OUTLET = re.compile(
    r"(?:[\w-]*(?:zeitung|tageblatt|anzeiger|kurier|wire|news|nachrichten|bote|blatt|presse|press|dagblad))\b",
    re.I,
)
_BODY_WORD = re.compile(
    r"\b(?:Ministry|Department|Agency|Authority|Council|Diocese|Trust|Museum|University|Institute|Foundation|"
    r"Society|Association|"
    r"Commission|Committee|Federation|Bureau|Office|Board|Bank|Police|Hospital|Union|Guild|Chamber|Court|Company|"
    r"Group|Gallery|"
    r"Library|Inc|Ltd|plc|PLC|LLC|Corp|Corporation|GmbH|AG|Service|Embassy|Archdiocese|Government|Parliament|"
    r"Secretariat|Centre|Center|Registry|Festival|Club|School|College|Theatre|Orchestra|Alliance|Coalition|"
    r"Tribunal|Inspectorate|Assembly|"
    r"Partnership|Consortium|Transit|Railways?|Airlines?|Airways|Holdings|Industries|Resources|"
    r"Robotics|Technologies|Labs|Laboratories|Software|Motors|Pharma|Bancorp|Capital|Brewery|Breweries|Foods|Studios|"
    r"Ministerium|Bundesministerium|Landratsamt|Stadtverwaltung|Ministère|Préfecture|Mairie|Ministerio|"
    r"Ayuntamiento|Ministero|Comune)\b"
)
# Outlet words that also end headlines.
_COMMON_WORDS = word_set(
    "Review Report Record Today Tonight Watch Star Sun Union Standard World Notes Outlook Leader Express Evening "
    "Voice Diary Mail Post"
    " Media Network Online Eagle Bee Signal Pilot Packet Register Dispatch Press Journal Times Echo Transcript "
    "Reporter Patriot"
)
_FIRST_WORDS = word_set(
    "Agence Agenzia Agencia Agência Agentur Daily Evening Radio TV BBC Diario Diário Jornal Revista Gaceta "
    "Heraldo Folha Gazeta Voz "
    "Corriere Gazzetta Il Le Illustrierte"
)
_DETERMINED = re.compile(r"\b(?:its|his|her|their|our|my|your|this|that|new)\b", re.I)
_JOINED = re.compile(
    r"(?:of|on|at|for|and|&|des?|du|del|della|delle|do|da|das|dos|di|der|für|et|y|libres?|International|"
    r"England|Scotland|"
    r"Wales|Ireland|India)\b"
)
_ELIDED = re.compile(rf"[dlDL]['’](?:{UPPER}|une?\b)")  # l'Ouest
_TITLE_SMALL = word_set(
    "a an from at of the and for on in de des du la le les el do dos del delle dei degli della dello da dos "
    "das di der "
    "die und et y e & à"
)


def people_in(names: str) -> tuple[list[str], str]:
    """Return the people that a text begins with, and what follows them.

    `"Ana Voss and Theo Grandi in Vigo"` gives both, and "in Vigo". The list is empty if the first words are not a
    person.
    """
    found: list[str] = []
    rest = names.strip()
    while rest:
        rest = _TITLES.sub("", rest, count=1) if _TITLES.match(rest) else rest
        person, after = _person(rest)
        if not person:
            break
        found.append(person)
        rest = _DEGREES.sub("", after, count=1) if _DEGREES.match(after) else after
        joint = re.match(
            r"\s*(?:,?\s+(?:and|und|et|y|e|with|og|och|en)\s+|&\s*|,\s*(?:and\s+)?|;\s*|/\s*|\|\s*)",
            rest,
        )
        if joint is None:
            break
        following = rest[joint.end() :]
        if not _person(_TITLES.sub("", following, count=1))[0] or _is_apart(following, joint[0]):
            break
        rest = following
    return found, rest.strip()


def _is_apart(text: str, joint: str) -> bool:
    """Return whether what follows a comma is an outlet, place or role, not another person."""
    piece = re.split(r"[,;|/]|\s(?:and|und|et|y)\s", text)[0].strip()
    return joint.strip() in {",", "|", "/"} and (is_publication(piece) or _ROLE_WORDS.fullmatch(piece) is not None)


def _person(text: str) -> tuple[str, str]:
    """Return the person that a text begins with (empty if there is none) and the rest."""
    tokens: list[str] = []
    place = end = 0
    while len(tokens) < 6:
        match = re.compile(r"\s*([^\s,;|/()&:–—]+)").match(text, place)
        if match is None:
            break
        token = match[1]
        bare = token.rstrip(".")
        if tokens and token.casefold() in _PARTICLES - {"und", "y", "e"}:
            tokens.append(token)
            place = match.end()
            continue
        shown = token if _TOKEN.fullmatch(token) else bare
        if not _TOKEN.fullmatch(shown) or shown.endswith(("'s", "’s", "s'", "s’")) or _is_no_name(bare):
            break
        if tokens and bare.casefold() in _NO_SURNAME:
            break
        if tokens and _is_loud(tokens[0]) and not _is_loud(shown) and not shown.endswith("."):
            break  # "RONDA KEEL High Desert Press"
        tokens.append(shown)
        place = match.end()
        end = place - (len(token) - len(shown))
        if shown != token:
            break
    while tokens and tokens[-1].casefold() in _PARTICLES:
        tokens.pop()
    full = [
        token
        for token in tokens
        if len(token.strip(".-")) > 1 and token.casefold() not in _PARTICLES and "." not in token
    ]
    if len(tokens) < 2 or not full or len(tokens) > 5:
        return "", text
    if any(token.casefold() in _CALENDAR for token in tokens[1:]) and len(full) < 3:
        return "", text
    if all(token.casefold() in _CALENDAR | _CALENDAR_NAMES for token in full):
        return "", text
    for number in range(2, len(tokens) - 1):
        if is_publication(" ".join(tokens[number:])):  # "By Earl Sandoval Prairie Signal"
            tokens = tokens[:number]
            end = text.find(tokens[-1], text.find(tokens[0]) + len(tokens[0])) + len(tokens[-1])
            break
    if tokens[0] in _ARTICLES:
        return "", text
    return text[:end].strip(), text[end:]


def _is_no_name(word: str) -> bool:
    """Return whether a word or a part of it cannot be in a person's name: `Director-General`."""
    return word.casefold() in _NO_PERSON or any(part in _NO_OFFICE for part in word.casefold().split("-"))


def _is_loud(token: str) -> bool:
    letters = [letter for letter in token if letter.isalpha()]
    return len(letters) > 2 and token.isupper()


def is_nobody(names: str) -> bool:
    """Return whether a byline names no person: `Staff and agencies`, `Our correspondent`."""
    return _NOBODY.fullmatch(names.strip()) is not None and not people_in(names)[0]


def is_role(text: str) -> bool:
    """Return whether words describe an author's job: `county reporter`, `Senior Correspondent in Sarnov`."""
    return _ROLE_WORDS.match(text.strip()) is not None


def is_name_like(text: str, most: int = 7) -> bool:
    """Return whether a text is written like a name: a few words, all capitalised except small ones."""
    words = text.split()
    if not 0 < len(words) <= most or not words[0][:1].isupper():
        return False
    if text.endswith((".", "!", "?", ":", ";")):
        return text.endswith(("Inc.", "Ltd.", "Co."))
    return all(
        word[:1].isupper() or word.casefold() in _TITLE_SMALL or word in {"&", "plc"} or _ELIDED.match(word)
        for word in words
    )


def is_publication(text: str) -> bool:
    """Return whether a name looks like that of a newspaper, agency, magazine or broadcaster.

    The word that shows it must be the last, precede "of" and the like, or be the first of two or three: in a headline
    it may be anywhere.
    """
    name = text.strip()
    titled = name.title() if name.isupper() else name
    if not is_name_like(titled) or {",", "/", ":"} & set(name):
        return False
    if is_outlet(name) and len(name.split()) < 4:
        return True
    if len(titled.split()) == 1:
        last = titled.rpartition("-")[2]
        joined = last != titled and _OUTLET_WORD.fullmatch(last) is not None  # Ledger-Dispatch
        return joined or _LONE_OUTLET.fullmatch(titled) is not None
    return any(_tells(match, titled, short=match[0] in _COMMON_WORDS) for match in _OUTLET_WORD.finditer(titled))


def is_body(text: str) -> bool:
    """Return whether a name looks like that of an organisation that issues statements."""
    name = text.strip()
    titled = name.title() if name.isupper() else name
    if not is_name_like(titled, 9) or len(titled.split()) < 2 or _DETERMINED.search(titled):
        return False
    return any(_tells(match, titled, short=False) for match in _BODY_WORD.finditer(titled))


def _tells(match: re.Match[str], name: str, *, short: bool) -> bool:
    """Return whether a characteristic word of names is where such names have it."""
    tokens = name.split()
    if match.start() == 0 and name[match.end() :].startswith(" of "):
        return True  # Journal of Applied Physics
    if short and len(tokens) - tokens.count("&") > 3 and tokens[0] not in {"The", "Le", "La", "El", "Der", "Die"}:
        return False
    after = name[match.end() :].strip(" .")
    is_first = len(tokens) < 4 and match.start() == 0 and match[0] in _FIRST_WORDS
    return not after or is_first or _JOINED.match(after) is not None
