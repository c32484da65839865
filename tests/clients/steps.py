"""Numbered steps of a scenario. The first that fails ends it, and says what was expected and what was seen."""
import os
import pprint
import sys
import time
import traceback

LEAST = 25


class Unexpected(AssertionError):
    def __init__(self, what, expected, seen):
        super().__init__(f"{what}: expected {expected!r}, saw {seen!r}")
        self.what, self.expected, self.seen = what, expected, seen


def _indented(value):
    text = value if isinstance(value, str) else pprint.pformat(value, depth=3, width=120, compact=True)
    return text[:2000].replace("\n", "\n       ")


class Scenario:
    def __init__(self, name):
        self.name, self.number = name, 0

    def step(self, what, work):
        """Does one thing as a person would; what `work` gives is given back."""
        self.number += 1
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - whatever it was, the step failed
            wrong = isinstance(error, Unexpected)
            expected = f"{error.what}: {_indented(error.expected)}" if wrong else "no error"
            seen = _indented(error.seen if wrong else traceback.format_exc())
            print(f"FAIL {self.number}. {what}\n     expected: {expected}\n     seen: {seen}", flush=True)
            sys.exit(1)
        print(f"{self.number:5}. {what}", flush=True)
        return result

    def finish(self):
        if self.number < LEAST:
            sys.exit(f"FAIL {self.name}: {self.number} steps, at least {LEAST} are expected")
        print(f"{self.name}: {self.number} steps", flush=True)


def same(what, seen, wanted):
    if seen != wanted:
        raise Unexpected(what, wanted, seen)


def one(what, items, fits):
    """The first item that fits; there must be one."""
    for item in items:
        if fits(item):
            return item
    raise Unexpected(what, "among them", items)


def none(what, items, fits):
    for item in items:
        if fits(item):
            raise Unexpected(what, "not among them", item)


def says(what, text, piece):
    if piece not in (text or ""):
        raise Unexpected(what, piece, text)


def fails(what, work, kind, piece=""):
    """`work` raises a `kind` whose text holds `piece`; that."""
    try:
        answer = work()
    except kind as error:
        says(what, str(error), piece)
        return error
    raise Unexpected(what, f"a {kind.__name__}", answer)


def eventually(what, look, seconds=30):
    """Asks until the answer is true, and gives it; else fails with the last answer."""
    seconds *= float(os.environ.get("TEST_PATIENCE", "1"))
    deadline, seen = time.monotonic() + seconds, None
    while time.monotonic() < deadline:
        seen = look()
        if seen:
            return seen
        time.sleep(0.05)
    raise Unexpected(what, f"within {seconds} s", seen)


def picture():
    """A green square of eight pixels, a PNG."""
    import base64
    return base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mNQaHDAihiGlgQA2gM4AXmJHxcAAAAASUVORK5CYII=")


def plain(html):
    """What a reader sees of a post's HTML."""
    import html as entities
    import re
    return " ".join(entities.unescape(re.sub(r"<[^>]*>", " ", html)).split())
