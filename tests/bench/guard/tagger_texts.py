"""The texts that the tagger of spans is learnt from: labelled lines as they stand, and others made of them.

Values are exchanged for others of their kind, words lose capitals and letters, so that what stands around is learnt.
"""
import collections
import json
import random
import re
import zlib

import train_spans
from train_spans import HERE, Sample, lines_of

KINDS = ["name", "geographic", "date", "phone", "fax", "email", "ssn", "mrn", "health_plan", "account", "license", "vehicle", "device", "url",
         "ip", "biometric", "photo", "other"]
ALSO = {"address": "geographic", "age": "date", "national_id": "ssn", "licence": "license", "other_id": "other", "place": "geographic",
        "unique_identifier": "other"}
FRESH = ("a", "b", "c", "e")  # folders of voices/
VARIANTS = {"fresh": 4, "kept": 2, "posts": 2, "made": 5}
MARK = re.compile(r"\{\{([a-z_]+)\|(.*?)\}\}", re.S)
CODES = {"mrn", "health_plan", "account", "license", "vehicle", "device", "other", "ssn", "phone", "fax"}


def marked(line):
    """The text of a labelled line and its spans."""
    line, text, spans, at = line.replace("\\n", "\n").split(" >>> ")[-1], "", [], 0
    for mark in MARK.finditer(line):
        text += line[at : mark.start()]
        spans.append((len(text), len(text) + len(mark.group(2)), ALSO.get(mark.group(1), mark.group(1))))
        text += mark.group(2)
        at = mark.end()
    return text + line[at:], spans


def labelled(path):
    for line in lines_of(path):
        group, text = line.split("\t", 1)
        yield group, text


def read(held):
    """Every line as (text, spans, line, source, folder, group)."""
    files = [HERE / "posts.txt", HERE / "more.txt", *sorted((HERE / "varied").glob("*.txt")), HERE / "voices/posts.txt", HERE / "voices/clean.txt"]
    for path in files:
        for group, text in labelled(path):
            yield (*marked(text), text, "posts", "", group)
    for path in sorted((HERE / "dev").glob("phi.*.jsonl")):
        for line in lines_of(path):
            post = json.loads(line)
            spans = [(s["start"], s["end"], ALSO.get(s["type"], s["type"])) for s in post.get("spans", [])]
            yield (post["text"], spans, post["text"], "posts", "", "plain" if spans else "clean")
    for name in ("crisis.txt", "adverse.txt"):
        for group, text in labelled(HERE / name):
            yield (*marked(text), text, "posts", "", "clean")
    for folder in FRESH:
        for name in ("posts.txt", "clean.txt"):
            path = HERE / "voices" / folder / name
            for group, text in labelled(path) if path.exists() else []:
                yield (*marked(text), text, "held" if folder in held else "fresh", folder, group)
    for group, text in labelled(HERE / "train/kept.txt"):
        yield (*marked(text), text, "kept", "", group)
    for name, task in train_spans.TASKS.items():
        known = train_spans.lists()
        for line in lines_of(HERE / f"train/{name}.tsv"):
            chance = random.Random(zlib.crc32(line.encode()))
            for _ in range(VARIANTS["made"]):
                text, spans = train_spans.written(chance, line, known)
                yield (text, [(a, b, "name" if name == "names" else "made") for a, b, _ in spans], line, "made", "", "plain")


class Changer:
    """Makes another text of a text: other values, lost capitals, typing errors."""

    def __init__(self, lines):
        self.given = [word for word in train_spans.words_of("given_names.txt") if len(word) >= 3]
        self.family = [word for word in train_spans.words_of("surnames.txt") if len(word) >= 3]
        self.values = collections.defaultdict(list)
        for text, spans, _, source, *_ in lines:
            for begin, end, kind in spans:
                if source != "held":
                    self.values[kind].append(text[begin:end])

    def value(self, chance, value, kind):
        if kind == "name":
            return self.name(chance, value)
        if kind in CODES and chance.random() < 0.3 and any(sign.isdigit() for sign in value):
            other = chance.choice(self.values[kind])
            if any(sign.isdigit() for sign in other):
                value = other
        if any(sign.isdigit() for sign in value) and kind not in ("date", "url", "ip"):
            return "".join(self.sign(chance, sign, kind in CODES) for sign in value)
        return value

    @staticmethod
    def sign(chance, sign, letters):
        if sign in "0123456789":
            return chance.choice("0123456789")
        if letters and "A" <= sign <= "Z" and chance.random() < 0.5:
            return chance.choice("ABCDEFGHJKLMNPRSTUVWXYZ")
        return sign

    def name(self, chance, value):
        if not value.isascii() or chance.random() < 0.3:
            return value
        words = value.split(" ")
        for at, word in enumerate(words):
            if len(word) < 3 or not word.isalpha() or chance.random() < 0.3:
                continue
            new = chance.choice(self.given if at == 0 else self.family)
            words[at] = new.upper() if word.isupper() else new.capitalize() if word[0].isupper() else new
        return " ".join(words)

    def changed(self, chance, text, spans):
        out, places, at = "", [], 0
        small = chance.random() < 0.35
        for begin, end, kind in [*spans, (len(text), len(text), "")]:
            out += self.around(chance, text[at:begin])
            if kind:
                value = self.value(chance, text[begin:end], kind)
                places.append((len(out), len(out) + len(value), kind))
                out += value
            at = end
        if small and len(out.lower()) == len(out):
            out = out.lower() if chance.random() < 0.8 else out.upper() if len(out.upper()) == len(out) else out
        return out, places

    @staticmethod
    def around(chance, text):
        """What stands around, with other digits in long numbers and now and then a typing error."""
        text = re.sub(r"\d{5,}", lambda m: "".join(chance.choice("0123456789") for _ in m.group()), text)
        if chance.random() < 0.15:
            words = [m.span() for m in re.finditer(r"[a-z]{5,}", text)]
            if words:
                begin, end = chance.choice(words)
                at = chance.randrange(begin + 1, end - 1)
                swap = text[at + 1] + text[at]
                text = text[:at] + chance.choice((swap, text[at], text[at + 1], text[at] * 2 + text[at + 1])) + text[at + 2 :]
        return text


def samples_of(lines):
    changer, samples = Changer(lines), []
    for text, spans, line, source, folder, group in lines:
        chance = random.Random(zlib.crc32((line + text).encode()))
        versions = [(text, spans)]
        if source in ("fresh", "kept", "posts"):
            versions += [changer.changed(chance, text, spans) for _ in range(VARIANTS[source] - 1)]
        for words, places in versions:
            sample = Sample(words, places, line, source)
            sample.folder, sample.group, sample.share = folder, group, 1 / len(versions) ** 0.5
            samples.append(sample)
    return samples
