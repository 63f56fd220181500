"""No text can freeze Byline: twice as much text of any kind takes about twice as long to process."""

import pytest
from support.growth import UNITS, Reads, readers_of_text, text_of

MOST = 16_000  # characters of an article
SHORTEST = 500
LONG = 0.02  # seconds of processor time; shorter times are not compared, since they are mostly noise
LONGEST = 1.0
TIMES = 2.5
TRIES = 4
SHARE = 12  # each function gets every twelfth text, and the next function starts one text later

READERS = {one.name: one for one in readers_of_text(MOST)}


def seconds(reads: Reads, unit: str, characters: int, tries: int = 1) -> float:
    """Return the shortest of several times, in seconds, each with a different text."""
    return min(reads.seconds(text_of(unit, characters, f"{characters} {number}")) for number in range(tries))


def doubles(reads: Reads, unit: str, characters: int) -> bool:
    """Return whether a text takes at most 2.5 times as long as half of it; machines are noisy, so it is tried again."""
    for tries in range(1, TRIES + 1):
        half, whole = (seconds(reads, unit, count, tries) for count in (characters // 2, characters))
        if whole <= TIMES * half:
            return True
    return False


def fault(reads: Reads, unit: str) -> str:
    """Return what is wrong with the time that ever longer texts take, or an empty string."""
    characters = SHORTEST
    while True:
        took = seconds(reads, unit, characters)
        if took > LONGEST and (took := seconds(reads, unit, characters, TRIES)) > LONGEST:
            return f"{characters:,} characters take {took:.1f} s"
        if took >= LONG and not reads.is_bounded and doubles(reads, unit, characters):
            return ""
        if characters >= reads.most:
            grows = took >= LONG and not reads.is_bounded
            return f"{characters:,} characters take over {TIMES} times as long as half of them" if grows else ""
        characters = min(4 * characters, reads.most)


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_twice_the_text_takes_about_twice_the_time(name: str) -> None:
    first = list(READERS).index(name) % SHARE
    faults = {unit: fault(READERS[name], unit) for unit in UNITS[first::SHARE]}
    assert {unit: told for unit, told in faults.items() if told} == {}
