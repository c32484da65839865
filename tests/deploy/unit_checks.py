"""The systemd units: they verify, and what they expose stays below the bound."""
import pathlib
import re
import subprocess
import tempfile

from toolbox import ROOT

UNITS = ROOT / "deploy" / "systemd"
MOST_EXPOSED = 1.5


def exposure(text):
    with tempfile.TemporaryDirectory() as folder:
        unit = pathlib.Path(folder) / "rounds.service"
        unit.write_text(text)
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)], capture_output=True, text=True)
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    assert found, done.stdout + done.stderr
    return float(found[1])


def bounded(*files):
    value = exposure("\n".join((UNITS / file).read_text() for file in files))
    assert value <= MOST_EXPOSED, f"exposure of {' + '.join(files)}: {value}"


def figure_notices():
    """The figure is one that moves when a fence is taken away."""
    text = (UNITS / "rounds.service").read_text()
    assert exposure(text.replace("NoNewPrivileges=yes", "").replace("CapabilityBoundingSet=\n", "")) > MOST_EXPOSED


def verify(program):
    """With the programs of this build in the place of installed ones."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for file in sorted(UNITS.iterdir()):
            if file.suffix in (".service", ".socket", ".target", ".timer"):
                # A template is checked as the instances that the target names.
                names = [file.name] if "@" not in file.name else [file.name.replace("@", f"@{role}") for role in ("web", "worker")]
                for name in names:
                    copy = pathlib.Path(folder) / name
                    copy.write_text(file.read_text().replace("/usr/bin/rounds ", f"{program} "))
                    files.append(str(copy))
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True)
        said = [line for line in done.stderr.splitlines() if "rounds" in line and "Referenced but unset" not in line]
        assert done.returncode == 0 and not said, done.stderr


def roles_exist(program):
    """The target starts roles that the server knows."""
    target = (UNITS / "rounds.target").read_text()
    roles = re.findall(r"rounds@(\w+)\.service", target)
    told = subprocess.run([program, "serve", "--help"], capture_output=True, text=True).stdout
    known = set(re.findall(r"\w+", re.search(r"What this process does: (.*) \(", told)[1]))
    assert set(roles) == known, f"{roles} are started, {known} are known"


def commands_exist(program):
    """The backup unit gives options that the program knows."""
    lines = re.findall(r"^ExecStart=/usr/bin/rounds (.*)$", (UNITS / "rounds-backup.service").read_text(), re.MULTILINE)
    assert len(lines) == 2, lines
    for line in lines:
        words = [word for word in line.split() if not word.startswith("/") and "%" not in word and not word.isdigit()]
        command = [word for word in words if not word.startswith("--")]
        told = subprocess.run([program, *command, "--help"], capture_output=True, text=True).stdout
        missing = [word for word in words if word.startswith("--") and not re.search(rf"{word}\b", told)]
        assert told and not missing, f"rounds {' '.join(command)} does not know {missing}"


def checks(report, program):
    report.check("systemd-analyze verify", lambda: verify(program))
    report.check("the backup unit's commands exist", lambda: commands_exist(program))
    report.check("the target starts every role", lambda: roles_exist(program))
    report.check(f"exposure of rounds.service <= {MOST_EXPOSED}", lambda: bounded("rounds.service"))
    report.check(f"exposure of rounds@.service <= {MOST_EXPOSED}", lambda: bounded("rounds@.service"))
    report.check(f"exposure of rounds-backup.service <= {MOST_EXPOSED}", lambda: bounded("rounds-backup.service"))
    report.check(f"exposure with own-tls.conf <= {MOST_EXPOSED}", lambda: bounded("rounds.service", "own-tls.conf"))
    report.check("the exposure rises when fences are taken away", figure_notices)
