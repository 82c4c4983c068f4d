from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Typed = Callable[..., Result]
BROKEN = "extends: blank\nwalets: {}\nseed: -1\n"


def test_good_files_are_named_on_stdout(typed: Typed) -> None:
    found = typed("validate", "compare_two.yaml", "walk.yaml", "blank")
    assert found.exit_code == 0
    assert found.stdout == "compare_two.yaml: ok\nwalk.yaml: ok\nblank: ok\n"


def test_all_mistakes_of_all_files_are_told_at_once(typed: Typed, tmp_path: Path) -> None:
    paths = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for path in paths:
        path.write_text(BROKEN, encoding="utf-8")
    found = typed("validate", str(paths[0]), "compare_two.yaml", str(paths[1]))
    assert found.exit_code == 3
    assert found.stdout == "compare_two.yaml: ok\n"
    assert found.stderr.count("error: unknown key `walets`") == 2
    assert found.stderr.rstrip().endswith("nothing was simulated")
    assert "4 errors in" in found.stderr


def test_a_missing_file_is_a_usage_error_among_good_ones(typed: Typed) -> None:
    found = typed("validate", "nowhere.yaml", "compare_two.yaml")
    assert (found.exit_code, found.stdout) == (2, "compare_two.yaml: ok\n")
    assert "error: there is no file nowhere.yaml" in found.stderr


def test_a_broken_file_outweighs_a_missing_one(typed: Typed, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    assert typed("validate", str(path), "nowhere.yaml").exit_code == 3


def test_mistakes_that_two_files_share_are_told_once(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text(BROKEN, encoding="utf-8")
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("extends: world.yaml\n", encoding="utf-8")
    found = typed("validate", str(tmp_path / "one.yaml"), str(tmp_path / "two.yaml"))
    assert found.stderr.count("error: unknown key `walets`") == 1


def test_nothing_to_validate_is_a_usage_error(typed: Typed) -> None:
    assert typed("validate").exit_code == 2


def test_a_study_is_checked_among_scenarios(typed: Typed, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.study.yaml", tmp_path / "any_name.yaml"
    good.write_text("study: blank\nsweep: {wallets.pay.fee: [0%, 1%]}\n", encoding="utf-8")
    bad.write_text("study: blank\nsweep: {wallets.pya.fee: [0%, 1%]}\n", encoding="utf-8")
    found = typed("validate", str(good), "compare_two.yaml", str(bad))
    assert (found.exit_code, found.stdout) == (3, f"{good}: ok\ncompare_two.yaml: ok\n")
    assert found.stderr.startswith("error: there is no wallet `pya` to change\n")
    assert f"{bad}:2:17" in found.stderr


def test_what_looks_like_a_slip_in_the_base_of_a_study_is_told(
    typed: Typed, tmp_path: Path
) -> None:
    path = tmp_path / "same.study.yaml"
    path.write_text("study: blank\ncompare: [open, {same: []}]\n", encoding="utf-8")
    found = typed("validate", str(path))
    assert (found.exit_code, found.stdout) == (0, f"{path}: ok\n")
    assert found.stderr.startswith("warning: ")
