"""The encoder run by sentence-transformers; torch is loaded when the first text is embedded.

Models other than the default are found by path, or by name on the hub.
"""

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from byline.encoders.adapted_queries import adapted
from byline.encoders.base import Floats
from byline.errors import EncoderError
from byline.models import minilm
from byline.settings import DEFAULT_ENCODER

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

_WEIGHTS = ("*.safetensors", "*/*.safetensors")
_FILES = (*_WEIGHTS, "*.json", "*/config.json", "*.txt", "*.model")
_LONGEST = 512  # tokens per passage if a model has no limit of its own


class SentenceTransformerEncoder:
    """A sentence-transformers model on the processor, or on a GPU if torch finds one.

    Args:
        name: The name or path of the model.
        threads: How many threads torch may use in this process, whatever it computes; None for all cores.

    Attributes:
        name: The name as given.
        languages: The default model's languages; None for others.
    """

    def __init__(self, name: str, threads: int | None = None) -> None:
        self.name = name
        self._threads = threads
        self.languages = minilm.LANGUAGES if name == DEFAULT_ENCODER else None
        self._loaded: SentenceTransformer | None = None
        self._lock = threading.RLock()  # one thread at a time may use the tokenizers and models

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the files that determine the vectors; for the default model, of the pinned hashes."""
        return minilm.fingerprint_of(minilm.PINNED if self.name == DEFAULT_ENCODER else _hashes(self.folder))

    @cached_property
    def dim(self) -> int:
        """The length of a vector."""
        dim = self._model.get_embedding_dimension()
        if not isinstance(dim, int):
            raise EncoderError(f"encoder {self.name!r} does not say how long its vectors are; use another")
        return dim

    @cached_property
    def max_tokens(self) -> int:
        """How many tokens of a passage are read, not counting special tokens and the model's prompt."""
        longest = self._model.max_seq_length or _LONGEST
        prompt = self._model.prompts.get("document") or ""
        return (
            min(int(longest), _LONGEST)
            - self._tokenizer.num_special_tokens_to_add(is_pair=False)
            - len(self._tokenizer.encode(prompt, add_special_tokens=False).ids)
        )

    @cached_property
    def folder(self) -> Path:
        if self.name == DEFAULT_ENCODER:
            return minilm.folder()
        if Path(self.name).is_dir():
            return Path(self.name)
        from huggingface_hub import snapshot_download

        try:
            return Path(snapshot_download(self.name, allow_patterns=list(_FILES)))
        except (OSError, ValueError) as error:
            raise EncoderError(
                f"encoder {self.name!r}: no such folder, and the hub did not provide it "
                f"({type(error).__name__}): give a path, or check the network connection"
            ) from error

    @property
    def _model(self) -> "SentenceTransformer":
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    @cached_property
    def _query_model(self) -> "SentenceTransformer":
        """The model that embeds questions; differs from the passage model only for the default encoder."""
        if self.name != DEFAULT_ENCODER:
            return self._model
        import torch

        model = self._load()
        transformer = model[0].get_submodule("model")
        weights = {name: value.numpy() for name, value in transformer.state_dict().items()}
        transformer.load_state_dict({name: torch.tensor(value) for name, value in adapted(weights).items()})
        return model

    def _load(self) -> "SentenceTransformer":
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        self._check_files()
        if self._threads is not None:
            torch.set_num_threads(self._threads)
        shown = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(str(self.folder), local_files_only=True, trust_remote_code=False)
        except (OSError, ValueError, KeyError, ImportError) as error:
            reason = str(error).splitlines()[0]
            raise EncoderError(f"encoder {self.name!r}: cannot be loaded from {self.folder}: {reason}") from error
        finally:
            if shown:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]
        return model.eval()

    def _check_files(self) -> None:
        if not any(file for pattern in _WEIGHTS for file in self.folder.glob(pattern)):
            raise EncoderError(
                f"encoder {self.name!r}: no weights in safetensors format in {self.folder}: "
                "other formats are refused because they can run code when loaded"
            )
        if self.name == DEFAULT_ENCODER:
            for name in minilm.PINNED:
                minilm.checked(name)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        """A copy of the model's tokenizer that neither truncates nor pads."""
        from tokenizers import Tokenizer

        backend = getattr(self._model.tokenizer, "backend_tokenizer", None)
        if backend is None:
            raise EncoderError(f"encoder {self.name!r} has no fast tokenizer, which is needed for offsets; use another")
        tokenizer = Tokenizer.from_str(backend.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def tokenise(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return for each text the start and end of its tokens, without special tokens."""
        with self._lock:
            return [
                encoding.offsets for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
            ]

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Embed texts to search in: `(n, dim)`, rows of length 1."""
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        with self._lock:
            vectors = self._model.encode_document(
                list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)

    def encode_query(self, text: str) -> Floats:
        """Embed a text to search for: `(dim,)`, of length 1."""
        with self._lock:
            vector = self._query_model.encode_query(
                text, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
            )
        return np.asarray(vector, dtype=np.float32)


def _hashes(folder: Path) -> dict[str, str]:
    files = {file for pattern in _FILES for file in folder.glob(pattern) if file.is_file()}
    return {file.relative_to(folder).as_posix(): minilm.sha256(file) for file in sorted(files)}
