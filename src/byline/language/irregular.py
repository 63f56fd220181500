"""Irregular past forms of English verbs: "won" is a form of "win"."""

import re

_FORMS = (
    "beat:beaten become:became begin:began,begun bite:bit,bitten blow:blew,blown break:broke,broken bring:brought "
    "build:built burn:burnt buy:bought catch:caught choose:chose,chosen come:came deal:dealt draw:drew,drawn "
    "drink:drank,drunk drive:drove,driven eat:ate,eaten fall:fell,fallen fight:fought find:found flee:fled "
    "fly:flew,flown forbid:forbade freeze:froze,frozen get:got give:gave,given go:went,gone grow:grew,grown "
    "hang:hung hear:heard hide:hid,hidden hold:held keep:kept know:knew,known lead:led leave:left lend:lent "
    "lose:lost make:made mean:meant meet:met overcome:overcame overtake:overtook,overtaken pay:paid ride:rode,ridden "
    "ring:rang,rung rise:rose,risen run:ran say:said see:saw,seen seek:sought sell:sold send:sent shake:shook,shaken "
    "shoot:shot show:shown sing:sang,sung sink:sank,sunk sit:sat sleep:slept speak:spoke,spoken spend:spent "
    "spin:spun stand:stood steal:stole,stolen stick:stuck strike:struck swear:swore,sworn swim:swam,swum "
    "take:took,taken teach:taught tear:tore,torn tell:told think:thought throw:threw,thrown understand:understood "
    "wake:woke,woken wear:wore,worn win:won withdraw:withdrew,withdrawn write:wrote,written"
)
_VERBS = [(base, forms.split(",")) for base, _, forms in (one.partition(":") for one in _FORMS.split())]
_BASE_OF = {form: base for base, forms in _VERBS for form in forms}
_NOUNS_TOO = frozenset(
    {"bit", "rose", "shot", "saw", "found", "held", "lead", "led", "meant", "lost", "built", "heard"}
)
_PAST = {forms[0] for _, forms in _VERBS} - _NOUNS_TOO
_IRREGULAR = re.compile(rf"\b(?:{'|'.join(_BASE_OF)})\b")


def in_base_form(text: str) -> str:
    """Replace irregular past forms in lower case with the verb: "won" with "win"."""
    return _IRREGULAR.sub(lambda found: _BASE_OF[found[0]], text)


def is_past(word: str) -> bool:
    """Return whether a word in lower case is almost always an irregular past form: "sank"."""
    return word in _PAST
