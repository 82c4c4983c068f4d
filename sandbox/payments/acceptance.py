"""How a merchant offers a wallet."""

from sandbox.vocabulary import Acceptance, Container

FOLDED = int(Acceptance.FOLDED)
LISTED = int(Acceptance.LISTED)
COUNTER = int(Container.COUNTER)
BROWSER = int(Container.BROWSER)
MERCHANT_APP = int(Container.MERCHANT_APP)
BARRED = -1
BY_INTEROP = -2


def is_visible(acceptance: int, visibility_word: int, folded_visibility: int) -> bool:
    """Tell whether a shopper sees a wallet on the menu; folded ones only if the word allows."""
    if acceptance == FOLDED:
        return visibility_word < folded_visibility
    return acceptance >= LISTED


def is_foreign(container: int, wallet_owner: int, merchant_owner: int, surface_owner: int) -> bool:
    """Tell whether paying means a hand-over to another owner's app.

    At a counter the shopper opens the wallet, so nothing is handed over.
    A browser belongs to no wallet.
    """
    if container == COUNTER:
        return False
    if container == BROWSER:
        return True
    host = merchant_owner if container == MERCHANT_APP else surface_owner
    return host != wallet_owner
