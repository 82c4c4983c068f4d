"""The JavaScript that draws charts, out of the installed vl-convert."""

from __future__ import annotations

from functools import cache
from types import ModuleType

from sandbox.errors import MissingExtraError
from sandbox.reports.html.charts.frame import EXTRA


def converter() -> ModuleType:
    """Return vl-convert.

    Raises
    ------
    MissingExtraError
        Without it.
    """
    try:
        import vl_convert  # noqa: PLC0415 -- optional, and large
    except ImportError:
        raise MissingExtraError("drawing charts needs vl-convert", EXTRA) from None
    module: ModuleType = vl_convert
    return module


@cache
def vega_bundle() -> str:
    """Return Vega, Vega-Lite and their embedder as one script that asks the network for nothing."""
    script = str(converter().javascript_bundle())
    # Inside a script element nothing else ends it.
    return script.replace("</script", "<\\/script")
