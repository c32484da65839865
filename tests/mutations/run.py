"""Switches the guards of guards.tsv off, one at a time, and sees the tests that name them fail. `tests/mutations/run` starts it."""
import argparse
import csv
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SWITCH = "ROUNDS_GUARD_OFF"


def read_guards():
    """Rows of guard (or several, "id+origin", that are off together), N, program ("unit_tests" or "integration_tests") and
    GoogleTest filter. A number without a guard has its reason instead, and no row here."""
    with open(pathlib.Path(__file__).with_name("guards.tsv"), encoding="utf-8") as table:
        lines = [line for line in table if line.strip() and not line.startswith("#")]
    rows = csv.DictReader(lines, fieldnames=("guard", "n", "program", "filter"), delimiter="\t")
    return [row for row in rows if row["guard"] != "-"]


def run_tests(build, program, chosen, guard=""):
    """Exit code and output of the chosen tests, with the guard switched off when one is named."""
    surroundings = {**os.environ, SWITCH: guard}
    done = subprocess.run([build / f"mutation_{program}", f"--gtest_filter={chosen}"], env=surroundings, capture_output=True, text=True,
                          timeout=900, check=False, cwd=ROOT)
    return done.returncode, done.stdout + done.stderr


def ran_any(output):
    return "[==========] 0 tests" not in output and "[ RUN      ]" in output


def main():
    parser = argparse.ArgumentParser(prog="tests/mutations/run")
    parser.add_argument("--sample", action="store_true", help="the default: what needs no database")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("--preset", default="release")
    options = parser.parse_args()
    only = set(filter(None, options.only.split(",")))
    rows = [row for row in read_guards() if (row["guard"] in only if only else options.all or row["program"] == "unit_tests")]
    if only - {row["guard"] for row in rows}:
        parser.error(f"no such guard: {', '.join(sorted(only - {row['guard'] for row in rows}))}")
    if not options.no_build:
        targets = sorted({f"mutation_{row['program']}" for row in rows})
        subprocess.run([ROOT / "deploy/build", options.preset, *targets], check=True, stdout=subprocess.DEVNULL)
    build = ROOT / "build" / options.preset
    passed = failed = 0

    def judge(good, name, why, output=""):
        nonlocal passed, failed
        passed, failed = passed + bool(good), failed + (not good)
        print(f"ok   {name}" if good else f"FAIL {name}: {why}\n{output[-2000:]}", flush=True)

    for program in sorted({row["program"] for row in rows}):
        chosen = ":".join(row["filter"] for row in rows if row["program"] == program)
        code, output = run_tests(build, program, chosen)
        judge(code == 0 and ran_any(output), f"{program} with every guard on", "fails by itself, or runs nothing", output)
    for row in rows:
        code, output = run_tests(build, row["program"], row["filter"], row["guard"])
        judge(code != 0 and ran_any(output), f"{row['n']} sees that {row['guard']} is off", f"{row['filter']} passes without it")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
