"""The shape of the tables about who comes."""

from collections.abc import Sequence
from typing import NamedTuple


class AudienceTable(NamedTuple):
    """Audiences, by index.

    Attributes
    ----------
    kind_start, kind_chosen, kind_segment, kind_tier
        Segment × city tier: row of the first, cumulative thresholds, members.
    set_start, set_chosen, set_held, set_new
        Wallet sets: row of the first, cumulative thresholds, bit mask, 1 for new shoppers.
    also_start, also_wallet, also_word, also_held, also_favourite
        Further wallets: row of the first, wallet, position among the holding words, thresholds.
    weight
        Favourite weights: (audience × {existing, new}) × wallet.
    agreement
        Thresholds of password-free agreements: audience × wallet.
    """

    kind_start: Sequence[int]
    kind_chosen: Sequence[int]
    kind_segment: Sequence[int]
    kind_tier: Sequence[int]
    set_start: Sequence[int]
    set_chosen: Sequence[int]
    set_held: Sequence[int]
    set_new: Sequence[int]
    also_start: Sequence[int]
    also_wallet: Sequence[int]
    also_word: Sequence[int]
    also_held: Sequence[int]
    also_favourite: Sequence[int]
    weight: Sequence[int]
    agreement: Sequence[int]


class SegmentTable(NamedTuple):
    """Segments, by index: thresholds of switching at the menu and after a decline."""

    switch_willingness: Sequence[int]
    switch_after_decline: Sequence[int]
