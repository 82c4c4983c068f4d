"""Philox4x32-10, transcribed from the paper as slowly and plainly as possible.

Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), section 3.3:
a round multiplies two of the four words into double words, and xors the upper halves with the
other two words and with the round's key.
"""

from __future__ import annotations

BASE = 2**32


def philox4x32_10(counter: list[int], key: list[int]) -> list[int]:
    """Return the block of a counter of four words under a key of two."""
    words = list(counter)
    for number in range(10):
        round_keys = [
            (key[0] + number * 0x9E3779B9) % BASE,
            (key[1] + number * 0xBB67AE85) % BASE,
        ]
        high_a, low_a = divmod(0xD2511F53 * words[0], BASE)
        high_b, low_b = divmod(0xCD9E8D57 * words[2], BASE)
        words = [high_b ^ words[1] ^ round_keys[0], low_b, high_a ^ words[3] ^ round_keys[1], low_a]
    return words
