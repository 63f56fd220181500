"""The body of a response, unpacked piece by piece within a size limit."""

import zlib
from collections.abc import Iterable, Iterator

from byline.errors import ArticleError

_STEP = 65_536


def body_of(chunks: Iterable[bytes], packing: str, most: int) -> bytes:
    """Assemble a body.

    Args:
        chunks: The chunks as sent.
        packing: The Content-Encoding header.
        most: The most bytes it may have, both as sent and unpacked.

    Raises:
        ArticleError: It is larger, or not packed with gzip.
    """
    sent = _up_to(most, chunks)
    if packing in {"gzip", "x-gzip"}:
        return b"".join(_up_to(most, _unpacked(sent)))
    if packing not in {"", "identity"}:
        raise ArticleError(f"compressed as {packing[:40]!r}, which was not requested")
    return b"".join(sent)


def _up_to(most: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise ArticleError(f"larger than the limit of {most:,} bytes")
        yield piece


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    stream, whole = zlib.decompressobj(wbits=31), True
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                yield stream.decompress(rest, _STEP)
                rest, whole = stream.unconsumed_tail, False
                if stream.eof:  # another gzip member may follow
                    rest, whole = stream.unused_data, True
                    stream = zlib.decompressobj(wbits=31)
        if not whole:
            yield stream.flush()
            if not stream.eof:
                raise ArticleError("the response breaks off")
    except zlib.error as error:
        raise ArticleError(f"not gzip as declared: {error}") from error
