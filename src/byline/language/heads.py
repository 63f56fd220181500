"""Who wrote an article, who published it and when, as its first and last lines and the name of its file tell.

    The Harbour Courier | 4 May 2026      -> publisher, day
    Ferry resumes after storm             -> title
    By Ana Voss                           -> author
    SARNOV, 3 May (Meridian Wire) --      -> publisher, if no masthead tells another
    (Reporting by Ana Voss; ...)          -> author

What is read so is a guess: it fills what a source's own metadata leave open, and is marked as inferred. Where a line
can be read in two ways it tells nothing: a wrong date, author or publisher costs more than a missing one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from byline.language.corrections import notice_in
from byline.language.head_dates import Written, completed, day_of_name, days_in, has_day, has_month_of_year, without_days, without_times
from byline.language.people import ROLE, is_body, is_name_like, is_nobody, is_publication, is_role, people_in
from byline.language.text import folded, one_line

_HEAD_CHARACTERS = 3_000
_FOOT_CHARACTERS = 1_500
_HEAD_LINES = 14
_FOOT_LINES = 8
_LONGEST_LINE = 220  # characters of a line of a head that is not text
_LONGEST_DATELINE = 160
_PROSE = 90  # characters, from which a line that ends as a sentence does is text
_TITLE_CHARACTERS = 150

_LABEL = re.compile(
    r"(?:opinion|analysis|comment|editorial|leader|leading article|éditorial|kommentar|leitartikel|meinung|tribuna|advisory|exclusive|explainer|"
    r"feature|interview|obituar(?:y|ies)|review|reviews|letters?(?: to the editor)?|live|live blog|breaking(?: news)?|news|"
    r"local news|world|world news|politics|business|sports?|culture|arts|books|food|travel|science|health|technology|tech|money|"
    r"lifestyle|education|environment|society|media|weather|crime|courts?|metro|nation(?:al)?|international|economy|markets?|"
    r"for immediate release|press release|news release|media release|pressemitteilung|communiqué(?: de presse)?|nota de prensa|statement|"
    r"embargo(?:ed)?.*|mandatory kill|kill|corrected|correction|update(?:d)?(?: \d)?|refile|recasts?|urgent|flash|bulletin|"
    r"notice|public notice|local|features|life|style|home|nature|farming|fishing|people|history|motoring|property|gardening|explained|in brief|briefs|q ?& ?a|wirtschaft|politik|sport|kultur|lokales|panorama|feuilleton|wissen|reise|économie|politique|monde|société|"
    r"mundo|economía|política|cultura|deportes|sociedad|cronaca|page \d+|p\. ?\d+|seite \d+|rush transcript.*|transcript|"
    r"press service|press office|pressestelle|from our archives?|archive|sponsored(?: content| post)?|paid (?:content|post|partnership)|advertorial|advertisement|paid content|weddings|column|columnist|blog|"
    r"practice|practical|diary|essay|fiction|poetry|notebook|profile|dispatch|podcast|video|photos?|newsletter|subscribers? only.*|"
    r"share(?: this)?|comments?(?: \(\d+\))?|\d+ comments?|\d+ min(?:ute)?s?(?: read)?|listen|print|save|ends?|-+ ?ends? ?-+|###|-30-|front page)"
    r"[\s:.|*#_–—-]*",
    re.I,
)
_ABOUT_READING = re.compile(
    r"this (?:article|story|page) is (?:more than|over|for|only)\b.*|.*\bmin(?:ute)?s? read\b.*|(?:continue reading|subscribe|sign (?:in|up)|log in)\b.*|"
    r"(?:read more|most (?:read|viewed|popular)|related|more on this|see also|read also|also read)\b.*|(?:embargo(?:ed)?|not for (?:release|publication))\b.*|"
    r"paid for by .*|presented by .*|\d+ (?:minutes?|hours?|days?|weeks?) ago|alert [\d-]+|.*\bsubscribers only\b.*|(?:story|article) continues.*|(?:home|start(?:seite)?|accueil|inicio)\s*[>»/›].*|[^>]{2,25}(?:\s[>›»]\s[^>]{2,25}){1,4}|"
    r"\((?:refiles?|recasts?|adds?|updates?|corrects?|writes? through|removes?|fixes|new throughout)\b.*|\(?(?:adds?|updates|recasts|refiles)\b.{0,60}(?:details|quotes|comment|background|para(?:graph)?s?\b).*",
    re.I,
)
_CAPTION = re.compile(
    r"(?:\W*(?:file )?(?:photo(?:s|graph(?:s|y|er)?|graphs by)?|pictured?|pictures?|image|images|caption|credit|illustrations?|graphics?|video|foto|fotos|bild|bilder|symbolbild|"
    r"imagen|fotografía|fotografia|crédit photo|photo credit|camera|above|below|left|right|getty images)\b\s*(?:by|:|/|credit|\(|©|[-–—]|courtesy)|"
    r"\W*(?:getty|epa|shutterstock|afp photo|ap photo|reuters/|alamy)).*"
    r"|.*[(\[](?:photo|image|picture|foto)\b[^)\]]*[)\]]\W*|.*/\s?(?:getty images|shutterstock|alamy|epa|afp via getty)\W*",
    re.I,
)
_NOTICE_LABEL = re.compile(
    r"\W*(?:editor['’]?s?['’]? note|note to (?:readers|editors)|correction|corrections|clarification|errat(?:um|a)|errata|berichtigung|korrektur|richtigstellung|rectificatif|"
    r"correctif|fe de errat(?:as|es)|rectificación|correzione|rettifica|corrigenda|corrigendum|retraction|amendment|anmerkung der redaktion)\b",
    re.I,
)
_BY = re.compile(
    r"(?:(?:(?:a )?guest (?:post|column|essay) |posted |written |reported |compiled |story |stories |text |report |reporting |analysis |review |reviewed |"
    r"fiction |poem |poems |a poem |short story |recipe |recipes |diary |guest essay |words |words and (?:photo(?:graph)?s|pictures|photography|images) |text and (?:photo(?:graph)?s|pictures) |story and (?:photo(?:graph)?s|pictures) |"
    r"interview |interviewed |commentary |column |essay |opinion |as told to |an? (?:essay|column|commentary|analysis|report|review|interview|dispatch|guest essay|fiction|poem|poems|short story|recipe|recipes|diary) )?\bby\b:?"
    r"|von|par|por|di|da|door|av|af|ein (?:kommentar|bericht|essay|gastbeitrag) von|eine (?:analyse|reportage|glosse) von|un reportage de|propos recueillis par|texte:|texte de|texto:|texto de|texto y fotos:?|"
    r"testo di|entrevista de|entrevista:|entretien:|recueilli par|aufgezeichnet von|interview:|text:|words:|autor(?:in)?:|author:|auteur:|autore:|reporter:|writer:|byline:|"
    r"as told to|de (?:notre|nos) (?:envoyée?s?|correspondante?s?)(?: spéciale?s?)?(?: (?:à|au|en|aux) [^,]{2,30})?,|"
    r"(?:from )?our (?:correspondent|reporter|special correspondent)(?: in [^,]{2,30})?,|von unser(?:em|er) (?:korrespondent(?:en|in)|reporter(?:in)?|redakteur(?:in)?|mitarbeiter(?:in)?),?|de nuestr[oa] corresponsal(?: en [^,]{2,30})?,)\s+(?P<names>\S.*)",
    re.I,
)
_PREFIX = re.compile(
    r"(?:(?:REFILE|UPDATE|CORRECTED|WRAPUP|RPT|RECAST|UPDATED|CORRECTION|RETRACTED)(?:\s\d)?(?:-|:\s|\s[-–—]\s))+(?=\S)"
)
_NAMES_ITSELF = re.compile(
    r"\b(?:you are receiving|you['’]re (?:reading|receiving)|thank(?:s| you) for (?:reading|subscribing to)|subscribe to|you get)\s+(?P<name>(?-i:[Tt]he\s)?(?-i:[^\W\d_a-z])[\w&’'-]*(?:\s(?-i:[^\W\d_a-z]|&|of\s|the\s)[\w&’'-]*){0,5})(?=\s+because|[.,!]|\s+to\b|$)"
    r"|(?P<sorry>(?-i:[Tt]he\s)(?-i:[^\W\d_a-z])[\w&’'-]*(?:\s(?-i:[^\W\d_a-z])[\w&’'-]*){0,3})\s+regrets the error",
    re.I,
)
_LEGAL_FORM = re.compile(r",?\s+(?:Ltd|Limited|Inc|LLC|plc|PLC|GmbH|AG|Media Group|Pty|S\.?A)\b\.?(?:\s(?:Ltd|Co)\b\.?)?$")
_ITS_STAFF = re.compile(
    r"\s+(?:(?:staff|special|senior|political|business|sports?|chief|foreign|local|commodities|city|news|markets?|metro|features?|environment|health)\s)*"
    r"(?:writers?|reporters?|correspondents?|desk|staff|bureau|editors?|newsroom)$",
    re.I,
)
_SLUG = re.compile(r"[A-Z0-9]+(?:[-/][A-Z0-9]+)+(?:\s\(.*\))?")
_REPORTING = re.compile(
    r"(?:^|[(\[;.*]\s*)(?P<kind>(?:additional |further |extra )?(?:reporting|reported|writing|written|story|report)(?: and (?:writing|reporting|editing))?)(?: by:?|:)\s+(?P<names>[^;)\]]+)",
    re.I,
)
_UPDATED = (
    r"(?:last\s+)?(?:updated?|modified|revised|edited|amended|corrected|changed|aktualisiert|geändert|stand|mis(?:e)? à jour|actualisé|modifié|"
    r"actualizad[oa]|aggiornato|modificato|atualizad[oa])(?:\s+(?:on|am|le|el|il|em|at))?"
)
_PUBLISHED = (
    r"(?:(?:first\s+)?(?:published|posted|issued|aired|released|broadcast|filed|printed|dated|appeared|created|uploaded)|date|press release dated|"
    r"veröffentlicht|erschienen|erstellt|publiziert|datum|publiée?|paru|mis en ligne|publicad[oa]|pubblicato|data|fecha|dateline)(?:\s+(?:on|am|le|el|il|em|at))?"
)
_LABELLED = re.compile(rf"\b(?:(?P<updated>{_UPDATED})|(?P<published>{_PUBLISHED}))\b[\s:.,()–—-]*(?:\w+\s+){{0,3}}?$", re.I)
_HAS_LABEL = re.compile(rf"^\W*(?:{_UPDATED}|{_PUBLISHED})\b", re.I)
_IMPRINT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)\s*(?:copyright\s*)?(?:(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)?\d\d)?)?,?\s*(?:by\s+)?(?P<name>[^\W\d_][^.;|\n©]*?)"
    r"(?=\s*(?:[.;|,]|$|all rights|alle rechte|tous droits|(?:19|20)\d\d\b|\d))",
    re.I,
)
_DASH = re.compile(r"\s[-–—]{1,2}\s|\s?—\s?|\s--\s?|\s?--\s")
_AGENCY = re.compile(r"\((?P<name>[^()]{2,50})\)|/(?P<slashed>[A-Z][\w .]{1,30})/")
_PLACE = re.compile(r"(?:[^\W\d_a-zß-öø-ÿ][\w.'’-]*|d['’][A-Z]\w+|de|la|le|el|am|an|der|of|the|upon|on|sur|do|da|al|i|and|in)(?:[\s,/]+|$)")
_KNOWN_AGENCIES = frozenset("ap afp dpa pti ani ians upi ap. apa efe ansa tass cp".split())
_NOT_AGENCY = re.compile(r"^(?:via\b|photo|updated?|video|\d|r\b|d\b)", re.I)
_WORK = r"(?:is|was|has been|writes?|wrote|teaches|taught|reports?|covers?|edits|lives|runs|est|ist|es|è|é|schreibt|lebt|écrit|escribe|vit|vive|works)"
_FOR = re.compile(
    r"\b(?:for|of|at|from|with|de la|de|del|du|für|bei|der|des|di|per|in)\s+(?P<name>(?:[Tt]he |[Ll]a |[Ll]e |[Ee]l )?[^\W\d_a-z][\w&’'-]*(?:\s(?:of|the|and|&|de|des|du|la|del|der)?\s?[^\W\d_a-z][\w&’'-]*)*)"
)
_DISCLAIMER = re.compile(
    r"\b(?:views|opinions)\b.{0,120}?\b(?:not|nor)\b.{0,80}?\b(?:of|those of|reflect(?: those of)?|represent)\s+(?P<name>[Tt]he [^\W\d_a-z][\w&’'-]*(?:\s[^\W\d_a-z][\w&’'-]*)*|[^\W\d_a-z][\w&’'-]*(?:\s[^\W\d_a-z][\w&’'-]*)+)",
    re.S,
)
_FIRST_APPEARED = re.compile(
    r"(?:^\W*(?:first |originally )?(?:published|appeared|printed) (?:in|by)\s+(?:(?-i:the)\s)?(?P<first>(?-i:(?:[Tt]he )?[^\W\d_a-z][\w&’'-]*(?:\s[^\W\d_a-z][\w&’'-]*)+)))|"
    r"\b(?:this|the) (?:article|story|essay|column|piece|report|interview|post)\b[^.]{0,40}\b(?:appeared|published|printed|ran)\b[^.]{0,20}?\b(?:in|by|on)\s+(?:(?-i:the)\s)?(?P<name>(?-i:(?:[Tt]he )?[^\W\d_a-z][\w&’'-]*(?:\s[^\W\d_a-z][\w&’'-]*)+))",
    re.I,
)
_ABOUT_BODY = re.compile(r"^about\s+(?P<name>(?-i:[^\W\d_a-z]).{2,60}?)\s*:?$|^about (?:the company|us|the organi[sz]ation|[A-Z].{2,40}): (?P<first>(?-i:[^\W\d_a-z])[^.]{2,50}?(?:, (?:Inc|Ltd)\.|\.)?) (?:is|was|has)\b", re.I)
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Ww]e|[Oo]ur)\b")
_RELEASE = re.compile(r"\b(?:press|news|media) release\b|for immediate release|\bissued by\b", re.I)
_ISSUED_BY = re.compile(r"^(?:issued|released|published) (?:by|on behalf of) (?P<name>(?-i:[^\W\d_a-z]).{2,60}?)(?: on behalf of .*|\.)?$", re.I)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_FOR_OUTLET = re.compile(r"(?:special to|for|writing for|exclusive(?:ly)? (?:to|for))\s+(?:(?-i:the)\s)?(?P<name>\S.*)", re.I)
_REPORTS = re.compile(r"\s+(?:reports|berichtet|rapporte|informa)\.?$")
_CORRECTED_ON = re.compile(r"\W*(?:a |this )?(?:correction|clarification|retraction)s? (?:was |were )?(?:made|added|appended|published|posted|issued)? ?on\b", re.I)
_OURS = re.compile(r"(?:from |by |von |de )?(?:our|unser\w*|notre|nuestr[oa]) (?:\w+ ){0,2}(?:correspondent|reporter|staff|korrespondent|envoyé|corresponsal)s?\b[^.,]{0,40}", re.I)
_OTHER_CREDIT = re.compile(r"\W*(?:(?:additional|further|extra) (?:reporting|research|writing)|editing|edited|translated|translation|photo\w*|pictures?|illustrat\w+|research|produced|graphics?|traduit|übersetz\w+|aus dem \w+)\b[^.]{0,40}\b(?:by|von|par|por|:)\b.*|\S+@\S+|@\w+|(?:follow|contact|email|tel|phone)\b.*|https?://\S+", re.I)
_RETRIEVED = re.compile(r"\W*(?:saved|printed|downloaded|retrieved|accessed|archived|clipped|cached|exported|scanned|abgerufen|gespeichert|consulté|consultado)\b.*", re.I)
_CLAIM = re.compile(r"(?P<name>\S.*?)\s+(?:exclusive|special report|investigation|investigates|analysis|opinion)", re.I)
_PLACE_AND_DAY = re.compile(r"[^\W\d_]+(?:\s[^\W\d_]+)?,\s")
_EMBARGO = re.compile(r"\W*(?:embargo|not for (?:release|publication)|strictly embargoed|sperrfrist)", re.I)
_TOLD_TO = re.compile(r"\bas told to (?P<names>\S.*)", re.I)
_NAMED = re.compile(
    r"(?P<name>title|headline|titel|titre|authors?|autor|auteur|by|byline|publisher|source|publication|newspaper|outlet|quelle|site|date|datum|published|pubdate|"
    r"posted|sent|from|to|subject|re|cc|url|link|section|category|tags|keywords|location)\s?:\s+(?P<value>\S.*)",
    re.I,
)
_BESIDE_NAME = re.compile(r"(?:(?:translated|illustrated|photographed|edited|photo\w*|pictures|with additional reporting)\b.*\bby\b.*|(?:in|on|at|near|aboard)\s(?:[\w’'-]+\s?){1,4})", re.I)
_INTRODUCED = re.compile(rf"\s*,?\s*(?:is|est|ist|es|è|é)\s[^.]{{0,80}}?\b{ROLE}\b[^.]{{0,40}}\.?", re.I)
_OF_SOMETHING = re.compile(r"\b(?:for|until|till|from|by|before|after|since|to|of|between|through|für|bis|ab|vom|pour|para|hasta)\s*$", re.I)
_SECTION_MARK = re.compile(r"\s[|·•∙]\s")
_MOTTO = re.compile(r"the (?:magazine|newspaper|journal|newsletter|voice|weekly|paper|organ|bulletin|news) (?:of|for)\b.*|(?:news|notes|stories|letters|views|thoughts|writing|words) (?:for|from|about|on|of)\b.*|[^.]{3,30}(?:\s[·•|]\s[^.]{3,30}){1,4}|(?:established|est\.?|founded|since)\s(?:in\s)?\d{4}.*|.*\b(?:since|est\.?|founded|established) (?:in )?1\d{3}\b.*", re.I)
_KICKER = re.compile(r"[^\W\d_a-zß-öø-ÿ]{3,14}:?|" + _SLUG.pattern)
_NAME_THEN_DATE = re.compile(r"[^\W\d_a-zß-öø-ÿ][\w’'-]+(?:\s[\w’'-]+){1,3}(?<!\sam)(?<!\son)(?<!\sle)(?<!\sim)(?<!\sin)(?:,|\s[|·•–—-])\s")
_SEPARATORS = re.compile(r"\s+[|·•∙–—/-]+\s+|\s*[|·•]\s*|\t+|\s{3,}|,\s|;\s|(?<=\w):\s|\(|\)|\[|\]")


@dataclass(frozen=True, slots=True)
class Head:
    """What an article's first and last lines, and the name of its file, tell of it.

    Attributes:
        title: Headline, empty if no line is sure to be one.
        authors: Who wrote it.
        publisher: Who published it, empty if that is not told.
        published: The day on which it was published.
        updated: The day on which it was changed last.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: date | None = None
    updated: date | None = None


