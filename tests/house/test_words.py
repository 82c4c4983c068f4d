"""Names in the code are the words of the field, one for each thing, and nouns of the thing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.house.tree import listing, modules_by_now, syntax

# Old word → the word of the field.
OLD = {
    "laboratory": "scheduler",
    "luck": "draws",
    "material": "page document",
    "notebook": "journal",
    "slip": "payment request",
    "telling": "event log",
    "weather": "outage effect",
}
# Of these, modules bear the names too; classes, parameters and files are renamed together.
WITH_THEIR_FILES = {"laboratory", "material", "notebook"}

# Word of the glossary, or of the model → the names that mean just that. No other has the name.
ONE_MEANING = {
    "course": set[str](),  # what a friction does to one journey
    "flow": set[str](),  # what moves is called moves
    "flows": set[str](),
    "receipt": {"Escrow.receipt"},  # the buyer's word that the goods are there
    "run": {"run", "PreparedStudy.run", "explain_command.run", "run_command.run", "side_json.run"},
    "take": {"Merchant.take"},  # what a marketplace charges its sellers
    "word": set[str](),  # a draw as 32 bits
}

IRREGULAR = {
    *("begun", "broken", "brought", "built", "chosen", "done", "drawn", "found", "given", "gone"),
    *("grown", "held", "hidden", "kept", "known", "laid", "lost", "made", "met", "paid", "said"),
    *("seen", "sent", "shown", "sold", "sought", "spent", "spoken", "taken", "told", "worn"),
    *("written",),
}
# They end like participles and are something else.
NOUNS_AND_VERBS = {"embed", "exceed", "feed", "need", "proceed", "seed", "shed", "speed"}
# Participles that stay, each with its reason.
KEPT = {
    "built": "waits for `BuiltWorld`, whose package is about to be written anew",
    "loaded": "what `sandbox.load` returns, with its class",
    "undecided": "a key of YAML and of documents",
}
SCHEMA = "sandbox.scenario.schema"  # its fields are the keys of YAML


class Name(NamedTuple):
    """A name that a module gives: to a class, a function, a field or a parameter."""

    owner: str
    text: str
    line: int

    @property
    def in_full(self) -> str:
        """With the class or function that it belongs to."""
        return f"{self.owner}.{self.text}" if self.owner else self.text

    @property
    def words(self) -> list[str]:
        """The words in it, in lower case."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", self.text).lower().strip("_").split("_")


def public_names(tree: ast.AST, owner: str = "") -> Iterator[Name]:
    """Yield the names that others see: not those of variables, nor what a function keeps inside."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.ClassDef(name=name):
                yield Name(owner, name, node.lineno)
                yield from public_names(node, name)
            case (
                ast.FunctionDef(name=name, args=every) | ast.AsyncFunctionDef(name=name, args=every)
            ):
                if not name.startswith("_"):
                    yield Name(owner, name, node.lineno)
                for each in [*every.posonlyargs, *every.args, *every.kwonlyargs]:
                    yield Name(name, each.arg, each.lineno)
            case ast.AnnAssign(target=ast.Name(id=name)) if owner and not owner.startswith("_"):
                yield Name(owner, name, node.lineno)


def is_participle(name: Name) -> bool:
    """Tell whether a name is nothing but a participle."""
    if len(name.words) != 1:
        return False
    (word,) = name.words
    is_regular = re.fullmatch(r"[a-z]{2,}ed", word) is not None and word not in NOUNS_AND_VERBS
    return (is_regular or word in IRREGULAR) and word not in KEPT


def complaints(tree: ast.Module, *, is_schema: bool = False) -> Iterator[str]:
    """Yield what is wrong with the names of a module.

    Parameters
    ----------
    tree
        The module.
    is_schema
        Whether fields are keys of YAML, which are chosen for who writes it.
    """
    for name in public_names(tree):
        is_key = is_schema and name.owner[:1].isupper()
        for word in name.words:
            if word in OLD and word not in WITH_THEIR_FILES:
                yield f"{name.line} {name.in_full}: say {OLD[word]}"
        if name.text in ONE_MEANING and name.in_full not in ONE_MEANING[name.text] and not is_key:
            yield f"{name.line} {name.in_full}: `{name.text}` means something else"
        if is_participle(name) and not is_key:
            yield f"{name.line} {name.in_full}: a participle, say what is there"


def test_names_are_words_of_the_field() -> None:
    found = [
        f"{file}:{complaint}"
        for module, file in modules_by_now().items()
        for complaint in complaints(syntax(file), is_schema=module.startswith(SCHEMA))
    ]
    assert not found, listing(found)


@pytest.mark.parametrize(
    ("source", "ending"),
    [
        ("def found(): ...", "say what is there"),
        ("class Asked: ...", "say what is there"),
        ("class Unit:\n    matched: int", "say what is there"),
        ("def f(*, signed=False): ...", "say what is there"),
        ("def write_slip(): ...", "say payment request"),
        ("class WeatherTable: ...", "say outage effect"),
        ("class Reader:\n    def take(self): ...", "`take` means something else"),
        ("def f(flow): ...", "`flow` means something else"),
    ],
)
def test_a_wrong_word_is_noticed(source: str, ending: str) -> None:
    (complaint,) = complaints(ast.parse(source))
    assert complaint.endswith(ending)


@pytest.mark.parametrize(
    "source",
    [
        "def _found(): ...",
        "class Merchant:\n    take: int",
        "def f(seed, is_signed, asked_metrics): found = 1",
        "class _Gap:\n    known: int",
    ],
)
def test_a_right_word_is_not(source: str) -> None:
    assert list(complaints(ast.parse(source))) == []


def test_yaml_keys_are_their_own_words() -> None:
    tree = ast.parse("class Escrow:\n    lost: int")
    assert list(complaints(tree, is_schema=True)) == []
