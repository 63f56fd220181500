"""How an index is made: its encoder, and how articles are split. One index never mixes two recipes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from byline.encoders import load_encoder
from byline.encoders.base import Encoder, Floats
from byline.encoders.text import digest_of, embedded_text
from byline.errors import FingerprintError
from byline.indexing import passages
from byline.indexing.passages import passages_of
from byline.records import Article, Span
from byline.settings import DEFAULT_ENCODER, PASSAGE_OVERLAP, PASSAGE_TOKENS, Settings
from byline.store.base import Catalog
from byline.store.sql import Snapshot, Transaction


@dataclass(frozen=True, slots=True)
class Cut:
    """An article split into passages.

    Attributes:
        passages: Span of each passage, and the hash of its embedded text.
        texts: The embedded texts, by hash.
    """

    passages: list[tuple[Span, bytes]]
    texts: dict[bytes, str]


@dataclass(frozen=True)
class IndexRecipe:
    """How an index is made.

    Attributes:
        encoder: Embeds passages and queries.
        passage_tokens: Maximum length of a passage, in tokens.
        passage_overlap: Number of sentences that a passage repeats from the previous one.
    """

    encoder: Encoder
    passage_tokens: int
    passage_overlap: int

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of everything that determines what is embedded, and how."""
        content = [self.encoder.fingerprint, self.passage_tokens, self.passage_overlap, passages.VERSION]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    @classmethod
    def asked_for(cls, rows: Snapshot, settings: Settings, encoder: Encoder | None = None) -> Self:
        """Return the recipe for an index; settings that are not given are those it was made with, or the defaults.

        Args:
            rows: The index.
            settings: The requested settings.
            encoder: Used in place of the encoder named in the settings.

        Raises:
            EncoderError: The encoder cannot be loaded.
        """
        recorded = _recorded(rows)
        return cls(
            encoder or load_encoder(settings.encoder or recorded.get("encoder") or DEFAULT_ENCODER),
            settings.passage_tokens or int(recorded.get("passage_tokens") or PASSAGE_TOKENS),
            int(recorded.get("passage_overlap") or PASSAGE_OVERLAP)
            if settings.passage_overlap is None
            else settings.passage_overlap,
        )

    @classmethod
    def of(cls, rows: Snapshot, settings: Settings, encoder: Encoder | None = None) -> Self:
        """Return the recipe an index was made with, or that of a new index; see `asked_for`.

        Raises:
            FingerprintError: The index was made with other settings than requested.
            EncoderError: The encoder cannot be loaded.
        """
        recipe = cls.asked_for(rows, settings, encoder)
        made_as = rows.get("fingerprint")
        if made_as and made_as != recipe.fingerprint:
            raise FingerprintError(
                f"the index was made with {_description(_recorded(rows))} (fingerprint {made_as[:12]}), found "
                f"{_description(recipe.values())} ({recipe.fingerprint[:12]}): "
                "use the settings it was made with, or rebuild it with byline rebuild"
            )
        return recipe

    def cut(self, article: Article) -> Cut:
        """Split an article into passages."""
        found = passages_of(
            article, self.encoder.tokenise, self.passage_tokens, self.passage_overlap, self.encoder.max_tokens
        )
        texts = [embedded_text(passage) for passage in found]
        digests = [digest_of(self.encoder.fingerprint, text) for text in texts]
        spans = [passage.span for passage in found]
        return Cut(list(zip(spans, digests, strict=True)), dict(zip(digests, texts, strict=True)))

    def embed(self, texts: Mapping[bytes, str], rows: Snapshot) -> dict[bytes, Floats]:
        """Embed the texts for which the index has no vector; texts and vectors are keyed by hash, see `cut`."""
        known = rows.cached_vectors(texts)
        missing = [digest for digest in texts if digest not in known]
        if not missing:  # do not load the encoder for nothing
            return {}
        vectors = self.encoder.encode_passages([texts[digest] for digest in missing])
        return dict(zip(missing, vectors, strict=True))

    def values(self) -> dict[str, str]:
        """Return the settings that an index stores about how it was made."""
        name = self.encoder.name
        return {
            "encoder": str(Path(name).absolute()) if Path(name).is_dir() else name,
            "passage_tokens": str(self.passage_tokens),
            "passage_overlap": str(self.passage_overlap),
        }

    def record(self, changes: Transaction) -> None:
        """Store in an index how it is made."""
        for name, value in self.values().items():
            changes.set(name, value)
        changes.set("dim", str(self.encoder.dim))
        changes.make_tables(self.encoder.dim)
        changes.set("fingerprint", self.fingerprint)

    def record_if_new(self, catalog: Catalog) -> None:
        """Store in an index how it is made, unless it has that already."""
        with catalog.reading() as snapshot:
            recorded = snapshot.get("fingerprint")
        if recorded is None:
            with catalog.writing(new_generation=False) as transaction:
                if transaction.get("fingerprint") is None:  # nobody else did so in between
                    self.record(transaction)


def _recorded(rows: Snapshot) -> dict[str, str | None]:
    return {name: rows.get(name) for name in ("encoder", "passage_tokens", "passage_overlap")}


def _description(values: Mapping[str, str | None]) -> str:
    return "encoder {encoder}, passages of {passage_tokens} tokens overlapping by {passage_overlap}".format(**values)
