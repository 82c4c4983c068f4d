"""One step from a valid document to one that somebody could have written: trees, not lines.

Everything is drawn from one generator, so that a seed gives the same mutant on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final, NamedTuple

from pydantic import BaseModel

from tests.fuzz.edges import FOREIGN, TEXTS, edges_of
from tests.fuzz.grammar import Form, Kind, Spot, fields_of, flat, forms_of_field, spots
from tests.fuzz.seeds import Seed, known_names, scenario_seeds, study_seeds
from tests.fuzz.trees import Path, Quoted, Tree, at, removed, renamed, replaced, walk, write

__all__ = ["Case", "mutant"]

STUDIES: Final = 0.15  # share of the mutants that are studies
SHIPPED: Final = 0.1  # share that extends a large world, which takes ten times as long
STEPS_MAX: Final = 6
DEPTH_MAX: Final = 3
ALLOWED: Final = 0.85  # share of the edges that are on the inner side

# Sections that hold exactly one of several things; a blind draw would nearly never hit.
_LAWS: Final[tuple[Tree, ...]] = (
    *({"exponential": "VALUE"}, {"constant": "VALUE"}, {"median": "VALUE", "p99": "VALUE"}),
    *({"mean": "VALUE", "p99": "VALUE"}, {"empirical": {"0%": "VALUE", "100%": "VALUE"}}),
    {"empirical": {"0%": "VALUE", "99.99%": "VALUE", "100%": "VALUE"}},
)
_NOTHING: Final[tuple[Tree, ...]] = ("null", {}, [], Quoted(""))
_ONE_OF: Final = {
    "Setting": ("link", "accept", "interop", "fee", "route", "traffic"),
    "Rollout": ("share", "ramp"),
    "Outage": ("from", "random"),
}
_METRICS: Final = (
    *("success_rate", "net_income.mall", "latency.p99", "lost.impatient", "utilisation.red_pay"),
    *(
        "success_rate(open) >= 5%",
        "fees.blue_pay(shut) <= ¥1e9",
        "approval_rate",
        "hhi",
        "elsewhere",
    ),
    *("success_rate[tier_1]", "wait.mean", "checkout_time.p50", "share.red_pay > 0.0000001%"),
    *("success_rate(open) - success_rate(shut) = 0", "attempts >= 1e30", "lost()", "a.b.c.d"),
)


class Case(NamedTuple):
    """What is tried: a file, and how it is called.

    Attributes
    ----------
    tree
        The document.
    arguments
        Options behind the name of the file.
    """

    tree: Tree
    arguments: tuple[str, ...] = ()

    @property
    def is_study(self) -> bool:
        """Whether it is a study."""
        return isinstance(self.tree, dict) and "study" in self.tree

    @property
    def text(self) -> str:
        """The file."""
        return write(self.tree)


def mutant(seed: int) -> Case:
    """Return the mutant of a seed."""
    chance = Random(seed)  # noqa: S311 -- mutants are no secrets
    start = _start(chance)
    tree = start.tree
    steps = min(1 + int(chance.expovariate(0.6)), STEPS_MAX)
    for _ in range(steps):
        tree = _step(tree, chance)
    return Case(tree, _arguments(tree, chance))


def _start(chance: Random) -> Seed:
    seeds = study_seeds() if chance.random() < STUDIES else scenario_seeds()
    small = [seed for seed in seeds if not seed.is_large]
    return chance.choice(seeds if chance.random() < SHIPPED else small)


def _step(tree: Tree, chance: Random) -> Tree:
    steps, weights = zip(*_STEPS, strict=True)
    (step,) = chance.choices(steps, weights)
    changed: Tree = step(tree, chance)
    return changed if isinstance(changed, dict) and changed else tree


def _to_edge(tree: Tree, chance: Random) -> Tree:
    """Put a value at the edge of what stands there."""
    spot = _choose(tree, chance, lambda spot: any(form.kind in _VALUES for form in spot.forms))
    if spot is None:
        return tree
    form = chance.choice([form for form in spot.forms if form.kind in _VALUES])
    return replaced(tree, spot.path, _value(form, spot.path, tree, chance))


def _to_foreign(tree: Tree, chance: Random) -> Tree:
    """Put anything anywhere."""
    spot = _choose(tree, chance, lambda spot: bool(spot.path))
    return tree if spot is None else replaced(tree, spot.path, chance.choice(FOREIGN))


def _without_unit(tree: Tree, chance: Random) -> Tree:
    """Leave out a unit, or put another one."""
    leaves = [(path, leaf) for path, leaf in walk(tree) if isinstance(leaf, str) and path]
    measured = [(path, leaf) for path, leaf in leaves if re.match(r"^¥?\d[\d.]*\D*$", leaf)]
    if not measured:
        return tree
    path, leaf = chance.choice(measured)
    bare = re.sub(r"[^\d.]", "", leaf)
    unit = chance.choice(["", "", "%", "s", "us", "d", "/s", "m/s", "pp", "k", "bn"])
    return replaced(tree, path, chance.choice([f"{bare}{unit}", f"¥{bare}", Quoted(bare)]))


def _without(tree: Tree, chance: Random) -> Tree:
    """Delete a key or an item, or leave it empty."""
    spot = _choose(tree, chance, lambda spot: bool(spot.path))
    if spot is None:
        return tree
    if chance.random() < 0.6:
        return removed(tree, spot.path)
    return replaced(tree, spot.path, chance.choice(_NOTHING))


def _twice(tree: Tree, chance: Random) -> Tree:
    """Repeat an entry under another name, or an item."""
    spot = _choose(tree, chance, lambda spot: bool(spot.path))
    if spot is None:
        return tree
    above, part = at(tree, spot.path[:-1]), at(tree, spot.path)
    if isinstance(above, list):
        return replaced(tree, spot.path[:-1], [*above, part])
    return replaced(tree, (*spot.path[:-1], _name(spot.path, tree, chance)), part)


def _by_another_name(tree: Tree, chance: Random) -> Tree:
    """Rename an entry."""
    spot = _choose(tree, chance, lambda spot: bool(spot.path) and isinstance(spot.path[-1], str))
    return tree if spot is None else renamed(tree, spot.path, _name(spot.path, tree, chance))


def _graft(tree: Tree, chance: Random) -> Tree:
    """Put a part of another document where a part of its kind stands."""
    is_study = isinstance(tree, dict) and "study" in tree
    other = chance.choice(study_seeds() if is_study else scenario_seeds()).tree
    spot = _choose(tree, chance, lambda spot: bool(spot.path) and bool(spot.forms))
    if spot is None:
        return tree
    alike = [found.path for found in spots(other) if found.path and found.forms == spot.forms]
    return replaced(tree, spot.path, at(other, chance.choice(alike))) if alike else tree


def _with_section(tree: Tree, chance: Random) -> Tree:
    """Take a whole section of another document along."""
    other = chance.choice(scenario_seeds()).tree
    if not isinstance(other, dict) or not isinstance(tree, dict) or "study" in tree:
        return tree
    key = chance.choice(list(other))
    old, new = tree.get(key), other[key]
    both = isinstance(old, dict) and isinstance(new, dict) and chance.random() < 0.7
    return {**tree, key: {**old, **new} if both else new}  # type: ignore[dict-item]  # `both` says so


def _with_key(tree: Tree, chance: Random) -> Tree:
    """Add a key that the schema knows and the document leaves out."""

    def is_open(spot: Spot) -> bool:
        kinds = {form.kind for form in spot.forms}
        return bool(kinds & {Kind.SECTION, Kind.TABLE}) and isinstance(at(tree, spot.path), dict)

    spot = _choose(tree, chance, is_open)
    if spot is None:
        return tree
    form = chance.choice([f for f in spot.forms if f.kind in (Kind.SECTION, Kind.TABLE)])
    if form.kind is Kind.TABLE:
        key = _key(form, spot.path, tree, chance)
        path = (*spot.path, key)
        return replaced(tree, path, _grown(flat(form.item), path, tree, chance))
    here = at(tree, spot.path)
    fields = fields_of(_model(form))
    missing = [key for key in fields if key not in here]
    if not missing:
        return tree
    key = chance.choice(missing)
    path = (*spot.path, key)
    return replaced(
        tree, path, _grown(forms_of_field(fields_of(_model(form))[key]), path, tree, chance)
    )


def _under_load(tree: Tree, chance: Random) -> Tree:
    """Set what multiplies everything else: scale, arrivals, replications, length."""
    if not isinstance(tree, dict) or "study" in tree:
        return tree
    traffic: list[Tree] = [
        {"checkouts": chance.choice(["1", "100", "5000", "10000000", "10000000000"])},
        {"rate": chance.choice(["1/d", "5/s", "1000/s", "4m/s"])},
        {"arrivals": {"every": chance.choice(["1us", "1s", "1h"])}},
    ]
    changes: dict[str, Tree] = {
        "traffic": chance.choice(traffic),
        "scale": chance.choice(["1%", "10%", "50%", "1e-9", "3", "1000000", "1e12"]),
        "allow_scaled_queues": "true",
        "replications": chance.choice(["1", "20", "1000000"]),
        "period": {"from": "2024-01-01", "for": chance.choice(["1us", "1h", "1d", "7320d"])},
        "buckets": chance.choice(["1", "4096", "1us", "1h", "7320d"]),
        "walk": {chance.choice(["2024-01-01", "2024-01-01T00:05", "9999-12-31"]): "open"},
        "compare": [_name(("regimes", ""), tree, chance) for _ in range(chance.randint(1, 3))],
    }
    for key in chance.sample(list(changes), chance.randint(1, 3)):
        tree = {**tree, key: changes[key]}
    return tree


def _annotated(tree: Tree, chance: Random) -> Tree:
    """Say where a number comes from."""
    spot = _choose(tree, chance, lambda spot: any(form.kind in _NUMBERS for form in spot.forms))
    if spot is None:
        return tree
    value = at(tree, spot.path)
    form = next(form for form in spot.forms if form.kind in _NUMBERS)
    ends: Tree = [_value(form, spot.path, tree, chance) for _ in range(2)]
    forms: list[Tree] = [
        {"value": value, "source": "nowhere"},
        {"assume": value, "range": ends, "because": "so"},
        {"assume": value},
    ]
    return replaced(tree, spot.path, chance.choice(forms))


Step = Callable[[Tree, Random], Tree]
_STEPS: Final[tuple[tuple[Step, int], ...]] = (
    (_to_edge, 12),
    (_with_key, 10),
    (_graft, 5),
    (_with_section, 3),
    (_under_load, 4),
    (_without, 4),
    (_to_foreign, 2),
    (_without_unit, 2),
    (_twice, 2),
    (_by_another_name, 1),
    (_annotated, 1),
)
_NUMBERS: Final = {
    *(Kind.SHARE, Kind.WEIGHT, Kind.RATE, Kind.DURATION, Kind.AMOUNT, Kind.MONEY, Kind.WHOLE),
}
_VALUES: Final = {*_NUMBERS, Kind.MOMENT, Kind.WORD, Kind.TRUTH, Kind.TEXT, Kind.QUANTITY}


def _choose(tree: Tree, chance: Random, fits: Callable[[Spot], bool]) -> Spot | None:
    found = [spot for spot in spots(tree) if fits(spot)]
    return chance.choice(found) if found else None


def _model(form: Form) -> type[BaseModel]:
    assert form.model is not None  # the form of a section has one
    return form.model


def _value(form: Form, path: Path, tree: Tree, chance: Random) -> Tree:
    """Return a value of a form: mostly one that is allowed by itself."""
    if form.kind is Kind.TEXT:
        return _text(path, tree, chance)
    within, beyond = edges_of(form)
    return chance.choice(within if chance.random() < ALLOWED or not beyond else beyond)


def _grown(forms: list[Form], path: Path, tree: Tree, chance: Random, depth: int = 0) -> Tree:
    """Return a value of one of some forms, grown by the schema."""
    if not forms:
        return chance.choice(FOREIGN)
    form = chance.choice(forms)
    match form.kind:
        case Kind.SECTION:
            return _section(form, path, tree, chance, depth)
        case Kind.TABLE:
            keys = [_key(form, path, tree, chance) for _ in range(chance.randint(0, 2))]
            items = flat(form.item)
            return {key: _grown(items, (*path, key), tree, chance, depth + 1) for key in keys}
        case Kind.LIST:
            count = chance.choice([0, 1, 1, 2, 24]) if depth < DEPTH_MAX else 0
            items = flat(form.item)
            return [_grown(items, (*path, "0"), tree, chance, depth + 1) for _ in range(count)]
        case _:
            return _value(form, path, tree, chance)


def _section(form: Form, path: Path, tree: Tree, chance: Random, depth: int) -> Tree:
    fields = fields_of(_model(form))
    name = _model(form).__name__
    if name in ("DurationDistribution", "AmountDistribution"):
        value = forms_of_field(fields["constant"])[0]
        return _filled(chance.choice(_LAWS), lambda: _value(value, path, tree, chance))
    keys = {key for key, field in fields.items() if field.is_required()}
    likely = 0.3 / (depth + 1)
    keys |= {key for key in fields if chance.random() < likely}
    one_of = {key for key in fields if fields[key].is_required() or key in _ONE_OF.get(name, ())}
    if name in _ONE_OF:
        keys -= one_of
        keys |= {key for key in fields if fields[key].is_required()}
        keys.add(chance.choice(_ONE_OF[name]))
    return {
        key: _grown(forms_of_field(fields[key]), (*path, key), tree, chance, depth + 1)
        for key in fields
        if key in keys
    }


def _filled(template: Tree, value: Callable[[], Tree]) -> Tree:
    if isinstance(template, dict):
        return {key: _filled(part, value) for key, part in template.items()}
    return value()


def _key(form: Form, path: Path, tree: Tree, chance: Random) -> str:
    key = _grown(flat(form.key), path, tree, chance)
    return key if isinstance(key, str) else "x"


def _text(path: Path, tree: Tree, chance: Random) -> Tree:
    asked = {"metrics", "expect", "until", "metric", "precision"} & {str(step) for step in path}
    if asked and chance.random() < 0.7:
        return Quoted(chance.choice(_METRICS))
    return _name(path, tree, chance) if chance.random() < 0.7 else chance.choice(TEXTS)


def _name(path: Path, tree: Tree, chance: Random) -> str:
    """Return a name, if possible of what is named there: `wallet: pay` wants one of `wallets`."""
    if chance.random() < 0.1:
        return str(chance.choice(TEXTS))
    words = [str(step) for step in reversed(path) if isinstance(step, str)]
    sections = tree if isinstance(tree, dict) else {}
    for word in words:
        for section in (word, f"{word}s", word.removesuffix("_owner") + "s"):
            names = sections.get(section)
            if isinstance(names, dict) and names:
                return str(chance.choice(list(names)))
    return chance.choice([*known_names(), "x", "red_pay + blue_pay", "none"])


def _arguments(tree: Tree, chance: Random) -> tuple[str, ...]:
    """Return options of the command line, in one case of four."""
    found: list[str] = []
    if chance.random() < 0.75:
        return ()
    is_study = isinstance(tree, dict) and "study" in tree
    if not is_study and chance.random() < 0.5:
        number = chance.choice(["1", "3", "1000000", "0", "1000001", "-1", "x", "1e3", "9" * 30])
        found += ["--replications", number]
    if not is_study and chance.random() < 0.4:
        number = chance.choice(["0", "1", str(2**63), str(2**64 - 1), str(2**64), "-1", "1.5"])
        found += ["--seed", number]
    spot = _choose(tree, chance, lambda spot: any(form.kind in _VALUES for form in spot.forms))
    if spot is not None and chance.random() < 0.6:
        form = next(form for form in spot.forms if form.kind in _VALUES)
        path = ".".join(map(str, spot.path))
        value = _value(form, spot.path, tree, chance)
        found += ["--set", f"{path}={value if isinstance(value, str) else 'null'}"]
    return tuple(text for text in found if "\0" not in text)
