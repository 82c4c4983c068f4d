"""Where the engines part from what the pages say: a switch for each, so that all else is compared.

Each is true where a story is told as `docs/MODEL.md`, `docs/GLOSSARY.md` and the definitions
behind them read.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Readings:
    """How a story is told.

    Attributes
    ----------
    every_wait_counts
        A checkout waited as long as all of its requests, one that outlives it among them.
    last_notice_can_be_lost
        Where every notification of a schedule is lost the merchant never learns of the capture.
    patience_runs_on_after_capture
        A shopper whose patience ends before the merchant learns of the payment leaves.
    """

    every_wait_counts: bool = True
    last_notice_can_be_lost: bool = True
    patience_runs_on_after_capture: bool = True


AS_WRITTEN = Readings()
AS_ENGINES = Readings(**{field.name: False for field in fields(Readings)})
