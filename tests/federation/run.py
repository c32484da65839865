"""Federation seen from outside. `tests/federation/run` starts it."""
import argparse
import contextlib
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE)]
import toolbox  # noqa: E402
from toolbox import Report  # noqa: E402

import at_rest  # noqa: E402
import bad_input  # noqa: E402
import consortium_job  # noqa: E402
import contents  # noqa: E402
import convergence  # noqa: E402
import deeds  # noqa: E402
import fedify_peer  # noqa: E402
import identity  # noqa: E402
import knowledge  # noqa: E402
import limits  # noqa: E402
import lures  # noqa: E402
import moving  # noqa: E402
import outgoing  # noqa: E402
import rosters  # noqa: E402
import second_opinions  # noqa: E402
import signatures  # noqa: E402
import stewards  # noqa: E402
from rig import open_rig  # noqa: E402

WITH_PEER = {"signatures": signatures.run, "identity": identity.run, "deeds": deeds.run, "limits": limits.run, "lures": lures.run,
             "contents": contents.run, "outgoing": outgoing.run, "at-rest": at_rest.run,
             "opinions": second_opinions.run}
ALONE = {"bad-input": bad_input.run, "consortium": consortium_job.run, "rosters": rosters.run,
         "convergence": convergence.run, "knowledge": knowledge.run, "fedify": fedify_peer.run, "moving": moving.run,
         "stewards": stewards.run}


# About how long groups take, in seconds, so that shares end together; a new group counts as short.
SECONDS = {"convergence": 60, "consortium": 70, "knowledge": 50, "rosters": 45, "moving": 30, "fedify": 25, "bad-input": 20, "stewards": 20}
SECONDS_WITH_PEER = 80


def share_of(names, share):
    """The longest first, each to the share that has least. Groups with the lying peer stay together, for they have one."""
    index, shares = map(int, share.split("/"))
    units = [(SECONDS_WITH_PEER, [name for name in names if name in WITH_PEER])]
    units += [(SECONDS.get(name, 10), [name]) for name in names if name in ALONE]
    dealt = [[0, []] for _ in range(shares)]
    for seconds, unit in sorted(units, key=lambda unit: -unit[0]):
        least = min(dealt, key=lambda one: one[0])
        least[0] += seconds
        least[1] += unit
    return dealt[index][1]


def main():
    parser = argparse.ArgumentParser(prog="tests/federation/run")
    parser.add_argument("--program", default=str(toolbox.ROOT / "build/release/rounds"))
    parser.add_argument("--only", default=",".join([*WITH_PEER, *ALONE]))
    parser.add_argument("--share", metavar="I/N", default="0/1", help="the groups that fall to I when they are dealt out to N")
    options = parser.parse_args()
    chosen = options.only.split(",")
    unknown = set(chosen) - set(WITH_PEER) - set(ALONE)
    if unknown:
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    chosen = share_of(chosen, options.share)
    report = Report()
    program = pathlib.Path(options.program).resolve()

    @contextlib.contextmanager
    def group(name):
        started = time.monotonic()
        print(f"-- {name}", flush=True)
        yield
        print(f"-- {name} took {time.monotonic() - started:.0f} s", flush=True)

    with_peer = [name for name in chosen if name in WITH_PEER]
    if with_peer:
        with open_rig(program) as rig:
            for name in with_peer:
                with group(name):
                    WITH_PEER[name](report, rig)
    for name in chosen:
        if name in ALONE:
            with group(name):
                ALONE[name](report, program)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
