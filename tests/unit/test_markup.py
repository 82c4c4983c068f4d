from __future__ import annotations

from sandbox.markup import Markup, join_parts, small_table, tag


def test_text_is_escaped_and_markup_is_not() -> None:
    inner = tag("b", "<script>alert('x')</script>")
    assert inner == "<b>&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;</b>"
    assert tag("p", inner, " & more") == f"<p>{inner} &amp; more</p>"


def test_attributes_are_escaped_named_and_left_out() -> None:
    found = tag(
        "a", "x", class_="k", aria_label='say "hi"', tabindex=0, open=True, id=None, hidden=False
    )
    assert found == '<a class="k" aria-label="say &quot;hi&quot;" tabindex="0" open>x</a>'


def test_a_void_element_has_no_end() -> None:
    assert tag("meta", charset="utf-8") == '<meta charset="utf-8">'


def test_parts_follow_one_another() -> None:
    assert join_parts(["<", Markup("<br>")]) == "&lt;<br>"


def test_a_small_table_names_its_rows() -> None:
    found = small_table("What", ["name", "n"], [["a", "1"]])
    assert found.startswith("<table><caption>What</caption>")
    assert '<th scope="row">a</th><td>1</td>' in found
