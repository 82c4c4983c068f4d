from __future__ import annotations

import random
import subprocess
import sys

import pytest

from sandbox.chance.personas import persona
from sandbox.errors import UsageError


def test_a_shopper_keeps_their_persona() -> None:
    first = persona(7, 0, 12)
    persona(7, 0, 13)
    assert persona(7, 0, 12) == first
    assert all(first)


def test_a_persona_is_the_same_in_another_process() -> None:
    # Python salts its hashes anew in every process; a persona must not depend on them.
    program = "from sandbox.chance.personas import persona; print(ascii(persona(7, 0, 12)))"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == ascii(persona(7, 0, 12))


def test_shoppers_replications_and_seeds_have_different_personas() -> None:
    phones = {persona(7, 0, shopper).phone for shopper in range(100)}
    phones |= {persona(7, 1, 0).phone, persona(8, 0, 0).phone}
    assert len(phones) == 102


def test_locales_have_their_own_names() -> None:
    assert not persona(7, 0, 12, "zh_CN").name.isascii()
    assert persona(7, 0, 12, "en_US").name.isascii()


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        persona(7, 0, 12, "tlh")
    assert str(caught.value) == "the locale is tlh, must be one of zh_CN, en_US"


def test_a_persona_leaves_the_shared_generator_alone() -> None:
    before = random.getstate()
    persona(7, 0, 12)
    assert random.getstate() == before


def test_faker_is_loaded_only_when_somebody_looks() -> None:
    program = "import sys, sandbox.chance.personas; sys.exit('faker' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