@dataclass(slots=True)
class _Line:
    text: str
    block: int
    shown: bool = True  # may be a title


def head_of(text: str, name: str = "", language: str | None = None) -> Head:
    """Read who wrote and published an article, and when.

    Args:
        text: Of the article.
        name: Of its file, without folders and suffix; empty if it is not alone in it, or is of an address.
        language: ISO 639-1 code of the text.
    """
    reading = _Reading(text, name, language)
    reading.read_head()
    reading.read_dateline()
    reading.read_foot()
    return reading.result()


class _Reading:
    def __init__(self, text: str, name: str, language: str | None) -> None:
        self.text, self.name, self.language = text, name, language
        lines = _lines(text[:_HEAD_CHARACTERS])
        self.body = next((number for number, line in enumerate(lines) if _is_prose(lines, number)), len(lines))
        self.head = lines[: min(self.body, _HEAD_LINES)]
        self.first = lines[self.body].text if self.body < len(lines) else ""
        last = _lines(text[-_FOOT_CHARACTERS:] if len(text) > _FOOT_CHARACTERS else text)
        self.foot = [line for line in last if line.text not in {one.text for one in self.head}][-_FOOT_LINES:]
        self.title = ""
        self.title_at = len(self.head)
        self.authors: list[str] = []
        self.nobody = False
        self.masthead = ""
        self.agency = ""
        self.imprint = ""
        self.published: list[date] = []
        self.updated: list[date] = []
        self.open: list[Written] = []  # days without a year

    def result(self) -> Head:
        published = min(self.published, default=None) if len(set(self.published)) < 3 else None
        if published is None and self.open and not self.published:
            known = {completed(self.name, one) for one in self.open}
            published = known.pop() if len(known) == 1 else None
            if published is None and self.updated:
                published = _before(self.open[0], min(self.updated))
        elif published is None:
            published = day_of_name(self.name)
        updated = max(self.updated, default=None)
        if updated and published and updated < published:
            updated = None
        publisher = self.masthead or self.agency or self.imprint
        return Head(self.title, tuple(dict.fromkeys(self.authors)), publisher, published, updated)

    # Head

    def read_head(self) -> None:
        """Read the lines before the text."""
        masthead = self._find_masthead()
        for number, line in enumerate(self.head):
            if number == masthead:
                self._read_masthead(line)
                continue
            self._read_line(number, line)
        if not self.authors and not self.nobody:
            self._read_bare_names()

    def _find_masthead(self) -> int | None:
        """Return which line names the publication: one that another line, the title, follows."""
        for number, line in enumerate(self.head[:4]):
            if _is_passed_over(line.text) or _byline(line.text)[0] or _RETRIEVED.fullmatch(line.text) or _OURS.fullmatch(line.text):
                continue
            name, has_date = _masthead_name(line.text)
            if not any(self._may_be_title(after) for after in self.head[number + 1 :]):
                others = [one for one in self.head[number + 1 :] if not (_byline(one.text)[0] or _CAPTION.fullmatch(one.text))]
                return number if is_publication(name) and others and not _PEOPLE_ONLY(name) else None
            pieces = _words_left(line.text, self.language)
            if len(pieces) > 1 and _PEOPLE_ONLY(name) and any(is_publication(piece) for piece in pieces[1:]):
                continue
            if not name:
                return None if not has_date else next(
                    (later for later in range(number + 1, min(len(self.head), 4)) if is_publication(_masthead_name(self.head[later].text)[0])), None
                )
            alone = has_day(line.text) or has_month_of_year(line.text)
            dated = has_date and not (has_day(line.text) and (len(name.split()) < 2 or _PLACE_AND_DAY.match(line.text)))
            bylined = any(_byline(one.text)[0] for one in self.head[:number])
            if is_publication(name) or (is_body(name) and not bylined) or dated or (not alone and self._has_tagline(number, name)):
                return number
            following = self.head[number + 1]
            left = _words_left(following.text, self.language)
            dated = has_day(following.text) or has_month_of_year(following.text)
            if following.block == line.block and dated and all(_LABEL.fullmatch(piece) for piece in left):
                return number
            if folded(name) in folded(self.text[len(line.text) + self.text.find(line.text) :]) and len(name) > 7 and is_name_like(name, 5):
                last = " ".join(one.text for one in self.foot[-3:])
                if name in last:
                    return number
            return None
        return None

    def _has_tagline(self, number: int, name: str) -> bool:
        """Tell whether a name is written as titles of papers are, or sections or a motto stand with it above the title."""
        line, following = self.head[number], self.head[number + 1]
        first = number == 0 or self.head[0].block == line.block
        if not first or not (line.block != following.block or _is_motto(following.text) or _LABEL.fullmatch(following.text)):
            return False
        together = line.block == following.block
        after = self.head[number + 2 : number + 5]
        if together and not any(one.block != line.block for one in after):
            return False
        if _LABEL.fullmatch(name) or len(name.split()) > 5:
            return False
        return together or "&" in name or ":" in line.text or _SECTION_MARK.search(line.text) is not None or (
            name.startswith("The ") and len(name.split()) <= 4 and len(following.text.split()) > 4
        )

    def _may_be_title(self, line: _Line) -> bool:
        text = line.text
        return not (
            _is_passed_over(text) or _byline(text)[0] or is_nobody(_byline_names(text) or "-") or _OURS.fullmatch(text)
            or _OTHER_CREDIT.fullmatch(text) or _RETRIEVED.fullmatch(text) or (has_day(text) and not _words_left(text, self.language)) or len(text) > _TITLE_CHARACTERS
            or _is_person_line(text) or _is_motto(text)
        )

    def _read_masthead(self, line: _Line) -> None:
        name, _ = _masthead_name(line.text)
        self.masthead = name
        self._read_days(line.text, labelled=False)

    def _read_line(self, number: int, line: _Line) -> None:
        text = line.text
        if _NOTICE_LABEL.match(text) or _CAPTION.fullmatch(text):
            return
        if _EMBARGO.match(text) or self._read_named(text):
            return
        if text.startswith(("©", "(c)", "(C)", "Copyright")):
            self._read_imprint(text)
            return
        if told := _TOLD_TO.search(text):
            self.authors = people_in(told["names"])[0]
            return
        names = _byline_names(text)
        people, rest = _byline(text)
        if people and (self.title or self._title_follows(number) or has_day(rest)):
            if not self.authors:
                self.authors += people
                self._read_tail(rest)
            return
        if names and is_nobody(names):
            self.nobody = True
            self._read_days(text, labelled=False)
            return
        if _OURS.fullmatch(text):
            self.nobody = True
            return
        if _OTHER_CREDIT.fullmatch(text) or _RETRIEVED.fullmatch(text):
            return
        if not self.masthead and (first := _FIRST_APPEARED.search(text)) and _is_like_a_paper(first["first"] or first["name"]) | is_publication(first["first"] or first["name"]):
            self.masthead = first["first"] or first["name"]
            self._read_days(text, labelled=False)
            return
        if not self.title and (claim := _CLAIM.fullmatch(text)) and is_publication(claim["name"]) and self._title_follows(number):
            self.masthead = self.masthead or claim["name"]
            return
        if issued := _ISSUED_BY.match(text):
            self.masthead = self.masthead or issued["name"].strip()
            return
        if has_day(text):
            left = _words_left(text, self.language)
            if _HAS_LABEL.match(text) or not left or self._is_credit(left):
                self._read_days(text, labelled=True)
                for piece in left:
                    self._read_piece(piece)
                return
        if not has_day(text) and self._read_credits(number, text):
            return
        if _is_passed_over(text) or (_is_motto(text) and not self.title and self._title_follows(number)):
            return
        if not self.title and _KICKER.fullmatch(text) and self._title_follows(number):
            return
        if self.title and (place := _FOR_OUTLET.fullmatch(text)) and is_publication(place["name"]):
            self.masthead = self.masthead or place["name"]
            return
        if self.title and not self.masthead and is_publication(_without_staff(text)):
            self.masthead = _without_staff(text)
            return
        if not self.title and _is_person_line(text) and not is_publication(text) and self._title_follows(number):
            people, _ = people_in(text)
            self.authors = self.authors or [one for one in people if not self._is_in_text(one)]
            return
        if has_month_of_year(text) and self.title and not self.masthead and len(left := _words_left(text, self.language)) == 1 and is_publication(left[0]):
            self.masthead = left[0]
            return
        if not self.title and not self.masthead and _without_staff(text) != text and is_publication(_without_staff(text)):
            self.masthead = _without_staff(text)
            self.nobody = True
            return
        if self.title and not self.masthead and not self.authors and is_body(text) and number + 1 < len(self.head) and _is_only_days(self.head[number + 1].text, self.language):
            self.masthead = text
            return
        if not self.title and self.authors and is_body(text) and self._title_follows(number):
            return
        if not self.title and len(text) <= _TITLE_CHARACTERS and not _is_only_days(text, self.language):
            self.title, self.title_at = _PREFIX.sub("", text), number

    def _read_named(self, text: str) -> bool:
        """Read a line such as `Author: Ana Voss`; tell whether it was one."""
        match = _NAMED.fullmatch(text)
        if match is None:
            return False
        name, value = match["name"].lower(), match["value"].strip()
        if name in {"title", "headline", "titel", "titre"}:
            self.title = value
        elif name in {"author", "authors", "by", "byline", "autor", "auteur"}:
            self.authors = self.authors or people_in(value)[0]
            self.nobody = self.nobody or is_nobody(value)
        elif name in {"publisher", "source", "publication", "newspaper", "outlet", "quelle", "site"}:
            if is_name_like(value) and not _PEOPLE_ONLY(value):
                self.masthead = self.masthead or value
        elif name not in {"from", "to", "subject", "re", "cc", "url", "section", "category", "tags", "keywords", "location", "link"}:
            self._read_days(text, labelled=True)
        return True

    def _read_credits(self, number: int, text: str) -> bool:
        """Read a line of nothing but names: `Rosario Vega | Valdor Today`; tell whether it was one."""
        pieces = _words_left(text, self.language)
        names = [piece for piece in pieces if not _LABEL.fullmatch(piece)]
        if len(names) < 2 or not self._is_credit(names) or not any(_PEOPLE_ONLY(one) and not is_publication(one) for one in names):
            return False
        if not any(is_publication(one) or _byline_names(one) for one in names) or not (self.title or self._title_follows(number)):
            return False
        for piece in names:
            people, _ = people_in(_byline_names(piece) or piece)
            if is_publication(piece):
                self.masthead = self.masthead or piece
            elif people:
                self.authors = self.authors or people
        return True

    def _title_follows(self, number: int) -> bool:
        return any(self._may_be_title(line) for line in self.head[number + 1 :])

    def _is_credit(self, pieces: Sequence[str]) -> bool:
        """Tell whether what stands beside a date is the like of a section, a place, a person or a publication."""
        return all(
            _LABEL.fullmatch(piece) or is_nobody(_byline_names(piece) or "-") or re.fullmatch(r"issue \d+|no\.? ?\d+", piece, re.I) or is_publication(piece) or is_body(piece) or _is_like_a_paper(piece) or piece.casefold() in {"at", "on", "am", "le", "el", "il"}
            or _PEOPLE_ONLY(piece) or (is_name_like(piece, 3) and piece.split()[-1][:1].isupper() and len(pieces) < 3) or _HAS_LABEL.match(piece)
            for piece in pieces
        )

    def _read_piece(self, piece: str) -> None:
        people, rest = people_in(_byline_names(piece) or piece)
        if people and not rest.strip(" .,") and not is_publication(piece) and (self.title or _byline_names(piece)):
            self.authors += [] if self.authors else people
        elif (is_publication(piece) or _is_like_a_paper(piece)) and not self.masthead and not _LABEL.fullmatch(piece):
            self.masthead = piece

    def _read_tail(self, tail: str) -> None:
        """Read what follows the names in a byline: an outlet, a role, a place, a day."""
        self._read_days(tail, labelled=True)
        for piece in _words_left(tail, self.language):
            if match := re.match(r"(?:in|for|of|from|für|pour|para|di|de|special to|writing for)\s+(?:(?-i:the)\s)?(?P<name>.*)", piece, re.I):
                piece = match["name"]
            piece = _without_staff(piece)
            if is_publication(piece) and not is_role(piece) and not self.masthead:
                self.masthead = piece

    def _read_days(self, line: str, *, labelled: bool) -> None:
        for written in days_in(line, self.language):
            label = _LABELLED.search(without_times(line[: written.start]).rstrip(" ,") + " ")
            is_update = bool(label and label["updated"])
            if not label and _OF_SOMETHING.search(line[: written.start]):
                continue
            if written.whole is None:
                if not is_update:
                    self.open.append(written)
            elif is_update:
                self.updated.append(written.whole)
            elif label or not self.published or not labelled:
                self.published.append(written.whole)

    def _read_bare_names(self) -> None:
        """Take a line with nothing but names, below the title, for a byline; nobody whom the text is about."""
        for number, line in enumerate(self.head):
            if number <= self.title_at or not self.title or line.text == self.masthead:
                continue
            reports = _REPORTS.sub("", line.text)
            people, rest = people_in(reports)
            if not people or (is_publication(", ".join(people)) and not is_role(rest.lstrip(" ,"))) or is_body(", ".join(people)) or _is_passed_over(line.text):
                continue
            rest = re.sub(r"\(?\S+@\S+\)?", "", rest).lstrip(" ,|–—-")
            if _BESIDE_NAME.fullmatch(rest):
                rest = ""
            if _INTRODUCED.fullmatch(rest):
                self.authors += people
                return
            days = without_days(rest).strip(" ,|·•–—-")
            if rest and days and not (is_role(rest) or is_publication(rest)):
                continue
            if any(self._is_in_text(person) for person in people):
                continue
            self.authors += people
            if is_publication(rest) and not self.masthead:
                self.masthead = rest
            return

    def _is_in_text(self, person: str) -> bool:
        """Tell whether the text or the title speaks of a person."""
        surname = re.escape(person.split()[-1])
        rest = self.text[self.text.find(self.first) :] if self.first else ""
        rest = "\n".join(line for line in rest.splitlines() if not (line.lstrip().startswith(("•", "*")) or notice_in(line)))
        places = len(re.findall(rf"\b{surname}\b", rest))
        return places > 0 or re.search(rf"\b{surname}\b", self.title) is not None

    # Dateline

    def read_dateline(self) -> None:
        """Read what stands before the first sentence: SARNOV, 10 March (Meridian Wire) --"""
        for line in (self.first, *(one.text for one in self.head[-2:])):
            found = _dateline(line, self.language)
            if found is None:
                continue
            written, agency = found
            if agency and not self.agency:
                self.agency = self._in_full(agency)
            if written and not self.published:
                if written.whole:
                    self.published.append(written.whole)
                else:
                    self.open.append(written)
            if self.title and _dateline(self.title, self.language):
                self.title = ""
            return

    def _in_full(self, agency: str) -> str:
        """Return the name of an agency whose initials a dateline gives, as another line writes it out."""
        if agency.casefold() in _KNOWN_AGENCIES or not (agency.isupper() and len(agency) <= 5):
            return agency
        for line in (*self.head, *self.foot):
            for match in re.finditer(r"(?:[^\W\d_a-z][\w’'-]*\s){1,4}[^\W\d_a-z][\w’'-]*", line.text):
                if "".join(word[0] for word in match[0].split() if word[0].isupper()) == agency:
                    return match[0].strip()
        return ""

    # Foot

    def read_foot(self) -> None:
        """Read the lines after the text."""
        lines = [line.text for line in self.foot]
        for text in lines:
            self._read_reporting(text)
            self._read_imprint(text)
        for text in lines[-4:]:
            self._read_labelled_foot(text)
        if not self.authors and not self.nobody and lines and len(self.text) > len(lines[-1]):
            self._read_signature(lines)
        if not self.authors and not self.nobody:
            self._read_biography(lines)
        if not self.masthead:
            self._read_publisher_below(lines)

    def _read_reporting(self, text: str) -> None:
        if self.authors or self.nobody:
            return
        for match in _REPORTING.finditer(text):
            if not re.match(r"additional|further|extra", match["kind"], re.I):
                people = _reporters(match["names"])
                self.authors += [one for one in people if one not in self.authors]
                if people:
                    return

    def _read_imprint(self, text: str) -> None:
        if _CAPTION.fullmatch(text) or self.imprint:
            return
        match = _IMPRINT.search(text)
        if match is None:
            return
        name = _without_form(match["name"].strip(" ,–—-"))
        known = folded(name) == folded(self.masthead or self.agency)
        if known or is_publication(name) or is_body(name) or (name.startswith("The ") and is_name_like(name, 6)) or ("&" in name and is_name_like(name, 6)):
            self.imprint = name
            days = days_in(text[match.end() :], self.language)
            if days and not self.published and days[0].whole and not re.search(r"retrieved|accessed|printed", text, re.I):
                self.published.append(days[0].whole)

    def _read_labelled_foot(self, text: str) -> None:
        if _CORRECTED_ON.match(text):
            self.updated += [one.whole for one in days_in(text.split(":")[0], self.language)[:1] if one.whole]
            return
        if len(text) > _LONGEST_LINE or not has_day(text):
            return
        left = _words_left(text, self.language)
        label = _HAS_LABEL.match(text.strip(" (*[")) is not None
        if label or (not left and not self.published) or (left and len(left) == 1 and is_publication(left[0])):
            before = list(self.published)
            self._read_days(text, labelled=True)
            if before:
                self.published = before
            for piece in left:
                if is_publication(piece) and not self.masthead and not self.agency:
                    self.masthead = piece

    def _read_signature(self, lines: Sequence[str]) -> None:
        """Take a name alone in the last line for the author's, if the text does not speak of that person."""
        for text in lines[-2:]:
            sign = re.match(r"\s*[-–—*]+\s*", text)
            bare = text[sign.end() :] if sign else text
            people, rest = people_in(_byline_names(bare) or bare)
            rest = rest.strip(" .,)")
            if not people or len(text) > 80 or (rest and not (is_role(rest) or is_publication(rest) or is_name_like(rest, 3))):
                continue
            named = _byline_names(bare) is not None or sign is not None
            others = self.text[: self.text.rfind(text)]
            if not named and (rest or any(re.search(rf"\b{re.escape(one.split()[-1])}\b", others) for one in people)):
                continue
            if not named and not _SENTENCE_END.search(others.rstrip()[-3:]):
                continue
            self.authors += people
            if is_publication(rest) and not self.masthead:
                self.masthead = rest
            return

    def _read_biography(self, lines: Sequence[str]) -> None:
        """Take for the author whom the last lines introduce, and the text does not."""
        for text in lines[-3:]:
            people, rest = people_in(text.lstrip(" *–—-_"))
            if not people or not rest:
                continue
            before = self.text[: self.text.rfind(text)]
            if len(before.strip()) < 200 or any(re.search(rf"\b{re.escape(one.split()[-1])}\b", before) for one in people):
                continue
            introduced = re.match(rf"\s*,?\s*(?:{_WORK})\b[^.]{{0,80}}?\b{ROLE}\b|\s*(?:writes|schreibt|écrit|escribe|covers|edits)\b", rest, re.I)
            mine = len(people) <= 2 and len(_FIRST_PERSON.findall(before)) >= 3 and re.match(r"[a-zà-ÿ]", rest) and text == lines[-1]
            if introduced or mine:
                self.authors += people
                self._read_for(text)
                return

    def _read_for(self, text: str) -> None:
        if self.masthead:
            return
        for match in _FOR.finditer(text):
            if is_publication(match["name"]):
                self.masthead = match["name"]
                return

    def _read_publisher_below(self, lines: Sequence[str]) -> None:
        for text in lines[-4:]:
            if match := _DISCLAIMER.search(text) or _FIRST_APPEARED.search(text) or _NAMES_ITSELF.search(text):
                name = next(group for group in match.groups() if group)
                if is_publication(name) or name.startswith("The "):
                    self.masthead = name
                    return
        release = any(_RELEASE.search(line.text) for line in self.head)
        if release:
            for text in lines:
                if match := _ABOUT_BODY.search(text):
                    self.masthead = (match["name"] or match["first"]).strip()
                    return
        if lines and not self.agency and not self.imprint:
            last = _without_staff(lines[-1].strip(" –—-*()"))
            if is_publication(last) and not _LABEL.fullmatch(last) and len(last.split()) > 1:
                self.masthead = last


