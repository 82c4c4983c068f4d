"""The walks of docs/how_it_hangs_together.md, made by the program: function → value on its way."""

from __future__ import annotations

import importlib
from typing import Any, NamedTuple

from sandbox.payments.ledger import Posting
from sandbox.vocabulary import Acceptance, Container, EntityKind, Outcome, Purpose
from tests.unit.docs.example import REPLICATIONS, Example, the

PAYING, ADMITTED, REFUSED, RESCUED = 3, 17, 8, 915  # checkouts of replication 0
RULE = "taobao_takes_wechat_pay"
SWITCH, PAID = Outcome.SWITCH_REFUSED, Outcome.PAID


class Station(NamedTuple):
    """A function, the room in which it is, and what the value is there."""

    name: str
    room: str
    value: str


def fee(example: Example) -> list[Station]:
    """Return the way of `wallets.alipay.fee` to the accounts, and on to a sentence."""
    path = ("wallets", "alipay", "fee", "share")
    source = the("packaged_text", "scenario")("china_2024")
    tree = the("compose", "scenario")(source).tree
    folded = _at(the("packaged_tree", "scenario")("china_2024"), path)
    layers = the("follow", "scenario")(the("open_file", "scenario")(example.path, "ajar")).layers
    named = [found.text for layer in layers if (found := _at(layer, path)) is not None]
    merged = _at(the("merge", "scenario")(layers, []), path)
    share = example.document.wallets["alipay"].fee.share
    return [
        Station("compose", "scenario", _at(tree, (*path, "value")).text),
        Station("fold_document", "scenario", f"{folded.text} {folded.annotation.source}"),
        Station("follow", "scenario", ", ".join(named)),
        Station("merge", "scenario", f"{merged.text} {merged.span.location.file}"),
        Station("validate", "scenario", repr(share)),
        *_priced(example),
        *_summed(example),
    ]


