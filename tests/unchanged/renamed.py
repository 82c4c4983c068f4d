"""What was renamed since older revisions: the one place to say so.

Modules may move freely: a definition is looked for in the sources of the revision.
Only a definition that has another name now, a table, a column or a key needs a line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Definition as the guard calls it → the names that it has had, the newest first.
# Where two modules define the same name, `folder/name` says which is meant.
DEFINITIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "Observers": ("Observers",),
    "Story": ("Story",),
    "Trace": ("Trace",),
    "advance_run": ("advance_run",),
    "build_regimes": ("build_regimes",),
    "engine_named": ("engine_named",),
    "regimes_of": ("regimes_of",),
    "seed_of": ("seed_of",),
    "smoke_edition": ("smoke_edition",),
    "stream_key": ("stream_key",),
}

# Old name → new name, for what a revision calls by its old name.
TABLES: Final[Mapping[str, str]] = {}  # of a record
COLUMNS: Final[Mapping[str, str]] = {}  # of the trace
FACTS: Final[Mapping[str, str]] = {}  # of events of a story
KEYS: Final[Mapping[str, str]] = {}  # of the documents that `--json` prints
