"""Find the value to compare when a question asks whether articles differ.

"Do the sources agree on the number of dead?": articles do not discuss each other; each gives its own number of dead. So
Byline asks for that number and shows the values found side by side.
"""

import re

from byline.language.text import singular

_DIFFERING = (
    r"(?:(?:dis)?agree\w*|differ\w*|contradict\w*|conflict\w*|diverg\w+|discrepanc\w+|inconsisten\w+|consistent\w*"
    r"|at odds|unanimous|in agreement|vary|varies|tally|line up|(?:the )?same|dispute\w*)"
)
_GIVEN = r"(?:given|reported|mentioned|quoted|stated|named|cited|published|in circulation)"
_ASKING = r"(?:how|who|whom|whose|when|where|why|what|which)\b"
_CLAUSE = re.compile(rf"\b(?:{_DIFFERING}|say|report|state)\b[^?]*?\b(?P<asked>{_ASKING} [^?]+)", re.I)
_VALUE = re.compile(
    rf"\b(?:{_DIFFERING}\b[^?]*?\b(?:on|about|over|regarding|concerning|as to|for|in)"
    rf"|(?:figures|numbers|dates|estimates|versions|values|amounts|accounts) (?:are|were) {_GIVEN} (?:for|of|as))"
    r"\s+(?P<value>[^?]+)",
    re.I,
)
_ARTICLES = r"(?:articles|sources|reports|papers|newspapers|outlets|stories|accounts|agencies|journalists)"
# "Is the price of the painting the same in all reports?"
_IS_THE_SAME = re.compile(
    rf"^(?:is|are|was|were) (?P<value>(?![^?]*\b{_ARTICLES}\b[^?]*\b(?:the same|consistent|identical))[^?]+?)"
    r" (?:the same|consistent|identical)\b",
    re.I,
)
# "Do all articles give the same age for the victim?", "What different dates are mentioned for the opening?"
_THE_SAME_ONE = re.compile(
    rf"\b(?:same|different|differing|conflicting) (?P<what>dates?|days?|times?|years?|ages?|names?|prices?|places?"
    rf"|causes?|reasons?|numbers?|figures?|costs?|totals?|amounts?)"
    rf" (?:(?:are|were) {_GIVEN} )?(?:of|for) (?P<whose>[^?]+)",
    re.I,
)
_TRAILING = re.compile(
    r"[\s,]*(?:(?:in|between|among|across) (?:the|these|those|all|my|your)? ?(?:\w+ )?"
    r"(?:articles|sources|reports|papers|newspapers|outlets|stories))?[\s.!]*$",
    re.I,
)


# What articles report on as a whole: "the ferry accident", "the Lady Maren". A value of it is "the cost of the bridge".
_SUBJECT = re.compile(
    r"(?!.*\b(?i:of|for|in|at|when|how|who|what|where|why)\b)(?:(?i:the|a|an|this|that|these|those)\s)?(?:[\w'’-]+\s){0,4}?"
    r"(?:(?i:accident|crash|collision|fire|flood|floods|storm|earthquake|explosion|blast|strike|protests?|riots?|attack"
    r"|shooting|murder|killing|war|battle|deal|sale|merger|takeover|trial|case|vote|election|referendum|law|bill|ferry"
    r"|ship|plane|train|bridge|plant|project|plan|talks|meeting|summit|match|game|race|incident|events?|scandal|affair"
    r"|dispute|grounding|sinking|rescue|story|matter|closure)|[A-Z][\w'’-]*)"
)


def value_asked_for(text: str) -> str:
    """Return the question whose answers to compare; the text itself if none is recognised.

    Of a subject as a whole, "How do the reports of the crash differ?", it asks what is known.
    """
    if clause := _CLAUSE.search(text):
        asked = _TRAILING.sub("", clause["asked"])
        return f"{asked[:1].upper()}{asked[1:]}?"
    if same := _IS_THE_SAME.search(text):
        return f"What is {same['value']}?"
    if same := _THE_SAME_ONE.search(text):
        return f"What is the {singular(same['what'].lower())} of {_TRAILING.sub('', same['whose'])}?"
    if value := _VALUE.search(text):
        asked = _TRAILING.sub("", value["value"])
        return f"What is known about {asked}?" if _SUBJECT.fullmatch(asked) else f"What is {asked}?"
    return text
