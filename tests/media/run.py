"""Media over real sockets: two instances, one of which keeps its files in S3. `tests/media/run` starts it."""
import argparse
import contextlib
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import pictures  # noqa: E402
import toolbox  # noqa: E402
from toolbox import Report, consortium, eventually, free_port, npm_install  # noqa: E402

CANARY = b"CANARY-47.6097N-122.3331W"


def png(width, height, noise=False):
    """A picture with the canary in a text chunk."""
    return pictures.png(width, height, comment=CANARY, noise=noise)


def film():
    """A film of five seconds whose title is the canary."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "film.mp4"
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc=duration=5:size=320x240:rate=25", "-f",
                        "lavfi", "-i", "sine=duration=5", "-metadata", f"title={CANARY.decode()}", str(file)], check=True)
        return file.read_bytes()


def multipart(fields, files):
    body = b""
    for name, value in fields.items():
        body += f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for name, content in files.items():
        body += f'--edge\r\nContent-Disposition: form-data; name="{name}"; filename="x"\r\n\r\n'.encode() + content + b"\r\n"
    return body + b"--edge--\r\n"


def send(client, method, path, fields=None, files=None):
    """(status, parsed answer) of a form with files."""
    connection = client._connect()
    try:
        connection.request(method, path, multipart(fields or {}, files or {}), {
            "Host": client.url.netloc, "Authorization": f"Bearer {client.token}", "Content-Type": "multipart/form-data; boundary=edge"})
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    import json
    return answer.status, json.loads(text)


def upload(client, content, **fields):
    status, media = send(client, "POST", "/api/v2/media", fields, {"file": content})
    assert status in (200, 202), (status, media)

    def ready():
        state, _, body = client.request("GET", f"/api/v1/media/{media['id']}")
        assert state in (200, 206), (state, body)
        return body if state == 200 else None
    return eventually("the upload is ready", ready, 120)


def fetch(client, address, **headers):
    """(status, headers, bytes) of an address of that instance, without a token."""
    assert address.startswith(client.base + "/media/"), f"{address} is not of {client.base}"
    connection = client._connect()
    try:
        connection.request("GET", urllib.parse.urlsplit(address).path, headers={"Host": client.url.netloc, **headers})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@contextlib.contextmanager
def s3_server():
    """(address, folder) of a running store with the bucket "rounds"."""
    npm_install(HERE)
    folder, port = tempfile.mkdtemp(prefix="rounds-s3-"), free_port()
    process = subprocess.Popen(["node", str(HERE / "s3.mjs"), str(port), folder], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline().strip() == "ready"
        yield f"http://127.0.0.1:{port}", pathlib.Path(folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def stored(folder):
    return [file for file in folder.rglob("*") if file.is_file()]


class Day:
    """What ann of mercy (files in S3) uploads, and ben of stluke (files on disk) sees."""

    def __init__(self, hospitals, s3_folder):
        self.mercy, self.stluke, self.s3_folder = hospitals["mercy"], hospitals["stluke"], s3_folder
        self.ann, self.ben = self.mercy.client("ann"), self.stluke.client("ben")

    def meet(self):
        found = self.ben.get("/api/v2/search", q=f"@ann@{self.mercy.domain}", resolve="true", type="accounts")["accounts"]
        self.ann_there = found[0]["id"]
        self.ben.post(f"/api/v1/accounts/{self.ann_there}/follow")
        eventually("the follow", lambda: self.ben.get("/api/v1/accounts/relationships", **{"id[]": self.ann_there})[0]["following"])

    def files_go_to_s3(self):
        media = upload(self.ann, png(1600, 1200, noise=True), description="A noisy map", focus="0.25,-0.5")
        files = {file.name for file in stored(self.s3_folder)}
        assert any(media["url"].rsplit("/", 1)[1] in name for name in files), files
        assert not stored(self.mercy.folder / "data" / "media" / "files") if (self.mercy.folder / "data/media/files").exists() else True
        status, headers, whole = fetch(self.ann, media["url"])
        assert status == 200 and headers["content-type"] == "image/png", headers
        assert len(whole) == int(headers["content-length"]) > 1_000_000, "sent piece by piece, with its length"
        status, headers, part = fetch(self.ann, media["url"], Range="bytes=600000-1299999")
        assert status == 206 and part == whole[600000:1300000], headers
        for file in stored(self.s3_folder):
            assert CANARY not in file.read_bytes(), file
        self.picture = media

    def posts_show_it_through_each_server(self):
        post = self.ann.post("/api/v1/statuses", status="look", media_ids=[self.picture["id"]])
        arrived = eventually("the post", lambda: next(
            (s for s in self.ben.get("/api/v1/timelines/home") if s["uri"] == post["uri"]), None))
        there = arrived["media_attachments"][0]
        assert there["description"] == "A noisy map" and there["meta"]["focus"] == {"x": 0.25, "y": -0.5}, there
        assert there["blurhash"] == self.picture["blurhash"] and there["remote_url"] == self.picture["url"]
        for key in ("url", "preview_url"):
            status, headers, picture = fetch(self.ben, there[key])
            assert status == 200 and headers["content-type"] == "image/png" and CANARY not in picture, (status, headers)
        assert any(stored(self.stluke.folder / "data" / "media" / "cache")), "kept for the next one"
        self.post, self.there = post, there

    def once_fetched_it_stays(self):
        """The cache answers although its origin's store is gone, and many at once make one fetch."""
        film_media = upload(self.ann, film())
        post = self.ann.post("/api/v1/statuses", status="a film", media_ids=[film_media["id"]])
        arrived = eventually("the film", lambda: next(
            (s for s in self.ben.get("/api/v1/timelines/home") if s["uri"] == post["uri"]), None))
        address = arrived["media_attachments"][0]["url"]
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(fetch(self.ben, address))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [a[0] for a in answers] == [200] * 6, [a[0] for a in answers]
        assert len({a[2] for a in answers}) == 1 and CANARY not in answers[0][2]
        status, headers, part = fetch(self.ben, address, Range="bytes=0-99")
        assert status == 206 and headers["content-type"] == "video/mp4" and len(part) == 100

    def edits_travel(self):
        self.ann.call("PUT", f"/api/v1/statuses/{self.post['id']}", {
            "status": "look", "media_ids": [self.picture["id"]],
            "media_attributes": [{"id": self.picture["id"], "description": "A quiet map"}]})
        eventually("the new words", lambda: any(
            m["description"] == "A quiet map" for s in self.ben.get("/api/v1/timelines/home") if s["uri"] == self.post["uri"]
            for m in s["media_attachments"]))

    def profile_pictures_travel(self):
        before = self.ben.get(f"/api/v1/accounts/{self.ann_there}")["avatar"]
        status, me = send(self.ann, "PATCH", "/api/v1/accounts/update_credentials", {}, {"avatar": png(300, 500), "header": png(900, 300)})
        assert status == 200, me
        assert fetch(self.ann, me["avatar"])[2][:4] == b"\x89PNG"

        def changed():
            account = self.ben.get(f"/api/v1/accounts/{self.ann_there}")
            return account if account["avatar"] != before else None
        there = eventually("the pictures at stluke", changed)
        for key in ("avatar", "header"):
            status, headers, picture = fetch(self.ben, there[key])
            assert status == 200 and headers["content-type"] == "image/png" and CANARY not in picture, (key, status)
        self.ann.delete("/api/v1/profile/avatar")
        eventually("the default again", lambda: self.ben.get(f"/api/v1/accounts/{self.ann_there}")["avatar"].endswith("/assets/avatar.png"))

    def deleted_uploads_leave_s3(self):
        before = {file.name for file in stored(self.s3_folder)}
        media = upload(self.ann, png(32, 32))
        self.ann.delete(f"/api/v1/media/{media['id']}")
        # Maintenance runs when the instance starts, and every ten minutes.
        self.mercy.stop()
        self.mercy.start()
        eventually("the file is gone", lambda: fetch(self.ann, media["url"])[0] == 404)
        left = {file.name for file in stored(self.s3_folder)} - before
        assert not [name for name in left if media["url"].rsplit("/", 1)[1] in name], left
        assert fetch(self.ann, self.picture["url"])[0] == 200, "others stay"

    def a_kill_loses_no_upload(self):
        """202 means kept: an upload whose server dies at work is ready after the restart."""
        status, media = send(self.ann, "POST", "/api/v2/media", {}, {"file": film()})
        assert status in (200, 202), media
        self.mercy.kill()
        self.mercy.start()
        eventually("the film is ready", lambda: self.ann.request("GET", f"/api/v1/media/{media['id']}")[0] == 200, 60)


