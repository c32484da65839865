"""R15: the server's clock is wrong, and is set back while it works. Others' signatures count within an hour, and no timer is wedged."""
import pathlib
import shutil
import tempfile

from load import eventually, stage
from peer import Answer

MINUTE = 60
LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"


class ShiftedClock:
    """What libfaketime reads anew at each question for the time. The monotonic clock, which timers are on, stays true."""

    def __init__(self, folder):
        self.file = pathlib.Path(folder) / "shift"
        self.set(0)

    def set(self, seconds):
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}\n")
        fresh.replace(self.file)

    def environment(self):
        return {"LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_RESET": "1"}


class Clock:
    def __init__(self, made, shifted):
        self.stage, self.clock, self.mercy, self.db = made, shifted, made.mercy, made.db
        self.recorder = made.peer.recorder
        self.pat = made.peer.actor("pat")
        made.follow_me(self.pat)
        eventually("pat follows ann", lambda: self.recorder.activities("Accept"))

    def says(self, text):
        """Pat's post to ann: what it was answered, and its address."""
        activity = self.pat.create(text, serve=False, **self.pat.mention(self.mercy, "ann"))
        return self.pat.post(self.mercy, activity)[0], activity["object"]["id"]

    def arrives(self, uri):
        eventually(f"{uri} is a post", lambda: self.db.value("SELECT count(*) FROM statuses WHERE uri = :'uri'", uri=uri) == 1)

    def reaches_pat(self, text):
        uri = self.stage.ann.post("/api/v1/statuses", status=text)["uri"]
        return eventually(f"\"{text}\" reaches pat", lambda: [
            seen for seen in self.recorder.all(method="POST") if seen.body and uri in seen.body.decode() and seen.json().get("type") == "Create"])[0]

    def r15_skew_within_an_hour(self):
        for shift in (55 * MINUTE, -55 * MINUTE):
            self.clock.set(shift)
            status, uri = self.says(f"said at {shift}")
            assert status == 202, f"clock off by {shift} s: {status}"
            self.arrives(uri)
            self.reaches_pat(f"sent at {shift}")

    def r15_skew_beyond_is_refused(self):
        for shift in (180 * MINUTE, -180 * MINUTE):
            self.clock.set(shift)
            status, _ = self.says(f"said at {shift}")
            assert status == 401, f"clock off by {shift} s: {status}"
        self.clock.set(0)
        assert self.says("said at last")[0] == 202

    def r15_a_step_back_wedges_nothing(self):
        """What waits for its time when the clock goes back an hour comes when it would have come."""
        self.mercy.stop()
        self.clock.set(50 * MINUTE)
        self.mercy.start()
        self.stage.peer.answer_posts(self.pat.host, "/inbox", Answer(500))
        waiting = self.stage.ann.post("/api/v1/statuses", status="to be sent again")["uri"]
        failed = "SELECT count(*) FROM deliveries d JOIN activities a ON a.id = d.activity_id WHERE a.object_uri = :'uri' AND d.attempts > 0"
        eventually("its delivery failed and waits", lambda: self.db.value(failed, uri=waiting) == 1)
        self.clock.set(-10 * MINUTE)
        self.stage.peer.answer_posts(self.pat.host, "/inbox", Answer(202))
        self.arrives(self.says("said after the step")[1])
        self.reaches_pat("sent after the step")
        undone = "SELECT count(*) FROM deliveries WHERE state <> 'done'"
        eventually("what waited is delivered", lambda: self.db.value(undone) == 0, 120)
        assert self.mercy.client().request("GET", "/readyz")[0] == 200


def run(report, program, random, quick):  # noqa: ARG001 - all groups are called alike
    folder = tempfile.mkdtemp(prefix="rounds-test-", dir="/var/tmp")
    pathlib.Path(folder).chmod(0o755)
    shifted = ShiftedClock(folder)
    try:
        with stage(program, environment=shifted.environment()) as made:
            tests = Clock(made, shifted)
            for name in ("r15_skew_within_an_hour", "r15_skew_beyond_is_refused", "r15_a_step_back_wedges_nothing"):
                if not report.check(f"clock: {name.replace('_', ' ')}", getattr(tests, name)):
                    print(f"--- {made.mercy.last_log(15)}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
