"""Find the value to compare when a question asks whether articles differ.

"Do the sources agree on the number of dead?": articles do not discuss each other; each gives its own number of dead. So
Byline asks for that number and shows the values found side by side.
"""

import re

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
_TRAILING = re.compile(
    r"[\s,]*(?:(?:in|between|among|across) (?:the|these|those|all|my|your)? ?(?:\w+ )?"
    r"(?:articles|sources|reports|papers|newspapers|outlets|stories))?[\s.!]*$",
    re.I,
)


def value_asked_for(text: str) -> str:
    """Return the question whose answers to compare; the text itself if none is recognised."""
    if clause := _CLAUSE.search(text):
        asked = _TRAILING.sub("", clause["asked"])
        return f"{asked[:1].upper()}{asked[1:]}?"
    if value := _VALUE.search(text):
        return f"What is {_TRAILING.sub('', value['value'])}?"
    return text