def _is_motto(text: str) -> bool:
    return _MOTTO.fullmatch(text) is not None


def _PEOPLE_ONLY(piece: str) -> bool:  # noqa: N802
    people, rest = people_in(_byline_names(piece) or piece)
    return bool(people) and not rest.strip(" .,")


def _lines(text: str) -> list[_Line]:
    found, block, blank = [], 0, False
    for raw in text.splitlines():
        line = re.sub(r"^[#>*_\s]+|[*_\s]+$", "", raw) if raw.lstrip()[:1] in "#>*_" else raw.strip()
        if not line:
            blank = True
            continue
        if found and not blank and _BY.fullmatch(found[-1].text) and re.search(r"(?:\b(?:and|und|et|y)|[,&])$", found[-1].text):
            found[-1].text += f" {line}"
            continue
        block += blank
        blank = False
        found.append(_Line(line, block))
    return found


def _is_prose(lines: Sequence[_Line], number: int) -> bool:
    """Tell whether the article's text begins with a line."""
    text = lines[number].text
    if _is_passed_over(text) or _HAS_LABEL.match(text) or _byline(text)[0]:
        return False
    if number and _dateline(text, None):
        return True
    ends = _SENTENCE_END.search(text) is not None
    words = len(text.split())
    if number == 0:
        return len(text) > _TITLE_CHARACTERS or (ends and words > 25)
    if len(text) > _TITLE_CHARACTERS:
        return True
    alone = number + 1 >= len(lines) or lines[number + 1].block != lines[number].block
    started = number == 0 or lines[number - 1].block != lines[number].block
    return (ends and words >= 8 and not has_day(text)) or (len(text) > _PROSE and alone and started and ends) or (
        ends and words >= 4 and started and number > 1 and not has_day(text) and not is_name_like(text)
    )


