"""A stored answer, opened again: its document and, where they can be had, its replications."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.answers.document import SCHEMA
from sandbox.answers.question import Kind
from sandbox.characters import visible_values
from sandbox.errors import MissingExtraError, SandboxError, UsageError
from sandbox.metrics.regime_result import RegimeResult
from sandbox.model.records.record import shapes
from sandbox.scenario.loading import load
from sandbox.scenario.tables.build import build_world
from sandbox.studies.smoke import smoke_edition
from sandbox.studies.store.keys import rules_hash, tables_hash
from sandbox.studies.store.manifests import (
    MANIFEST,
    REPLICATIONS,
    RESULT,
    Manifest,
    ManifestRegime,
    read_json,
    read_manifest,
)
from sandbox.studies.store.store import Store

if TYPE_CHECKING:
    from sandbox.metrics.tally import Tally
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.build import BuiltWorld

OF_FIRST_SCHEMA = ("success_rate", "runs", "study", "differences")
STORE_HINT = "store an answer with `sandbox run FILE --out DIR`"


@dataclass(frozen=True, slots=True)
class OpenRegime:
    """One regime of a stored answer.

    Attributes
    ----------
    name
        Of the regime, or `walk`.
    document
        What `--json` said of it, of several points at the first one.
    result
        Its tables and tallies; None where they are not stored or not readable by this version.
    can_repeat
        Whether this program would compute the same replications again.
    """

    name: str
    document: dict[str, Any]
    result: RegimeResult | None = None
    can_repeat: bool = False


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A stored answer.

    Attributes
    ----------
    location
        As the user named it.
    folder
        Where its files are.
    document
        What `--json` printed.
    manifest
        None for a document alone.
    regimes
        By name, the baseline first.
    remarks
        What is missing, in sentences without their subject, for example `has no manifest`.
    scenario
        The scenario as it was asked; None where it cannot be had.
    """

    location: str
    folder: Path
    document: dict[str, Any]
    manifest: Manifest | None
    regimes: dict[str, OpenRegime]
    remarks: tuple[str, ...]
    scenario: Document | None = None

    @property
    def seed(self) -> int:
        """Seed of every draw."""
        return int(self.document["seed"])

    @property
    def replications(self) -> int:
        """Number of replications, of several points at the first one."""
        return int(self.document["points"][0]["replications"])


def open_run(location: str) -> OpenRun:
    """Open a stored answer.

    Parameters
    ----------
    location
        Folder that `--out` wrote, its result.json, or the document of `--json`.

    Raises
    ------
    UsageError
        If there is no such place, it is no stored answer, or one of version 0.1.0.
    """
    path = Path(location)
    if not path.exists():
        raise UsageError(f"there is no stored answer {location}", STORE_HINT)
    folder = path if path.is_dir() else path.parent
    is_stored = (folder / MANIFEST).exists() and (path.is_dir() or path.name in (RESULT, MANIFEST))
    manifest = read_manifest(folder) if is_stored else None
    result = path if path.is_file() and path.name != MANIFEST else folder / RESULT
    if not result.exists():
        raise UsageError(f"{location} is not a stored answer", STORE_HINT)
    document = visible_values(read_json(result))
    documents = _documents(document, location)
    if manifest is None:
        regimes = {name: OpenRegime(name, below) for name, below in documents.items()}
        return OpenRun(location, folder, document, None, regimes, ("has no manifest",))
    _check_together(manifest, documents, location)
    opened, remarks, scenario = _opened(folder, manifest, documents)
    return OpenRun(location, folder, document, manifest, opened, remarks, scenario)


def check_schema(document: dict[str, Any], location: str) -> None:
    """Refuse a document that no report of this version can read.

    Raises
    ------
    UsageError
        If it is of version 0.1.0, of a later version, or no answer at all.
    """
    if document.get("schema") == SCHEMA and "points" in document:
        return
    if isinstance(document.get("schema"), int) and "points" in document:
        raise UsageError(
            f"{location} has schema {document['schema']}, known is {SCHEMA}",
            hint=f"it was written by sandbox {document.get('version')}",
        )
    if any(key in document for key in OF_FIRST_SCHEMA):
        raise UsageError(
            f"{location} was written by version 0.1.0, whose answers are read no longer",
            hint="ask again: the same file and seed give the same shoppers",
        )
    raise UsageError(f"{location} is not an answer", STORE_HINT)


def _documents(document: dict[str, Any], location: str) -> dict[str, dict[str, Any]]:
    """Return the documents of the regimes by name."""
    check_schema(document, location)
    if document["kind"] == Kind.COMPARISON:
        raise UsageError(f"{location} is a comparison", hint="compare the answers that it compares")
    return {case["regime"]: case for case in document["points"][0]["cases"]}


def _check_together(
    manifest: Manifest, documents: dict[str, dict[str, Any]], location: str
) -> None:
    """Refuse a folder whose files are of different answers."""
    if {r.name: r.checksum for r in manifest.regimes} != {
        name: document["checksum"] for name, document in documents.items()
    }:
        raise UsageError(
            f"{location} holds a manifest and a {RESULT} of different answers", STORE_HINT
        )


def _opened(
    folder: Path, manifest: Manifest, documents: dict[str, dict[str, Any]]
) -> tuple[dict[str, OpenRegime], tuple[str, ...], Document | None]:
    remarks = []
    is_current = manifest.rules == rules_hash()
    if not is_current:
        remarks.append(f"was made by other rules than these (version {manifest.version})")
    try:
        loaded = load(manifest.target_in(folder), manifest.overrides)
        tallies = _tallies(folder, manifest)
    except SandboxError as error:
        remarks.append(_why_not(error))
        regimes = {name: OpenRegime(name, below) for name, below in documents.items()}
        return regimes, tuple(remarks), None
    document = smoke_edition(loaded.document) if manifest.smoke else loaded.document
    opened = {}
    for regime in manifest.regimes:
        built = _built(document, regime)
        is_same = built is not None and tables_hash(built.world) == regime.tables
        result = _result(built, tallies[regime.name], manifest.replications)
        opened[regime.name] = OpenRegime(
            regime.name, documents[regime.name], result, can_repeat=is_current and is_same
        )
        if not is_same:
            remarks.append(f"has a world that this version builds otherwise ({regime.name})")
        if result is None:
            remarks.append(f"has no replications that fit its world ({regime.name})")
    return opened, tuple(remarks), document


def _why_not(error: SandboxError) -> str:
    if isinstance(error, MissingExtraError):
        return "has replications that only DuckDB can read"
    return f"cannot be rebuilt: {error}"


def _tallies(folder: Path, manifest: Manifest) -> dict[str, list[Tally]]:
    if not manifest.has_replications:
        return {regime.name: [] for regime in manifest.regimes}
    store = Store(folder / REPLICATIONS)
    return {
        regime.name: [stored.tally for stored in store.find(manifest.keys(regime)).values()]
        for regime in manifest.regimes
    }


def _built(document: Document, regime: ManifestRegime) -> BuiltWorld | None:
    if not regime.is_walk and regime.name not in document.regimes and regime.name:
        return None
    return build_world(document, None if regime.is_walk else regime.name or None)


def _result(built: BuiltWorld | None, tallies: list[Tally], count: int) -> RegimeResult | None:
    """Return tables and tallies where they belong together."""
    if built is None or len(tallies) != count:
        return None
    wanted = shapes(built.world.settings)
    found = ({name: t.shape for name, t in tally.tables.items()} for tally in tallies)
    if any(each != wanted for each in found):
        return None
    return RegimeResult(built, tuple(tallies))
