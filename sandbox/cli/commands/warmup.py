"""`sandbox warmup`: compile the engine before it is needed."""

from __future__ import annotations

import rich_click as click

from sandbox.cli import console


@click.command()
def warmup() -> None:
    """Compile the engine now, so that the first run starts at once.

    The machine code is kept in your cache folder; SANDBOX_CACHE_DIR names another place.
    """
    from sandbox.engines.compiled.compiler.cache import cache_folder  # noqa: PLC0415 -- slow
    from sandbox.engines.compiled.kernel import prepare  # noqa: PLC0415 -- slow to import

    prepare(console.say)
    console.say(f"the engine is ready, in {cache_folder()}")
