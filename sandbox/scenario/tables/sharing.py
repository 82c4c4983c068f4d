"""Parts of tables that many worlds of one scenario have in common, built once.

A part is a pure function of a document and of some tables. Which sections of the document it reads
is noted while it is built; it serves again for every document that has the same objects there.
Changed copies of a document keep the sections that did not change, so most parts serve again.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.scenario.schema.scenario_document import Document

P = ParamSpec("P")
T = TypeVar("T")

PARTS_KEPT = 16  # of each kind, the latest ones


class Noted:
    """A document that notes which of its sections are read."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.reads: dict[str, object] = {}

    def __getattr__(self, section: str) -> Any:  # noqa: ANN401 -- a section of any type
        value = getattr(self._document, section)
        self.reads[section] = value
        return value


@dataclass(frozen=True, slots=True)
class SharedPart:
    """Something that was built, and what it was built from."""

    reads: dict[str, object]
    others: tuple[object, ...]
    built: object

    def serves(self, document: Document, others: tuple[object, ...]) -> bool:
        """Tell whether it would be built alike again."""
        return self.others == others and all(
            getattr(document, section) is value for section, value in self.reads.items()
        )


@dataclass(frozen=True, slots=True)
class Shared:
    """Parts that were built before."""

    parts: dict[str, deque[SharedPart]] = field(default_factory=dict)

    def part(
        self,
        build: Callable[Concatenate[Document, P], T],
        document: Document,
        *others: P.args,
        **_none: P.kwargs,
    ) -> T:
        """Return what a function builds, from before where that serves.

        Parameters
        ----------
        build
            Pure; whatever it makes is never changed.
        document
            A document.
        others
            Further arguments, comparable.
        """
        kept = self.parts.setdefault(build.__qualname__, deque(maxlen=PARTS_KEPT))
        for part in kept:
            if part.serves(document, others):
                return cast("T", part.built)
        noted = Noted(document)
        built = build(cast("Document", noted), *others, **_none)
        kept.append(SharedPart(noted.reads, others, built))
        return built
