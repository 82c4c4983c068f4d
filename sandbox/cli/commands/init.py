"""`sandbox init`: a starter scenario and a starter study to change, with hints."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from sandbox.cli import console
from sandbox.cli.files import prepare_folder, write
from sandbox.errors import UsageError

SCENARIO = "first_question.yaml"
STUDY = "first_question.study.yaml"
HINTS = "README.md"

SCENARIO_TEXT = """\
# Do more checkouts succeed at JD once it takes Alipay?
# The first comment is the question; reports begin with it. A plain YAML file, ten lines long.
extends: china_2024                        # parties and numbers: `sandbox world china_2024`
period: {from: 2024-10-20T20:00, for: 1h}  # Beijing time
traffic: {only: [jd], checkouts: 2000}     # arrivals in each replication
compare: [without_alipay, with_alipay]     # the first is the baseline
regimes:
  without_alipay: {extends: taobao_wechat_pay_2024_09}
  with_alipay:
    extends: taobao_wechat_pay_2024_09
    rules:                                 # one door each; the last that matches decides
      - {name: jd_opens_to_alipay, when: {merchant: jd, wallet: alipay}, set: {accept: listed}}
"""

STUDY_TEXT = f"""\
# Up to which fee of Alipay does JD earn more with it?
# A study asks a scenario many times: each value below, under each regime, on the same shoppers.
study: {SCENARIO}                   # the base, beside this file
compare: [without_alipay, with_alipay]       # the first is the baseline
sweep: {{wallets.alipay.fee: [0.3%, 0.6%, 1%]}} # any path that --set takes; several make a grid
metrics: [success_rate, net_income.jd]
replications: 20                             # or `precision: {{success_rate: 0.5pp}}`
expect: ["success_rate(with_alipay) - success_rate(without_alipay) >= 0pp"]
"""

HINTS_TEXT = f"""\
# Your first question

    sandbox run {SCENARIO}                        the answer, its causes, who pays
    sandbox run {SCENARIO} --json                 everything as one JSON document
    sandbox explain {SCENARIO} --checkout 7       one shopper's story under both regimes
    sandbox matrix {SCENARIO}                     which doors are open, and why
    sandbox validate {SCENARIO} {STUDY}    every mistake at once
    sandbox run {SCENARIO} --set wallets.alipay.fee=0.3%

Change one line and run again:

- another shop: `only: [taobao]`; `sandbox world china_2024` lists parties, numbers and sources;
- another door: `set: {{link: open}}` for links, `set: {{interop: open}}` for codes at counters;
- a date: `from: 2024-11-01` on a rule;
- a part of the shoppers: `rollout: {{of: shoppers, share: 30%}}` on a rule;
- a wallet of your own, under `wallets:`, with `ecosystem`, `held_by`, `favourite_of` and `fee`.

A study asks the same scenario for several values, regimes and metrics:

    sandbox study {STUDY} --dry-run         what it would run, and how long
    sandbox study {STUDY}                   verdicts, tables, expectations
    sandbox study {STUDY} --resume          the same again, from what is stored

For completion and checks in an editor: `sandbox schema > scenario.schema.json`, and
`sandbox schema --study > study.schema.json`.
"""


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Write a small scenario and a small study to start from into the folder DIR, with hints.

    Nothing that is there already is overwritten.
    """
    files = {SCENARIO: SCENARIO_TEXT, STUDY: STUDY_TEXT, HINTS: HINTS_TEXT}
    there = [name for name in files if (folder / name).exists()]
    if there:
        hint = "choose another folder, or move it away first"
        raise UsageError(f"{folder / there[0]} is already there", hint)
    prepare_folder(folder)
    for name, text in files.items():
        console.put(str(write(folder / name, text.encode())))
    console.say(f"now: sandbox run {folder / SCENARIO}")
    console.say(f"then: sandbox study {folder / STUDY}")