def _is_passed_over(text: str) -> bool:
    """Tell whether a line of a head is none that says who, when or what."""
    return bool(
        _LABEL.fullmatch(text) or _ABOUT_READING.fullmatch(text) or _CAPTION.fullmatch(text) or _NOTICE_LABEL.match(text)
        or (notice_in(text) and len(text) > 30)
    )


def _byline_names(text: str) -> str | None:
    """Return what follows "By" in a line that begins with it."""
    match = _BY.fullmatch(text.strip(" *_"))
    return match["names"] if match else None


def _byline(text: str) -> tuple[list[str], str]:
    """Return the people whom a byline names, and what follows them; nobody if a line is none."""
    names = _byline_names(text)
    if names is None or len(text) > _LONGEST_LINE or is_nobody(names):
        return [], ""
    people, rest = people_in(names)
    if not people:
        return [], ""
    tail = rest.strip()
    if tail.startswith("."):
        tail = tail[1:].strip()
    is_tail = not tail or tail[0] in ",|·•(–—-/" or has_day(tail) or is_role(tail) or re.match(
        r"(?:in|for|at|on|of|from|and|special|für|pour|para|am|le|el|translated|\w+ (?:reporter|correspondent))\b", tail, re.I
    )
    return (people, tail) if is_tail else ([], "")


