"""Elementary functions from + − × ÷ alone, whose bits are the same on every machine.

The four operations are exactly rounded everywhere; the logarithm of a C library differs in its
last bits between processors with and without fused multiply-add, and between libraries.
"""

from __future__ import annotations

from typing import Final

LARGEST: Final = 1.7976931348623157e308  # largest float of 64 bits
SQRT_2: Final = 1.4142135623730951
SQRT_HALF: Final = 0.7071067811865476
# ln 2 as a 31-bit head, whose products with small integers are exact, and the rest.
LN2_HEAD: Final = 1488522236 / 2147483648
LN2_REST: Final = -4.2009150726810846e-11


def exact_ln(x: float) -> float:
    """Return the natural logarithm with a relative error below 6e-16, the same on every machine.

    Parameters
    ----------
    x
        Positive and finite.

    Raises
    ------
    ValueError
        If `x` is zero, negative, infinite or not a number.

    Notes
    -----
    x = 2**k · m with m from √½ to √2, both exact; then ln m = 2 artanh s for s = (m − 1)/(m + 1),
    |s| <= 0.1716, by its series up to the 21st power of s (remainder below 7e-19 of the result).
    """
    if not 0.0 < x <= LARGEST:
        raise ValueError("the logarithm needs a positive finite number")
    k = 0
    while x >= 256.0:
        x *= 0.00390625  # 1/256
        k += 8
    while x < 0.00390625:
        x *= 256.0
        k -= 8
    while x >= SQRT_2:
        x *= 0.5
        k += 1
    while x < SQRT_HALF:
        x *= 2.0
        k -= 1
    s = (x - 1.0) / (x + 1.0)
    return k * LN2_HEAD + (k * LN2_REST + 2.0 * s * _artanh_over(s * s))


def _artanh_over(square: float) -> float:
    # artanh(s) / s as a polynomial in s².
    total = 1.0 / 21.0
    total = total * square + 1.0 / 19.0
    total = total * square + 1.0 / 17.0
    total = total * square + 1.0 / 15.0
    total = total * square + 1.0 / 13.0
    total = total * square + 1.0 / 11.0
    total = total * square + 1.0 / 9.0
    total = total * square + 1.0 / 7.0
    total = total * square + 1.0 / 5.0
    total = total * square + 1.0 / 3.0
    return total * square + 1.0
