"""The words of every finding, in English: one file for each language.

Names in braces are filled in by `findings.sentences` and `findings.facts`, which decide what is
said and in which order; nothing here depends on numbers.
"""

from __future__ import annotations

from typing import Final

from sandbox.answers.verdicts import Verdict
from sandbox.vocabulary import Outcome

LEADS: Final[dict[Verdict, str]] = {
    Verdict.IDENTICAL: "Identical",
    Verdict.UNCHANGED: "No checkout differed",
    Verdict.BETTER: "Better",
    Verdict.PERHAPS_BETTER: "Better, perhaps by less than {threshold}",
    Verdict.WORSE: "Worse",
    Verdict.PERHAPS_WORSE: "Worse, perhaps by less than {threshold}",
    Verdict.RISES: "Rises",
    Verdict.PERHAPS_RISES: "Rises, perhaps by less than {threshold}",
    Verdict.FALLS: "Falls",
    Verdict.PERHAPS_FALLS: "Falls, perhaps by less than {threshold}",
    Verdict.SAME: "Practically the same",
    Verdict.TOO_CLOSE: "Too close to call",
    Verdict.UNDECIDED: "Undecided",
}

AND: Final = "and"
# One and many of what is counted.
NOUNS: Final[dict[str, tuple[str, str]]] = {
    "arrival": ("arrival", "arrivals"),
    "assumption": ("assumption", "assumptions"),
    "checkout": ("checkout", "checkouts"),
    "expectation": ("expectation", "expectations"),
    "more assumption": ("more assumption", "more assumptions"),
    "more point": ("more point", "more points"),
    "other part": ("other part", "other parts"),
    "point": ("point", "points"),
    "regime": ("regime", "regimes"),
    "replication": ("replication", "replications"),
    "step": ("step", "steps"),
}
AXES: Final[dict[str, str]] = {
    "merchant": "merchant",
    "surface": "surface",
    "favourite": "favourite",
    "segment": "segment",
}
MEANINGS: Final[dict[Outcome, str]] = {
    Outcome.PAID: "the money was captured",
    Outcome.OPENED: "the destination opened",
    Outcome.LINK_BLOCKED: "the surface opens no such link",
    Outcome.LINK_ABANDONED: "left at a warning or detour",
    Outcome.NO_COMMON_WALLET: "holds no wallet that is offered",
    Outcome.SWITCH_REFUSED: "would not leave the favourite",
    Outcome.SURCHARGE_REFUSED: "would not pay the surcharge",
    Outcome.HANDOVER_FAILED: "the wallet was not reached",
    Outcome.AUTHENTICATION_FAILED: "the confirmation failed",
    Outcome.CANCELLED: "changed their mind",
    Outcome.INSUFFICIENT_FUNDS: "the money was not there",
    Outcome.LIMIT_EXCEEDED: "above a payment limit",
    Outcome.RISK_DECLINED: "refused by risk control",
    Outcome.TECHNICAL_DECLINE: "answered with an error",
    Outcome.WALLET_DOWN: "the wallet was down",
    Outcome.RAIL_DOWN: "the rail was down",
    Outcome.ROUTE_DOWN: "the route was down",
    Outcome.OVERLOADED: "refused for lack of capacity",
    Outcome.TIMED_OUT: "no answer in time",
    Outcome.IMPATIENT: "left while waiting",
}

# A metric as a phrase: its own stands in the catalogue of metrics.
RATIO: Final = "the ratio of {above} to {below}"
FILTERS: Final[dict[str, str]] = {
    "amount>=": "at least {value}",
    "amount>": "above {value}",
    "amount<": "below {value}",
    "amount<=": "at most {value}",
    "from": "from {value} on",
    "until": "until {value}",
}

