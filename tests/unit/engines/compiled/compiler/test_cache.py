from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.engines.compiled.compiler import cache
from sandbox.engines.compiled.compiler.cache import NAME, PLACE, cache_folder, places
from sandbox.engines.sources import sources_digest
from sandbox.errors import MachineError
from sandbox.version import __version__

ROOT = Path(__file__).parents[5]
POSIX = pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners are POSIX")


@pytest.fixture(autouse=True)
def ask_again() -> Iterator[None]:
    cache_folder.cache_clear()
    yield
    cache_folder.cache_clear()


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a home of one's own, with nothing else set."""
    for name in (PLACE, "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr(sys, "platform", "linux")
    (tmp_path / "tmp").mkdir()
    return tmp_path / "home"


def test_the_folder_is_named_after_version_and_sources(home: Path) -> None:
    name = f"{__version__}-{sources_digest()[:16]}"
    assert cache_folder() == home / ".cache" / NAME / name
    assert cache_folder().is_dir()


def test_other_sources_have_another_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cache_folder()
    assert before.is_relative_to(home)
    cache_folder.cache_clear()
    monkeypatch.setattr(cache, "sources_digest", lambda: "0" * 64)
    assert cache_folder() == before.parent / f"{__version__}-{'0' * 16}"


def test_a_place_of_ones_own_comes_first(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert next(places()) == tmp_path / "xdg" / NAME
    monkeypatch.setenv(PLACE, str(tmp_path / "mine"))
    assert next(places()) == tmp_path / "mine"
    assert cache_folder().parent == tmp_path / "mine"
    assert not home.exists()


def test_a_mac_keeps_it_in_the_library(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert next(places()) == home / "Library" / "Caches" / NAME


@POSIX
def test_without_a_home_it_is_in_the_temporary_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os.path, "expanduser", lambda text: text)
    assert cache_folder().parent == tmp_path / "tmp" / f"{NAME}-{os.getuid()}"
    assert not home.exists()


@POSIX
def test_a_home_that_cannot_be_written_to_is_passed_over(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / ".cache").write_text("no folder")
    assert cache_folder().parent == tmp_path / "tmp" / f"{NAME}-{os.getuid()}"


@POSIX
def test_nobody_else_may_enter_the_folder(home: Path) -> None:
    assert stat.S_IMODE(cache_folder().stat().st_mode) == 0o700
    assert cache_folder().is_relative_to(home)


@POSIX
@pytest.mark.parametrize("above", [False, True])
def test_code_from_the_folder_of_somebody_else_is_not_run(
    home: Path, monkeypatch: pytest.MonkeyPatch, above: bool
) -> None:
    folder = cache_folder()
    theirs = folder.parent if above else folder
    mine = Path.stat

    def owned(path: Path, **options: Any) -> os.stat_result:
        found = mine(path, **options)
        fields = list(found)
        fields[4] = 4_711 if path == theirs else fields[4]
        return os.stat_result(fields)

    cache_folder.cache_clear()
    monkeypatch.setattr(Path, "stat", owned)
    assert not cache_folder().is_relative_to(home)


@POSIX
@pytest.mark.parametrize("is_inner", [False, True])
@pytest.mark.parametrize("is_asked_for", [False, True])
def test_code_from_a_folder_that_others_can_write_to_is_not_run(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    is_inner: bool,
    is_asked_for: bool,
) -> None:
    assert not home.exists()
    if is_asked_for:
        monkeypatch.setenv(PLACE, str(tmp_path / "mine"))
    folder = cache_folder()
    open_to_all = folder if is_inner else folder.parent
    open_to_all.chmod(0o777)
    cache_folder.cache_clear()
    with pytest.raises(MachineError) as caught:
        cache_folder()
    assert str(caught.value) == f"others can write to the cache folder {open_to_all}"
    assert f"`chmod go-w {open_to_all}`" in caught.value.hint
    open_to_all.chmod(0o700)
    assert cache_folder() == folder


@POSIX
def test_a_folder_under_one_that_all_share_is_ones_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tmp_path.chmod(0o1777)  # as /tmp is: everybody may make something, owners alone rename it
    monkeypatch.setattr(cache, "ROOT", tmp_path.stat().st_uid)
    monkeypatch.setenv(PLACE, str(tmp_path))
    assert cache_folder().parent == tmp_path


def test_where_no_place_will_do_a_new_folder_is_made(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cache, "places", lambda: iter([home / "a", home / "b"]))
    home.write_text("no folder")
    assert cache_folder().parent == tmp_path / "tmp"
    assert cache_folder().is_dir()


@pytest.fixture
def mine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return an empty folder in which machine code is kept."""
    monkeypatch.setenv(PLACE, str(tmp_path))
    cache_folder.cache_clear()
    return tmp_path


@pytest.mark.usefixtures("mine")
def test_machine_code_is_written_once_and_read_again() -> None:
    assert cache.kept() is None
    cache.keep(b"code")
    assert cache.kept() == b"code"
    assert [file.name for file in cache_folder().iterdir()] == [cache.file_of_code().name]


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize("left", [0, 10, 32, 35])
def test_half_written_code_is_not_run(left: int) -> None:
    cache.keep(b"machine code")
    file = cache.file_of_code()
    file.write_bytes(file.read_bytes()[:left])
    assert cache.kept() is None
    cache.keep(b"machine code")
    assert cache.kept() == b"machine code"


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize("place", [0, 31, 32, 40])
def test_code_with_one_wrong_bit_is_not_run(place: int) -> None:
    cache.keep(b"machine code")
    file = cache.file_of_code()
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)
    assert cache.kept() is None


@pytest.mark.usefixtures("mine")
def test_code_of_another_machine_is_not_run_whatever_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache.keep(b"code")
    content, here = cache.file_of_code().read_bytes(), cache.file_of_code()
    cache.key_of.cache_clear()
    monkeypatch.setattr(cache, "processor", lambda: "another one")
    assert cache.file_of_code() != here
    assert cache.kept() is None
    cache.file_of_code().write_bytes(content)
    assert cache.kept() is None
    monkeypatch.undo()
    cache.key_of.cache_clear()


@pytest.mark.parametrize("what", ["processor", "version", "sources_digest"])
def test_the_key_holds_whatever_machine_code_depends_on(
    monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    before = cache.key_of()
    cache.key_of.cache_clear()
    monkeypatch.setattr(cache, what, lambda *_: "another one")
    assert cache.key_of() != before
    cache.key_of.cache_clear()
    monkeypatch.undo()
    assert cache.key_of() == before


@pytest.mark.usefixtures("mine")
def test_a_full_disk_does_not_stop_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "replace", full)
    cache.keep(b"code")
    assert cache.kept() is None
    assert not list(cache_folder().iterdir())


@pytest.mark.usefixtures("mine")
def test_a_folder_that_is_gone_does_not_stop_the_work() -> None:
    shutil.rmtree(cache_folder())
    cache.keep(b"code")
    assert cache.kept() is None


WORLD = "extends: blank\ntraffic: {checkouts: 500}\nwallets: {pay: {fee: 0.6%}}\n"


def started(source: Path, folder: Path, world: Path) -> subprocess.Popen[str]:
    """Start a run with the sources and the cache of a folder."""
    environment = {**os.environ, "PYTHONPATH": str(source), PLACE: str(folder)}
    words = ["-P", "-m", "sandbox", "run", str(world), "--replications", "1", "--json"]
    return subprocess.Popen(
        [sys.executable, *words], env=environment, stdout=-1, stderr=-1, text=True, cwd=world.parent
    )


def document(run: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = run.communicate(timeout=300)
    assert run.returncode == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.mark.slow
def test_a_rule_that_changed_in_another_file_is_compiled_anew(tmp_path: Path) -> None:
    world, folder = tmp_path / "world.yaml", tmp_path / "cache"
    world.write_text(WORLD)
    # Two at once may both find nothing, and both write.
    first, second = (document(run) for run in [started(ROOT, folder, world) for _ in range(2)])
    assert first == second
    [kept_code] = folder.iterdir()
    shutil.copytree(ROOT / "sandbox", tmp_path / "changed" / "sandbox")
    fees = tmp_path / "changed" / "sandbox" / "payments" / "fees.py"
    rule = "return (amount_fen * share_ppm + PPM // 2) // PPM"
    assert rule in fees.read_text()
    fees.write_text(fees.read_text().replace(rule, "return 2 * amount_fen * share_ppm // PPM"))
    third = document(started(tmp_path / "changed", folder, world))
    assert third["checksum"] != first["checksum"]
    assert len(list(folder.iterdir())) == 2
    stamps = {file: file.stat().st_mtime_ns for file in kept_code.rglob("*.o")}
    assert document(started(ROOT, folder, world)) == first
    assert stamps == {file: file.stat().st_mtime_ns for file in kept_code.rglob("*.o")}