def _is_person_line(text: str) -> bool:
    people, rest = people_in(text)
    rest = rest.lstrip(" ,|–—-")
    return bool(people) and (not rest or is_role(rest) or not without_days(rest).strip(" ,|·•–—-"))


def _reporters(names: str) -> list[str]:
    """Return the people in `Joan Sisk in Brussels and Theo Grandi in Vigo`."""
    found: list[str] = []
    for piece in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*", names.rstrip(" .")):
        people, _ = people_in(piece)
        found += people[:1]
    return found


def _masthead_name(text: str) -> tuple[str, bool]:
    """Return the first part of a line without its date, page and section, and whether it has a date or month."""
    dated = has_day(text) or has_month_of_year(text)
    pieces = _words_left(text, None)
    if not pieces:
        return "", dated
    name = re.sub(r"\s+(?:magazine|newspaper|online|website|blog)$", "", pieces[0], flags=re.I) if len(pieces[0].split()) > 1 else pieces[0]
    others = [one for one in pieces[1:] if not (_LABEL.fullmatch(one) or is_name_like(one, 3) or _is_motto(one))]
    if others or not name[:1].isupper() or _SLUG.fullmatch(name) or not (is_name_like(name.title() if name.isupper() else name) or (_NAME_THEN_DATE.match(text) and dated)):
        return "", dated
    return name.strip(), dated


