"""Hand-over to the wallet and confirmation there."""

from sandbox.vocabulary import Confirmation, Outcome

PAID = int(Outcome.PAID)


def confirmation(has_agreement: bool, within_limit: bool, biometric: bool) -> int:
    """Return how a shopper confirms: password-free by agreement, by finger or face, or by PIN."""
    if has_agreement and within_limit:
        return int(Confirmation.PASSWORD_FREE)
    if biometric:
        return int(Confirmation.BIOMETRIC)
    return int(Confirmation.PIN)


def cashier_failure(draw: int, handover: int, cancellation: int, authentication: int) -> int:
    """Return the `Outcome` that ends the attempt at the cashier, or `Outcome.PAID` for none.

    Parameters
    ----------
    draw
        One for the whole cashier.
    handover, cancellation, authentication
        Shares of attempts as word thresholds; their sum is at most 2**32.
    """
    if draw < handover:
        return int(Outcome.HANDOVER_FAILED)
    if draw < handover + cancellation:
        return int(Outcome.CANCELLED)
    if draw < handover + cancellation + authentication:
        return int(Outcome.AUTHENTICATION_FAILED)
    return PAID
