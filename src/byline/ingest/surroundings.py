"""What surrounds the article on a web page: cookie consent, subscription offers, other stories."""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from lxml import etree

from byline.ingest.elements import drop, mend, text_of
from byline.language.head_forms import CAPTION

_CONSENT_NAME = re.compile(
    r"consent|cookie|gdpr|onetrust|didomi|privacy|cmp[-_]|sp_message|usercentrics|quantcast", re.I
)
_CONSENT_WORDS = re.compile(
    r"cookies?|consent|our (?:\d[\d,.]* )?partners|personal data|personali[sz]ed (?:ads|advertising)|"
    r"your preferences|"
    r"unique identifiers|legitimate interest|your choices|privacy|information on (?:a|your) device|"
    r"einwilligung|zustimmung|datenschutz\w*|personenbezogene\w* daten|ihrem gerät|unsere (?:\d[\d.]* )?partner|"
    r"consentement|données personnelles|vos choix|votre appareil|nos (?:\d[\d ]* )?partenaires|consentimiento|"
    r"datos personales|su dispositivo|nuestros (?:\d[\d.]* )?socios|toestemming|persoonsgegevens|"
    r"onze (?:\d[\d.]* )?partners|dati personali|nostri (?:\d[\d.]* )?partner",
    re.I,
)
_ASKS_READER = re.compile(
    r"we and our|our (?:\d[\d,.]* )?partners|your (?:preferences|choices|device|consent)|you (?:may|"
    r"can) (?:\w+ ){0,2}"
    r"(?:accept|click|withdraw|manage|consent|object|refuse|change)|wir und unsere|ihre (?:einwilligung|zustimmung|"
    r"auswahl)|"
    r"ihrem gerät|mit (?:einem )?klick auf|nous et nos|vous pouvez (?:accepter|gérer|refuser|retirer)|"
    r"votre appareil|vos choix|"
    r"nosotros y nuestros|puede (?:aceptar|rechazar|retirar)|su dispositivo|wij en onze|uw (?:toestemming|apparaat|"
    r"keuzes)|"
    r"noi e i nostri",
    re.I,
)
_PAYWALL_NAME = re.compile(
    r"paywall|subscri(?:be|ption)[-_]?(?:box|wall|offer|prompt|banner)|regwall|meter(?:ed)?[-_]", re.I
)
_OTHERS_NAME = re.compile(
    r"(?:^|[-_\s])(?:teasers?|most[-_]?(?:read|popular|viewed)|read[-_]?(?:more|next|also)|newsletter(?:[-_]\w+)?|"
    r"related(?:[-_](?:articles?|stories|content|links?|posts?|news))?|recommended(?:[-_]\w+)?|"
    r"more[-_](?:stories|news|on|from)|trending|outbrain|taboola|promo(?:[-_]\w+)?|"
    r"author[-_]?(?:bio|box|info|card|profile)|about[-_](?:the[-_])?author|comments(?:[-_]\w+)?|"
    r"comment[-_](?:section|list|area)|disqus\w*|"
    r"sign[-_]?up(?:[-_]\w+)?|share(?:[-_](?:bar|buttons?|tools|links))?|social(?:[-_](?:share|links|media))?|"
    r"pagination)"
    r"(?:$|[-_\s])",
    re.I,
)
_OTHERS_LINE = re.compile(
    r"(?:- )?(?:read (?:more|also|next)|also read|see also|related(?: stories| articles)?|most read|more on this|"
    r"don't miss|"
    r"lesen sie (?:auch|mehr|hier)|auch interessant|mehr zum thema|(?:à )?lire aussi|à lire|(?:lea|lee|"
    r"leer) (?:también|más)|"
    r"te puede interesar|leggi anche|lees ook|leia (?:também|mais)|läs (?:också|även|mer)|"
    r"les også|læs også|czytaj też)\s*[:–—|]",
    re.I,
)
# Lines that pages print between paragraphs and that are not part of the article.
_FURNITURE_LINE = re.compile(
    r"(?:advertise?ment|ad|sponsored|anzeige|werbung|publicité|publicidad|pubblicità|advertentie|annonce|reklama|"
    r"(?:story|article) continues below(?: (?:this )?advertisement)?|skip (?:past )?(?:the )?(?:advertisement|"
    r"newsletter.*)|"
    r"related (?:articles|stories|content|topics|links)|most (?:read|popular)|more (?:stories|news)|"
    r"recommended for you|"
    r"(?:\d+ )?comments|leave a comment|got a (?:news )?(?:story|tip)\?.{0,80}|"
    r"you have \d+ (?:free )?(?:articles?|stories) (?:left|remaining).{0,40}|"
    r"read more|continue reading|weiterlesen|mehr lesen|lire la suite|leer más|lees meer|show more|load more|"
    r"back to top|"
    r"(?:share|print|save|email) (?:this )?(?:article|story|page)|share|(?:listen to|watch) this (?:article|story)|"
    r"(?:follow|like) us on (?:facebook|twitter|instagram|x|youtube|tiktok|linkedin|whatsapp|threads)\b.{0,60}|"
    r"sign up (?:for|to) (?:our|the) .{0,60}(?:newsletter|briefing|email|"
    r"alerts).{0,40}|"
    r"subscribe(?: now| today)?|log ?in|sign in|(?:already )?have an account\?.{0,40}|cancel (?:at )?any ?time|"
    r"accept (?:all )?cookies|(?:page|seite) \d+ (?:of|von) \d+|next page|nächste seite|"
    r"(?:you need to |please )?enable javascript\b.{0,60})[.!:]?",
    re.I,
)
_ERROR_PAGE = re.compile(
    r"enable javascript|javascript is (?:disabled|required)|checking your browser|are you a robot|"
    r"verify (?:that )?you are"
    r"(?: a)? human|access to this page (?:has been |is |was )?denied|unusual traffic from your|"
    r"page (?:you requested )?(?:was |could )?not "
    r"(?:be )?found|error 40[34]|40[34] (?:not found|forbidden)|(?:disable your|using an) ad ?blocker",
    re.I,
)
# A line that a page shows instead of an article.
_ERROR_LINE = re.compile(
    r"^[\s#*-]*(?:(?:(?:error )?[45]\d\d\W{1,3})?(?:access denied|forbidden|service (?:temporarily )?unavailable|"
    r"bad gateway|gateway time-?out|internal server error|(?:page )?not found)|just a moment|please wait|"
    r"(?:this|the) (?:page|site) (?:can.t be reached|isn.t (?:available|working))|forgot(?:ten)? (?:your )?password)"
    r"[\W_]*$|\byou don.t have permission to access\b",
    re.I | re.MULTILINE,
)
_LONGEST_ERROR = 500  # characters
_PAYWALL_LINE = re.compile(
    r"(?:this (?:article|story|content|page) is (?:only )?(?:available )?(?:for|to) (?:\w+ )?"
    r"(?:subscribers|members)(?: only)?|"
    r"(?:subscribe|log in|sign in|sign up|register)\b.{0,60}\bto (?:read|continue|unlock|access|see)\b.{0,50}|"
    r"to (?:continue reading|read the (?:rest|full)|keep reading)\b.{0,60}|already a (?:subscriber|member)\?.*|"
    r"(?:unlock|keep reading) (?:this|the) (?:full )?(?:article|story).{0,60}|(?:keep|continue) reading for .{0,40}|"
    r"(?:get|for) (?:unlimited|"
    r"full) access\b.{0,80}|"
    r"start your (?:free )?trial.{0,60}|this is (?:a premium|premium|an? exclusive) (?:article|content|story).{0,40}|"
    r"(?:sie haben )?bereits (?:ein )?(?:abo|abonnent).{0,40}|jetzt .{0,30}testen.{0,40}|déjà abonné.{0,40}|"
    r"ya eres suscriptor.{0,40}|"
    r"abonnez-vous .{0,60}|suscríbete para .{0,60}|"
    r"(?:the )?(?:rest|remainder) of (?:this|the) (?:article|story|text) is "
    r"(?:\w+ ){0,2}(?:reserved|available)\b.{0,60}|"
    r"(?:subscribe|join|become|get|start|try|support|unlock|keep|want|like|enjoy|register|upgrade|buy)\b.{0,150}"
    r"\b(?:(?:digital|monthly|annual|premium) subscription"
    r"|(?:an? )(?:member|subscriber)\b.{0,20}\b(?:for|from|today|now)"
    r"|read(?:ing)? (?:more|on|the rest|the full|for (?:just|only|as little as|free)))\b.{0,60}|"
    r"subscribe (?:for|from) .{0,20}\d.{0,40}|"
    r"(?:continue reading|read the full (?:article|story)) with\b.*|(?:only )?for (?:our )?subscribers(?: only)?|"
    r"(?:jetzt|hier) (?:abonnieren|weiterlesen).*|weiterlesen mit .*|dieser artikel ist (?:nur )?für abonnent.*|"
    r"(?:cet article est |article |contenu )?réservé aux abonnés.*|"
    r"il vous reste .* à lire.*|(?:contenido )?(?:solo|exclusivo) para "
    r"suscriptores.*|(?:contenuto )?riservato agli abbonati.*|"
    r"you have (?:reached|read) (?:your|all) .{0,40}(?:limit|free articles).*)",
    re.I,
)
_NOT_FREE = re.compile(
    rb'isAccessibleForFree["\']?\s*(?::|content=)\s*["\']?\s*(?:false|no)\b|content_tier["\']\s+content=["\']\s*locked\b',
    re.I,
)
_LIVE = re.compile(rb'"@type"\s*:\s*\[?\s*"LiveBlogPosting"|class="[^"]*live-?blog', re.I)

