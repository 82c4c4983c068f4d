"""Hand-over to the wallet and confirmation there."""

from sandbox.vocabulary import Confirmation, Outcome

PAID = int(Outcome.PAID)


def confirmation(agreed: bool, within_limit: bool, biometric: bool) -> int:
    """Return how a shopper confirms: password-free by agreement, by finger or face, or by PIN."""
    if agreed and within_limit:
        return int(Confirmation.PASSWORD_FREE)
    if biometric:
        return int(Confirmation.BIOMETRIC)
    return int(Confirmation.PIN)


def cashier_failure(word: int, handover: int, cancelled: int, authentication: int) -> int:
    """Return the `Outcome` that ends the attempt at the cashier, or `Outcome.PAID` for none.

    Parameters
    ----------
    word
        One draw for the whole cashier.
    handover, cancelled, authentication
        Shares of attempts as word thresholds; their sum is at most 2**32.
    """
    if word < handover:
        return int(Outcome.HANDOVER_FAILED)
    if word < handover + cancelled:
        return int(Outcome.CANCELLED)
    if word < handover + cancelled + authentication:
        return int(Outcome.AUTHENTICATION_FAILED)
    return PAID
