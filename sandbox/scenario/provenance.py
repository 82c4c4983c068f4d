"""Where the numbers of a world come from."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.scenario.sections import Path


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known about one number.

    Attributes
    ----------
    path
        Keys from the top of the document; a rule is addressed by its name.
    value_text
        The number as it is written.
    source
        Key in `sources`, empty for assumptions and for numbers without a source.
    url, date, confidence
        Those of the source.
    low, high
        Ends of the range of an assumption, as written.
    because
        Reason of an assumption, or the note of a fact.
    is_assumption
        Whether the number is assumed.
    """

    path: Path
    value_text: str
    source: str = ""
    url: str = ""
    date: str = ""
    confidence: str = ""
    low: str = ""
    high: str = ""
    because: str = ""
    is_assumption: bool = False
