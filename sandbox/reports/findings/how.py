"""How the user asked, for the commands that reports suggest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HowMade:
    """How an answer came to be.

    Attributes
    ----------
    target
        How the user named the scenario or the study.
    command
        The whole command line that makes it again; empty where there is none.
    world
        How `sandbox world` is told to list what the scenario rests on; empty for the scenario of
        a run.
    """

    target: str
    command: str = ""
    world: str = ""
