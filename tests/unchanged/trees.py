"""Two trees side by side: this one, and one that git brings back."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import tomllib
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# By state of the sources: machine code, and older trees, whose paths machine code depends on.
CACHE = ROOT / "build" / "unchanged"
KEPT = 8  # states
DIGITS = 16


class TreeError(Exception):
    """A tree that cannot be brought back, or that does not compute."""


@dataclass(slots=True)
class Computation:
    """A tree at work in a process of its own.

    Attributes
    ----------
    name
        How the tree is called in messages.
    digests
        Case → part → digest, as far as it is.
    steps
        Steps of the plan that are done.
    reader
        Reads what the process writes.
    """

    name: str
    process: subprocess.Popen[str]
    digests: dict[str, dict[str, str]] = field(default_factory=dict)
    steps: int = 0
    reader: threading.Thread = field(default_factory=threading.Thread)

    def read(self) -> None:
        """Read what the process writes, to its end."""
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for text in lines:
                line = json.loads(text)
                if line:
                    self.digests[line["case"]] = line["digests"]
                else:
                    self.steps += 1

    def check(self, *, is_over: bool = False) -> None:
        """Refuse to go on with a process that has failed.

        Parameters
        ----------
        is_over
            True to wait for its end.

        Raises
        ------
        TreeError
            If the process failed.
        """
        if self.process.wait() if is_over else self.process.poll():
            raise TreeError(f"{self.name} could not be computed; its own words are above")

    def stop(self) -> None:
        """End the process if it still runs, and wait for the rest of what it wrote."""
        self.process.kill()
        self.process.wait()
        self.reader.join()


def bring_back(revision: str) -> Path:
    """Return the folder with the tree of a revision, written if it is not there already.

    Raises
    ------
    TreeError
        If git knows no such revision.
    """
    state = _git("rev-parse", "--verify", "--end-of-options", f"{revision}^{{tree}}")
    place = _kept(state.decode()[:DIGITS])
    if not (place / "tree").is_dir():
        packed = _git("archive", "--format=tar", state.decode().strip())
        with tempfile.TemporaryDirectory(dir=place) as folder:
            with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
                archive.extractall(folder, filter="data")
            Path(folder).rename(place / "tree")
            Path(folder).mkdir()  # for the context to delete
    return place / "tree"


def _git(*words: str) -> bytes:
    git = shutil.which("git")
    if git is None:
        raise TreeError("git is needed to bring a revision back")
    done = subprocess.run([git, "-C", str(ROOT), *words], capture_output=True, check=False)
    if done.returncode:
        raise TreeError(f"git: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def other_dependencies(revision: Path) -> bool:
    """Tell whether a tree asks for other libraries than this one, whose environment it gets."""
    first, second = (
        tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        for root in (revision, ROOT)
    )
    return bool(first["dependencies"] != second["dependencies"])


def start(name: str, root: Path, plan: Path) -> Computation:
    """Let a tree compute a plan, and read along in a thread."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "tests.unchanged.worker", str(root), str(plan)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(_guard_for(plan.parent)), str(root))),
            "SANDBOX_CACHE_DIR": str(_kept(state_of(root))),
        },
        stdout=subprocess.PIPE,
        text=True,
        cwd=plan.parent,
    )
    computation = Computation(name, process)
    computation.reader = threading.Thread(target=computation.read, daemon=True)
    computation.reader.start()
    return computation


def _guard_for(folder: Path) -> Path:
    """Return where this guard is alone, so that it is found whatever a tree has in `tests`."""
    alone = folder / "guard"
    if not alone.exists():
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(HERE, alone / "tests" / "unchanged", ignore=ignored)
    return alone


def state_of(root: Path) -> str:
    """Return a digest of every source of the package: it trusts no digest of the package's own."""
    digest = sha256()
    for file in sorted((root / "sandbox").rglob("*")):
        if file.suffix in {".py", ".npy"}:
            digest.update(f"{file.relative_to(root)}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:DIGITS]


def _kept(state: str) -> Path:
    """Return the folder of a state, which was used just now."""
    folder = CACHE / state
    folder.mkdir(parents=True, exist_ok=True)
    folder.touch()
    return folder


def forget_old_states() -> None:
    """Delete what is kept of states that were not computed lately."""
    states = sorted(CACHE.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in states[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
