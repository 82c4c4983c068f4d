"""What the YAML scanner complains about, in the words of somebody who writes a scenario."""

from __future__ import annotations

import yaml

from sandbox.errors import Diagnostic
from sandbox.scenario.yaml.source_text import SourceText

_TAB = ("a tab cannot indent", "indent with spaces")
_RESERVED = "text that begins with one of @ ` % & * ! | > needs quotes"

# Problem of the scanner, in part → message, hint.
_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "a second `:` on one line, or a line that is indented too far",
        "put text with a colon in quotes, and check the indentation of the line above",
    ),
    ("cannot start any token", "this character cannot begin a value", _RESERVED),
    ("expected ',' or ']'", "the list is not closed", "close it with `]`"),
    ("expected ',' or '}'", "the mapping is not closed", "close it with `}`"),
    ("unexpected end of stream", "the quotes are not closed", "close them on the same line"),
    ("expected '-' indicator", "a list ends here without being done", "begin each item with `- `"),
    (
        "did not find expected key",
        "the indentation fits no line above",
        "keys of one section begin in the same column",
    ),
    ("could not find expected ':'", "a key without a `:`", "write `key: value`, with a space"),
    ("unknown escape character", "unknown escape in the text", "use single quotes: '…'"),
    (
        "block sequence entries are not allowed",
        "a list cannot begin here",
        "begin it on a new line",
    ),
    ("alphabetic or numeric character", "`&` and `*` need a name behind them", _RESERVED),
    ("incompatible YAML document", "this version of YAML is unknown", "delete the line `%YAML`"),
    ("expected comment or line break", "`|` or `>` must end its line", "put the text in quotes"),
    ("expected <document start>", "something follows the end of the document", "delete it"),
    ("node content", "a value is missing", "write one, or delete the key"),
)
# What is never closed is best mended where it was opened, not where the scanner gave up.
_OPENED = ("expected ',' or", "unexpected end of stream", "could not find expected ':'")


def explain_yaml_error(error: yaml.YAMLError, source: SourceText) -> Diagnostic:
    """Return the diagnostic of a text that is not YAML."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    if any(part in problem for part in _OPENED):
        marks.reverse()
    mark = next((mark for mark in marks if mark is not None), None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    if line > len(source.lines) or (line and column > len(source.lines[line - 1])):
        line, column = _last_written(source, line)
    place = source.location(line, column)
    message, hint = _explain(problem, place.text, column)
    return Diagnostic(f"not YAML: {message}", place, hint=hint)


def _explain(problem: str, text: str, column: int) -> tuple[str, str]:
    if "cannot start any token" in problem and text[column - 1 : column] == "\t":
        return _TAB
    for part, message, hint in _WORDS:
        if part in problem:
            return message, hint
    return problem.lower().rstrip("."), ""


def _last_written(source: SourceText, line: int) -> tuple[int, int]:
    """Return the end of the last line with text, for errors found only behind the end."""
    number = min(line, len(source.lines))
    while number > 1 and not source.lines[number - 1].strip():
        number -= 1
    return number, max(len(source.lines[number - 1].rstrip()), 1)
