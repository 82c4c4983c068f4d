from __future__ import annotations

import pytest

from sandbox.payments.acceptance import is_foreign, is_visible
from sandbox.vocabulary import Acceptance, Container

HALF = 1 << 31
OURS, THEIRS, NOBODY = 1, 2, -1


@pytest.mark.parametrize(
    ("acceptance", "word", "visible"),
    [
        (Acceptance.OFF, 0, False),
        (Acceptance.FOLDED, HALF - 1, True),
        (Acceptance.FOLDED, HALF, False),
        (Acceptance.LISTED, HALF, True),
        (Acceptance.DEFAULT, HALF, True),
    ],
)
def test_only_folded_wallets_need_a_look(acceptance: int, word: int, visible: bool) -> None:
    assert is_visible(acceptance, word, HALF) == visible


@pytest.mark.parametrize(
    ("container", "merchant_owner", "surface_owner", "foreign"),
    [
        (Container.MERCHANT_APP, OURS, THEIRS, False),
        (Container.MERCHANT_APP, THEIRS, OURS, True),
        (Container.MERCHANT_APP, NOBODY, OURS, True),
        (Container.WEBVIEW, THEIRS, OURS, False),
        (Container.WEBVIEW, OURS, THEIRS, True),
        (Container.MINI_PROGRAM, THEIRS, OURS, False),
        (Container.MINI_PROGRAM, OURS, NOBODY, True),
        (Container.BROWSER, OURS, OURS, True),
        (Container.COUNTER, THEIRS, THEIRS, False),
    ],
)
def test_a_payment_is_handed_over_where_the_host_is_another_s(
    container: int, merchant_owner: int, surface_owner: int, foreign: bool
) -> None:
    assert is_foreign(container, OURS, merchant_owner, surface_owner) == foreign
