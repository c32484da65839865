"""Measures a Rounds instance against the limits of this machine. `tests/bench/run` starts it; README.md says how to read it."""
import argparse
import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
from toolbox import ROOT, Report  # noqa: E402
from suite import benchmarks  # noqa: E402
from suite.figures import Table, describe_machine  # noqa: E402
from suite.rig import Rig  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(prog="tests/bench/run", description=__doc__)
    parser.add_argument("--program", default=str(ROOT / "build/release/rounds"), help="the server; the load programs lie beside it")
    parser.add_argument("--smoke", action="store_true", help="tiny counts: everything runs and prints, no figure is judged")
    parser.add_argument("--only", default="", help="names of benchmarks, with commas")
    parser.add_argument("--runs", type=int, default=0, choices=range(1, 21), metavar="N", help="runs of each (default 5; 1 with --smoke)")
    parser.add_argument("--json", metavar="FILE", help="writes all figures of all runs")
    parser.add_argument("--list", action="store_true", help="names the benchmarks")
    options = parser.parse_args()
    options.runs = options.runs or (1 if options.smoke else 5)
    return options


def chosen(names):
    known = benchmarks.ALL
    wanted = [name for name in names.split(",") if name] or list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        sys.exit(f"tests/bench/run: no such benchmark: {', '.join(unknown)} (there are {', '.join(known)})")
    return {name: known[name] for name in wanted}


def main():
    options = arguments()
    if options.list:
        for name, benchmark in benchmarks.ALL.items():
            print(f"{name:16} {benchmark.__doc__.splitlines()[0]}")
        return 0
    if not os.access(options.program, os.X_OK):
        sys.exit(f"tests/bench/run: {options.program} is missing (deploy/build release)")
    report, table, machine = Report(), Table(), describe_machine()
    print(f"Machine: {machine['cores']} cores, {machine['cpu']}; load {machine['load']} at the start", flush=True)
    for name, benchmark in chosen(options.only).items():
        def work(benchmark=benchmark):
            with Rig(options.program, smoke=options.smoke, runs=options.runs) as rig:
                benchmark(rig, table)
        report.check(name, work)
    print(f"\n{table.text()}\nload {describe_machine()['load']} at the end\n")
    if options.json:
        everything = {"machine": machine, "smoke": options.smoke, "runs": options.runs, "figures": table.values()}
        pathlib.Path(options.json).write_text(json.dumps(everything, indent=1) + "\n")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
