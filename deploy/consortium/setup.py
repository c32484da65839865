"""The three instances of the demo: made, started, stopped."""
import fcntl
import json
import os
import pathlib
import shutil
import sys

from .certificates import make_authority, make_certificate
from .instance import Instance, free_port, make_names_resolve

MEMBERS = {
    "mercy": {"title": "Mercy Regional Hospital", "kind": "hospital"},
    "stluke": {"title": "St Luke's Hospital", "kind": "hospital"},
    "oncosociety": {"title": "Society of Community Oncology", "kind": "society"},
}
USUAL_PORTS = {"mercy": 8441, "stluke": 8442, "oncosociety": 8443}


class Consortium:
    """Several instances that trust each other. `with` stops them at its end."""

    def __init__(self, program, folder, *, members=None, federation="consortium", extra_ca=(), settings=None, ports=None):
        self.program = pathlib.Path(program).resolve()
        self.folder = pathlib.Path(folder).resolve()
        self.members = members or MEMBERS
        self.ports = ports or self._ports()
        make_names_resolve([f"{name}.localhost" for name in self.members])
        # The private clusters run as PostgreSQL's own user, which must be able to reach its folder.
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o755)
        os.chmod(self.folder, 0o755)
        self.ca = make_authority(self.folder / "tls")
        domains = [f"{name}.localhost:{self.ports[name]}" for name in self.members]
        self.instances = {}
        for name, about in self.members.items():
            host = f"{name}.localhost"
            self.instances[name] = Instance(
                self.program, self.folder / name, name, self.ports[name], host=host, ca=self.ca, extra_ca=extra_ca,
                tls=make_certificate(self.folder / "tls", host), peers=[d for d in domains if not d.startswith(host)],
                mode=federation, title=about["title"], organisation=about["title"], kind=about["kind"], settings=settings)

    def _ports(self):
        """Those of an earlier run in this folder (addresses never change), the usual ones when free, or any."""
        file = self.folder / "ports.json"
        if file.exists():
            return json.loads(file.read_text())
        ports = {name: _usual_or_free(USUAL_PORTS.get(name)) for name in self.members}
        self.folder.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(ports))
        return ports

    def __getitem__(self, name):
        return self.instances[name]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        for instance in self.instances.values():
            instance.start()
        return self

    def stop(self):
        for instance in self.instances.values():
            instance.ask_to_stop()
        for instance in self.instances.values():
            instance.stop()

    def write_description(self):
        """demo.json: what is running, for programs that check or drive it."""
        file = self.folder / "demo.json"
        described = {"ca": str(self.ca), "instances": [instance.describe() for instance in self.instances.values()]}
        temporary = file.with_suffix(".new")
        temporary.write_text(json.dumps(described, indent=1) + "\n")
        os.chmod(temporary, 0o600)
        temporary.rename(file)
        return file


def _usual_or_free(port):
    import socket
    if port:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass
    return free_port()


def claim(folder):
    """Empties the folder of what an earlier demo left and keeps others out of it while this program runs.

    Exits with a message when another demo runs there, or when the folder holds anything else than a demo's data.
    """
    folder.mkdir(parents=True, exist_ok=True)
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"Another demo is running in {folder}: stop it with Ctrl-C, or give this one a folder with --data.")
    left = list(folder.iterdir())
    if left and not (folder / "ports.json").exists():
        sys.exit(f"{folder} holds files that are no demo's: give the demo a folder of its own with --data.")
    for entry in left:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    return held
