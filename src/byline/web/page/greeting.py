"""What is said to a greeting, which no article answers."""

import re

from byline.language.text import one_line

_HELLO = re.compile(
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings)(?: there| byline)?"
    r"|(?:help|what can (?:you do|i ask)(?: (?:you|here))?|who are you|what (?:are you|is this)|how does this work)",
    re.I,
)
_THANKS = re.compile(r"(?:ok(?:ay)?,? )?(?:thanks|thank you|thx|cheers)(?: (?:a lot|so much|very much|byline))?", re.I)
_OFFER = (
    "I answer from the articles in this archive, in their own words and with their sources. Ask what they say about a "
    "person, a place, a date, a figure or an event, and go on from there; some questions to try stand below."
)


def greeting(question: str) -> str | None:
    """Return what to say if a question is a greeting, thanks or a call for help, else None."""
    said = one_line(question).strip(" .!?")
    if _HELLO.fullmatch(said):
        return f"Hello. {_OFFER}"
    return f"You are welcome. {_OFFER}" if _THANKS.fullmatch(said) else None
