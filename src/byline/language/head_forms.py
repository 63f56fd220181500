"""Patterns for the lines above and below an article: bylines, labels, captions; see `heads.py`.

They cover English and the most common forms of German, French, Spanish, Italian, Portuguese and Dutch.
"""

import re

from byline.language.people import ROLE
from byline.language.text import word_set

HEAD_CHARACTERS = 3_000
FOOT_CHARACTERS = 1_500
HEAD_LINES = 14
FOOT_LINES = 8
LONGEST_LINE = 220  # characters of a line of a head other than text
LONGEST_DATELINE = 160
LONGEST_NOTICE = 600  # characters of a line other than text
LONGEST_SIGNATURE = 80
LONGEST_DAY = 36
LEAST_TEXT = 20  # characters after a dateline
LABEL_WORDS = 5
SECTION_WORDS = 4
PROSE = 90  # characters from which a line that ends like a sentence is text
TITLE_CHARACTERS = 150
LABEL = re.compile(
    r"(?:opinion|analysis|comment|editorial|leader|leading article|éditorial|kommentar|leitartikel|meinung|tribuna|"
    r"advisory|exclusive|explainer|"
    r"feature|interview|obituar(?:y|ies)|review|reviews|letters?(?: to the editor)?|live|live blog|"
    r"breaking(?: news)?|news|"
    r"local news|world|world news|politics|business|sports?|culture|arts|books|food|travel|science|health|"
    r"technology|tech|money|"
    r"lifestyle|education|environment|society|media|weather|crime|courts?|metro|nation(?:al)?|international|"
    r"economy|markets?|"
    r"for immediate (?:release|use)|(?:press|news|media) (?:release|statement|notice|advisory)|"
    r"memo(?:randum)?|fact ?sheet|(?:statistical|monthly|weekly) bulletin|"
    r"pressemitteilung|communiqué(?: de presse)?|"
    r"nota de prensa|statement|draft\b.*|under (?:strict )?embargo.*|notice to .{3,30}|circular|tribune|"
    r"(?:press|news|media) release(?: no\.?)? [\d/.-]+|"
    r""
    r"embargo(?:ed)?.*|mandatory kill|kill|corrected|correction|update(?:d)?(?: \d)?|refile|recasts?|urgent|flash|"
    r"bulletin|"
    r"leserbriefe?|notice|public notice|local|features|life|style|home|nature|farming|fishing|people|history|"
    r"motoring|property|"
    r"gardening|explained|in brief|briefs|q ?& ?a|wirtschaft|politik|sport|kultur|lokales|panorama|feuilleton|"
    r"wissen|reise|économie|politique|monde|société|"
    r"mundo|economía|política|cultura|deportes|sociedad|cronaca|podcast transcript|[\w ]{2,30} edition|nieuws|"
    r"economie|cultuur|buitenland|binnenland|economia|esportes?|tempo libero|attualità|esteri|page \d+|p\. ?\d+|"
    r"seite \d+|rush transcript.*|"
    r"transcript|"
    r"press service|press office|pressestelle|from our archives?|archive|sponsored(?: content| post)?|"
    r"paid (?:content|post|partnership)|advertorial|advertisement|paid content|weddings|column|columnist|blog|"
    r"practice|practical|diary|essay|fiction|poetry|notebook|profile|dispatch|podcast|video|photos?|newsletter|"
    r"subscribers? only.*|"
    r"share(?: this)?|comments?(?: \(\d+\))?|\d+ comments?|\d+ min(?:ute)?s?(?: read)?|listen|print|save|ends?|"
    r"-+ ?ends? ?-+|###|-30-|front page)"
    r"[\s:.|*#_–—-]*",
    re.I,
)
ABOUT_READING = re.compile(
    r"this (?:article|story|page) is (?:more than|over|for|only)\b.*|.*\bmin(?:ute)?s? read\b.*|"
    r"(?:continue reading|subscribe|sign (?:in|up)|log in)\b.*|"
    r"(?:read more|most (?:read|viewed|popular)|related|more on this|see also|read also|also read)\b.*|"
    r"(?:embargo(?:ed)?|not for (?:release|publication))\b.*|"
    r"paid for by .*|sponsored by .*|in (?:association|partnership) with .*|(?:word count|reading time|"
    r"read time)\b.*|presented by .*|\d+ (?:minutes?|hours?|days?|weeks?) ago|alert [\d-]+|"
    r".*\bsubscribers only\b.*|(?:story|article) continues.*|(?:filed under|tags?|topics?|share|find us|"
    r"key points)\b.*|(?:home|start(?:seite)?|accueil|inicio)\s*[>»/›].*|"
    r"[^>]{2,25}(?:\s[>›»]\s[^>]{2,25}){1,4}|"
    r"\((?:refiles?|recasts?|adds?|updates?|corrects?|writes? through|removes?|fixes|new throughout)\b.*|"
    r"\(?(?:adds?|updates|recasts|refiles)\b.{0,60}(?:details|quotes|comment|background|para(?:graph)?s?\b).*",
    re.I,
)
CAPTION = re.compile(
    r"(?:\W*(?:file )?(?:photo(?:s|graph(?:s|y|er)?|graphs by)?|pictured?|pictures?|image|images|caption|credit|"
    r"illustrations?|graphics?|video|foto|fotos|bild|bilder|symbolbild|"
    r"imagen|fotografía|fotografia|crédit photo|photo credit|camera|above|below|left|right|getty images)\b\s*(?:by|"
    r":|/|credit|\(|©|[-–—]|courtesy)|"
    r"\W*(?:getty|epa|shutterstock|afp photo|ap photo|reuters/|alamy)).*"
    r"|.*[(\[](?:photo|image|picture|foto)\b[^)\]]*[)\]]\W*|.*/\s?(?:getty images|shutterstock|alamy|epa|"
    r"afp via getty)\W*",
    re.I,
)
NOTICE_LABEL = re.compile(
    r"\W*(?:editor['’]?s?['’]? note|note to (?:readers|editors)|correction|corrections|clarification|errat(?:um|a)|"
    r"errata|berichtigung|korrektur|richtigstellung|rectificatif|"
    r"correctif|fe de errat(?:as|es)|rectificación|correzione|rettifica|corrigenda|corrigendum|retraction|"
    r"amendment|anmerkung der redaktion)\b",
    re.I,
)
BY = re.compile(
    r"(?:(?:(?:a )?guest (?:post|column|essay) |posted |written |reported |compiled |story |stories |text |report |"
    r"reporting |analysis |review |reviewed |"
    r"fiction |poem |poems |a poem |short story |recipe |recipes |diary |guest essay |words |"
    r"words and (?:photo(?:graph)?s|pictures|photography|images) |text and (?:photo(?:graph)?s|pictures) |"
    r"story and (?:photo(?:graph)?s|pictures) |"
    r"interview |interviewed |commentary |column |essay |opinion |as told to |an? (?:\w+ ){0,2}(?:essay|"
    r"memoir|extract from .{2,40}|"
    r"story|portrait|profile|extract|feature|column|"
    r"commentary|"
    r"analysis|report|review|interview|dispatch|guest essay|fiction|poem|poems|short story|recipe|recipes|"
    r"diary) )?\bby\b:?"
    r"|von(?! unser)|par|por|di|da|door|av|af|ein (?:kommentar|bericht|essay|gastbeitrag) von|eine (?:analyse|"
    r"reportage|"
    r"glosse) von|un reportage de|propos recueillis par|"
    r"from(?=\s(?-i:[^\W\d_a-z])[\w’'-]+\s(?-i:[^\W\d_a-z])[\w’'-]+\sin\s)|texte:|texte de|texto:|texto de|"
    r"texte:?|(?:texto|testo|texte|tekst)s?:? (?:e|y|et|und|en) \w+(?: de| di| von| van| par)?:?|"
    r"testo di|entrevista de|entrevista:|entretien:|recueilli par|aufgezeichnet von|interview:|text:|words:|"
    r"(?:guest )?(?:author|writer|contributor|columnist|correspondent):|autor(?:in)?:|author:|auteur:|autore:|"
    r"reporter:|writer:|"
    r"byline:|"
    r"as told to|de (?:notre|nos) (?:envoyée?s?|correspondante?s?)(?: spéciale?s?)?(?: (?:à|au|en|"
    r"aux) [^,]{2,30})?,|"
    r"(?:from )?our (?:correspondent|reporter|special correspondent)(?: in [^,]{2,30})?,|von unser(?:em|"
    r"er) (?:korrespondent(?:en|in)|reporter(?:in)?|redakteur(?:in)?|mitarbeiter(?:in)?),?|"
    r"de nuestr[oa] corresponsal(?: en [^,]{2,30})?,)\s+(?P<names>\S.*)",
    re.I,
)
PREFIX = re.compile(
    r"(?:(?:REFILE|UPDATE|KILL|CORRECTED|WRAPUP|RPT|RECAST|UPDATED|CORRECTION|RETRACTED)(?:\s\d)?(?:-|:\s|"
    r"\s[-–—]\s))+(?=\S)"
)
NAMES_ITSELF = re.compile(
    r"\b(?:you are receiving|you['’]re (?:reading|receiving)|thank(?:s| you) for (?:reading|subscribing to)|"
    r"subscribe to|you get)\s+(?P<name>(?-i:[Tt]he\s)?(?-i:[^\W\d_a-z])[\w&’'-]*(?:\s(?-i:[^\W\d_a-z]|&|of\s|"
    r"the\s)[\w&’'-]*){0,5})(?=\s+because|[.,!]|\s+to\b|$)"
    r"|(?P<sorry>(?-i:[Tt]he\s)(?-i:[^\W\d_a-z])[\w&’'-]*(?:\s(?-i:[^\W\d_a-z])[\w&’'-]*){0,3})\s+regrets the error",
    re.I,
)
LEGAL_FORM = re.compile(
    r",?\s+(?:Ltd|Limited|Inc|LLC|plc|PLC|GmbH|AG|Media Group|Pty|S\.?A)\b\.?(?:\s(?:Ltd|Co)\b\.?)?$"
)
ITS_STAFF = re.compile(
    r"\s+(?:(?:staff|special|senior|political|business|sports?|chief|foreign|local|commodities|city|news|markets?|"
    r"metro|features?|environment|health)\s)*"
    r"(?:writers?|reporters?|correspondents?|desk|staff|bureau|editors?|newsroom)$",
    re.I,
)
SLUG = re.compile(r"[A-Z0-9]+(?:[-/][A-Z0-9]+)+(?:\s\(.*\))?")
REPORTING = re.compile(
    r"(?:^|[(\[;.*]\s*)(?P<kind>(?:additional |further |extra )?(?:reporting|reported|writing|written|story|"
    r"report)(?: and (?:writing|reporting|editing))?)(?: by:?|:)\s+(?P<names>[^;)\]]+)",
    re.I,
)
UPDATED = (
    r"(?:last\s+)?(?:updated?|modified|revised|reviewed|edited|amended|corrected|changed|aktualisiert|"
    r"geändert|stand|"
    r"mis(?:e)? à jour|actualisé|modifié|"
    r"actualizad[oa]|aggiornato|modificato|atualizad[oa])(?:\s+(?:on|am|le|el|il|em|at))?"
)
PUBLISHED = (
    r"(?:(?:first\s+)?(?:published|posted|issued|aired|released|broadcast|filed|printed|written|dated|appeared|"
    r"created|"
    r"uploaded)|date|press release dated|"
    r"veröffentlicht|erschienen|erstellt|publiziert|datum|publiée?|paru|mis en ligne|publicad[oa]|pubblicato|data|"
    r"fecha|dateline)(?:\s+(?:on|am|le|el|il|em|at))?"
)
LABELLED = re.compile(
    rf"\b(?:(?P<updated>{UPDATED})|(?P<published>{PUBLISHED}))\b[\s:.,()–—-]*(?:\w+\s+){{0,3}}?$",
    re.I,
)
HAS_LABEL = re.compile(rf"^\W*(?:{UPDATED}|{PUBLISHED})\b", re.I)
WORDS_BY = re.compile(r"\b(?:words|text|story)(?: and \w+)? by (?P<names>\S.*)", re.I)
SOURCE = re.compile(r"SOURCE:?\s+(?P<name>[^\W\d_].{2,60})")
IN_PLACE_AND = re.compile(r"in\s(?:[^\W\d_a-z][\w’'-]*\s){1,3}and\s")
IMPRINT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)\s*(?:copyright\s*)?(?:(?:19|20)\d\d(?:\s?[-–]\s?(?:19|"
    r"20)?\d\d)?)?,?\s*(?:by\s+)?(?P<name>[^\W\d_][^.;|\n©]*?)"
    r"(?=\s*(?:[.;|,]|$|all rights|alle rechte|tous droits|(?:19|20)\d\d\b|\d))",
    re.I,
)
DASH = re.compile(r"\s[-–—]{1,2}\s|\s?—\s?|\s--\s?|\s?--\s")
AGENCY = re.compile(r"\((?P<name>[^()]{2,50})\)|/(?P<slashed>[A-Z][\w .]{1,30})/")
PLACE = re.compile(
    r"(?:[^\W\d_a-zß-öø-ÿ][\w.'’-]*|d['’][A-Z]\w+|de|la|le|el|am|an|der|of|the|upon|on|sur|do|da|al|i|and|"
    r"in)(?:[\s,/]+|$)"
)
KNOWN_AGENCIES = word_set("ap afp dpa pti ani ians upi ap. apa efe ansa tass cp")
NOT_AGENCY = re.compile(r"^(?:via\b|photo|updated?|video|\d|r\b|d\b)", re.I)
QUOTED = re.compile(r"[“\"][^”\"]{0,400}[”\"]")
FIRST_PERSON_ALONE = re.compile(r"\bI\b")
LIFE = re.compile(
    r"\s*,?\s*(?:is|was|has been|est|ist|es|è|é)\b[^.]{0,80}?\b(?:(?P<scholar>(?:professor|lecturer|economist|"
    r"fellow|analyst|researcher|historian|producer|poet)\b)"
    rf"|(?P<writer>{ROLE}\b))",
    re.I,
)
WRITES = re.compile(r"\s*(?:writes|schreibt|écrit|escribe|covers|edits)\s", re.I)
LIVES = re.compile(
    r"\s*(?:is|was|has been|have been|lives?|live|judged|judges|keeps|works|worked|teaches|taught|runs|ran|grew|"
    r"farms|farmed|practi[cs]es|gardens|retired|"
    r"served|edits|won|played|studied|studies|breeds|makes|bakes|paints|builds|fishes|raises|grows|owns|founded|"
    r"spent|walks|vit|lebt|vive)\b"
)
TOLD = re.compile(r"\b(?:said|told|says|was not|could not|motion|proposed|asked)\b")
FOR = re.compile(
    r"\b(?:for|of|at|from|with|de la|de|del|du|für|bei|der|des|di|per|in)\s+(?P<name>(?:[Tt]he |[Ll]a |[Ll]e |"
    r"[Ee]l )?[^\W\d_a-z][\w&’'-]*(?:\s(?:of|the|and|&|de|des|du|la|del|der)?\s?[^\W\d_a-z][\w&’'-]*)*)"
)
DISCLAIMER = re.compile(
    r"\b(?:views|opinions)\b.{0,120}?\b(?:not|nor)\b.{0,80}?\b(?:of|those of|reflect(?: those of)?|"
    r"represent)\s+(?P<name>[Tt]he [^\W\d_a-z][\w&’'-]*(?:\s[^\W\d_a-z][\w&’'-]*)*|"
    r"[^\W\d_a-z][\w&’'-]*(?:\s[^\W\d_a-z][\w&’'-]*)+)",
    re.S,
)
FIRST_APPEARED = re.compile(
    r"(?:^\W*(?:first |originally )?(?:published|appeared|printed) (?:in|"
    r"by)\s+(?:(?-i:the)\s)?(?P<first>(?-i:(?:[Tt]he )?[^\W\d_a-z][\w&’'-]*(?:\s(?:&\s)?[^\W\d_a-z][\w&’'-]*)+)))|"
    r"\b(?:this|the) (?:article|story|essay|column|piece|report|interview|post)\b[^.]{0,40}\b(?:appeared|"
    r"(?:was|is|been|first|"
    r"originally) (?:first |originally )?(?:published|printed)|ran)\b[^.]{0,20}?\b(?:in|by|"
    r"on)\s+(?:(?-i:the)\s)?(?P<name>(?-i:(?:[Tt]he "
    r")?[^\W\d_a-z][\w&’'-]*(?:\s(?:&\s)?[^\W\d_a-z][\w&’'-]*)+))",
    re.I,
)
ABOUT_BODY = re.compile(
    r"^about\s+(?P<name>(?-i:[^\W\d_a-z]).{2,60}?)\s*:?$|^about (?:the company|us|the organi[sz]ation|"
    r"[A-Z].{2,40}): (?P<first>(?-i:[^\W\d_a-z])[^.]{2,50}?(?:, (?:Inc|Ltd)\.|\.)?) (?:is|was|has)\b",
    re.I,
)
FIRST_PERSON = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Ww]e|[Oo]ur)\b")
RELEASE = re.compile(r"\b(?:press|news|media) release\b|for immediate release|\bissued by\b", re.I)
ISSUED_BY = re.compile(
    r"^(?:issued|released|published) (?:by|on behalf of) (?P<name>(?-i:[^\W\d_a-z]).{2,60}?)(?: on behalf of .*|"
    r"\.)?$",
    re.I,
)
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
FOR_OUTLET = re.compile(
    r"(?:special to|for|writing for|exclusive(?:ly)? (?:to|for))\s+(?:(?-i:the)\s)?(?P<name>\S.*)",
    re.I,
)
REPORTS = re.compile(r"\s+(?:reports|berichtet|rapporte|informa)(?:\s(?:from|aus|depuis|desde|in)\s.{2,30})?\.?$")
AMENDED = re.compile(
    r"\W*(?:a |this )?(?:correction|clarification|retraction)s? (?:was |were )?(?:made|added|appended|published|"
    r"posted|issued)? ?on\b|"
    r"\W*(?:this|the) (?:article|story|post|page|piece|report|column|headline|guide)\b[^.;:]{0,40}?\b(?:was|"
    r"has been|"
    r"is)\b[^.;:]{0,30}?\b(?:amended|corrected|updated|changed|edited|revised|clarified)\b[^.;:]{0,30}?\bon\b|"
    r"\W*(?:corrections?|clarifications?|updated?|amend(?:ed|ment)|corrected)\W*(?=[^:]{4,24}:)",
    re.I,
)
OURS = re.compile(
    r"(?:from |by |von |de )?(?:our|unser\w*|notre|nuestr[oa]) (?:\w+ ){0,2}(?:correspondent|reporter|staff|"
    r"korrespondent|envoyé|corresponsal)s?\b[^.,]{0,40}",
    re.I,
)
OTHER_CREDIT = re.compile(
    r"\W*(?:(?:additional|further|extra) (?:reporting|research|writing)|editing|edited|translated|translation|"
    r"photo\w*|pictures?|portraits?|illustrat\w+|research|produced|graphics?|traduit|übersetz\w+|"
    r"aus dem \w+)\b[^.]{0,40}\b(?:by|von|par|por|:)\b.*|\S+@\S+|@\w+|(?:follow|contact|email|tel|phone)\b.*|"
    r"https?://\S+",
    re.I,
)
RETRIEVED = re.compile(
    r"\W*(?:saved|printed|downloaded|retrieved|accessed|archived|clipped|cached|exported|scanned|abgerufen|"
    r"gespeichert|consulté|consultado)\b.*",
    re.I,
)
CLAIM = re.compile(
    r"(?P<name>\S.*?)\s+(?:says|exclusive|special report|investigation|investigates|analysis|opinion)",
    re.I,
)
PLACE_AND_DAY = re.compile(r"[^\W\d_]+(?:\s[^\W\d_]+)?,\s")
EMBARGO = re.compile(
    r"\W*(?:(?:under )?(?:strict )?embargo|not for (?:release|publication)|strictly embargoed|sperrfrist)", re.I
)
TOLD_TO = re.compile(
    r"\b(?:as told to|das gespräch führten?|die fragen stellten?|aufgezeichnet von|propos recueillis par|"
    r"entrevista realizada por)\s+(?P<names>\S.*)",
    re.I,
)
NAMED = re.compile(
    r"(?P<name>title|headline|titel|titre|authors?|autor|auteur|by|byline|publisher|source|publication|newspaper|"
    r"outlet|quelle|site|date|datum|published|pubdate|"
    r"posted|sent|from|von|to|subject|re|betreff|objet|asunto|cc|url|link|section|category|tags|keywords|location|summary|abstract|description)\s?:\s+(?P<value>\S.*)",
    re.I,
)
BESIDE_NAME = re.compile(
    r"(?:['’‘]\d\d|(?:translated|illustrated|photographed|edited|photo\w*|pictures|"
    r"with additional reporting)\b.*\bby\b.*|"
    r"(?:in|on|at|near|aboard)\s(?:[\w’'-]+\s?){1,4})",
    re.I,
)
INTRODUCED = re.compile(rf"\s*,?\s*(?:is|est|ist|es|è|é)\s[^.]{{0,80}}?\b{ROLE}\b[^.]{{0,40}}\.?", re.I)
OF_SOMETHING = re.compile(
    r"\b(?:for|until|till|from|by|before|after|since|to|of|between|through|für|bis|ab|vom|pour|para|hasta|recorded|"
    r"filmed|held|due|effective|valid|expires|deadline|taken|captured|born|died)\s*$",
    re.I,
)
TWO_WAYS = re.compile(r"(?:interview|entrevista|entretien):", re.I)  # names the interviewer or the interviewee
SECTION_MARK = re.compile(r"\s[|·•∙]\s")
MOTTO = re.compile(
    r"the (?:magazine|newspaper|journal|newsletter|voice|weekly|paper|organ|bulletin|news) (?:of|for)\b.*|(?:news|"
    r"notes|stories|letters|views|thoughts|writing|words) (?:for|from|about|on|of)\b.*|"
    r"[^.]{3,30}(?:\s[·•|]\s[^.]{3,30}){1,4}|(?:established|est\.?|founded|since)\s(?:in\s)?\d{4}.*|.*\b(?:since|"
    r"est\.?|founded|established) (?:in )?1\d{3}\b.*",
    re.I,
)
KICKER = re.compile(r"[^\W\d_a-zß-öø-ÿ]{3,14}:?|" + SLUG.pattern)
NAME_THEN_DATE = re.compile(
    r"[^\W\d_a-zß-öø-ÿ][\w’'-]+(?:\s[\w’'-]+){1,3}(?<!\sam)(?<!\son)(?<!\sle)(?<!\sim)(?<!\sin)(?:,|\s[|·•–—-])\s"
)
# A release is published by the body it is about, not by the wire that carries it.
IS_RELEASE = re.compile(
    r"^\W*(?:for immediate (?:release|use)|(?:press|news|media) (?:release|statement|notice)|"
    r"(?:under )?(?:strict )?embargo|"
    r"not for (?:release|"
    r"publication)|strictly embargoed|pressemitteilung|communiqué de presse|nota de prensa|comunicato stampa|"
    r"ends?\W*$|notes? (?:to|for) editors?|(?:(?:press|media|investor|news)s? )?(?:contacts?|enquiries|"
    r"inquiries)\b.{0,20}:|"
    r"press:|.*\bresponsibility for (?:the (?:adequacy|accuracy|content) .{0,40})?this release|"
    r"for (?:further|more) information|about (?:the company|us)\b)",
    re.I,
)
CARRIED_BY = re.compile(
    r"\((?:NYSE|NASDAQ|Nasdaq|TSXV?|LSE|AIM|ASX|OTC\w*|CSE|SIX)\b|\s/(?:[A-Z][\w.-]*\s?)+/\s|\(via\s"
)
NAME_OF_BODY = re.compile(
    r"[^\W\d_a-z][\w’'-]+\s(?:of|for)\s(?:the\s)?[^\W\d_a-z][\w’'-]+|"
    r"[^\W\d_a-z][\w’'-]+\s(?:[^\W\d_a-z][\w’'-]+\s)?(?:University|Institute|Museum|Foundation|Council|Trust|Agency|College|"
    r"Hospital|Society|Association|Union|Bank)\b"
)
ISSUER = re.compile(
    r"(?:the\s)?(?P<name>(?-i:[^\W\d_a-z])[\w&’'.-]*(?:,?\s(?:(?-i:[^\W\d_a-z])[\w&’'.-]*|&|of|and|the|for|plc))*)"
    r"(?P<beside>\s\([^()]{2,40}\))?,?\s(?:has|have|today|is|will|said|says|on (?:mon|tues|wednes|thurs|fri)day)\b",
    re.I,
)
DATED_PLACE = re.compile(r"[^\W\d_a-z][\w’'-]*(?:\s[\w’'-]+){0,3},?\s(?P<day>[^.]{5,40}?\d)\.\s(?=[^\W\d_a-z«“\"])")
ISSUE = re.compile(
    r"(?:(?:vol(?:ume)?|no|nr|issue|number|week|heft|ausgabe|nº|n°)\.?\s?\d+|spring|summer|autumn|winter|"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)|[\s,·|–-])+",
    re.I,
)
NUMBER_OF_ISSUE = re.compile(
    r"\b(?:issue|no|vol|volume|nr|heft|ausgabe|nº|n°)\.?\s?\d+\b|#\d+\b|\bweek (?:ending\b|\d+\b)|"
    r"\b(?:\w+ )?(?:number|edition|issue)(?=,|$)|\bpage\s\w?\d+\b|\bp\.\s?\d+",
    re.I,
)
DATED_AT_END = re.compile(r"(?<=[.!?]\s)Dated:?\s[^.]{6,40}\.?$")
SENTENCE_START = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])")
BESIDES = re.compile(r"\s\([^()]{2,30}\)")  # "Ana Voss (in Kell) and Theo Grandi (in Vigo)"
OFFICE = re.compile(
    r",\s(?!who\b|whose\b|which\b|aged\b|with\b|and\b|the\b|a\b|an\b)[^\W\d_A-Z][^\W\d_]+(?:\s[^\W\d_]+){0,4}"
)
GOES_OUT = re.compile(  # what a writer does, in the line below a headline
    r"(?:(?!talks\b|speaks\b)[a-z]{2,}s|met|went|spoke|asked|joined|visited|spent|tried|on (?:why|how|what|"
    r"the|an?)|berichtet|trifft|erklärt|"
    r"a rencontré|raconte|cuenta|explica)\b",
    re.I,
)
SEPARATORS = re.compile(r"\s+[|·•∙–—/»›-]+\s+|\s*[|·•]\s*|\t+|\s{3,}|,\s|;\s|(?<=\w):\s|\(|\)|\[|\]")
