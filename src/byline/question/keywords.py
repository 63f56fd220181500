"""Interpret words without a verb: a subject, or something wanted about one.

"The harbour strike" is a subject, "tunnel cost" asks for a value.
"""

import re

# What can be wanted: a figure, a date, a name, an office.
_VALUE = (
    r"(?:ages?|aged|names?|named|titles?|dates?|deadlines?|days?|months?|years?|times?|hours?|minutes?|weeks?"
    r"|durations?|lengths?|length|height|heights|weights?|width|depth|sizes?|areas?|distance|distances|speed"
    r"|temperature|altitude|frequency|number|numbers|amount|amounts|totals?|sum|sums|count|counts|percent|percentage"
    r"|per cent|share|shares|rates?|ratio|odds|average|mean|median|max|maximum|min|minimum|price|prices|costs?|costing"
    r"|fees?|fares?|fines?|tolls?|bills?|salary|salaries|wages?|pay|income|rents?|budget|debts?|revenues?|turnover"
    r"|profits?|loss|losses|sales|takings|earnings|values?|valuation|worth|stakes?|stock|market cap|gdp|inflation"
    r"|margin|majority|turnout|votes?|seats|score|scores|results?|ranking|rank|places|attendance|audience|visitors"
    r"|passengers|population|capacity|staff|crew|workforce|headcount|employees|deaths?|dead|fatalities|casualties"
    r"|injured|wounded|victims|arrests?|injuries|survivors|missing|cases|infections|signatures?|members|copies|pages"
    r"|employment|address|location|place|venue|birthplace|birthday|born|hometown|home town|nationality|phone|number"
    r"|colou?r|brand|model|breed|species|type|kind|currency|password|capital|language|director|directors|president"
    r"|chair|chairman|chairwoman|chairperson|chief|ceo|cfo|boss|head|leader|manager|minister|mayor|secretary|spokesman"
    r"|spokeswoman|spokesperson|owner|owners|founder|founders|author|inventor|winner|winners|loser|buyer|seller"
    r"|sponsor|sponsors|coach|captain|pilot|architect|builder|maker|operator|judge|lawyer|editor|editors|candidate"
    r"|candidates|successor|predecessor|husband|wife|co-chair|deputy|governor|ambassador|commissioner|investigator"
    r"|actor|actress|best|highest|lowest|biggest|largest|smallest|tallest|longest|shortest|fastest|first|last|current"
    r"|latest|final|top|strongest|heaviest|sentence|penalty|prison term|charge|charges|verdict|punishment|reward"
    r"|prize money|purse|bonus|compensation|payout|subsidy|grant|dividend|demand|offer|pension|deposit"
    r"|damages|refund|interest|tax|discount|ticket|tickets"
    r"|opening hours|start|end|expiry|completion|duration|next session|schedule|percent|percentage|euros|dollars"
    r"|pounds|kilos?|km|kilometres|kilometers|miles|metres|meters|tonnes|litres|hectares|how)"
)
_ASKS_FOR_A_VALUE = re.compile(
    r"(?:the |a |an |his |her |its |their |my |current |total |exact |full |average "
    rf"|final )*(?:\w+ ){{0,3}}?{_VALUE}(?: and {_VALUE})?"
    r" (?:of|for|at|in|on|per|by|from|to|since|until|between|after)\b"
    rf"|.*\b{_VALUE}(?: (?:please|pls|exactly|now|today|currently|so far|in total|(?:in |of )?(?:(?:early|mid"
    r"|late) )?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* )?(?:19|20)\d\d|last year|this year"
    rf"|date))*\W*$|.*(?:'s|s'|’s) (?:\w+ )?(?:\w+ )?{_VALUE}\b"
    r"|.*\b(?:how|per|most) \w+|.*\w (?:that|which|who) (?!we\b)\w+|.*\b(?:date|deadline|number|price|cost|age|turnout"
    r"|average|percentage|host|street|address|salary|names?)\b|.*\w+s (?:in |of )?(?:19|20)\d\d\W*$",
    re.I,
)
# After a colon or a dash: "Stage 6: distance?", "Riders' union leader - name?".
_ASKED_AFTER = re.compile(rf".*[:–—-] ?(?:the )?{_VALUE}\b[^:]*$", re.I)
# "Parking fee Market Square", "reward golden cup": a name or a subject follows, but not in "fare rise".
_PLAIN_VALUE = (
    r"(?:price|cost|fee|fare|age|salary|turnout|attendance|score|capacity|height|length|speed|deadline|population|budget"
    r"|reward|fine|toll|hours|temperature|number|deaths|victims|arrests|seats|votes)"
)
_VALUE_OF_A_NAME = re.compile(rf"(?:[\w'-]+ ){{0,3}}(?i:{_PLAIN_VALUE}) (?:(?:19|20)\d\d )?(?=[A-Z])")
_VALUE_FIRST = re.compile(
    r"(?:the )?(?:reward|attendance|turnout|salary|fare|fee|population|capacity|temperature) (?!(?:rises?"
    r"|increases?|cuts?|limits?|caps?|hikes?|rows?|talks|disputes?"
    r"|wars?|fixing|controls?|freezes?"
    r"|growth|decline|crisis|bridges?|roads?|gaps?|groups?|deals?|plans?|reforms?|of|for|in|at|on|per|by|to|from)\b)[\w'-]+\b",
    re.I,
)
_PARTICIPLE = re.compile(
    r".*\b\w{3,}s (?:\w+ly )?(?:(?:so )?(?:counted|sold|paid|collected|reported|recorded|registered|granted|finished"
    r"|planned|signed|issued|delivered|rescued|confirmed|handed in|used|kept|held|built|made|seized|needed|required"
    r"|expected|affected|evacuated|spent|lost|won|caught|produced|planted|recalled)\b)",
    re.I,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|should|may|might|must|isn't|wasn't|aren't"
    r"|don't|doesn't|didn't)\b",
    re.I,
)
_OF_SOMETHING = re.compile(r"\w+ (?:\w+ )?(?:of|behind|handling|for) (?:the|this|that|a|an|his|her|its|[A-Z])", re.I)
_EVENTS = re.compile(
    r"\b(?:strikes?|merger|takeover|explosion|blast|crash|fires?|floods?|flooding|disputes?|elections?|trials?|scandal"
    r"|affair|war|attacks?|accidents?|deals?|protests?|crisis|row|case|conflict|coup|debate|referendum|negotiations"
    r"|talks|storm|hurricane|earthquake|tsunami|drought|collapse|outbreak|epidemic|pandemic|raid|robbery|theft|murder"
    r"|shooting|riots?|leak|spill|recall|reform|bill|law|tender|auction|festival|convention|treaty|agreement|ceasefire"
    r"|truce|lawsuit|bankruptcy|insolvency|layoffs|closure|eviction|rescue|launch|landing|shortage|summit|meeting"
    r"|wedding|funeral|visit|tournament|championships?|cup|match|season|games|contest|competition|project|programme)\b",
    re.I,
)
_MOST_WORDS = 12


def asks_for_a_value(words: str) -> bool:
    """Return whether words without a verb ask for a value: `tunnel cost`, `date of the hearing`."""
    if any(
        form.match(words) for form in (_ASKS_FOR_A_VALUE, _ASKED_AFTER, _VALUE_OF_A_NAME, _VALUE_FIRST, _PARTICIPLE)
    ):
        return True
    # A question mark asks for more than an account of the subject, unless it is an event: "Buyer of the gardens?".
    return (
        words.endswith("?")
        and len(words.split()) > 1
        and not _EVENTS.search(words)
        and bool(_OF_SOMETHING.match(words) or words[1:].islower())
    )


def is_a_subject(words: str) -> bool:
    """Return whether words without a verb name only a subject: `the harbour strike`."""
    return len(words.split()) <= _MOST_WORDS and not _VERB.search(words) and not asks_for_a_value(words)