def main():
    parser = argparse.ArgumentParser(prog="tests/media/run")
    parser.add_argument("--program", default=str(toolbox.ROOT / "build/release/rounds"))
    options = parser.parse_args()
    report = Report()
    with s3_server() as (address, folder):
        def prepare(hospitals):
            credentials = hospitals.folder / "s3-credentials"
            credentials.write_text("S3RVER\nS3RVER\n")
            hospitals["mercy"].values |= {
                "media.store": "s3", "media.s3_endpoint": address, "media.s3_bucket": "rounds",
                "media.s3_credentials_file": str(credentials)}
        with consortium(options.program, prepare=prepare) as hospitals:
            hospitals["mercy"].add_user("ann")
            hospitals["stluke"].add_user("ben")
            day = Day(hospitals, folder)
            report.check("people meet", day.meet)
            report.check("files go to S3 and come back in parts", day.files_go_to_s3)
            report.check("posts show files through each server", day.posts_show_it_through_each_server)
            report.check("once fetched, a film is kept", day.once_fetched_it_stays)
            report.check("edited descriptions travel", day.edits_travel)
            report.check("profile pictures travel, and go", day.profile_pictures_travel)
            report.check("deleted uploads leave S3", day.deleted_uploads_leave_s3)
            report.check("a kill loses no upload", day.a_kill_loses_no_upload)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
