"""Segments and audiences as tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from sandbox.model.tables.people_tables import AudienceTable, SegmentTable
from sandbox.scenario.schema.section import ONE, ZERO
from sandbox.scenario.tables.traffic import cumulative
from sandbox.units import part_of, threshold
from sandbox.vocabulary import CityTier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.scenario.schema.people_sections import Audience
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.labels import Labels

WEIGHT_TOTAL = 1 << 20  # keeps word × sum of weights inside 63 bits
LANES = 4


def split_set(name: str) -> list[str]:
    """Return the wallets of a set such as `alipay + wechat_pay`; `none` is the empty set."""
    parts = [part.strip() for part in name.split("+")]
    return [] if parts == ["none"] else parts


def named_wallets(audience: Audience) -> set[str]:
    """Return the wallets that the audience's joint tables speak of."""
    tables = [audience.wallets, audience.new.wallets if audience.new is not None else {}]
    return {wallet for table in tables for name in table for wallet in split_set(name)}


def further_wallets(document: Document, audience: Audience) -> dict[str, tuple[Fraction, Fraction]]:
    """Return the wallets held independently: name → (held by, favourite of)."""
    joint = named_wallets(audience)
    further = {}
    for name, wallet in document.wallets.items():
        held = audience.also.get(name, wallet.held_by)
        if name not in joint and held:
            further[name] = (held, min(wallet.favourite_of, held))
    return further


class TierShare(NamedTuple):
    """The share of a segment that lives in cities of one tier."""

    segment: str
    tier: CityTier
    share: Fraction


@dataclass(slots=True)
class _Rows:
    kind_start: list[int] = field(default_factory=lambda: [0])
    kind_chosen: list[int] = field(default_factory=list)
    kind_segment: list[int] = field(default_factory=list)
    kind_tier: list[int] = field(default_factory=list)
    set_start: list[int] = field(default_factory=lambda: [0])
    set_chosen: list[int] = field(default_factory=list)
    set_held: list[int] = field(default_factory=list)
    set_new: list[int] = field(default_factory=list)
    also_start: list[int] = field(default_factory=lambda: [0])
    also_wallet: list[int] = field(default_factory=list)
    also_word: list[int] = field(default_factory=list)
    also_held: list[int] = field(default_factory=list)
    also_favourite: list[int] = field(default_factory=list)
    weight: list[int] = field(default_factory=list)
    agreement: list[int] = field(default_factory=list)


def build_segments(document: Document, labels: Labels) -> SegmentTable:
    """Return the segments in the order of their ids."""
    sections = [document.segments[name] for name in labels.segments.names]
    return SegmentTable(
        tuple(threshold(section.switch_willingness) for section in sections),
        tuple(threshold(section.switch_after_decline) for section in sections),
    )


