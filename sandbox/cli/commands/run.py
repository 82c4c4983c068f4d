"""`sandbox run`: one scenario, all of its regimes on the same shoppers and the same luck."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from sandbox.cli import asking, console, failures, shared_options
from sandbox.cli.files import prepare_file
from sandbox.cli.outputs import Outputs, tell
from sandbox.cli.progress import ProgressLine
from sandbox.errors import CapacityError, MachineError

if TYPE_CHECKING:
    from sandbox.scenario.loading import Loaded


@click.command()
@shared_options.asking
@click.option(
    "--trace",
    type=click.Path(path_type=Path),
    metavar="FILE.parquet",
    help="Also write one row per checkout, as Parquet.",
)
@click.pass_context
def run(context: click.RichContext, /, *, trace: Path | None, **values: Any) -> None:  # noqa: ANN401 -- what click hands on
    """Simulate a scenario and report what changes.

    FILE is a scenario, or the name of a packaged world such as china_2024.

    With several regimes the first is the baseline, and the same shoppers with the same luck
    live through each of them.
    """
    from sandbox.answers.question import Kind  # noqa: PLC0415 -- help needs none of it
    from sandbox.scenario.loading import load  # noqa: PLC0415 -- the same
    from sandbox.studies.experiment import Experiment  # noqa: PLC0415 -- the same
    from sandbox.studies.options import study_with_options  # noqa: PLC0415 -- the same
    from sandbox.studies.question_checks import check_scenario  # noqa: PLC0415 -- the same
    from sandbox.studies.what_if import as_study  # noqa: PLC0415 -- the same

    choices = shared_options.Choices.of(values)
    asking.check(choices)
    loaded = load(choices.file, choices.overrides)
    check_scenario(loaded, choices.metrics)
    study = study_with_options(as_study(loaded), asking.options_of(choices))
    store = asking.store_of(choices, is_study=False)
    outputs = Outputs(choices.out, choices.html, store=store)
    asked = asking.options_of(choices, outputs.replications)
    experiment = Experiment(study, replace(asked, resume=choices.resume or store is None), Kind.RUN)
    outputs.prepare()
    if trace is not None:
        prepare_file(trace)
    asking.introduce(study, experiment, choices)
    asking.weigh(study, experiment, choices)
    asking.prepare_engine(experiment.question.engine)
    if choices.dry_run:
        for line in asking.plan_page(study, experiment).splitlines():
            console.put(line)
        return
    if trace is not None:
        _write_trace(loaded, choices, trace)
    try:
        answer = asking.answer_with_progress(experiment, choices)
    except KeyboardInterrupt:
        context.exit(failures.say_interruption(store))
    except (MachineError, CapacityError) as error:
        if store is not None:
            go_on = failures.how_to_go_on(store)
            error.hint = "; ".join(hint for hint in (error.hint, go_on) if hint)
        raise
    tell(answer, study, asking.how_made("run", choices), outputs, as_json=choices.as_json)


def _write_trace(loaded: Loaded, choices: shared_options.Choices, path: Path) -> None:
    from sandbox.studies.traces.run_trace import write_trace  # noqa: PLC0415 -- few runs need it

    with ProgressLine("replications") as progress:
        rows = write_trace(loaded, asking.options_of(choices), path, progress)
    console.say(f"wrote {rows:,} rows to {path}")