def _at(node: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401 -- a tree
    """Return the node of a path; None where the path ends early."""
    for key in path:
        entry = node.entries.get(key) if hasattr(node, "entries") else None
        if entry is None:
            return None
        node = entry.node
    return node


def _priced(example: Example) -> list[Station]:
    """Return the price of one payment, from the tables to two accounts."""
    built, captured = example.before, example.facts(PAYING, "captured", 0)
    schedules, labels = built.world.schedules, built.labels
    row = built.world.offers.schedule[example.facts(PAYING, "route", 0)["offer"]]
    share = schedules.share_ppm[row]
    fen = the("fee", "payments")(schedules, row, share, captured["sale"])
    parties = the("Parties", "payments")
    seller, bearer, wallet = (labels.account[n] for n in ("taobao.stores", "taobao", "alipay"))
    shoppers, suppliers = labels.account["shoppers"], labels.account["suppliers"]
    who = parties(shoppers, suppliers, seller, bearer, wallet, -1, -1, bearer, -1)
    amounts = the("Amounts", "payments")
    balances = [0] * (len(labels.accounts) * len(Posting))
    paid = amounts(**{name: captured[name] for name in amounts._fields})
    the("post_capture", "payments")(balances, who, paid)
    moved = {name: balances[_discount(labels.account[name])] for name in ("alipay", "taobao")}
    return [
        Station("ScheduleRows", "scenario/tables", f"{share} ppm"),
        Station("fee", "payments", f"{captured['sale']} fen: {fen} fen"),
        Station("amounts_of", "model", f"discount={captured['discount']}"),
        Station(
            "post_capture", "payments", f"alipay {moved['alipay']:+}, taobao {moved['taobao']:+}"
        ),
    ]


def _discount(account: int) -> int:
    """Return the cell of an account's merchant discounts in the flat table of balances."""
    return account * len(Posting) + Posting.MERCHANT_DISCOUNT


def _summed(example: Example) -> list[Station]:
    """Return what an account of one replication, and of all of them, tells."""
    built, alipay = example.before, example.before.labels.account["alipay"]
    engine = the("ReferenceEngine", "engines")()
    record = engine.simulate(built.world, example.key)
    tally = the("tally_of", "metrics")(record, built.world.settings)
    result = the("RegimeResult", "metrics")(built, (tally,))
    case = example.answer.document["points"][0]["cases"][0]
    (figure,) = [each for each in example.figures("money") if each.name == "fees"]
    (cells,) = [row for row in figure.grid.rows if row[0].text == "Alipay"]
    rows = the("earnings", "reports/text")(example.view).rows
    (line,) = [row for row in rows if "alipay" in row]
    (sentence,) = the("answer", "reports/findings")(example.view)
    balances = tally["balances"]
    return [
        Station("simulate", "engines/reference", str(record.balances[_discount(alipay)])),
        Station("tally_of", "metrics", str(balances[alipay, Posting.MERCHANT_DISCOUNT])),
        Station("fees_earned", "metrics", str(the("fees_earned", "metrics")(result)["alipay"])),
        Station("case_json", "answers", f"fees_minor.alipay = {case['fees_minor']['alipay']}"),
        Station("money", "reports/html/sections", cells[1].text),
        Station("earnings", "reports/text", " ".join(line[1:])),
        Station("answer", "reports/findings", sentence.text.split(". ")[-1]),
    ]


def rule(example: Example) -> list[Station]:
    """Return the way of a dated rule, rolled out to stores, to what two shoppers meet."""
    course = the("stages", "scenario")(example.document, example.after.regime)
    dated = the("rules_in_order", "scenario")(example.document, course)
    place = next(k for k, each in enumerate(dated) if each.rule.name == RULE)
    clauses = example.after.world.clauses
    clause = clauses.rule.index(place)
    step = clauses.step_threshold[clauses.step_first[clause]]
    chain = _chain(example)
    names = [dated[clauses.rule[k]].rule.name if clauses.rule[k] >= 0 else "default" for k in chain]
    return [
        Station("rules_in_order", "scenario", f"{place + 1} of {len(dated)}"),
        Station("ClauseRows", "scenario/tables", f"from_us={clauses.from_us[clause]}"),
        Station("threshold", "units", str(step)),
        Station("build_chain", "scenario/tables", ", ".join(names)),
        *_decided(example, clause),
        *_retold(example),
    ]


def _chain(example: Example) -> list[int]:
    """Return the clauses that may decide on WeChat Pay at Taobao, in its own app."""
    world, wallet = example.after.world, example.after.labels.wallets.find("wechat_pay")
    table, cell = world.chains.accept, wallet * len(Container)
    return list(table.clauses[table.start[cell] : table.start[cell + 1]])


def _decided(example: Example, clause: int) -> list[Station]:
    """Return what is decided for the shopper that the rule has reached, and for the other."""
    world, word = example.after.world, the("word", "chance")
    lane = importlib.import_module(word.__module__).ROLLOUT_MEMBER
    kind, purpose = int(EntityKind.STORE), int(Purpose.ROLLOUT)
    draws = {}
    for checkout in (ADMITTED, REFUSED):
        store = example.tale(checkout).moment.who.store
        cohort = world.clauses.cohort[clause]
        draws[checkout] = word(example.key, kind, store, purpose, cohort, lane)
    time_us = example.tale(ADMITTED).moment.facts.time_us
    reached = the("reach", "payments")(world.clauses, clause, time_us)
    wallet = example.after.labels.wallets.find("wechat_pay")
    offered = {n: example.facts(n, "menu")["offered"] for n in draws}
    state = [
        (Acceptance.LISTED if offered[n] >> wallet & 1 else Acceptance.OFF).name for n in draws
    ]
    return [
        Station("reach", "payments", str(reached)),
        Station("word", "chance", " and ".join(str(draws[n]) for n in draws)),
        Station("acceptance_at", "model", " and ".join(state)),
        Station("menu_by_wallet", "model", " and ".join(f"{offered[n]:#b}" for n in draws)),
    ]


def _retold(example: Example) -> list[Station]:
    """Return what is told of the shopper that the rule has reached."""
    menu = the("menu", "reports/story")(example.tale(ADMITTED), example.facts(ADMITTED, "menu"))
    asked = the("CheckoutKey", "reports/story")(ADMITTED, 0, 1, "en_US")
    page = the("explain_report", "reports/story")(example.told(ADMITTED), example.document, asked)
    facts = example.facts(ADMITTED, "menu")
    return [
        Station("Story", "engines", f"offered={facts['offered']} acceptable={facts['acceptable']}"),
        Station("menu", "reports/story", menu.split("; ")[-1]),
        Station("explain_report", "reports/story", page[-1].text.rsplit(", ", 1)[-1]),
    ]


def run(example: Example) -> list[Station]:
    """Return the way of the question, from its file to the first sentence."""
    options = the("study_with_options", "studies")(
        the("as_study", "studies")(example.loaded), example.options
    )
    plan = the("plan_of", "studies")(options)
    asked = the("asked_of", "studies")(options, example.worlds)
    rule_ = the("rule_of", "studies")(options, plan, asked)
    level = rule_.confidence(asked.metrics[0])
    planned = f"{len(plan.points)} point, {len(plan.regimes)} regimes, "
    planned += f"{plan.replications_least} replications"
    return [
        Station("load", "scenario", example.loaded.question),
        Station("as_study", "studies", f"study: {options.document.study}"),
        Station("plan_of", "studies", planned),
        Station("asked_of", "studies", ", ".join(map(str, asked.metrics))),
        Station("rule_of", "studies", f"{rule_.looks}, {level}"),
        *_made(example),
        *_answered(example),
    ]


def _made(example: Example) -> list[Station]:
    """Return what the first replication gives, and all of them."""
    came = example.replicated
    paid = [int(tally["by_stage"][:, PAID].sum()) for tally in came.tallies]
    cases = example.answer.points[0].cases
    totals = [int(case.total["by_stage"][:, PAID].sum()) for case in cases]
    jobs = the("on_threads", "execution")(lambda unit, _: unit, range(REPLICATIONS), 1)
    return [
        Station("on_threads", "execution", f"{len(list(jobs))} units"),
        Station("replicate", "studies", f"{paid[0]} and {paid[1]} paid"),
        Station("tally_of", "metrics", f"by_stage {came.tallies[0]['by_stage'].shape}"),
        Station("GroupResult", "studies", f"{totals[0]} and {totals[1]} paid"),
    ]


def _answered(example: Example) -> list[Station]:
    """Return what the tallies say, up to the words on the terminal."""
    answer = example.answer
    contrast = answer.points[0].contrasts[0].metrics["success_rate"]
    change = contrast.difference
    asked = answer.document["metrics"]["success_rate"]
    (sentence,) = the("answer", "reports/findings")(example.view)
    page = the("report", "reports/text")(
        example.view, the("HowMade", "reports/findings")("ajar.yaml")
    )
    first = the("render", "reports/text")(page).splitlines()[1]
    return [
        Station("Ratio", "metrics", f"{change.mean:+.4f}, {change.low:+.4f} to {change.high:+.4f}"),
        Station("contrast_of", "answers", contrast.verdict.value),
        Station("question_json", "answers", f"confidence {asked['confidence']}"),
        Station("headline", "reports/findings", example.view.headline()),
        Station("verdict_lead", "reports/findings", sentence.lead),
        Station("report", "reports/text", page[0].text),
        Station("render", "reports/text", first),
    ]


def moves(example: Example) -> list[Station]:
    """Return the way of one checkout that is rescued into a band of the picture."""
    came = example.replicated
    one = int(came.moves[1][SWITCH, PAID])
    contrast = example.answer.points[0].contrasts[0]
    told = the("moves_json", "answers")(contrast.moves)
    found, at = example.material.moves(0)
    figure = example.figures("moves")[0]
    flow = {source: dict(row) for source, row in found["from_to"].items()}
    bands = the("layout", "reports/html/charts")(flow).bands
    (band,) = [each for each in bands if each[:2] == ("switch_refused", "paid")]
    return [
        Station("Fates", "engines", ", then ".join(_fates(example))),
        Station("moves_between", "answers", str(one)),
        Station("GroupResult", "studies", str(int(contrast.moves[SWITCH, PAID]))),
        Station(
            "moves_json", "answers", f"rescued.switch_refused = {told['rescued']['switch_refused']}"
        ),
        Station("Material", "reports/html", at),
        Station("moves", "reports/html/sections", figure.title),
        Station(
            "layout",
            "reports/html/charts",
            f"{band[2]} of {found['checkouts']}: {band[3][1] - band[3][0]:.4f}",
        ),
    ]


def _fates(example: Example) -> list[str]:
    """Return how the rescued checkout ends under both regimes."""
    found = []
    for built in example.worlds:
        fates = the("Fates", "engines")()
        seen = the("Observers", "engines")(fates=fates)
        the("ReferenceEngine", "engines")().simulate(built.world, example.key, seen)
        found.append(Outcome(int(fates.outcomes()[RESCUED])).name.lower())
    return found
