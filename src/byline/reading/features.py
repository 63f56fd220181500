"""What speaks for a sentence: ten features, from the encoder, the words and the kind of thing asked for.

Words match by stem, or by meaning as the encoder has it: `law` and `legislation` are close. How much a
word of the question counts depends on its rarity, in the archive and in a background of English text
together: an archive of three articles cannot tell by itself that `take` is common and `CEO` is not.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from byline.passages import sentences
from byline.ports import Encoder, Floats, StatisticsOf, TermStatistics
from byline.reading.expected import KINDS, Expected
from byline.records import Hit, Span
from byline.store.exact import inverse_document_frequency
from byline.store.terms import terms_of
from byline.text import one_line, words

FEATURES = (
    "similarity",  # cosine of question and sentence
    "similarity_behind_best",  # how far below the most similar sentence it is, at most 0
    "passage_similarity",  # cosine of question and passage as retrieved; 0 where only keywords found it
    "coverage",  # how well the sentence covers the question's words, each weighed by its rarity, in [0, 1]
    "passage_coverage",  # the same for the whole passage with its title
    "names_missing",  # share of the question's names and numbers that the passage and its title lack
    *(f"{kind}_found" for kind in KINDS),  # for each kind of thing asked for: 1 if there, -1 if not, else 0
    "is_sentence",  # 1 if it ends like a sentence, 0 for headings and fragments
)
_SENTENCE_ENDS = (".", "!", "?", '"', "”", "’", ")")
_WORDS_REMEMBERED = 50_000
_LESS_THAN_SAME = 0.999  # no two words are as close as a word is to itself
# Words that say what is asked but not about what; nothing need cover them.
_FUNCTION_WORDS = frozenset(
    terms_of(
        "a about after all also am an and any are as at be because been before being between but by can could "
        "did do does doing during each for from had has have having he her here him his how i if in into is it "
        "its just me more most my no nor not now of off on once only or other our out over own s same she should "
        "so some such t than that the their them then there these they this those through to too under until up "
        "us very was we were what when where which while who whom whose why will with would you your many much "
        "say said tell happen take make get give go come become put set keep let use find call name know"
    )
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit, by its place in the article."""

    hit: Hit
    span: Span

    @property
    def text(self) -> str:
        """The sentence as it stands in the article."""
        return self.hit.article[self.span]

    @property
    def surroundings(self) -> str:
        """The passage around it, with the article's title."""
        return f"{self.hit.article.title}\n{self.hit.text}"


def candidates_of(hits: Sequence[Hit]) -> list[Candidate]:
    """Return the sentences of the hits; one that two overlapping passages share comes once."""
    found: dict[tuple[str, Span], Candidate] = {}
    for hit in hits:
        for sentence in sentences(hit.text):
            span = sentence.shift(hit.span.start)
            found.setdefault((hit.article.id, span), Candidate(hit, span))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries meaning.

    Attributes:
        text: As it is written.
        terms: Its terms, function words left out; at least one.
        is_name: Whether it is a name or a number, as far as capitals and digits tell.
    """

    text: str
    terms: frozenset[str]
    is_name: bool


def content_words(text: str) -> list[Word]:
    """Return the distinct words of a text that carry meaning, in their order."""
    found: dict[frozenset[str], Word] = {}
    for position, word in enumerate(words(one_line(text))):
        terms = frozenset(terms_of(word)) - _FUNCTION_WORDS
        capital = word[0].isupper() and position > 0
        if terms:
            name = capital or any(map(str.isupper, word[1:])) or any(map(str.isdigit, word))
            found.setdefault(terms, Word(word, terms, name))
    return list(found.values())


class FeatureMaker:
    """Computes the features of sentences, and remembers the vectors of words it has met."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, Floats] = {}

    def features(
        self, question: str, expected: Expected, candidates: Sequence[Candidate], statistics: StatisticsOf
    ) -> npt.NDArray[np.float64]:
        """Return the features of each candidate, in the order of `FEATURES`: `(n, 10)`.

        Args:
            question: As it is read.
            expected: The kind of thing it asks for.
            candidates: At least one.
            statistics: Counts terms in the archive.
        """
        similarity = self._similarities(question, candidates)
        asked = content_words(question)
        rarity = _rarity(asked, statistics)
        covered = {text: self._covered(asked, text) for text in dict.fromkeys(_texts(candidates))}
        rows = []
        for candidate, cosine in zip(candidates, similarity, strict=True):
            sentence, around = covered[candidate.text], covered[candidate.surroundings]
            rows.append(
                (
                    cosine,
                    cosine - similarity.max(),
                    candidate.hit.similarity or 0.0,
                    sentence @ rarity,
                    around @ rarity,
                    _names_missing(asked, around),
                    *(expected.presence(kind, candidate.text) for kind in KINDS),
                    one_line(candidate.text).endswith(_SENTENCE_ENDS),
                )
            )
        return np.array(rows, dtype=np.float64)

    def _similarities(self, question: str, candidates: Sequence[Candidate]) -> Floats:
        vectors = self._encoder.encode_passages([one_line(candidate.text) for candidate in candidates])  # (n, dim)
        return vectors @ self._encoder.encode_query(question)

    def _covered(self, asked: Sequence[Word], text: str) -> npt.NDArray[np.float64]:
        """Tell how well a text covers each word: 1 for the same stem, else the best cosine of two words."""
        present = frozenset(terms_of(text))
        same = np.array([word.terms <= present for word in asked], dtype=np.float64)
        others = content_words(text)
        if not asked or not others:
            return same
        cosines = self._word_vectors(asked) @ self._word_vectors(others).T  # (asked, others)
        close: npt.NDArray[np.float64] = np.clip(cosines.max(axis=1), 0, _LESS_THAN_SAME)
        return np.maximum(same, close)

    def _word_vectors(self, found: Sequence[Word]) -> Floats:
        texts = [word.text.lower() for word in found]
        known = self._vectors if len(self._vectors) < _WORDS_REMEMBERED else {}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, self._encoder.encode_passages(new), strict=True))
        self._vectors = known
        return np.array([known[text] for text in texts])


def missing_names(question: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the names and numbers of a question that stand in no hit and no title of one."""
    present = {term for hit in hits for term in terms_of(f"{hit.article.title} {hit.text}")}
    return tuple(word.text for word in content_words(question) if word.is_name and not word.terms & present)


def _texts(candidates: Sequence[Candidate]) -> list[str]:
    return [text for candidate in candidates for text in (candidate.text, candidate.surroundings)]


def _names_missing(asked: Sequence[Word], covered: npt.NDArray[np.float64]) -> float:
    names = [share < 1 for word, share in zip(asked, covered, strict=True) if word.is_name]
    return sum(names) / len(names) if names else 0.0


def _rarity(asked: Sequence[Word], statistics: StatisticsOf) -> npt.NDArray[np.float64]:
    """Weigh the words by their rarest term: weights that add up to 1."""
    terms = sorted({term for word in asked for term in word.terms})
    counted = statistics(terms) + background()
    weights = np.array(
        [
            max(inverse_document_frequency(counted.frequencies[term], counted.passages) for term in word.terms)
            for word in asked
        ]
    )
    return weights / weights.sum() if len(weights) else weights


@cache
def background() -> TermStatistics:
    """Return how many of some thousand English passages have each common term; see `background.json`."""
    content = json.loads(files("byline.reading").joinpath("background.json").read_text(encoding="utf-8"))
    return TermStatistics(content["passages"], content["tokens"], content["frequencies"])