_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}\s?(?:[ap]\.?m\.?|Uhr|h)?", re.I)
_TIME_NAME = re.compile(r"(?:^|[-_\s])(?:time(?:stamp)?|post[-_]?time|clock)(?:$|[-_\s])", re.I)
_PAGE_OF = re.compile(r"^\W*(?:page|seite|página|pagina) 1?\d (?:of|von|sur|de|van|di|/) (?!1\b)\d{1,2}\b", re.I)
_NEXT_PAGE = re.compile(r"(?:[?&](?:page|p|seite)=|/(?:page/|seite-))\d{1,2}/?$")
_NUMBER_BEHIND = re.compile(r"[/_-]\d{1,2}/?(?:\.html?)?")
_FEWEST_POSTS = 2
_SHORTEST_CAPTION = 5  # words
_FEWEST_TEASERS, _MOST_OF_TEASER = 4, 2  # articles of a page that lists them, and paragraphs of each
_LISTED = 0.7  # minimum share of a page's paragraphs that are in its list of stories
_LARGEST_SHARE = 0.5  # of a page's text: a larger block is not removed as other stories
_LONGEST_CONSENT = 3_000
_LONGEST_OFFER = 250  # characters of a line
_TEASER_CHARACTERS = 1_500  # an article behind a paywall that is no longer than this is probably incomplete
_LONGEST_CARD = 300  # characters of a box that leads to another story
_FEWEST_LINKS, _LINKED = 2, 0.9  # links to other stories in a block, and their minimum share of its text
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CONTAINERS = ("div", "section", "aside", "dialog", "form", "ul", "figure", "p", "footer", "header")


