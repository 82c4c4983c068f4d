"""`sandbox study`: regimes side by side, point by point, with verdicts and gates."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import rich_click as click

from sandbox.cli import asking, console, failures, shared_options
from sandbox.cli.outputs import Outputs, tell
from sandbox.errors import CapacityError, MachineError

EXPECTATION_FAILED = 1


@click.command()
@shared_options.asking
@click.option(
    "--junit",
    type=shared_options.FILE,
    metavar="FILE",
    help="Also write expectations as JUnit XML.",
)
@click.option(
    "--github/--no-github",
    default=None,
    help="Annotate lines and the step's summary; on where GITHUB_ACTIONS is set.",
)
@click.pass_context
def study(
    context: click.RichContext,
    /,
    *,
    junit: Path | None,
    github: bool | None,
    **values: Any,  # noqa: ANN401 -- what click hands on
) -> None:
    """Run a what-if study and report its verdicts.

    FILE is a study: a YAML file with the key `study`, see `sandbox init`.

    The plan is printed first. The exit code is 1 where an expectation fails.
    An interrupted study goes on with --resume and gives the same result.
    """
    from sandbox.answers.question import Kind  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies.experiment import Experiment  # noqa: PLC0415 -- the same
    from sandbox.studies.options import study_with_options  # noqa: PLC0415 -- the same
    from sandbox.studies.question_checks import check_metrics  # noqa: PLC0415 -- the same
    from sandbox.studies.what_if import load  # noqa: PLC0415 -- the same

    choices = shared_options.Choices.of(values)
    asking.check(choices)
    loaded = load(choices.file, choices.overrides)
    check_metrics(loaded.base.document, choices.metrics)
    asked = study_with_options(loaded, asking.options_of(choices))
    kept = None if choices.dry_run else asking.store_of(choices, is_study=True)
    experiment = Experiment(asked, asking.options_of(choices, kept), Kind.STUDY)
    annotates = bool(os.environ.get("GITHUB_ACTIONS") if github is None else github)
    outputs = Outputs(choices.out, choices.html, store=kept, junit=junit, github=annotates)
    asking.introduce(asked, experiment, choices)
    asking.weigh(asked, experiment, choices)
    asking.prepare_engine(experiment.question.engine)
    lines = asking.plan_page(asked, experiment)
    if choices.dry_run:
        for line in lines.splitlines():
            console.put(line)
        return
    outputs.prepare()
    console.say_lines(lines)
    try:
        answer = asking.answer_with_progress(experiment, choices)
    except KeyboardInterrupt:
        context.exit(failures.say_interruption(kept))
    except (MachineError, CapacityError) as error:
        error.hint = "; ".join(hint for hint in (error.hint, failures.how_to_go_on(kept)) if hint)
        raise
    how = asking.how_made("study", choices, asked.document.study)
    tell(answer, asked, how, outputs, as_json=choices.as_json)
    if answer.has_failed:
        sys.stdout.flush()  # a reader who has left is found out here, not while Python ends
        context.exit(EXPECTATION_FAILED)
