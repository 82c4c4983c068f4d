"""Who comes: the shopper of a checkout, told from the audience of its destination."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.vocabulary import EntityKind, Purpose
from tests.oracles.naive_draws import Draws, by_weight, in_parts, pick, says_yes
from tests.oracles.naive_world import Parties, wallet_set


@dataclass(frozen=True)
class Shopper:
    """A shopper and the wallets held.

    Attributes
    ----------
    segment, tier
        Names.
    is_new
        Whether the shopper comes for the first time.
    held
        Wallets, in order of their ids.
    favourite
        The favourite among them; none where none has any weight.
    own_order
        Wallets held, the dearest first.
    agreements
        Wallets with a password-free agreement here.
    biometric
        Whether the shopper confirms by finger or face.
    """

    segment: str
    tier: str
    is_new: bool
    held: tuple[str, ...]
    favourite: str | None
    own_order: tuple[str, ...]
    agreements: frozenset[str]
    biometric: bool


def shopper_of(parties: Parties, draws: Draws, number: int, destination: str) -> Shopper:
    """Return the shopper of a checkout."""

    def identity(lane: int) -> int:
        return draws.word(EntityKind.SHOPPER, Purpose.IDENTITY, number, lane)

    audience = parties.audience(destination)
    segment, tier = pick(identity(0), parties.kinds[destination])
    is_new, in_table = pick(identity(1), parties.joint_wallets[destination])
    further = _further(parties, draws, number, destination)
    held = sorted(in_table | further.keys(), key=lambda name: parties.wallet_ids[name])
    likings = audience.favourites
    if is_new and audience.new is not None and audience.new.favourites is not None:
        likings = audience.new.favourites
    weights = in_parts(likings, held)
    favourite = by_weight(identity(2), weights) or next(iter(held), None)
    for name, is_favourite in further.items():
        if is_favourite:
            favourite = name
    biometric = says_yes(identity(3), parties.document.cashier.biometric)
    return Shopper(
        segment=segment,
        tier=tier,
        is_new=is_new,
        held=tuple(held),
        favourite=favourite,
        own_order=tuple(sorted(held, key=lambda n: (-weights[n], parties.wallet_ids[n]))),
        agreements=frozenset(
            name
            for name, share in audience.agreements.items()
            if says_yes(_about(parties, draws, number, Purpose.AGREEMENT, name), share)
        ),
        biometric=biometric,
    )


def _about(parties: Parties, draws: Draws, number: int, purpose: Purpose, wallet: str) -> int:
    return draws.of_wallet(purpose, number, parties.wallet_ids[wallet])


def _further(parties: Parties, draws: Draws, number: int, destination: str) -> dict[str, bool]:
    """Return the wallets held beside the joint table, and whether each is the favourite."""
    audience = parties.audience(destination)
    tables = [audience.wallets, audience.new.wallets if audience.new is not None else {}]
    in_tables = {name for table in tables for text in table for name in wallet_set(text)}
    found = {}
    for name in sorted(parties.wallet_ids, key=lambda n: parties.wallet_ids[n]):
        if name in in_tables:
            continue
        wallet = parties.wallet(name)
        share = audience.also.get(name, wallet.held_by)
        word = _about(parties, draws, number, Purpose.HOLDING, name)
        if says_yes(word, share):
            found[name] = says_yes(word, wallet.favourite_of)
    return found
