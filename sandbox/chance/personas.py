"""Names for shoppers, made up by Faker when somebody looks at a trace, a story or a report.

A persona is cosmetic: nothing that a shopper does may depend on it, and no engine imports this
module. It is the same for the same shopper as long as the same version of Faker is installed.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, NamedTuple

from sandbox.chance.streams import PERSONA_PURPOSE, block, stream_key
from sandbox.errors import UsageError
from sandbox.vocabulary import EntityKind

LOCALES: Final = ("zh_CN", "en_US")


class Persona(NamedTuple):
    """Who a shopper is said to be.

    Attributes
    ----------
    name
        Full name.
    city
        Where they live; unrelated to the city tier that they were drawn with.
    phone
        Telephone number, made up.
    """

    name: str
    city: str
    phone: str


def persona(seed: int, replication: int, shopper: int, locale: str = "zh_CN") -> Persona:
    """Return the persona of one shopper.

    Parameters
    ----------
    seed, replication
        As in `streams.stream_key`.
    shopper
        Number of the shopper.
    locale
        One of `LOCALES`.

    Raises
    ------
    UsageError
        If the locale is unknown, or the seed or replication does not fit.
    """
    if locale not in LOCALES:
        raise UsageError(f"the locale is {locale}, must be one of {', '.join(LOCALES)}")
    words = block(
        stream_key(seed, replication),
        EntityKind.SHOPPER,
        shopper,
        PERSONA_PURPOSE,
        party=0,
        attempt_try=0,
    )
    faker = _faker(locale)
    faker.seed_instance(int.from_bytes(b"".join(word.to_bytes(4) for word in words)))
    return Persona(faker.name(), faker.city(), faker.phone_number())


@cache
def _faker(locale: str) -> Any:  # noqa: ANN401 -- Faker's providers are methods it adds at run time
    from faker import Faker  # noqa: PLC0415 -- takes a tenth of a second, and few runs need it

    return Faker(locale)
