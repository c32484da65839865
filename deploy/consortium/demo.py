"""The demo: `deploy/demo` runs it. See there for the options."""
import argparse
import os
import pathlib
import signal
import sys
import time
import traceback

from . import community
from .setup import Consortium, claim
from .story import Story


def arguments():
    parser = argparse.ArgumentParser(prog="deploy/demo")
    parser.add_argument("--program", required=True)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--data", default="/var/tmp/rounds-demo")
    parser.add_argument("--federation", choices=["consortium", "open"], default="consortium")
    parser.add_argument("--extra-ca", action="append", default=[])
    return parser.parse_args()


def seed(consortium, tell):
    for name, people in community.PEOPLE.items():
        instance = consortium[name]
        for username, display_name, role, stakeholder, note in people:
            instance.add_user(username, display_name, role=role, stakeholder=stakeholder, note=note)
        tell(f"   {instance.base}: " + ", ".join("@" + person[0] for person in people))
    consortium["mercy"].command("account", "verify", "okafor", "--role", "doctor", "--specialty-mesh", "D008495",
                                "--specialty-name", "Medical Oncology", "--method", "staff roster and work e-mail")


def print_addresses(consortium, file):
    print(f"\nRunning (certificates are by {consortium.ca}):")
    for instance in consortium.instances.values():
        print(f"  {instance.base}  {instance.values['instance.title']}")
        for user in instance.users.values():
            mark = "  administrator" if user is instance.admin else ""
            print(f"      {user['user']}@{instance.host}  password {user['password']}{mark}")
    print(f"Described for programs in {file}.\nCtrl-C stops everything.")


def main():
    options = arguments()
    folder = pathlib.Path(options.data)
    held = claim(folder)  # a story is played once: what an earlier run left would stand in its way
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: sys.exit(1))
    started = time.monotonic()

    def tell(text):
        print(f"[{time.monotonic() - started:6.1f} s] {text}", flush=True)

    consortium = None
    try:
        consortium = Consortium(options.program, folder, federation=options.federation,
                                extra_ca=[str(pathlib.Path(file).resolve()) for file in options.extra_ca])
        tell("Starting mercy, stluke and oncosociety ...")
        consortium.start()
        tell("Making a small community:")
        seed(consortium, tell)
        story = Story(consortium, tell)
        story.play()
        file = consortium.write_description()
        tell(f"All of it arrived: {len(story.arrived)} things at their places.")
        if options.check:
            return 0
        print_addresses(consortium, file)
        signal.sigwait([signal.SIGINT, signal.SIGTERM])
        return 0
    except KeyboardInterrupt:
        return 1
    except (AssertionError, Exception) as error:  # noqa: BLE001 - whatever failed, say so and stop what was started
        tell(f"FAILED: {error}")
        traceback.print_exc()
        if consortium:
            for instance in consortium.instances.values():
                print(f"--- last lines of {instance.log}\n{instance.last_log()}", file=sys.stderr)
        return 1
    finally:
        # Whoever presses Ctrl-C twice must not leave half of it running; each server has a time limit for its end.
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        if consortium:
            tell("Stopping ...")
            consortium.stop()
        os.close(held)


if __name__ == "__main__":
    sys.exit(main())
