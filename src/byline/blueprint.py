"""How an index was made: its encoder and the way its passages are cut, never mixed with others."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from byline import passages
from byline.encoders import load_encoder
from byline.errors import FingerprintError
from byline.ports import Encoder
from byline.settings import DEFAULT_ENCODER, PASSAGE_OVERLAP, PASSAGE_TOKENS, Settings
from byline.store.catalog import Changes, Rows


@dataclass(frozen=True)
class Blueprint:
    """How an index was made.

    Attributes:
        encoder: Embeds its passages and the queries.
        passage_tokens: Longest passage, in tokens.
        passage_overlap: Sentences that a passage repeats of the one before it.
    """

    encoder: Encoder
    passage_tokens: int
    passage_overlap: int

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that decides what is embedded and how."""
        content = [self.encoder.fingerprint, self.passage_tokens, self.passage_overlap, passages.VERSION]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    @classmethod
    def of(cls, rows: Rows, settings: Settings, encoder: Encoder | None = None) -> Self:
        """Return how an index was made, or is to be made if it is new.

        Args:
            rows: Of the index.
            settings: What is asked for.
            encoder: In place of the one that the settings name.

        Raises:
            FingerprintError: The index was made in another way than is asked for.
            EncoderError: Its encoder cannot be loaded.
        """
        recorded = {name: rows.get(name) for name in ("encoder", "passage_tokens", "passage_overlap")}
        blueprint = cls(
            encoder or load_encoder(settings.encoder or recorded.get("encoder") or DEFAULT_ENCODER),
            settings.passage_tokens or int(recorded.get("passage_tokens") or PASSAGE_TOKENS),
            int(recorded.get("passage_overlap") or PASSAGE_OVERLAP)
            if settings.passage_overlap is None
            else settings.passage_overlap,
        )
        made_as = rows.get("fingerprint")
        if made_as and made_as != blueprint.fingerprint:
            raise FingerprintError(
                f"the index was made with {_description(recorded)} (fingerprint {made_as[:12]}), found "
                f"{_description(blueprint.values())} ({blueprint.fingerprint[:12]}): "
                "use what it was made with, or add the articles to a new index"
            )
        return blueprint

    def values(self) -> dict[str, str]:
        """Return what an index remembers of how it was made."""
        name = self.encoder.name
        return {
            "encoder": str(Path(name).absolute()) if Path(name).is_dir() else name,
            "passage_tokens": str(self.passage_tokens),
            "passage_overlap": str(self.passage_overlap),
        }

    def record(self, changes: Changes) -> None:
        """Have a new index remember how it was made."""
        for name, value in self.values().items():
            changes.set(name, value)
        changes.set("dim", str(self.encoder.dim))
        changes.set("fingerprint", self.fingerprint)


def _description(values: Mapping[str, str | None]) -> str:
    return "encoder {encoder}, passages of {passage_tokens} tokens overlapping by {passage_overlap}".format(**values)
