"""Recognise questions about one side of a subject.

Sides are reactions, causes, consequences, background, what is next, arguments.
"""

import re

# Names of sides.
_SIDE = (
    r"(?:reactions?|responses?|consequences|repercussions|implications|effects|impacts?|fall-?out|aftermath"
    r"|after-?effects|ramifications|causes|background|context|backstory|back story|prehistory|origins|arguments?"
    r"|objections|criticisms?|critique|concerns|worries|fears|doubts|complaints|pros and cons|pros|cons|advantages"
    r"|disadvantages|benefits|drawbacks|downsides?|upsides?|risks|dangers|opinions|views|viewpoints|positions"
    r"|perspectives|attitudes|next steps|further steps|prospects|outlook|future|lessons|support|opposition|resistance"
    r"|backlash|controversy|debate|case|significance|importance|legacy|root causes|costs and benefits|feelings|mood"
    r"|sides?|point of view|critics|opponents|supporters|hopes|expectations|challenges|obstacles|problems)"
)
_OF = (
    r"(?:to|of|for|on|about|against|from|over|around|after|in|with|behind|at|among"
    r"|by|surrounding|following|regarding|concerning|towards?)"
)
_ASK = (
    r"(?:(?:summari[sz]e|sum up|recap|outline|describe|explain|list|show|give|tell|brief|discuss|what about|how about"
    r"|what of|compare|analy[sz]e|name)(?: me| us)?(?: (?:about|on|in short|briefly|something about))? )"
)
_SOME = r"(?:the |all |all the |some |its |their |his |her |main |key |a |any |an |overview of |summary of )*"
_EVERYBODY = (
    r"(?:people|residents|locals|citizens|politicians|parties|the parties|others|everyone|everybody|the (?:public"
    r"|world|press|media|markets?|industry|opposition|community|country|neighbours|neighbors|city|town|village"
    r"|internet|rest of [\w ]+|international community|other \w+)|critics|experts|fans|voters|investors|governments"
    r"|other countries|neighbours|neighbors|residents|both sides|the (?:two|different|various|other) sides|supporters"
    r"|opponents|shop ?keepers|[\w-]+ owners|commuters|students|teachers|parents|workers|employees|businesses"
    r"|scientists|farmers|users|customers|markets|those affected)"
)