# Of two regimes in one metric. Each is a whole sentence without its full stop.
SENTENCES: Final[dict[str, str]] = {
    "moved": "{regime} {verb} {metric} from {before} to {after}: {change} ({interval})",
    "identical": "{regime} is the same world as {baseline}; {metric} {is_} {before}",
    "unchanged": (
        "all {count} checkouts end under {regime} as under {baseline}; {metric} {is_} {before}"
    ),
    "same": (
        "{metric} {is_} {before} under {baseline} and {after} under {regime}; the difference, "
        "{change} ({interval}), is within {threshold}"
    ),
    "too_close": (
        "{metric} {is_} {before} under {baseline} and {after} under {regime}; the difference, "
        "{change} ({interval}), may be none"
    ),
    "undecided": (
        "{metric} {is_} {before} under {baseline} and {after} under {regime}, a difference of "
        "{change}; {why}"
    ),
    "too_few": "fewer than {least} replications prove nothing",
    "nothing_counted": "nothing was counted that {metric} could be computed from",
    "last_step": "of which {change} the last step, {title}",
    "no_interval": "no interval",
    "interval": "95 % interval {bounds}",
    "exact": "the same in every replication",
    "interval_shared": "95 % interval for all {decisions} verdicts together {bounds}",
    # Of one regime.
    "of_one": "under {regime}, {metric} {is_} {value} ({interval})",
    "of_walk": "along the walk, {metric} {is_} {value} ({interval})",
    "course": "From the first stage to the last it goes from {first} to {last}.",
    "largest_loss": "The largest loss is {cause}: {share} of arrivals.",
    # Of many regimes.
    "extreme": "{metric} {is_} {most} under {regime}, {value}: {change} against {baseline}",
    "extreme_is_baseline": "{metric} {is_} {most} under {regime}, the baseline: {value}",
    # Of many points.
    "everywhere": ("{regime} against {baseline} changes {metric} by {change} everywhere{error}"),
    "along": (
        "{regime} against {baseline} changes {metric} by {least} ({least_at}) to {most} "
        "({most_at}){error}"
    ),
    "error": "; simulation error at most ±{width}",
    "along_one": "under {regime}, {metric} {goes} from {least} ({least_at}) to {most} ({most_at})",
    "turns": "{metric} {turns} from {first} to {last} between {name}={before} and {after}",
    "at_every_point": "{verdict} at every point",
    "at_points": "{verdict} at {count} of {points} points",
    "at_more_points": "{verdict} at {count}",
    # Of several pairs of a comparison.
    "of_matched": "{lead} ({pair})",
    "matched": "{a} in A, {b} in B",
    # Beside the first sentence.
    "also": "It also {parts}.",
    "also_does": "{verb} {metrics}",
}

# What agrees with a metric: its phrase is one thing, or many things.
AGREEMENT: Final = {"is_": ("is", "are"), "goes": ("goes", "go"), "turns": ("turns", "turn")}
ONE_THING: Final = ("the ", "it", "checkout success", "success ", "net income", "utilisation ")
VERBS: Final = {"up": "raises", "down": "lowers"}
MOST: Final = {"up": "highest", "down": "lowest"}

# Verdicts in cells of a table; what is not here stands there as it is called.
IN_SHORT: Final[dict[Verdict, str]] = {
    Verdict.TOO_CLOSE: "close",
    Verdict.SAME: "same",
    Verdict.UNCHANGED: "unchanged",
    Verdict.PERHAPS_BETTER: "better?",
    Verdict.PERHAPS_WORSE: "worse?",
    Verdict.PERHAPS_RISES: "rises?",
    Verdict.PERHAPS_FALLS: "falls?",
}
IN_FULL: Final[dict[str, str]] = {
    "close": "too close to call",
    "same": "practically the same",
    "unchanged": "no checkout ended otherwise",
    "?": "perhaps by little",
}

