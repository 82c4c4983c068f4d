"""`./dev fuzz`: try mutants of scenarios and studies on the loader, both engines and the commands.

The exit code is 1 where anything was found.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from sandbox.engines.compiled.kernel import kernel
from tests.fuzz.campaign import Campaign
from tests.fuzz.corpus import CORPUS
from tests.fuzz.mutation import mutant


def main() -> int:
    """Run a campaign; return the exit code."""
    chosen = _arguments()
    if chosen.show is not None:
        case = mutant(chosen.show)
        sys.stdout.write(f"# called with {' '.join(case.arguments)}\n{case.text}")
        return 0
    begin = time.monotonic()
    kernel()
    sys.stdout.write(f"seed {chosen.seed}; engine ready after {time.monotonic() - begin:.0f} s\n")
    sys.stdout.flush()
    campaign = Campaign(
        chosen.seed, chosen.minutes * 60, chosen.mutants, chosen.jobs, chosen.corpus
    )
    campaign.replay()
    if chosen.minutes and chosen.mutants:
        campaign.search()
    for kind, count in sorted(campaign.found.items(), key=lambda item: -item[1]):
        sys.stdout.write(f"{count:6,} × {kind}\n")
    return 1 if campaign.found else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0, help="at most [2]; 0: corpus only")
    parser.add_argument("--mutants", type=int, default=10**8, help="at most")
    parser.add_argument("--seed", type=int, default=1, help="of the mutants [1]")
    parser.add_argument("--jobs", type=int, default=1, help="processes [1]")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of what was found")
    parser.add_argument("--show", type=int, metavar="MUTANT", help="print a mutant, try nothing")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
