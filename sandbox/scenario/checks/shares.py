"""Shares and weights that have to add up: joint tables, favourites, declines, the cashier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from sandbox.scenario.checks.references import joint_set
from sandbox.scenario.checks.subject import Finding, Subject
from sandbox.scenario.mistakes.section_names import Path
from sandbox.scenario.schema.party_sections import Declines, Wallet
from sandbox.scenario.schema.people_sections import Audience
from sandbox.vocabulary import Confirmation, Container


def check_shares(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each set of shares over 100 % and each set of weights of nothing."""
    for name, audience in subject.document.audiences.items():
        yield from _audience(subject, ("audiences", name), audience)
    for name, segment in subject.document.segments.items():
        tiers = {str(tier): weight for tier, weight in segment.city_tiers.items()}
        yield from _weights(subject, tiers, ("segments", name, "city_tiers"))
    for name, wallet in subject.document.wallets.items():
        yield from _wallet(subject, ("wallets", name), wallet)
    for name, route in subject.document.routes.items():
        if route.declines:
            yield from _declines(subject, route.declines, Fraction(0), ("routes", name))
    yield from _cashier(subject)


def per_cent(share: Fraction) -> str:
    """Return a share as messages write it, for example `112.5 %`."""
    return f"{float(share * 100):.6g} %"


def _audience(subject: Subject, path: Path, audience: Audience) -> Iterator[Finding]:
    yield from _joint_table(subject, audience.wallets, (*path, "wallets"))
    joint = {wallet for key in audience.wallets for wallet in joint_set(key)}
    if audience.new:
        yield from _joint_table(subject, audience.new.wallets, (*path, "new", "wallets"))
        joint.update(wallet for key in audience.new.wallets for wallet in joint_set(key))
        favourites = audience.new.favourites or {}
        yield from _weights(subject, favourites, (*path, "new", "favourites"))
    for wallet in joint.intersection(audience.also):
        message = f"wallet `{wallet}` stands in `also` and in the joint table"
        where = subject.within(path)
        hint = "a wallet held independently is not part of the table"
        yield Finding(message + where, (*path, "also", wallet), hint, at_key=True)
    yield from _weights(subject, audience.favourites, (*path, "favourites"))
    yield from _weights(subject, audience.segments, (*path, "segments"))


def _joint_table(subject: Subject, table: Mapping[str, Fraction], path: Path) -> Iterator[Finding]:
    total = sum(table.values(), Fraction(0))
    if total > 1:
        message = f"{subject.describe(path)} add up to {per_cent(total)}, must be at most 100 %"
        hint = "what is missing to 100 % holds none of these wallets"
        yield Finding(message, path, hint, at_key=True)
    seen: dict[frozenset[str], str] = {}
    for key in table:
        wallets = joint_set(key)
        first = seen.setdefault(frozenset(wallets), key)
        if len(set(wallets)) < len(wallets):
            message = f"`{key}`{subject.within(path)} names a wallet twice"
            yield Finding(message, (*path, key), at_key=True)
        elif first != key:
            message = f"`{key}`{subject.within(path)} is the same set as `{first}`"
            yield Finding(message, (*path, key), at_key=True)


def _weights(subject: Subject, weights: Mapping[str, Fraction], path: Path) -> Iterator[Finding]:
    if weights and not any(weights.values()):
        message = f"the weights in {subject.describe(path)} are all zero"
        yield Finding(message, path, "give at least one of them a weight", at_key=True)


def _wallet(subject: Subject, path: Path, wallet: Wallet) -> Iterator[Finding]:
    if wallet.favourite_of > wallet.held_by:
        favourite, held = per_cent(wallet.favourite_of), per_cent(wallet.held_by)
        message = f"`favourite_of` is {favourite}, must be at most `held_by`, which is {held}"
        yield Finding(message, (*path, "favourite_of"), about=((*path, "held_by"),))
    shares = {name: funding.share for name, funding in wallet.funding.items()}
    yield from _weights(subject, shares, (*path, "funding"))
    most = max(
        (share for f in wallet.funding.values() for share in f.insufficient_funds.values()),
        default=Fraction(0),
    )
    yield from _declines(subject, wallet.declines, most, path)


def _declines(
    subject: Subject, declines: Declines, funding: Fraction, owner: Path
) -> Iterator[Finding]:
    """Check that at most every attempt is declined; the funding's worst amount is counted in."""
    total = funding + declines.insufficient_funds
    total += declines.risk_declined + declines.technical_decline
    if total > 1:
        part = f", {per_cent(funding)} of it by its fundings" if funding else ""
        message = (
            f"declines of {subject.describe(owner)} add up to {per_cent(total)}{part}, "
            "must be at most 100 %"
        )
        path = (*owner, "declines")
        about = ((*owner, "funding"),)
        yield Finding(message, path, at_key=True, about=about)


def _cashier(subject: Subject) -> Iterator[Finding]:
    cashier = subject.document.cashier
    losses = [
        (
            getattr(cashier.handover_failed, container.name.lower())
            + getattr(cashier.authentication_failed, way.name.lower())
            + (0 if way is Confirmation.PASSWORD_FREE else cashier.cancelled),
            container.name.lower(),
            way.name.lower(),
        )
        for container in Container
        for way in Confirmation
    ]
    share, container, way = max(losses)
    if share > 1:
        message = (
            f"the cashier loses {per_cent(share)} of the attempts in `{container}` with `{way}`, "
            "must be at most 100 %"
        )
        hint = "hand-over, cancellation and authentication failures add up"
        yield Finding(message, ("cashier",), hint, at_key=True)
