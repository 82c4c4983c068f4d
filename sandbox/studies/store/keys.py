"""Under which key a replication is stored: equal keys mean equal bytes, on any machine.

A replication is a pure function of its tables, the program's rules, the seed and its number.
Names are no part of it, and neither is the engine, because engines agree bit for bit.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.engines.sources import sources_digest
from sandbox.scenario.routing_plugins import policies

if TYPE_CHECKING:
    from sandbox.model.tables.world import World


@dataclass(frozen=True, slots=True, order=True)
class ReplicationKey:
    """What one replication of one regime depends on.

    Attributes
    ----------
    tables, rules
        Digests from `tables_hash` and `rules_hash`.
    seed
        In [0, 2**64).
    replication
        Number from 0.
    """

    tables: str
    rules: str
    seed: int
    replication: int


def tables_hash(world: World) -> str:
    """Return a digest of every number of the tables, ids of parties included, names not.

    A Python policy is no number: its name, its address and the source of its module take part.
    """
    digest = sha256(digest_of(world).encode())
    for index in sorted({k for k in world.plugin_of if k >= 0}):
        point = policies()[index]
        digest.update(f"{point.name}={point.value}\n".encode())
        digest.update(_source_of(point.module))
    return digest.hexdigest()


def digest_of(table: object) -> str:
    """Return a digest of a table or a part of one: a number, a sequence, or a tuple with names.

    Integers count by their value, floats by their bits; how a sequence is kept does not matter.
    """
    digest = sha256()
    for path, leaf in _leaves("", table):
        digest.update(f"{path}=".encode())
        digest.update(_canonical(leaf))
        digest.update(b"\n")
    return digest.hexdigest()


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 -- tables of any type
    fields = getattr(value, "_fields", None)
    if fields is None:
        yield path, value
        return
    for name in fields:
        yield from _leaves(f"{path}.{name}", getattr(value, name))


def _canonical(value: Any) -> bytes:  # noqa: ANN401 -- tables of any type
    if isinstance(value, Integral):
        return b"%d" % int(value)
    if isinstance(value, float):
        return b"x" + struct.pack("<d", value).hex().encode()
    if hasattr(value, "tolist"):  # an array of NumPy, or one of its numbers
        return _canonical(value.tolist())
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return b"[%b]" % b",".join(map(_canonical, value))
    raise TypeError(f"a table holds {value!r}, which is no number")


def rules_hash() -> str:
    """Return a digest of the sources of all rules, draws and engines of this program."""
    return sources_digest()


def _source_of(module: str) -> bytes:
    try:
        spec = find_spec(module)
    except (ImportError, ValueError):  # the engine says so when it calls the policy
        return b""
    if spec is None or spec.origin is None or not Path(spec.origin).is_file():
        return b""
    return Path(spec.origin).read_bytes()