_KIND = r"(?!(?:how|who\w*|what|which|when|where|why|is|are|was|were|do|does|did|has|have|had|many|much)\b)"
_OF_A_SIDE = re.compile(
    rf"{_ASK}?(?:{_SOME})(?:{_KIND}\w+ ){{0,2}}?{_SIDE} (?:and \w+ )?{_OF}\b(?! (?:death|action)\b)"
    rf"|(?:and )?what(?: are| were| is| was|'s| will be| have been| would be) (?:{_SOME})(?:[\w-]+ ){{0,2}}?"
    r"(?:reactions|responses|response|reaction|consequences|repercussions|implications|effects?|impact|fall-?out"
    r"|aftermath|ramifications|causes|background|context|arguments|objections|criticisms?|concerns|pros and cons"
    r"|advantages|disadvantages|benefits|drawbacks|downsides?|risks|opinions|views|next steps?|prospects|outlook"
    r"|future|lessons|controversy|debate|problems|case|worries|fears|significance|sides|positions)"
    rf"(?: (?:and|or) [\w-]+)?(?: {_OF}\b[^?]*| so far| now)?\W*$"
    r"|what (?:[\w-]+ )?(?:consequences|effects?|impact|repercussions|implications|reactions|influence) (?:did|does|do"
    r"|has|have|had|will|would|might|could|are|were|was|is)\b"
    rf"|how (?:did|do|does|have|has|will|would|are|were) {_EVERYBODY}(?: (?:in|of|at|from"
    r"|around) (?:the )?[\w-]+(?: [\w-]+)?)? (?:react|respond|feel|reacted|responded|felt|reacting|responding|take|see"
    r"|view|receive|think)|how (?:is|was|has|were|are|have) [^?]* (?:being |been )?(?:received|perceived|viewed"
    r"|regarded|seen by|greeted|judged)\b"
    rf"|what (?:do|did|does|have|has|are|were) {_EVERYBODY}(?: of [^?]*?)? (?:say|said|saying|think|thinking|argue"
    r"|object|fear|criticise|criticize|want|make of|feel|dislike|like|demand)\b|(?:what|how much|who"
    r"|which \w+) (?:speaks|spoke|argues|is there to be said|can be said|is|are|was|were|voted) (?:\w+ )?(?:for"
    r"|against|in favou?r|in support|opposed)\b[^?]*\b(?:for|against|opposed)\b[^?]*|(?:what|how much) (?:speaks|spoke"
    r"|argues|is there to be said|can be said|is|are|was|were) (?:\w+ )?(?:for|against|in favou?r|in support"
    r"|opposed)\b[^?]*\bthe\b[^?]*|(?:which"
    r"|what) (?:\w+ )?(?:arguments?|objections?|criticisms?|concerns?|reasons?) (?:speak|are there|are made"
    rf"|were made|are raised|were raised|is there|have been|do {_EVERYBODY}|did {_EVERYBODY})"
    r"|(?:who|what) (?:supports|opposes|criticises|criticizes|supported|opposed|benefits|is affected|suffers"
    r"|profits)\b[^?]*\b(?:and|or)\b|(?:and )?what (?:comes|happens|will happen|is to happen|is going to happen|is|'s"
    r"|might happen|could happen|should happen|will come|lies|follows) (?:next|ahead|afterwards|now|in store)\b"
    r"|what(?:'s| is) (?:next|coming|to come|ahead|planned next|still to come)\b|what(?:'s| is)? now\b(?: for)?|(?:how"
    r"|where) (?:will|does|do|is|are) (?:it|this|that|things|the \w+) (?:go|going|continue|proceed) (?:on|from here"
    r"|next|now)?|how did (?:it|we|things|this|they) (?:come to (?:this|that|be)|get (?:here|there|this far"
    r"|to this point))|how did it (?:all )?(?:come about|begin|start)\W*$|what (?:led|has led) (?:up )?to (?:the|this"
    r"|these|all|such)\b|what (?:is|was|lies|lay) behind (?:the|this|these)\b|what are the roots\b|(?:what (?:is"
    r"|was) )?(?:the |an )?(?:arguments? |case |reasons? )?(?:for and against|pro and con|pros and cons)\b"
    r"|.*\bfor and who is against\b|.*\bwho is for\b[^?]*\bagainst\b|what (?:has |have |had )?(?:changed|become|became"
    r"|come|came|followed|resulted|changes) (?:since|after|of|from|as a result|because)\b|(?:who|what) (?:is"
    r"|was) affected\b|how (?:did|does|do|will|has|have) [^?]*\baffect(?:s|ed)?\b|what (?:does|do|did|will|would|could"
    r"|might) [^?]*\bmean(?:t)? for\b"
    rf"|{_ASK}?(?:the )?(?:\w+ )?(?:opposition|critics|government|union|company|minister|residents|victims?|other"
    r"|employers?|workers?|defen[cs]e|prosecution|seller|owner|club|family|farmers?|protesters?)(?:'s|s'|s)? (?:side"
    r"|point of view|version|perspective|view|case|position|arguments?|stance|criticism)"
    rf"(?: (?:of|in|on|about|against|for)\b[^?]*)?\W*$|{_ASK}?(?:both|two|different|opposing|other|all) sides\b"
    rf"|{_ASK}how [^?]*\b(?:react|respond)ed\b|{_ASK}?what [\w ]*\b(?:critics|supporters|opponents) (?:say|said"
    rf"|think)\b|(?:.*[,:;] ?)(?:the )?{_SIDE}\W*$|(?:[\w'’.-]+ ){{1,6}}(?:reactions?|responses|consequences"
    r"|repercussions"
    r"|implications|fall-?out|aftermath|criticism|background|objections|backlash|impact|effects|causes|pros and cons"
    r"|controversy|next steps|arguments|concerns|debate|outlook|prospects)\W*$|(?:reactions?|consequences|aftermath"
    r"|fall-?out|backlash|criticism|background|causes?|effects|impact"
    rf"|objections|arguments|next steps|critics|concerns|responses)(?: [\w'’.-]+){{1,8}}\W*$",
    re.I,
)
# One person's single act or one number is not a side of a subject.
_ONE = re.compile(
    r"(?:and )?(?:what|which)\b[^?]*\b(?:did|does|has|had|do) (?:the |his |her |a |an )?(?!(?:critics|opponents"
    r"|supporters|people|residents|they)\b)(?:[\w'’-]+ ){1,4}(?:raise|give|make|mention|name|cite|put forward|advance"
    r"|see|hold|express|use|offer)\w*\b|(?:number|name|date|cost|price|amount|size|share|budget) of\b",
    re.I,
)


def is_of_a_side(text: str) -> bool:
    """Return whether a question is about one side of a subject: `reactions to the verdict`.

    Args:
        text: The question without its opening.
    """
    return bool(_OF_A_SIDE.match(text)) and not _ONE.match(text)


_STANCES = re.compile(
    r"\b(?:react\w*|respon(?:d|se|ds|ded|ses|ding)|critic\w*|opponents?|oppos\w+|supporters?|supports?|objections?|objects?"
    r"|opinions?|views?|viewpoints?|arguments?|argues?|concerns?|worr(?:y|ies)|fears?|complaints?|complain|backlash"
    r"|protests?|say|says|said|think|feel|welcom\w*|received|pros and cons|stance|positions?|sides|feelings)\b",
    re.I,
)


def asks_for_stances(text: str) -> bool:
    """Return whether a question about one side asks what people say or do about it, not for causes or effects."""
    return bool(_STANCES.search(text))