# What an answer stands on: the label of each fact, then its words.
LABELS: Final[dict[str, str]] = {
    "at_least": "at least",
    "warning": "warning",
    "sales": "sales",
    "assumed": "assumed",
    "services": "services",
    "rescued": "rescued",
    "newly_lost": "newly lost",
    "moved": "moved",
    "paired": "paired",
    "by_time": "by time",
    "size": "size",
    "interval": "interval",
    "range": "range",
    "warm_up": "warm-up",
    "scale": "scale",
    "again": "again",
    "expected": "expected",
}
FACTS: Final[dict[str, str]] = {
    "cut_off": "the first {time} are left out at most, {share} of the period ({by})",
    "settled": "none is left out: the series are settled from the start ({by})",
    "unsettled": "none is left out, yet not every series is shown to be settled ({by})",
    "by_hand": "by hand",
    "by_mser": "MSER-5",
    "uncut": "{metric} cannot be cut: {reason}",
    "still_drifts": "{metric} is not shown to have settled: take a longer period",
    "saturated": (
        "{what} are larger than is counted ({longest} each, 2⁶² in all): read them as lower bounds"
    ),
    "baseline": "{regime} (baseline)",
    "more": "{count} more are paid: {new} new, {moved} moved here from elsewhere",
    "fewer": "{count} fewer are paid: {gone} lost to all, {moved} moved elsewhere",
    "mixed": "{count} are paid: moved {moved}, new {new}",
    "as_many": "as many are paid",
    "menu": "by construction, opening a wallet loses nobody at the wallet menu",
    "open": "of arrivals without payment, {shares} open",
    "rescued": "{share}, lost in A and paid in {mark}{where}: {causes}",
    "newly_lost": "{share}, paid in A and lost in {mark}{where}: {causes}",
    "none_rescued": "no checkout is lost in A and paid in {mark}{where}",
    "none_lost": "no checkout is paid in A and lost in {mark}{where}",
    "none_moved": "no checkout ends otherwise in {mark} than in A{where}",
    "some_moved": "{share} end otherwise in {mark} than in A{where}",
    "few_others": "a few others",
    "sizes": "{a} and {b}",
    "in_pairs": "{replications} in pairs: {because}",
    "independent": "{replications}, taken to be independent: {because}",
    "of_all": "{share} of {noun}",
    "some_of": "{count} of {all}",
    "at": " at {setting}",
    "course": "success {courses}{where}",
    "course_at": ", at {setting}",
    "ends": "{low} to {high}",
    "several": "{few} to {most} replications",
    "together": "{parts} = {checkouts}",
    "paired": "; same shoppers, same luck",
    "cut": "; same shoppers, same luck: variance of the difference ÷ {times}",
    "smoke": "; a small edition of the scenario",
    "once": "95 %",
    "repeatedly": "95 %, however often one looks",
    "shared": " for all {decisions} verdicts together",
    "first_half": " for all {decisions} verdicts together, half of the error for the first",
    "skewed": "; in doubt for {metrics}, which is skewed",
    "simulation": "; simulation error only",
    "one_replication": "none from one replication",
    "rests": "; this world rests on {assumptions}",
    "listed": "{assumptions} (`sandbox world {world}` lists them)",
    "range": (
        "{metric}{bounds} over the ranges of {assumptions}, one at a time; {driver} matters most"
    ),
    "range_of": "{metric}: ",
    "range_again": "{metric}{bounds}; {driver} matters most",
    "range_point": "{metric}{bounds}: none of {assumptions}, one at a time, moves it",
    "range_point_again": "{metric}{bounds}: none of them moves it",
    "range_at": ", at {setting}",
    "overturned": "; at an end of the range the verdict is another",
    "scale": "one simulated checkout stands for {scale}",
    "again": "{command} (version {version}, seed {seed}, {engine} engine)",
    "made": "version {version}, seed {seed}, {engine} engine",
    "checksum": "{made}; checksum {checksum}…",
    "clock": "{made}; the clock ended it, so another run may end elsewhere",
    "all_hold": "all {expectations} hold",
    "holds": "the expectation holds",
}
STOPS: Final[dict[str, str]] = {
    "precision": "the wanted precision is reached",
    "time": "the time budget is spent",
    "checkouts": "the budget of checkouts is spent",
}

