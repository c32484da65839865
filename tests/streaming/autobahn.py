"""Autobahn's fuzzing client against the streaming endpoint. README.md says what of its cases can be judged."""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE.parent.parent / "deploy")]
from consortium.instance import Instance, free_port, make_names_resolve  # noqa: E402
from toolbox import ROOT  # noqa: E402

HOST = "autobahn.localhost"
PACKAGES = "python2.7,python2.7-dev,gcc,libffi-dev,libssl-dev,ca-certificates"
# The last ones for Python 2.7.
TOOLS, SUITE = ["pip==20.3.4", "setuptools==44.1.1", "wheel==0.37.1"], "autobahntestsuite==0.8.2"
# What a case asks for once the frames are wrong: an end, in one of the ways that the suite calls right.
ENDED = {"OK", "NON-STRICT", "INFORMATIONAL"}


def make_root(folder, mirror):
    """A root of Debian 11 with the suite in it; what is there already stays."""
    if not (folder / "usr/bin/python2.7").exists():
        subprocess.run(["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bullseye", str(folder), *mirror], check=True)
    if (folder / "usr/local/bin/wstest").exists():
        return
    shutil.copy("/etc/resolv.conf", folder / "etc")
    shutil.copy("/etc/ssl/certs/ca-certificates.crt", folder / "etc/ssl/certs")
    wheels = folder / "wheels"
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(wheels), *TOOLS], check=True)
    pip = next(wheels.glob("pip-*.whl")).name
    inside = ["env", "HOME=/", "PIP_CERT=/etc/ssl/certs/ca-certificates.crt", "python2.7"]
    for command in ([f"/wheels/{pip}/pip", "install", "--no-index", "--find-links", "/wheels", *TOOLS], ["-m", "pip", "install", SUITE]):
        subprocess.run(["chroot", str(folder), *inside, *command], check=True, stdout=subprocess.DEVNULL)


def start(program, folder):
    make_names_resolve([HOST])
    instance = Instance(program, folder, "autobahn", free_port(), scheme="http", host=HOST, mode="open",
                        settings={"streaming.sockets_per_account": 1000})
    instance.start()
    instance.add_user("ann")
    return instance


def attack(root, instance, cases):
    """Runs the suite; its reports by case."""
    shutil.copy("/etc/hosts", root / "etc")  # the instance answers to its name alone
    url = f"ws://{instance.domain}/api/v1/streaming?access_token={instance.users['ann']['token']}"
    reports = root / "reports"
    shutil.rmtree(reports, ignore_errors=True)
    spec = {"outdir": "/reports", "servers": [{"agent": "Rounds", "url": url}], "cases": cases,
            "exclude-cases": ["12.*", "13.*"], "exclude-agent-cases": {}}
    (root / "spec.json").write_text(json.dumps(spec))
    subprocess.run(["chroot", str(root), "wstest", "-m", "fuzzingclient", "-s", "/spec.json"], check=True,
                   stdout=subprocess.DEVNULL)
    index = json.loads((reports / "index.json").read_text())["Rounds"]
    return {case: {**summary, **json.loads((reports / summary["reportfile"]).read_text())} for case, summary in index.items()}


def wants_end(report):
    """The suite sent something that no server may take."""
    return any(word in report["expectation"].lower() for word in ("failed immediately", "fail connection", "is failed", "invalid"))


def verdict(report):
    """"ok", "no echo" (all that is missing), or what is wrong."""
    if " 101 " not in report["httpResponse"].splitlines()[0] + " ":
        return f"no WebSocket: {report['httpResponse'].splitlines()[0]}"
    if report["behavior"] in ENDED and report["behaviorClose"] in ENDED:
        return "ok"
    if wants_end(report):
        if report["behaviorClose"] in ENDED or report["remoteCloseCode"] in (1002, 1003, 1007, 1009):
            return "ok"
        return f"not ended as it should: {report['resultClose']}"
    if report["failedByMe"] and report["remoteCloseCode"] == 1001:
        return "no echo"  # the suite gave up waiting for it, and its own code came back
    if report["remoteCloseCode"] in (1003, 1009):
        return "refused: binary, or too long"
    if report["behaviorClose"] in ENDED or report["remoteCloseCode"] in (None, 1000) and not report["failedByMe"]:
        return "no echo"
    return f"{report['behavior']}/{report['behaviorClose']}: {report['result']} {report['resultClose']}"


def order(case):
    return [int(part) for part in re.findall(r"\d+", case)]


def main():
    parser = argparse.ArgumentParser(prog="tests/streaming/autobahn", description=__doc__)
    parser.add_argument("--program", default=str(ROOT / "build/release/rounds"))
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path("/var/tmp/rounds-autobahn"), help="root of Debian 11")
    parser.add_argument("--mirror", nargs=1, default=[], help="where its packages come from; else what debootstrap knows")
    parser.add_argument("--cases", default="*", help="with commas: 2.*,7.*")
    parser.add_argument("--all", action="store_true", help="prints each case, not only what is wrong")
    options = parser.parse_args()
    make_root(options.root, options.mirror)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="rounds-autobahn-", dir="/var/tmp"))
    folder.chmod(0o755)
    instance = start(options.program, folder)
    try:
        reports = attack(options.root, instance, options.cases.split(","))
    finally:
        instance.stop()
        shutil.rmtree(folder, ignore_errors=True)
    counts, wrong = {}, 0
    for case in sorted(reports, key=order):
        outcome = verdict(reports[case])
        row = counts.setdefault(case.split(".")[0], {})
        kind = outcome if outcome in ("ok", "no echo") or outcome.startswith("refused") else "wrong"
        row[kind] = row.get(kind, 0) + 1
        wrong += kind == "wrong"
        if kind == "wrong" or options.all:
            print(f"{case:10} {outcome}")
    for category, row in counts.items():
        print(f"category {category}: " + ", ".join(f"{count} {kind}" for kind, count in row.items()))
    print(f"{len(reports)} cases, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
