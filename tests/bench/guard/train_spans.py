#!/usr/bin/env python3
"""Learns which codes and which words are somebody's: numbers from their shape, names from their letters, both from what stands around.

    tests/bench/guard/train_spans.py                        # writes server/privacy/detect/data/codes.tsv and names.tsv
    tests/bench/guard/train_spans.py --only names --dry --show

Reads train/codes.tsv and train/names.tsv (their first lines tell the form), and the labelled posts for identifiers here, in dev/ and
in varied/; never blind/. What a code or word says of itself is read through `rounds guard scan --kind phi --cues`. Logistic
regression; the threshold is set on held-out lines. The same input gives the same tables.
"""
import argparse
import collections
import json
import math
import pathlib
import random
import re
import subprocess
import sys
import unicodedata
import zlib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
DATA = ROOT / "server/privacy/detect/data"
FOLDS = 4
WEIGHT = {"made": 0.35, "posts": 1.0}
DROPPED = 0.4  # how often what the lists say of a word is left out, so that a name or medicine of no list is known by the rest
LISTED = ("k:given", "k:frequent", "k:surname", "k:medicine", "k:never", "k:eponym", "L:given", "R:given", "L:surname", "R:surname", "L:medicine", "R:medicine")


class Task:
    """What is learnt: variants of a line, cues of fewer lines that are left out, how much of nobody's may be above."""

    def __init__(self, variants, rare, epochs, rate, shrink, quiet):
        self.variants, self.rare, self.epochs, self.rate, self.shrink, self.quiet = variants, rare, epochs, rate, shrink, quiet


TASKS = {"codes": Task(14, 3, 14, 0.4, 3e-3, 0.035), "names": Task(24, 4, 12, 0.3, 1e-3, 0.004)}

FORMS = {
    "$": ["AA999999", "AAA-9999", "999-999-99", "A9999999", "AA-99-9999", "AAA999999", "99-99999", "A-99999", "999999", "AA9999A",
          "AAA 999 999", "9999-AAA", "AA/9999/99", "99AA9999", "A99-9999", "AAA-999-AAA", "9A99A999", "AA 99 99 99", "AAAA9999",
          "99999999", "9999-9999", "A9-AA999", "999AA999", "a999999", "aa-99999", "AA 999999", "AAA 9999"],
    "$n": ["9999999", "99999999", "999999", "999999999", "9999999999", "999-9999", "99 99 99", "9999 9999", "999-999", "999 999 99"],
    "$p": ["AAA 9999", "9AAA999", "AAA-9999", "AA99 AAA", "9999 AAA", "AA-999-AA", "AAA9999", "AAA 999", "99A-AAA", "A-AA 9999",
           "AAA9A99", "9-AAA-99", "AA 99999", "AA99AAA"],
    "$s": ["A-999", "AA99", "A9999", "999A", "AAA99", "99999"],
}


