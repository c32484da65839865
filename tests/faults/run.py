"""Faults under load. `tests/faults/run` starts it."""
import argparse
import pathlib
import random
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE)]
import toolbox  # noqa: E402
from toolbox import Report  # noqa: E402

import checkers  # noqa: E402
import clock  # noqa: E402
import database_faults  # noqa: E402
import disk  # noqa: E402
import doubt  # noqa: E402
import exhaustion  # noqa: E402
import failover  # noqa: E402
import inbox  # noqa: E402
import logins  # noqa: E402
import outbound  # noqa: E402
import room  # noqa: E402
import stopping  # noqa: E402
import workers  # noqa: E402

# Each takes a Report, the program, a generator of random numbers, and whether it should be quick.
GROUPS = {"inbox": inbox.run, "outbound": outbound.run, "workers": workers.run, "database": database_faults.run, "disk": disk.run,
          "doubt": doubt.run, "failover": failover.run, "clock": clock.run, "stopping": stopping.run, "exhaustion": exhaustion.run,
          "logins": logins.run, "room": room.run}


def arguments():
    parser = argparse.ArgumentParser(prog="tests/faults/run")
    parser.add_argument("--program", default=str(toolbox.ROOT / "build/release/rounds"))
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--only", default=",".join(["checkers", *GROUPS]))
    parser.add_argument("--full", action="store_true", help="the loads of the nightly run")
    options = parser.parse_args()
    options.chosen = options.only.split(",")
    unknown = set(options.chosen) - set(GROUPS) - {"checkers"}
    if unknown:
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    return options


def main():
    options = arguments()
    print(f"seed {options.seed}", flush=True)
    report = Report()
    if "checkers" in options.chosen:
        report.check("checkers", checkers.self_test)
    for name in options.chosen:
        if name in GROUPS:
            started = time.monotonic()
            print(f"-- {name}", flush=True)
            GROUPS[name](report, pathlib.Path(options.program).resolve(), random.Random(options.seed), not options.full)
            print(f"-- {name} took {time.monotonic() - started:.0f} s", flush=True)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