class Cleaned(NamedTuple):
    """What was removed from a page.

    Attributes:
        consent: Whether a request for cookie consent was removed.
        paywall: Whether a subscription offer was removed.
    """

    consent: bool
    paywall: bool


def clean(tree: etree._Element, raw: bytes) -> Cleaned:
    """Remove what is not part of a page's article, and put the time of each live blog post before the post."""
    total = max(len(text_of(tree)), 1)
    consent = paywall = False
    for element in list(tree.iter(*_CONTAINERS)):
        if element.getparent() is None or (element is not tree and tree not in element.iterancestors()):
            continue
        name = f"{element.get('id', '')} {element.get('class', '')}"
        if not name.strip() and element.tag != "dialog":
            continue
        if _CONSENT_NAME.search(name) and _holds_no_article(element) and _consent_words(text_of(element)) >= 2:
            consent = True
        elif (
            _PAYWALL_NAME.search(name)
            and any(map(_PAYWALL_LINE.search, _lines(element)))
            and _holds_no_article(element)
        ):
            paywall = True
        elif not (
            _OTHERS_NAME.search(name) and _holds_no_article(element) and len(text_of(element)) < _LARGEST_SHARE * total
        ):
            continue
        drop(element)
    _drop_cards(tree)
    _drop_links(tree)
    _keep_captions(tree)
    _keep_times(tree, is_live=_LIVE.search(raw) is not None)
    mend(tree)
    return Cleaned(consent, paywall)