def groups_of(labels: Labels, wallets: set[str]) -> tuple[int, ...]:
    """Return the party fields of the blocks in which wallets have their lanes."""
    return tuple(sorted({labels.wallets.ids[labels.wallets[name]] // LANES for name in wallets}))


def holding_groups(document: Document, labels: Labels) -> tuple[int, ...]:
    """Return the party fields of the holding blocks that some audience needs."""
    names: set[str] = set()
    for audience in document.audiences.values():
        names.update(further_wallets(document, audience))
    return groups_of(labels, names)


def agreement_groups(document: Document, labels: Labels) -> tuple[int, ...]:
    """Return the party fields of the agreement blocks that some audience needs."""
    names: set[str] = set()
    for audience in document.audiences.values():
        names.update(name for name, share in audience.agreements.items() if share)
    return groups_of(labels, names)


def word_position(groups: tuple[int, ...], wallet_id: int) -> int:
    """Return where a wallet's draw stands among the words of the drawn blocks, -1 for nowhere."""
    group, lane = divmod(wallet_id, LANES)
    return groups.index(group) * LANES + lane if group in groups else -1


def build_audiences(document: Document, labels: Labels) -> AudienceTable:
    """Return the audiences in the order of the document (they key no draw)."""
    groups = holding_groups(document, labels)
    tier_shares = _tier_shares(document, labels)
    rows = _Rows()
    for name in labels.audiences:
        audience = document.audiences[name]
        _add_kinds(rows, labels, audience, tier_shares)
        _add_sets(rows, labels, audience)
        _add_further(rows, document, labels, audience, groups)
        _add_weights(rows, labels, audience)
        for wallet in labels.wallets.names:
            rows.agreement.append(threshold(audience.agreements.get(wallet, ZERO)))
    return AudienceTable(*(tuple(getattr(rows, column)) for column in AudienceTable._fields))


def _tier_shares(document: Document, labels: Labels) -> list[TierShare]:
    """Return the share of each tier of cities within each segment; empty ones are left out."""
    tier_shares = []
    for name in labels.segments.names:
        tiers: dict[str, Fraction] = dict(document.segments[name].city_tiers.items())
        whole = sum(tiers.values(), ZERO)
        for tier in CityTier:
            share = tiers.get(tier.name.lower(), ZERO)
            if share:
                tier_shares.append(TierShare(name, tier, share / whole))
    return tier_shares


def _add_kinds(
    rows: _Rows,
    labels: Labels,
    audience: Audience,
    tier_shares: Sequence[TierShare],
) -> None:
    weights = audience.segments or dict.fromkeys(labels.segments.names, ONE)
    shares = []
    for name, tier, share in tier_shares:
        weight = weights.get(name, ZERO)
        if weight:
            shares.append(weight * share)
            rows.kind_segment.append(labels.segments[name])
            rows.kind_tier.append(int(tier))
    rows.kind_chosen.extend(cumulative(shares))
    rows.kind_start.append(len(rows.kind_chosen))


def _masks(labels: Labels, table: Mapping[str, Fraction], scale: Fraction) -> dict[int, Fraction]:
    shares: dict[int, Fraction] = {}
    for name, share in table.items():
        mask = sum(1 << labels.wallets[wallet] for wallet in split_set(name))
        shares[mask] = shares.get(mask, ZERO) + share * scale
    rest = scale - sum(shares.values(), ZERO)
    if rest > 0:
        shares[0] = shares.get(0, ZERO) + rest
    return dict(sorted(shares.items(), key=lambda item: (-item[0].bit_count(), item[0])))


def _add_sets(rows: _Rows, labels: Labels, audience: Audience) -> None:
    new_share = audience.new.share if audience.new is not None else ZERO
    parts = [(0, _masks(labels, audience.wallets, 1 - new_share))]
    if audience.new is not None:
        parts.append((1, _masks(labels, audience.new.wallets, new_share)))
    reached = ZERO
    for is_new, shares in parts:
        for mask, share in shares.items():
            if share:
                reached += share
                rows.set_chosen.append(threshold(reached))
                rows.set_held.append(mask)
                rows.set_new.append(is_new)
    rows.set_start.append(len(rows.set_chosen))


def _add_further(
    rows: _Rows,
    document: Document,
    labels: Labels,
    audience: Audience,
    groups: tuple[int, ...],
) -> None:
    further = further_wallets(document, audience)
    for name in sorted(further, key=labels.wallets.__getitem__):
        held, favourite = further[name]
        index = labels.wallets[name]
        rows.also_wallet.append(index)
        rows.also_word.append(word_position(groups, labels.wallets.ids[index]))
        rows.also_held.append(threshold(held))
        rows.also_favourite.append(threshold(favourite))
    rows.also_start.append(len(rows.also_wallet))


def _add_weights(rows: _Rows, labels: Labels, audience: Audience) -> None:
    usual = audience.favourites
    fresh = audience.new.favourites if audience.new is not None else None
    for weights in (usual, fresh if fresh is not None else usual):
        total = sum(weights.values(), ZERO) or ONE
        rows.weight.extend(
            part_of(WEIGHT_TOTAL, weights[name] / total) if name in weights else 0
            for name in labels.wallets.names
        )
