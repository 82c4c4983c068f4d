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
from numba.core import config

from sandbox.engines.compiled import cache
from sandbox.engines.compiled.cache import NAME, PLACE, cache_folder, places
from sandbox.engines.sources import sources_digest
from sandbox.errors import MachineError
from sandbox.version import __version__
from tests.unit.engines.compiled.programs import program

ROOT = Path(__file__).parents[4]
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


def triple(number: int) -> int:
    return 3 * number


def kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv(PLACE, str(folder))
    cache_folder.cache_clear()
    made = program(triple)
    cache.keep_on_disk(made)
    return made


def hits(made: Any) -> int:
    return sum(made.stats.cache_hits.values())


def test_machine_code_is_written_once_and_read_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = kept(tmp_path, monkeypatch)
    assert not cache.is_kept()
    assert (first(14), hits(first)) == (42, 0)
    assert cache.is_kept()
    second = kept(tmp_path, monkeypatch)
    assert (second(14), hits(second)) == (42, 1)


@pytest.mark.parametrize("suffix", ["nbi", "nbc"])
@pytest.mark.parametrize("left", [0, 40])
def test_half_written_code_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, suffix: str, left: int
) -> None:
    kept(tmp_path, monkeypatch)(1)
    for file in tmp_path.rglob(f"*.{suffix}"):
        file.write_bytes(file.read_bytes()[:left])
    again = kept(tmp_path, monkeypatch)
    assert (again(14), hits(again)) == (42, 0)
    healed = kept(tmp_path, monkeypatch)
    assert (healed(14), hits(healed)) == (42, 1)


def test_a_full_disk_does_not_stop_the_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left on device")

    made = kept(tmp_path, monkeypatch)
    monkeypatch.setattr(os, "replace", full)
    assert made(14) == 42


def test_the_users_own_setting_of_numba_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(config, "CACHE_DIR", "theirs")
    kept(tmp_path, monkeypatch)
    assert config.CACHE_DIR == "theirs"


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
    stamps = {file: file.stat().st_mtime_ns for file in kept_code.rglob("*.nb*")}
    assert document(started(ROOT, folder, world)) == first
    assert stamps == {file: file.stat().st_mtime_ns for file in kept_code.rglob("*.nb*")}