# Above and in the tables.
HEADS: Final[dict[str, str]] = {
    "metric": "metric",
    "expectation": "expectation",
    "answer": "answer",
    "value": "value",
    "regime": "regime",
    "interval": "95 % interval",
    "exact": "exact",
    "against_a": "against A",
    "minus": "{other} – A",
    "verdict": "verdict",
    "baseline": "baseline",
    "change": "change",
    "share": "share",
    "by_one": "by {paths}",
    "by_other": "{other} against A by {paths}",
    "where": "where they end",
    "not_first": "  not at first try",
    "later": "after a retry, route or wallet",
    "more_causes": "{count} more causes",
    "other_causes": "other causes",
    "each_below": "each below 0.05 %",
    "more": "{count} more",
    "wallets": "wallets",
    "of_payments": "of payments",
    "success": "success",
    "opened": "opened",
    "success_by": "{what} by",
    "arrivals": "arrivals",
    "hhi": "HHI (0 to 1)",
    "routes": "routes",
    "of_attempts": "of attempts",
    "approved": "approved",
    "load": "load, per 1,000 checkouts",
    "waiting": "share of requests that wait",
    "mean_wait": "mean wait",
    "long_wait": "99 % wait at most",
    "busy": "{place} busy",
    "money": "¥ per 1,000",
    "checkouts": "checkouts",
    "fees_earned": "fees earned",
    "fees_borne": "fees borne",
    "net_income": "net income",
    "from": "from",
    "step": "step",
    "scenario": "scenario",
    "seed": "seed",
    "replications": "replications",
    "engine": "engine",
    "version": "version",
}
NOTES: Final[dict[str, str]] = {
    "left_out": "(what is left out here is in --json and --html)",
    "amounts": "amounts per replication{size}",
    "counts": "counts per replication{size}",
    "both": "amounts and counts per replication{size}",
    "of": " of {checkouts}",
    "more_points": "{count} more points are in --json; bars show all",
    "same_shoppers": "step: against the rules of the stage before, on the same shoppers",
    "together": "; 95 % for all {count} together",
}
LOAD: Final[dict[str, str]] = {
    "rate_limited": "refused by a rate limit",
    "queue_full": "refused by a full queue",
    "left_queue": "left the queue",
    "unknown": "results unknown in time",
    "queries": "status queries",
    "reversals": "approvals reversed",
    "shown_unpaid": "paid, yet shown unpaid",
    "duplicates": "charged twice, refunded",
}
GATES: Final[dict[str, str]] = {
    "all_hold": "Expectations: all hold",
    "holds": "Expectation: it holds",
    "many": "Expectations: {counts}",
    "one": "Expectation: {counts}",
    "pass_one": "{count} holds",
    "pass_many": "{count} hold",
    "fail_one": "{count} fails",
    "fail_many": "{count} fail",
    "undecided_fail": "{count} undecided, which fails here",
    "undecided_warn": "{count} undecided, which only warns here",
    "undecided_pass": "{count} undecided, which passes here",
    "at_all": "{status} at all {points}",
    "at_some": "{status} at {points}",
    "rest": "and {points} without a pass, which --json lists",
}
ANALYSES: Final[dict[str, str]] = {
    "at": "{path} = {value}{bounds}; there {until}",
    "bounds": " (95 % interval {low} to {high})",
    "nothing_found": "nothing was found",
    "cost": " at a cost of {cost}",
    "no_rules": "no set of these rules does it",
    "no_need": "nothing is needed{price}",
    "one_rule": "the cheapest rule that does it is {rules}{price}",
    "some_rules": "the cheapest set of rules that does it is {rules}{price}",
    "attribution": "Attribution:",
    "parts": "of the {change} in {metric}, {shares}",
    "part": "{part} brings {change}",
    "other_parts": "{parts} the rest",
    "nothing_split": "nothing was split",
    "part_head": "part",
    "whole_head": "of the whole",
    "together": "together",
    "sensitivity": "Sensitivity:",
    "no_driver": "no assumption of this world moves the answer",
    "driver": "{driver} matters most",
    "over": "; over the ranges of what was varied, {metric} is {bounds}",
    "change_in": "the change in {metric}",
    "assumption": "assumption",
    "at_low": "at its lowest",
    "at_high": "at its highest",
    "mu": "mean effect",
    "mu_star": "mean size",
    "sigma": "spread",
    "first": "alone",
    "total": "with others",
    "rest": "and {assumptions} that move it less, which --json lists",
}
COMPARISON: Final[dict[str, str]] = {
    "not_known": "What differs in the scenarios is not known: one of them is not stored.",
    "same": "The scenarios are the same.",
    "one_change": "1 difference in the scenario",
    "changes": "{count} differences in the scenario",
    "rest": "and {count} more, which --json lists",
    "first": "First difference:",
    "first_of": "First difference, {name}:",
    "not_sought": "not looked for, because {reason}.",
    "moved": "In replication {replication}, {parts}.",
    "paid_now": "{checkouts} paid in B {verb} lost in A ({causes})",
    "lost_now": "{checkouts} lost in B {verb} paid in A ({causes})",
    "none_moved": "no checkout is paid in one and lost in the other",
    "was": "was",
    "were": "were",
    "where": "checkout {checkout} of replication {replication}, which arrives at {arrives}.",
}
