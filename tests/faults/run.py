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
import database_faults  # noqa: E402
import disk  # noqa: E402
import inbox  # noqa: E402
import outbound  # noqa: E402
import workers  # noqa: E402

GROUPS = {"inbox": inbox.run, "outbound": outbound.run, "workers": workers.run, "database": database_faults.run, "disk": disk.run}


def main():
    parser = argparse.ArgumentParser(prog="tests/faults/run")
    parser.add_argument("--program", default=str(toolbox.ROOT / "build/release/rounds"))
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--only", default=",".join(["checkers", *GROUPS]))
    options = parser.parse_args()
    chosen = options.only.split(",")
    unknown = set(chosen) - set(GROUPS) - {"checkers"}
    if unknown:
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    print(f"seed {options.seed}", flush=True)
    report = Report()
    if "checkers" in chosen:
        report.check("checkers", checkers.self_test)
    for name in chosen:
        if name in GROUPS:
            started = time.monotonic()
            print(f"-- {name}", flush=True)
            GROUPS[name](report, pathlib.Path(options.program).resolve(), random.Random(options.seed))
            print(f"-- {name} took {time.monotonic() - started:.0f} s", flush=True)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