def _keep_captions(tree: etree._Element) -> None:
    """Turn the caption of a picture, without its credit, into a paragraph, since pictures are left out."""
    for caption in list(tree.iter("figcaption")):
        figure = next(caption.iterancestors("figure"), None)
        sentences = re.split(r"(?<=[.!?])\s", text_of(caption))
        said = " ".join(takewhile(lambda one: not CAPTION.fullmatch(one), sentences))
        if figure is not None and len(said.split()) >= _SHORTEST_CAPTION:
            drop(caption)
            paragraph = etree.Element("p")
            paragraph.text = said
            figure.addnext(paragraph)


def _drop_cards(tree: etree._Element) -> None:
    """Drop short asides whose heading links to another page."""
    for aside in list(tree.iter("aside")):
        short = len(text_of(aside)) < _LONGEST_CARD and len(list(aside.iter("p"))) <= _MOST_OF_TEASER
        if short and aside.getparent() is not None and _holds_no_article(aside) and _is_headed_by_link(aside):
            drop(aside)


def _drop_links(tree: etree._Element) -> None:
    """Drop headings followed only by several links."""
    for heading in list(tree.iter("h2", "h3", "h4", "h5", "h6")):
        under = list(takewhile(lambda one: one.tag not in _HEADINGS, heading.itersiblings(etree.Element)))
        links = [one for part in under for one in part.iter("a") if not (one.get("href") or "#").startswith("#")]
        linked = sum(len(text_of(one)) for one in links)
        if len(links) >= _FEWEST_LINKS and linked >= _LINKED * sum(len(text_of(one)) for one in under):
            for part in (heading, *under):
                drop(part)


def without_offers(text: str) -> tuple[str, bool]:
    """Remove lines with subscription offers, other stories or consent requests; return whether there were offers."""
    kept, offered = [], False
    for line in text.split("\n"):
        if len(line) < _LONGEST_OFFER and _PAYWALL_LINE.match(line.lstrip("-#* ")):
            offered = True
        elif not (_OTHERS_LINE.match(line) or _FURNITURE_LINE.fullmatch(line.strip("-#* ")) or is_consent(line)):
            kept.append(line)
    return "\n".join(kept), offered


def is_consent(text: str) -> bool:
    """Return whether an extracted article is little more than a request for cookie consent."""
    asks = {match[0].lower() for match in _ASKS_READER.finditer(text)}
    return len(text) < _LONGEST_CONSENT and len(asks) >= 2 and _consent_words(text) >= 3


def is_error(text: str) -> bool:
    """Return whether an extracted article only says why there is no article."""
    is_short = len(text) < _LONGEST_ERROR
    return is_short and (_ERROR_PAGE.search(text) is not None or _ERROR_LINE.search(text) is not None)


def is_list(tree: etree._Element) -> bool:
    """Return whether a page only lists several stories, each linking to its own page."""
    stories = [one for one in tree.iter("article") if next(one.iterancestors("article"), None) is None]
    teasers = [one for one in stories if _is_teaser(one)]
    if len(stories) >= _FEWEST_TEASERS and len(teasers) == len(stories):
        return True
    written = sum(len(text_of(one)) for one in tree.iter("p"))
    groups = (
        list(group.iterchildren("li", "div", "section")) for group in tree.iter("ul", "ol", "div", "section", "main")
    )
    return any(
        len(group) >= _FEWEST_TEASERS
        and all(_is_teaser(one) and len(text_of(one)) < _LONGEST_CARD for one in group)
        and sum(len(text_of(one)) for story in group for one in story.iter("p")) >= _LISTED * written > 0
        for group in groups
    )


def _is_teaser(story: etree._Element) -> bool:
    return len(list(story.iter("p"))) <= _MOST_OF_TEASER and _is_headed_by_link(story)


