"""R20: the disk is full: that of all data, PostgreSQL's included, and that of media alone. What cannot be kept is refused in the API's own
words (503 or 507), what was acknowledged is there, no file is kept by half, and room is all that it takes to go on."""
import contextlib
import ctypes
import hashlib
import json
import os
import pathlib
import subprocess
import threading
import time
import urllib.error
import urllib.request

import checkers
from load import CONNECTIONS, Writer, acknowledged, eventually, post_all, stage
from pictures import png

ACTIVITIES, POSTS = 600, 200
ALL_DATA, MEDIA = "400m", "48m"
SMALLEST = 4096
CLONE_NEWNS = 0x20000


def own_mounts():
    """From here on what is mounted is this program's and its children's alone, and is gone when the last of them is."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)


class Volume:
    """A small disk. `fill(left)` leaves so many bytes of it to others."""

    def __init__(self, folder, size):
        self.folder, self.ballast = pathlib.Path(folder), pathlib.Path(folder) / ".ballast"
        self.folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", str(folder)], check=True)

    @property
    def free(self):
        room = os.statvfs(self.folder)
        return room.f_bavail * room.f_frsize

    def fill(self, left=0):
        """Until there is no more room than that, whatever others free or take meanwhile."""
        with open(self.ballast, "ab", 0) as file:
            piece = 1 << 20  # taken at once or not at all
            while self.free > left and piece >= SMALLEST:
                try:
                    os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), min(max(self.free - left, SMALLEST), piece))
                except OSError:
                    piece //= 2

    @contextlib.contextmanager
    def kept_full(self):
        """Whatever others free meanwhile (PostgreSQL does when it gives up) is taken at once. There is room afterwards."""
        ending = threading.Event()

        def keep():
            while not ending.wait(0.005):
                self.fill()
        keeper = threading.Thread(target=keep, daemon=True)
        keeper.start()
        try:
            yield
        finally:
            ending.set()
            keeper.join()
            self.make_room()

    def make_room(self):
        self.ballast.unlink(missing_ok=True)


def send_file(instance, user, content, path="/api/v2/media"):
    """(status, headers, parsed body) of an upload."""
    body = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="x.png"\r\n\r\n' + content + b"\r\n--edge--\r\n"
    request = urllib.request.Request(f"{instance.base}{path}", body, {
        "Authorization": f"Bearer {instance.users[user]['token']}", "Content-Type": "multipart/form-data; boundary=edge"})
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, answer.headers, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, error.headers, json.loads(error.read())


class Room:
    def __init__(self, made, random, volume):
        self.stage, self.mercy, self.db, self.random, self.volume = made, made.mercy, made.db, random, volume

    def r20_disk_full(self):
        """All data lie on it: posts, the inbox, WAL, the audit log's heads, media."""
        actors = self.stage.actors("poster", CONNECTIONS)
        # Of text that does not shrink, so that each needs pages of its own.
        work = [(actor, actor.create(f"room {number} {self.random.randbytes(4000).hex()}", serve=False, **actor.mention(self.mercy, "ann")))
                for number in range(ACTIVITIES) for actor in [actors[number % CONNECTIONS]]]
        texts = [f"room for words {number}" for number in range(POSTS)]
        early = self.random.randrange(ACTIVITIES // 6, ACTIVITIES // 3)
        posters = post_all(self.mercy, work[:early], 240)
        for poster in posters:
            poster.join(240)
        with self.volume.kept_full():
            late = post_all(self.mercy, work[early:], 240)
            writers = [Writer(self.mercy, "ann", texts[n::4], late[0].deadline) for n in range(4)]
            for writer in writers:
                writer.start()
            posters += late
            others = lambda: [answer for poster in late for answer in poster.others]  # noqa: E731
            eventually("the inbox refuses", others, 120, 0.05)
            eventually("the API refuses", lambda: any(writer.refusals for writer in writers), 120, 0.05)
            eventually("files are refused", self.file_is_refused, 120, 0.05)
            assert any(poster.is_alive() for poster in late), "all was taken though the disk was full: the test proved nothing"
            before, full = len(acknowledged(posters)), time.monotonic()
        eventually("posts are taken again", lambda: len(acknowledged(posters)) > before, 120, 0.02)
        print(f"     {early} acknowledged before the disk was full, {before} by the time there was room, {len(others())} refused; "
              f"taken again after {time.monotonic() - full:.1f} s")
        for one in [*posters, *writers]:
            one.join(240)
        self.nothing_lost(work, posters, texts, writers)
        wrong = {answer for answer in others() if answer[0] != 503 or not answer[1]}
        assert not wrong, wrong
        status, _, body = send_file(self.mercy, "ann", png(64, 64))
        assert status == 200, (status, body)
        self.audit_goes_on()

    def file_is_refused(self):
        status, _, body = send_file(self.mercy, "ann", png(300, 300, noise=True))
        assert status in (200, 503, 507) and (status == 200 or "error" in body), (status, body)
        return status != 200

    def nothing_lost(self, work, posters, texts, writers):
        attempted = {activity["id"] for _, activity in work}
        stored = [row["activity_uri"] for row in self.db.rows("SELECT activity_uri FROM inbox") if row["activity_uri"] in attempted]
        checkers.check_set(attempted, acknowledged(posters), stored)
        assert len(acknowledged(posters)) == len(attempted), f"only {len(acknowledged(posters))} of {len(attempted)} were taken in the end"
        posted = [text for writer in writers for text in writer.posted]
        rows = self.db.rows("SELECT source FROM statuses WHERE source LIKE 'room for words %'")
        checkers.check_set(texts, posted, [row["source"] for row in rows])
        assert len(posted) == len(texts), f"only {len(posted)} of {len(texts)} were posted in the end"

    def audit_goes_on(self):
        """Nothing of the log was lost or torn, and it is sealed to its end."""
        eventually("all entries are sealed", lambda: self.db.value("SELECT count(*) FROM audit_pending") == 0)
        verdict = self.mercy.command("audit", "verify")
        assert int(verdict["sealed"]) > 0 and not verdict.get("findings"), verdict

    def r20_media_disk_full(self):
        """Media have a disk of their own: posts go on, files are refused, none is kept by half."""
        picture = png(700, 700, noise=True)
        status, _, kept = send_file(self.mercy, "ann", picture)
        assert status == 200, (status, kept)
        sample = self.fingerprint(kept["url"])
        said = []
        # From no room at all to a little less than it takes: each step of the way is where some write fails.
        lefts = [0, SMALLEST, len(picture) // 2, len(picture) + SMALLEST, *(self.random.randrange(3 * len(picture)) for _ in range(5))]
        for left in lefts:
            self.volume.make_room()
            self.volume.fill(left)
            status, headers, body = send_file(self.mercy, "ann", picture)
            said.append(status)
            assert status in (200, 503, 507), (left, status, body)
            assert status == 200 or "error" in body, (left, body)
            assert status != 503 or headers.get("Retry-After"), (left, dict(headers))
            self.none_by_half()
            assert self.stage.ann.post("/api/v1/statuses", status="words need no room of media")["id"]
        print(f"     {len(picture)} bytes sent with {', '.join(map(str, lefts))} left: {', '.join(map(str, said))}")
        assert said[0] == 507 and any(status != 507 for status in said), said
        self.volume.make_room()
        status, _, again = send_file(self.mercy, "ann", picture)
        assert status == 200, (status, again)
        assert self.fingerprint(again["url"]) == sample and self.fingerprint(kept["url"]) == sample

    def none_by_half(self):
        """Each file that is there is whole: known, or about to be swept; nothing lies about that somebody began to write."""
        begun = [path for path in self.volume.folder.rglob("*") if path.is_file() and path.name != "lock" and path != self.volume.ballast
                 and "files" not in path.relative_to(self.volume.folder).parts]
        eventually("nothing lies about in the work folder", lambda: not [path for path in begun if path.exists()], 30)
        known = {row["key"] for row in self.db.rows(
            "SELECT file_key AS key FROM media_attachments WHERE file_key IS NOT NULL UNION SELECT preview_key FROM media_attachments WHERE preview_key IS NOT NULL "
            "UNION SELECT key FROM media_trash")}
        stored = {path.name for path in (self.volume.folder / "files").rglob("*") if path.is_file()}
        assert stored <= known, f"files that nobody knows: {sorted(stored - known)}"

    def fingerprint(self, url):
        with urllib.request.urlopen(url, timeout=60) as answer:
            return hashlib.sha256(answer.read()).hexdigest()


def check(report, program, random, name, folder, size):
    volumes = []
    with stage(program, before=lambda instance: volumes.append(Volume(pathlib.Path(instance.values["paths.data"]) / folder, size))) as made:
        room = Room(made, random, volumes[0])
        if not report.check(f"room: {name.replace('_', ' ')}", getattr(room, name)):
            print(f"--- {made.mercy.last_log(25)}")


def run(report, program, random, quick):  # noqa: ARG001 - all groups are called alike
    if os.geteuid() != 0:
        print("skip room: only root mounts a small disk")
        return
    own_mounts()
    check(report, program, random, "r20_disk_full", "", ALL_DATA)
    check(report, program, random, "r20_media_disk_full", "media", MEDIA)