def words_of(name):
    return [word.rstrip("*") for line in (DATA / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#") for word in line.split()]


def lists():
    given = [word for word in words_of("given_names.txt") if len(word) >= 4]
    return {
        "given": given, "family": [word for word in words_of("surnames.txt") if len(word) >= 4], "medicine": words_of("medicines.txt"),
        "illness": words_of("eponyms.txt") + words_of("health_words.txt"), "place": [word for word in words_of("not_names.txt") if len(word) >= 4],
        "word": [word for word in words_of("words.txt") if len(word) >= 4][::7],
    }


class Sample:
    def __init__(self, text, spans, line, source):
        self.text, self.spans, self.line, self.source = text, spans, line, source


def drawn(chance, form, known):
    if form in known:
        return chance.choice(known[form]).capitalize()
    form = chance.choice(FORMS[form]) if form in FORMS else form
    signs = {"A": "ABCDEFGHJKLMNPRSTUVWXYZ", "a": "abcdefghkmnprstxyz", "9": "0123456789"}
    return "".join(chance.choice(signs[sign]) if sign in signs else sign for sign in form)


def written(chance, line, known):
    """One text of a line, with the spans of what is somebody's."""
    while "{" in line:
        changed = re.sub(r"\{([^{}]*)\}", lambda m: chance.choice(m.group(1).split("|")), line)
        if changed == line:
            break
        line = changed
    line = re.sub(r"<(\$[nps]?|given|family|medicine|illness|place|word|[^<>]*[9Aa][^<>]*)>", lambda m: drawn(chance, m.group(1), known), line)
    if chance.random() < 0.25:
        line = line.lower()
    if chance.random() < 0.1:
        line = line.replace(" «", "\n«", 1)
    text, spans, begin = "", [], 0
    for sign in line:
        if sign == "«":
            begin = len(text)
        elif sign == "»":
            spans.append((begin, len(text), "made"))
        else:
            text += sign
    return text, spans


def lines_of(path):
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def read_made(name, task):
    known = lists()
    for line in lines_of(HERE / f"train/{name}.tsv"):
        chance = random.Random(zlib.crc32(line.encode()))
        for _ in range(task.variants):
            text, spans = written(chance, line, known)
            yield Sample(text, spans, line, "made")


MARK = re.compile(r"\{\{([a-z_]+)\|(.*?)\}\}", re.S)


def read_posts():
    for path in [HERE / "posts.txt", HERE / "more.txt", *sorted((HERE / "varied").glob("*.txt")), HERE / "voices/posts.txt", HERE / "voices/clean.txt"]:
        for line in lines_of(path):
            marked, text, spans, at = line.split("\t", 1)[1].replace("\\n", "\n").split(" >>> ")[-1], "", [], 0
            for mark in MARK.finditer(marked):
                text += marked[at : mark.start()]
                spans.append((len(text), len(text) + len(mark.group(2)), mark.group(1)))
                text += mark.group(2)
                at = mark.end()
            yield Sample(text + marked[at:], spans, line, "posts")
    for path in sorted((HERE / "dev").glob("phi.*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            post = json.loads(line)
            yield Sample(post["text"], [(s["start"], s["end"], s["type"]) for s in post.get("spans", [])], line, "posts")
    for name in ("crisis.txt", "adverse.txt"):
        for line in lines_of(HERE / name):
            yield Sample(line.split("\t")[1].replace("\\n", "\n"), [], line, "posts")
    for name in ("adverse_event", "crisis"):
        for path in sorted((HERE / "dev").glob(f"{name}.*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                yield Sample(json.loads(line)["text"], [], line, "posts")


def label_of(task_name, sample, begin, end):
    """True or False; None when it is only partly somebody's, or somebody's in another way."""
    inside = [at for at in range(begin, end) if sample.text[at].isalnum()]
    wanted = [(a, b) for a, b, kind in sample.spans if task_name == "codes" or kind in ("name", "made")]
    if task_name == "names" and any(a < end and begin < b for a, b, kind in sample.spans if kind not in ("name", "made")):
        return None
    hit = sum(any(a <= at < b for a, b in wanted) for at in inside)
    if hit == 0:
        return False
    return True if hit >= 0.6 * len(inside) else None


def rows_of(program, name, samples):
    asked = "".join(json.dumps({"id": str(at), "text": sample.text}) + "\n" for at, sample in enumerate(samples))
    done = subprocess.run([program, "guard", "scan", "--kind", "phi", "--cues"], input=asked.encode(), stdout=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"train_spans.py: the program ended with {done.returncode}")
    rows = []
    for sample, line in zip(samples, done.stdout.decode().splitlines()):
        for found in json.loads(line)[name]:
            label = label_of(name, sample, found["start"], found["end"])
            if label is not None:
                rows.append((sample, found, label))
    return rows


def forgetful(rows):
    """Rows in which the lists know less than they do."""
    chance = random.Random(11)
    for sample, found, label in rows:
        cues = found["cues"]
        if chance.random() < DROPPED:
            style = next(cue[2:] for cue in cues if cue.startswith("t:"))
            cues = [cue for cue in cues if not cue.startswith(LISTED)]
            if not any(cue.startswith("k:") for cue in cues):
                cues = [*cues, f"k:none~{style}"]
        yield sample, {**found, "cues": cues}, label


def learn(task, rows):
    lines = collections.defaultdict(set)
    for sample, found, _ in rows:
        for cue in found["cues"]:
            lines[cue].add(sample.line if sample.source == "posts" or not cue.startswith("g:") else found["start"] + hash_of(sample.text))
    index = {cue: at for at, cue in enumerate(sorted(cue for cue, seen in lines.items() if len(seen) >= task.rare))}
    data = [([index[cue] for cue in found["cues"] if cue in index], float(label), WEIGHT[sample.source]) for sample, found, label in rows]
    balance = sum(w for _, y, w in data if not y) / sum(w for _, y, w in data if y)
    weights, seen, bias, seen_bias = [0.0] * len(index), [1e-6] * len(index), 0.0, 1e-6
    chance = random.Random(7)
    for _ in range(task.epochs):
        chance.shuffle(data)
        for cues, wanted, share in data:
            score = bias + sum(weights[at] for at in cues)
            error = (1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - wanted) * share * (balance if wanted else 1)
            for at in cues:
                slope = error + task.shrink * weights[at] * 10
                seen[at] += slope * slope
                weights[at] -= task.rate * slope / math.sqrt(seen[at])
            seen_bias += error * error
            bias -= task.rate * error / math.sqrt(seen_bias)
    return {cue: weights[at] for cue, at in index.items()}, bias


def hash_of(text):
    return zlib.crc32(unicodedata.normalize("NFC", text).encode())


def judge(weights, bias, found):
    return bias + sum(weights.get(cue, 0.0) for cue in found["cues"])


def fold_of(sample):
    return zlib.crc32(sample.line.encode()) % FOLDS


def report(judged, threshold):
    for source in WEIGHT:
        for label in (True, False):
            scores = [score for (sample, _, told), score in judged if told == label and sample.source == source]
            above = sum(score > threshold for score in scores)
            print(f"  {source} {'somebody' if label else 'nobody'}: above {above} of {len(scores)} = {above / max(1, len(scores)):.3f}")


def show(judged, threshold):
    for (sample, found, label), score in judged:
        if sample.source == "posts" and (score > threshold) != label:
            print(f"    {'missed' if label else 'taken'} {score - threshold:.2f} {sample.text[found['start']:found['end']]!r} in {sample.text!r}")


def write(name, weights, bias, threshold):
    kept = {cue: weight for cue, weight in weights.items() if abs(weight) >= 0.03 and "\t" not in cue and "\n" not in cue}
    lines = ["# Written by tests/bench/guard/train_spans.py; see README.md. Cue, weight.", f"bias\t{bias:.3f}", f"threshold\t{threshold:.3f}"]
    lines += [f"{cue}\t{weight:.2f}" for cue, weight in sorted(kept.items())]
    (DATA / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"  {len(kept)} weights")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(ROOT / "build/release/rounds"))
    parser.add_argument("--only", choices=TASKS, action="append")
    parser.add_argument("--dry", action="store_true", help="write no table")
    parser.add_argument("--show", action="store_true", help="print what weights of the other folds judge wrongly")
    options = parser.parse_args()
    for name in options.only or TASKS:
        task = TASKS[name]
        rows = rows_of(options.program, name, [*read_made(name, task), *read_posts()])
        if name == "names":
            rows = list(forgetful(rows))
        judged = []
        for fold in range(FOLDS):
            weights, bias = learn(task, [row for row in rows if fold_of(row[0]) != fold])
            judged += [(row, judge(weights, bias, row[1])) for row in rows if fold_of(row[0]) == fold]
        quiet = sorted((score for (sample, _, label), score in judged if not label and sample.source == "posts"), reverse=True)
        threshold = quiet[int(len(quiet) * task.quiet)]
        print(f"{name}: {len(rows)} of {len({sample.line for sample, _, _ in rows})} lines, threshold {threshold:.2f}")
        report(judged, threshold)
        if options.show:
            show(judged, threshold)
        if not options.dry:
            write(name, *learn(task, rows), threshold)


if __name__ == "__main__":
    main()
