"""Deployment: `tests/deploy/run` starts it."""
import argparse
import importlib.util
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "support"))
import toolbox  # noqa: E402
import archive_checks  # noqa: E402
import backup_checks  # noqa: E402
import canary_checks  # noqa: E402
import container_checks  # noqa: E402
import doctor_checks  # noqa: E402
import image_checks  # noqa: E402
import keys_checks  # noqa: E402
import migrations  # noqa: E402
import monitoring_checks  # noqa: E402
import package_checks  # noqa: E402
import proxy_checks  # noqa: E402
import readme_checks  # noqa: E402
import restart_checks  # noqa: E402
import sbom_checks  # noqa: E402
import setup_checks  # noqa: E402
import unit_checks  # noqa: E402
from postgres import OwnCluster  # noqa: E402


BY_NAME = {"readme", "images"}  # build and install once more: run where they are named, and nightly
FEW_ROWS = 20_000  # nightly: tests/deploy/migrations, a million


class Report(toolbox.Report):
    def skip(self, name, reason):
        print(f"skip {name}: {reason}", flush=True)


class LazySite:
    """One instance for all parts that want one."""

    def __init__(self, program, folder):
        self.made, self.site = (program, folder), None

    def running(self):
        if self.site is None:
            self.site = proxy_checks.Site(*self.made)
            self.site.start()
        return self.site

    def stop(self):
        if self.site is not None:
            self.site.instance.stop()


def media_files():
    """A picture and a film."""
    place = importlib.util.spec_from_file_location("media_suite", HERE.parent / "media" / "run.py")
    media = importlib.util.module_from_spec(place)
    place.loader.exec_module(media)
    return media.png(640, 480), media.film()


def own_folder(folder, name):
    """One that PostgreSQL's user may enter."""
    (folder / name).mkdir()
    (folder / name).chmod(0o755)
    return folder / name


def backups(report, program, folder):
    started = []

    def cluster():
        started.append(OwnCluster(folder / "postgresql"))
        started[0].start()
        return started[0].wait()
    try:
        backup_checks.checks(report, program, folder, media_files()[0], cluster)
    finally:
        for one in started:
            one.stop()


def main():
    parser = argparse.ArgumentParser(prog="tests/deploy/run")
    parser.add_argument("--program", default=str(toolbox.ROOT / "build/release/rounds"))
    parser.add_argument("--only", default="", help="units, doctor, migrations, canaries, keys, restart, backup, archive, package, readme, proxies, containers, images, monitoring, sbom")
    parser.add_argument("--base", default="", help="images: a folder with a bare root of debootstrap; made when it is not there, and kept")
    options = parser.parse_args()
    program = pathlib.Path(options.program).resolve()
    report = Report()
    with tempfile.TemporaryDirectory(prefix="rounds-deploy-", dir="/var/tmp") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        site = LazySite(program, folder)
        parts = {"units": lambda: unit_checks.checks(report, str(program)),
                 "doctor": lambda: doctor_checks.checks(report, program, own_folder(folder, "doctor"), [setup_checks.checks]),
                 "migrations": lambda: migrations.checks(report, program, own_folder(folder, "migrations"), FEW_ROWS),
                 "canaries": lambda: canary_checks.checks(report, program, own_folder(folder, "canaries")),
                 "keys": lambda: keys_checks.checks(report, program, own_folder(folder, "keys")),
                 "restart": lambda: restart_checks.checks(report, program, own_folder(folder, "restart")),
                 "backup": lambda: backups(report, program, own_folder(folder, "backup")),
                 "archive": lambda: archive_checks.checks(report, program, own_folder(folder, "archive"), media_files()[0]),
             "package": lambda: package_checks.checks(report, str(program), program.parent, folder, media_files),
                 "readme": lambda: readme_checks.checks(report),
                 "proxies": lambda: proxy_checks.checks(report, site.running(), folder),
                 "monitoring": lambda: monitoring_checks.checks(report, site.running(), folder),
                 "containers": lambda: container_checks.checks(report, program, folder),
                 "images": lambda: image_checks.checks(report, program, own_folder(folder, "images"),
                                                       pathlib.Path(options.base).resolve() if options.base else None),
                 "sbom": lambda: sbom_checks.checks(report, program, folder)}
        chosen = options.only.split(",") if options.only else [part for part in parts if part not in BY_NAME]
        try:
            for part in chosen:
                parts[part]()
        finally:
            site.stop()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
