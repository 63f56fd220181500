"""Receipts: replies saved as JSON with a seal, to be checked against the archive later; see `verification`."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, Self

from byline import __version__
from byline.errors import ArchiveError, ArchiveLockedError, InputError
from byline.language.text import shorten
from byline.records import Reply
from byline.records.wire import ReceiptJson
from byline.settings import Settings
from byline.store.base import Store
from byline.store.sql import Snapshot

TYPE, SCHEMA = "byline-receipt", 2
MAX_BYTES = 4 << 20
_ALGORITHM = "HMAC-SHA256"
_SEAL_KEY = "seal_key"
_SEALED_ONLY = "question, query, confidence, reason, counts, settings, time and any text by a language model"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A reply as it was given, with its settings and a seal.

    Attributes:
        content: Plain JSON values: `type`, `schema`, `made_at` (ISO 8601), `byline` (the version that made it),
            `settings` as they were used, `reply` as returned by `Reply.to_dict`, and `seal`, null if the archive
            had no key and could not be written.

    Raises:
        InputError: It contains something that JSON cannot represent: NaN, a lone surrogate, an object of another kind.
    """

    content: Mapping[str, Any]

    def __post_init__(self) -> None:
        canonical(self.content)

    @property
    def is_sealed(self) -> bool:
        """Whether it has a seal, of any archive."""
        return self.content.get("seal") is not None

    @property
    def text(self) -> str:
        """The receipt as it is saved to a file; white space and the order of keys do not matter."""
        return json.dumps(self.content, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Parse the contents of a receipt file.

        Raises:
            InputError: It is too large, not JSON in UTF-8, nested too deeply, not an object, or has a key twice.
        """
        if len(data) > MAX_BYTES:
            raise InputError(f"found more than {MAX_BYTES:,} bytes, expected a receipt")
        try:
            content = json.loads(data.decode(), object_pairs_hook=_without_repetition, parse_constant=_no_number)
        except InputError:
            raise
        except (ValueError, RecursionError) as error:
            raise InputError(f"not JSON in UTF-8 ({error}), expected a receipt") from error
        if not isinstance(content, dict):
            raise InputError(f"found {described(content)}, expected a receipt")
        return cls(content)

    @classmethod
    def read(cls, file: str | Path) -> Self:
        """Read a receipt from a file.

        Raises:
            InputError: The file cannot be read or is not a receipt; see `parse`.
        """
        try:
            with Path(file).open("rb") as stream:
                return cls.parse(stream.read(MAX_BYTES + 1))
        except OSError as error:
            raise InputError(f"{file}: cannot be read ({error.strerror})") from error
        except InputError as error:
            raise InputError(f"{file}: {error}") from error


def seal_key(snapshot: Snapshot) -> bytes | None:
    """Return the key that seals an archive's receipts; None if it does not exist yet."""
    key = snapshot.get(_SEAL_KEY)
    return None if key is None else bytes.fromhex(key)


def ensure_seal_key(store: Store) -> bytes:
    """Return the key that seals an archive's receipts, creating it if needed; the caller must hold the lock.

    The key is 32 random bytes, stored in the archive's database.
    """
    with store.catalog.reading() as snapshot:
        key = seal_key(snapshot)
    if key is None:
        with store.catalog.writing(new_generation=False) as transaction:
            key = seal_key(transaction) or secrets.token_bytes(32)
            transaction.set(_SEAL_KEY, key.hex())
    return key


def available_seal_key(store: Store) -> bytes | None:
    """Return the key that seals an archive's receipts, creating it if needed; None if it cannot be created.

    Raises:
        ArchiveLockedError: There is no key yet, and another process is writing to the archive.
    """
    with store.catalog.reading() as snapshot:
        key = seal_key(snapshot)
    if key is None and store.catalog.exists():
        try:
            with store.lock():
                return ensure_seal_key(store)
        except ArchiveLockedError:
            raise
        except ArchiveError:
            return None  # the folder is read-only
    return key


def settings_used(settings: Settings, snapshot: Snapshot) -> Settings:
    """Return the settings with the index's values in place of None."""
    tokens, overlap = snapshot.get("passage_tokens"), snapshot.get("passage_overlap")
    return replace(
        settings,
        encoder=snapshot.get("encoder"),
        passage_tokens=int(tokens) if tokens else None,
        passage_overlap=int(overlap) if overlap else None,
    )


def make_receipt(reply: Reply, settings: Settings, key: bytes | None) -> Receipt:
    """Make a receipt of a reply, sealed if there is a key."""
    content: ReceiptJson = {
        "type": TYPE,
        "schema": SCHEMA,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "byline": __version__,
        "settings": asdict(settings),
        "reply": reply.to_dict(),
        "seal": None,
    }
    return Receipt(content if key is None else sealed(content, key))


def sealed(content: ReceiptJson, key: bytes) -> ReceiptJson:
    """Return the content of a receipt with a new seal."""
    algorithm, archive = _ALGORITHM, _name(key)
    value = _seal_value({**content, "seal": {"algorithm": algorithm, "archive": archive}}, key)
    return {**content, "seal": {"algorithm": algorithm, "archive": archive, "value": value}}


def _seal_value(content: Mapping[str, object], key: bytes) -> str:
    """Compute the HMAC of a receipt whose seal has no value yet."""
    return hmac.new(key, b"receipt\n" + canonical(content), hashlib.sha256).hexdigest()


def _name(key: bytes) -> str:
    """Return a name for an archive that is derived from its key but does not reveal it."""
    return hmac.new(key, b"archive", hashlib.sha256).hexdigest()[:32]


def canonical(value: object) -> bytes:
    """Return the canonical form of a JSON value: keys sorted, no white space, UTF-8."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
        return text.encode()
    except UnicodeEncodeError as error:
        raise InputError("found half a character (a lone surrogate), expected text") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError(f"found something that JSON cannot represent ({error}), expected a receipt") from error


def seal_problems(content: ReceiptJson, rows: Snapshot) -> tuple[list[str], list[str]]:
    """Return why the seal proves nothing, and why it is broken; both are empty if the archive's seal is intact.

    Raises:
        InputError: This version does not know the kind of seal.
    """
    unchecked = f"its quotes were checked, but its {_SEALED_ONLY} cannot be"
    seal = content["seal"]
    if seal is None:
        return [f"it has no seal: {unchecked}"], []
    key = seal_key(rows)
    if seal["algorithm"] != _ALGORITHM:
        raise InputError(f"seal: found {described(seal['algorithm'])}, expected {_ALGORITHM}")
    if key is None or seal["archive"] != _name(key):
        return [f"it has the seal of another archive: {unchecked}"], []
    unsealed = {name: value for name, value in seal.items() if name != "value"}
    expected = _seal_value({**content, "seal": unsealed}, key)
    if hmac.compare_digest(expected.encode(), seal["value"].encode()):
        return [], []
    return [], ["its seal is broken: the receipt was changed after it was made"]


def described(value: object) -> str:
    """Return a JSON value for a message, on one line of at most 60 characters."""
    return shorten(json.dumps(value, ensure_ascii=True, default=repr), 60)


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise InputError(f"found the key {described(name)} twice in one object, expected it once")
        found[name] = value
    return found


def _no_number(constant: str) -> NoReturn:
    raise InputError(f"found {constant}, expected a number")