def _words_left(text: str, language: str | None) -> list[str]:
    """Return the parts of a line that are left without its days, times and their labels."""
    line = without_days(text)
    line = re.sub(rf"\b(?:{_UPDATED}|{_PUBLISHED})\b\s*:?", " | ", line, flags=re.I) if has_day(text) else line
    line = re.sub(r"\b(?:issue|no|vol|nr|heft|ausgabe|nº|n°)\.?\s?\d+\b|\bpage\s\w?\d+\b|\bp\.\s?\d+", " | ", line, flags=re.I)
    pieces = [piece.strip(" ,.:;–—-|·•*/") if not piece.strip().endswith(("Inc.", "Ltd.", "Co.")) else piece.strip() for piece in _SEPARATORS.split(line)]
    return [one_line(piece) for piece in pieces if re.search(r"\w", piece) and not re.fullmatch(r"(?:at|on|um|le|am|the|mon|tue|wed|thu|fri|sat|sun)\w{0,4}", piece, re.I)]


def _is_only_days(text: str, language: str | None) -> bool:
    return (has_day(text) or has_month_of_year(text)) and not _words_left(text, language)


def _is_like_a_paper(name: str) -> bool:
    """Tell whether a name begins with an article and goes on as those of papers do and those of places do not."""
    return len(name.split()) > 2 and is_name_like(name, 5) and name.split()[0] in {"The", "Le", "La", "El", "Der", "Die", "Il", "O", "De"}