def _is_headed_by_link(story: etree._Element) -> bool:
    heading = next(story.iter("h1", "h2", "h3", "h4"), None)
    links = [*heading.iter("a"), *heading.iterancestors("a")] if heading is not None else []
    return any(link.get("href") and "#" not in link.get("href") for link in links)  # a fragment stays within the page


def has_other_pages(tree: etree._Element) -> bool:
    """Return whether a page says that its article continues on another page."""
    if any(_PAGE_OF.match(one.text or "") for one in tree.iter("p", "span", "li", "a", "strong", "b", "div", "nav")):
        return True
    own = next((one.get("href") for one in tree.iter("link") if one.get("rel") == "canonical"), None) or ""
    nexts = (one.get("href") or "" for one in tree.iter("link", "a") if one.get("rel") == "next")
    base = own.split("?")[0].rstrip("/").removesuffix(".html")
    return any(
        _NEXT_PAGE.search(one) or (base and one.startswith(base) and _NUMBER_BEHIND.fullmatch(one[len(base) :]))
        for one in nexts
    )


def is_not_free(raw: bytes) -> bool:
    """Return whether a page says that it is behind a paywall."""
    return _NOT_FREE.search(raw) is not None


def is_short(text: str) -> bool:
    """Return whether a text is too short to be a whole article behind a paywall."""
    return len(text) < _TEASER_CHARACTERS


def headline_of(tree: etree._Element) -> str:
    """Return the only headline on a page if the page's title begins with it; otherwise an empty string."""
    shown = [text for one in tree.iter("h1") if (text := text_of(one))]
    title = next((text_of(one) for one in tree.iter("title")), "")
    return shown[0] if len(shown) == 1 and title.casefold().startswith(shown[0].casefold()) else ""


def main_text(tree: etree._Element) -> str:
    """Return the headings and paragraphs in the same part of the page as its headline; empty if there are too few."""
    for headline in tree.iter("h1"):
        for part in headline.iterancestors("div", "section", "article", "main", "aside"):
            lines = [text_of(one) for one in part.iter("h1", "h2", "h3", "p")]
            paragraphs = [text_of(one) for one in part.iter("p")]
            if len(paragraphs) > 1 and sum(map(len, paragraphs)) > 150:
                return "\n".join(filter(None, lines))
    return ""


def _consent_words(text: str) -> int:
    return len({match[0].lower() for match in _CONSENT_WORDS.finditer(text)})


def _holds_no_article(element: etree._Element) -> bool:
    return next(element.iter("h1", "article", "main", "body"), None) is None


def _keep_times(tree: etree._Element, *, is_live: bool) -> None:
    """Put the time of each live blog post before its first paragraph.

    Args:
        tree: The page.
        is_live: Whether the page declares itself a live blog; otherwise it must have several posts with a clock time.
    """
    named = [one for one in tree.iter("span", "p", "div") if _TIME_NAME.search(one.get("class") or "")]
    times = [*tree.iter("time"), *(one for one in named if _CLOCK.fullmatch(text_of(one)))]
    if not is_live:
        times = [one for one in times if _CLOCK.fullmatch(text_of(one))]
        if len(times) < _FEWEST_POSTS:
            return
    for time in times:
        shown, post = text_of(time), time.getparent()
        while (
            post is not None
            and not _has_paragraph(post, time)
            and sum(one in times for one in post.iterdescendants()) < 2
        ):
            post = post.getparent()
        paragraphs = post.iter("p") if post is not None else iter(())
        first = next(
            (one for one in paragraphs if text_of(one) and one is not time and time not in one.iterdescendants()), None
        )
        if shown and first is not None and not text_of(first).startswith(shown):
            first.text = f"{shown} {first.text or ''}"
            drop(time)


def _has_paragraph(post: etree._Element, time: etree._Element) -> bool:
    """Return whether a part of a page has a paragraph besides the one with the time."""
    return post.tag != "p" and any(
        text_of(one) and one is not time and time not in one.iterdescendants() for one in post.iter("p")
    )


def _lines(element: etree._Element) -> Iterator[str]:
    for one in element.itertext():
        if line := " ".join(one.split()):
            yield line
