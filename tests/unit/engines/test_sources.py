from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.engines import sources
from sandbox.engines.sources import sources_digest

ROOT = Path(__file__).parents[3] / "sandbox"


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Return a copy of the package, whose digest it is from now on."""
    copy = tmp_path / "sandbox"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(sources, "files", lambda _: copy)
    sources_digest.cache_clear()
    yield copy
    sources_digest.cache_clear()


def digest() -> str:
    sources_digest.cache_clear()
    return sources_digest()


def test_a_digest_is_sixty_four_hex_digits(package: Path) -> None:
    assert re.fullmatch("[0-9a-f]{64}", digest())
    assert package.is_dir()


@pytest.mark.parametrize(
    "name",
    [
        "arithmetic.py",
        "chance/philox.py",
        "chance/quantiles.npy",
        "engines/compiled/loop.py",
        "engines/compiled/compiler/program.py",
        "payments/fees.py",
        "scenario/tables/build.py",
        "units.py",
        "vocabulary.py",
    ],
)
def test_every_source_that_decides_a_number_counts(package: Path, name: str) -> None:
    before = digest()
    file = package / name
    content = file.read_bytes()
    file.write_bytes(content + b"\n")
    assert digest() != before
    file.write_bytes(content)
    assert digest() == before


def test_a_new_file_and_a_new_name_count(package: Path) -> None:
    before = digest()
    (package / "payments" / "added.py").write_text("")
    added = digest()
    (package / "payments" / "added.py").rename(package / "payments" / "renamed.py")
    assert len({before, added, digest()}) == 3


def test_what_only_reads_or_shows_does_not_count(package: Path) -> None:
    before = digest()
    for name in ("cli/run.py", "reports/text.py", "metrics/rates.py"):
        (package / name).write_text("changed")
    (package / "payments" / "__pycache__").mkdir()
    (package / "payments" / "__pycache__" / "fees.py").write_text("changed")
    (package / "payments" / "notes.txt").write_text("changed")
    assert digest() == before


def test_line_ends_do_not_count(package: Path) -> None:
    before = digest()
    for file in (package / "payments").glob("*.py"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert digest() == before
