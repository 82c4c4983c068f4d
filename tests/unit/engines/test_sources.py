from __future__ import annotations

import ast
import re
import shutil
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from sandbox.engines import sources
from sandbox.engines.sources import STARTS, decisive_sources, imported, sources_digest

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
        "engines/reference/simpy_engine.py",
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


@pytest.mark.parametrize(
    "line",
    [
        "from sandbox.surcharges.levels import level",
        "from sandbox.surcharges import levels as heights",
        "from sandbox.surcharges import (  # noqa: F401 -- why\n    names,\n    levels,\n)",
        "import sandbox.surcharges.levels",
        "def late() -> None:\n    from sandbox.surcharges import levels",
    ],
)
def test_a_module_counts_from_when_a_kernel_imports_it(package: Path, line: str) -> None:
    (package / "surcharges").mkdir()
    (package / "surcharges" / "__init__.py").write_text("")
    (package / "surcharges" / "levels.py").write_text("level = 1")
    loop = package / "engines" / "compiled" / "loop.py"
    before = digest()
    (package / "surcharges" / "levels.py").write_text("level = 2")
    assert digest() == before
    loop.write_text(f"{loop.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    imported_first = digest()
    (package / "surcharges" / "levels.py").write_text("level = 3")
    assert len({before, imported_first, digest()}) == 3


def test_a_name_counts_beside_the_content(package: Path) -> None:
    before = digest()
    (package / "payments" / "fees.py").rename(package / "payments" / "prices.py")
    for file in package.rglob("*.py"):
        content = file.read_bytes()
        file.write_bytes(content.replace(b"sandbox.payments.fees", b"sandbox.payments.prices"))
    assert digest() != before


def test_what_only_reads_or_shows_does_not_count(package: Path) -> None:
    before = digest()
    for name in ("__init__.py", "cli/run.py", "reports/text/page.py", "metrics/rates.py"):
        (package / name).write_text("changed")
    (package / "payments" / "__pycache__").mkdir()
    (package / "payments" / "__pycache__" / "fees.py").write_text("changed")
    (package / "payments" / "notes.txt").write_text("changed")
    (package / "payments" / "never_imported.py").write_text("changed")
    assert digest() == before


def test_line_ends_do_not_count(package: Path) -> None:
    before = digest()
    for file in package.rglob("*.py"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert digest() == before


def test_an_archive_has_the_digest_of_its_folder(
    package: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = digest()
    with zipfile.ZipFile(tmp_path / "wheel.zip", "w") as archive:
        for file in package.rglob("*"):
            archive.write(file, file.relative_to(tmp_path))
    inside = zipfile.Path(tmp_path / "wheel.zip", "sandbox/")
    monkeypatch.setattr(sources, "files", lambda _: inside)
    assert digest() == before


def test_a_start_that_has_moved_is_no_empty_digest(package: Path) -> None:
    (package / "engines" / "catalogue.py").rename(package / "engines" / "engines_by_name.py")
    with pytest.raises(ModuleNotFoundError, match="catalogue moved"):
        digest()


def test_lines_tell_what_syntax_trees_tell() -> None:
    found = {name for name in decisive_sources() if name.endswith(".py")}
    assert found == _followed_by_syntax()


def test_names_are_read_without_their_aliases() -> None:
    source = b"from sandbox.a import b as c, d\nimport sandbox.e\n# from sandbox import f\n"
    found = ["sandbox.a", "sandbox.a.b", "sandbox.a.d", "sandbox.e"]
    assert list(imported(source)) == found


def _followed_by_syntax() -> set[str]:
    """Return the sources that imports lead to, by Python's own parser and finder."""
    found: set[str] = set()
    open_ends = [f"sandbox.{name}" for name in STARTS]
    while open_ends:
        module = open_ends.pop()
        file = _file_of(module)
        if module == "sandbox" or file is None or file in found:
            continue
        found.add(file)
        tree = ast.parse((ROOT / file).read_bytes())
        open_ends += [module.rpartition(".")[0], *_imports(tree)]
    return found


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _file_of(module: str) -> str | None:
    if not module.startswith("sandbox"):
        return None
    try:
        spec = find_spec(module)
    except ModuleNotFoundError:  # a name in a module, which is no package
        return None
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).relative_to(ROOT).as_posix()