def _without_staff(text: str) -> str:
    """Return the name of a publication without what its writer is there: `Dunmarrow Herald staff writer`."""
    name, _, place = re.sub(r"\s*\((?:with|avec|mit|con|and)\b[^)]*\)", "", text).strip(" .,()").partition(", ")
    return _ITS_STAFF.sub("", name) if not place or is_name_like(place, 3) else ""


def _without_form(name: str) -> str:
    """Return the name of a publication without the legal form of the company that owns it."""
    shorter = _LEGAL_FORM.sub("", name)
    return shorter if is_publication(shorter) else name


def _dateline(line: str, language: str | None) -> tuple[Written | None, str] | None:
    """Read the dateline that a line begins with: its day and agency, None if it begins with none."""
    start = line[:_LONGEST_DATELINE]
    dash = _DASH.search(start)
    colon = re.search(r"(?<=[A-Z)\d])\s?:\s", start)
    ends = [match for match in (dash, colon) if match]
    bracket = re.match(r"[^()]{2,70}\([^()]{2,50}\)\s*[.:-]?\s*(?=[\"“'A-Z])", start)
    if not ends and not bracket:
        return None
    opening = start[: min(match.start() for match in ends)] if ends else start[: bracket.end()] if bracket else ""
    if bracket and len(opening) > bracket.end() + 3:
        opening = start[: bracket.end()]
    agency = ""
    names = list(_AGENCY.finditer(opening))
    for match in names:
        name = (match["name"] or match["slashed"]).strip()
        if not _NOT_AGENCY.match(name) and not has_day(name):
            agency = name
    if len(line) < len(opening) + 40:
        return None
    rest = _AGENCY.sub(" ", opening)
    days = days_in(rest, language)
    place = without_days(rest).strip(" ,.:/|-–—")
    rest_of_place = _PLACE.sub("", place)
    if rest_of_place.strip(" ,.") or len(place.split()) > 6:
        return None
    first = place.split(",")[0]
    loud = first.isupper() and len(first) > 2
    if not (loud or (agency and (is_publication(agency) or agency.isupper() or agency.casefold() in _KNOWN_AGENCIES)) or (days and place)):
        return None
    if not place and not agency:
        return None
    if agency and not (is_publication(agency) or agency.isupper() or agency.casefold() in _KNOWN_AGENCIES or is_name_like(agency, 3)):
        agency = ""
    if re.fullmatch(r"[A-Z]{2,3}", agency) and not names:
        agency = ""
    return (days[0] if days else None), agency


def _before(written: Written, day: date) -> date | None:
    """Return a day without its year as one shortly before another, None if it is not."""
    found = written.in_year(day.year)
    if found and found > day:
        found = written.in_year(day.year - 1)
    return found if found and (day - found).days <= 45 else None
