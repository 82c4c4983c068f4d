"""A stored run: a folder with everything that reading, repeating or comparing the run needs.

manifest.json   what was run; written last, so a folder with one is whole
scenario/       the user's files as they were; packaged worlds belong to the version
replications/   the store: the tally of each replication (only with DuckDB)
result.json     what `sandbox run --json` prints
report.txt      what `sandbox run` prints
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.characters import escaped_in_json
from sandbox.errors import MissingExtraError, UsageError
from sandbox.machine import check_regular
from sandbox.studies.store.keys import ReplicationKey, rules_hash, tables_hash
from sandbox.studies.store.store import Store, time_now
from sandbox.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.answers.answer import Answer
    from sandbox.scenario.loading import Loaded
    from sandbox.scenario.study.study_loading import LoadedStudy

FORMAT = 2
MANIFEST, SCENARIO, REPLICATIONS = "manifest.json", "scenario", "replications"
RESULT, REPORT = "result.json", "report.txt"


@dataclass(frozen=True, slots=True)
class ManifestRegime:
    """One regime of a stored run.

    Attributes
    ----------
    name
        Of the regime, or `walk`.
    is_walk
        Whether it is the scenario's walk and not one regime.
    tables
        Hash of its tables: part of the keys of its replications.
    checksum
        Of the tally over all replications.
    """

    name: str
    is_walk: bool
    tables: str
    checksum: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was run.

    Attributes
    ----------
    scenario, question
        Name and first comment of the scenario.
    target
        Its file below `SCENARIO`, or the name of a packaged world.
    overrides
        `PATH=VALUE` texts.
    resolved_scenario
        The merged document, values as written.
    seed, replications, engine, version, smoke
        How it was run; `smoke` for the small edition.
    rules
        Hash of the program's rules.
    time
        When it was stored, UTC.
    has_replications
        Whether the store holds them.
    regimes
        The baseline first.
    """

    scenario: str
    question: str
    target: str
    overrides: tuple[str, ...]
    resolved_scenario: Mapping[str, object]
    seed: int
    replications: int
    engine: str
    version: str
    smoke: bool
    rules: str
    time: str
    has_replications: bool
    regimes: tuple[ManifestRegime, ...]

    def keys(self, regime: ManifestRegime) -> list[ReplicationKey]:
        """Return the keys of a regime's replications, in order."""
        numbers = range(self.replications)
        return [ReplicationKey(regime.tables, self.rules, self.seed, k) for k in numbers]

    def target_in(self, folder: Path) -> str:
        """Return what `load` takes: a file of the stored run, or the name of a packaged world."""
        return str(folder / SCENARIO / self.target) if self.target else self.scenario


def store_answer(folder: Path, study: LoadedStudy, answer: Answer) -> Manifest:
    """Write the scenario of an answer and, last, its manifest into a folder.

    Its replications are in the folder already where they were kept there; of a study with
    several points those of the first point count.

    Raises
    ------
    OSError
        If the folder cannot be written.
    UsageError
        If its replications cannot be read.
    """
    (folder / MANIFEST).unlink(missing_ok=True)
    point, document = answer.points[0], answer.document
    regimes = tuple(
        ManifestRegime(
            case.regime,
            len(case.built.stages) > 1,
            tables_hash(case.built.world),
            case.total.checksum(),
        )
        for case in point.cases
    )
    manifest = Manifest(
        scenario=str(document["scenario"]),
        question=str(document["question"]),
        target=_copy_files(folder / SCENARIO, study.base),
        overrides=(*study.base.overrides, *(f"{path}={text}" for path, text in point.settings)),
        resolved_scenario=study.base.plain,
        seed=int(document["seed"]),
        replications=point.replications,
        engine=str(document["engine"]),
        version=__version__,
        smoke=bool(document["smoke"]),
        rules=rules_hash(),
        time=time_now(),
        has_replications=False,
        regimes=regimes,
    )
    manifest = replace(manifest, has_replications=_has_replications(folder, manifest))
    write_manifest(folder, manifest)
    return manifest


def _has_replications(folder: Path, manifest: Manifest) -> bool:
    """Tell whether the folder holds every replication of every regime."""
    try:
        store = Store(folder / REPLICATIONS)
    except MissingExtraError:
        return False
    wanted = set(range(manifest.replications))
    return all(
        wanted <= set(store.replication_numbers(regime.tables, manifest.rules, manifest.seed))
        for regime in manifest.regimes
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a manifest: whole, or not at all."""
    document = {"format": FORMAT, "kind": "answer", **asdict(manifest)}
    text = json.dumps(document, ensure_ascii=False, indent=1, default=str)
    aside = folder / f"{MANIFEST}.part"
    aside.write_text(f"{escaped_in_json(text)}\n", encoding="utf-8")
    aside.replace(folder / MANIFEST)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a stored run.

    Raises
    ------
    UsageError
        If the folder is no stored run, or one of a later version.
    """
    path = folder / MANIFEST
    document = read_json(path)
    if document.get("format") == 1:
        raise UsageError(
            f"{folder} was stored by version 0.1.0, whose answers are read no longer",
            hint="run it again with --out",
        )
    if document.get("kind") != "answer":
        raise UsageError(f"{folder} holds a {document.get('kind', 'file')}, not an answer")
    if document.get("format") != FORMAT:
        raise UsageError(
            f"{path} has format {document.get('format')}, known is {FORMAT}",
            hint=f"it was written by sandbox {document.get('version')}",
        )
    fields = {name: document[name] for name in Manifest.__slots__ if name in document}
    try:
        fields["regimes"] = tuple(ManifestRegime(**regime) for regime in fields["regimes"])
        fields["overrides"] = tuple(fields["overrides"])
        return Manifest(**fields)
    except (KeyError, TypeError) as error:
        raise UsageError(f"{path} is damaged: {error}") from error


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON document of ours.

    Raises
    ------
    UsageError
        If it cannot be read, or is no document.
    """
    check_regular(path)
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot read {path}: {reason}") from error
    except ValueError as error:
        hint = "" if path.stat().st_size else "a run that was interrupted leaves an empty file"
        raise UsageError(f"{path} is no JSON document", hint) from error
    if not isinstance(document, dict):
        raise UsageError(f"{path} is no JSON document of a run")
    return document


def _copy_files(folder: Path, loaded: Loaded) -> str:
    """Copy the user's files as they were loaded, beside each other as they are; name the first."""
    files = [(origin.path, origin.source.text) for origin in loaded.chain if origin.path]
    places = [Path(os.path.abspath(path)) for path, _ in files]  # noqa: PTH100 -- links stay links
    top = _common_folder(places)
    for place, (_, text) in zip(places, files, strict=True):
        copy = folder / place.relative_to(top)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
    return places[0].relative_to(top).as_posix() if places else ""


def _common_folder(places: Sequence[Path]) -> Path:
    if not places:
        return Path()
    return Path(os.path.commonpath([place.parent for place in places]))
