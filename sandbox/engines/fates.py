"""How every checkout of a replication ended, in one byte each: to match regimes with each other.

The byte is the outcome plus one, and 0 where there is no such checkout.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

NOT_THERE: Final = 255  # in place of an outcome
WORD_BYTES: Final = 8
FIRST_ROOM: Final = 1 << 12


@dataclass(slots=True)
class Fates:
    """Outcomes by number of the checkout.

    Attributes
    ----------
    words
        Eight fates in each, the first in the lowest byte; grows as it must.
    """

    words: NDArray[np.int64] = field(default_factory=lambda: np.zeros(FIRST_ROOM, dtype=np.int64))

    def note(self, checkout: int, outcome: int) -> None:
        """Write down how a checkout ended."""
        word, byte = divmod(checkout, WORD_BYTES)
        while word >= len(self.words):
            self.words = with_room(self.words)
        self.words[word] |= (outcome + 1) << (8 * byte)

    def outcomes(self) -> NDArray[np.uint8]:
        """Return the outcomes, `NOT_THERE` where there is no such checkout.

        Returns
        -------
        NDArray
            As long as the highest number that ended, plus one.
        """
        fates = self.words.astype("<i8").view(np.uint8)
        there = np.flatnonzero(fates)
        count = int(there[-1]) + 1 if len(there) else 0
        outcomes: NDArray[np.uint8] = fates[:count] - np.uint8(1)  # 0 becomes 255
        return outcomes


def with_room(words: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the same fates with as much room again."""
    return np.concatenate([words, np.zeros_like(words)])
