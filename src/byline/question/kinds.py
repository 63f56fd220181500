"""What kind of question it is: the one place that decides, and with it how the question is served."""

from byline.question.form import form_of
from byline.question.scope import Scope, asks_several, scope_of
from byline.question.wanted import wanted_by
from byline.records.vocabulary import QuestionKind

_OF_ARTICLES: dict[Scope, QuestionKind] = {
    "articles": "catalogue",
    "summary": "overview",
    "timeline": "timeline",
    "everything": "overview",
}


def question_kind_of(text: str) -> QuestionKind:
    """Return the kind of a question that is said in full."""
    if scope := scope_of(text):
        return _OF_ARTICLES[scope]
    if asks_several(text):
        return "several"
    form = form_of(text)
    if form == "yes_no":
        return "yes_no"
    if form == "list":
        return "list"
    if wanted_by(text).sort == "words":
        return "who_said"
    return "why_how" if form == "account" else "fact"
