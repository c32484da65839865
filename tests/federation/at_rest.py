"""Direct messages at rest: their words are in no file of the database, not in its write-ahead log, in no dump and in no log."""
import json
import os
import pathlib
import subprocess

from database import as_postgres, pg_program
from toolbox import eventually

OPEN, SENT, ARRIVED, EDITED = "canaryopenwords", "canarysentwords", "canaryarrivedwords", "canaryeditedwords"


class AtRest:
    def __init__(self, rig):
        self.rig, self.ann, self.ben, self.pat = rig, rig.ann, rig.ben, rig.pat

    def files_with(self, word):
        """Files below the instance's data folder, PostgreSQL's with its write-ahead log among them, that hold the word."""
        self.rig.db.run("CHECKPOINT")
        found = []
        for folder, _, names in os.walk(self.rig.mercy.values["paths.data"]):
            for name in names:
                path = pathlib.Path(folder, name)
                if path.is_file() and word.encode() in path.read_bytes():
                    found.append(str(path))
        return found

    def dump(self):
        return subprocess.run(as_postgres(pg_program("pg_dump"), "-h", self.rig.db.socket_folder, "-U", "rounds", "rounds"), check=True,
                              capture_output=True, timeout=60).stdout

    def unreadable(self, word):
        files = self.files_with(word)
        assert not files, f"{word} can be read in {files}"
        assert word.encode() not in self.dump(), f"{word} can be read in a dump"
        assert word not in self.rig.mercy.last_log(100000), f"{word} is in the log"

    def the_look_finds(self):
        """The twin: what everybody may read is found by the same look."""
        self.ann.post("/api/v1/statuses", status=OPEN)
        files = self.files_with(OPEN)
        assert any("/base/" in file for file in files) and any("/pg_wal/" in file for file in files), files
        assert OPEN.encode() in self.dump()

    def sent(self):
        since = self.rig.recorder.now()
        said = self.ann.post("/api/v1/statuses", status=f"@ben @{self.pat.handle} {SENT}", visibility="direct", spoiler_text=f"{SENT} too")
        eventually("the peer has it", lambda: [s for s in self.rig.recorder.all(method="POST", since=since) if SENT.encode() in s.body])
        self.ann.call("PUT", f"/api/v1/statuses/{said['id']}", {"status": f"@ben @{self.pat.handle} {EDITED}"})
        eventually("the peer has the change", lambda: [s for s in self.rig.recorder.all(method="POST", since=since) if EDITED.encode() in s.body])
        talk = self.ben.get("/api/v1/conversations")[0]["last_status"]
        assert EDITED in talk["content"], talk["content"]
        for word in (SENT, EDITED):
            self.unreadable(word)

    def arrived(self):
        ann = self.rig.mercy.users["ann"]["uri"]
        note = self.pat.note(f"<p>{ARRIVED}</p>", to=[ann], cc=[], tag=[{"type": "Mention", "href": ann, "name": "@ann"}])
        create = self.pat.activity("Create", note, to=[ann], cc=[])
        self.rig.accepted(self.pat.post(self.rig.mercy, create))
        self.rig.settled(create["id"])
        shown = eventually("ann reads it", lambda: [talk for talk in self.ann.get("/api/v1/conversations")
                                                    if ARRIVED in json.dumps(talk["last_status"])])
        assert shown
        self.unreadable(ARRIVED)


def run(report, rig):
    tests = AtRest(rig)
    for name in ("the_look_finds", "sent", "arrived"):
        report.check(f"at rest: {name.replace('_', ' ')}", getattr(tests, name))
