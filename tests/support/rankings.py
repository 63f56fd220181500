"""What engines find, compared with what the reference finds."""

import numpy as np

from byline.store.engines import Ranking


def assert_same(found: Ranking, expected: Ranking, rtol: float) -> None:
    np.testing.assert_allclose(found.scores, expected.scores, rtol=rtol, atol=1e-6)
    for key, score in zip(found.keys.tolist(), found.scores.tolist(), strict=True):
        tied = expected.keys[np.isclose(expected.scores, score, rtol=rtol, atol=1e-6)]
        last = len(expected) and np.isclose(score, expected.scores[-1], rtol=rtol, atol=1e-6)
        assert key in tied or last  # of equal scores at the very end, either may be left out
