#!/usr/bin/env python3
"""Learns the weights by which the guard judges crises, adverse events and replies of staff.

    tests/bench/guard/train.py                      # all, writes server/privacy/detect/data/*.tsv
    tests/bench/guard/train.py --only staff_reply --dry

Texts: train/*.tsv, dev/*.jsonl and the labelled files beside this one; never the blind sets. What a text says is read
through `rounds guard scan --cues`, so the trainer and the server see the same cues. Logistic regression; the threshold is
set on texts that the weights were not learnt from (five folds by line). The same input gives the same tables.
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
import zlib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
DATA = ROOT / "server/privacy/detect/data"
FOLDS = 4
VARIANTS = 4  # of a line with alternatives
EPOCHS = 12
RATE = 0.5
FOREVER_RARE = 2  # cues of fewer lines are left out


class Task:
    """A model: which texts it reads, which of their labels it is to find, and which of them count for its recall."""

    def __init__(self, kind, source, labelled, positive, counted, shrink, quiet):
        self.kind, self.source, self.labelled = kind, source, labelled
        self.positive, self.counted, self.shrink, self.quiet = positive, counted, shrink, quiet


# The last number is the share of close calls that may be stopped for nothing: a reply that is stopped wrongly costs its
# writer another wording, one that is let through wrongly costs a patient their secret.
TASKS = {
    "staff_reply": Task("staff-reply", "staff_reply", "replies.txt", {"stop", "relationship"}, {"stop", "relationship"}, 1e-5, 0.07),
}


class Text:
    def __init__(self, text, label, line, source):
        self.text, self.label, self.line, self.source = text, label, line, source
        self.share = 1.0  # of its line
        self.cues = {}


def variants(line):
    """A line with {a|b} as up to VARIANTS plain texts."""
    parts = re.split(r"\{([^{}]*)\}", line)
    choices = [part.split("|") if at % 2 else [part] for at, part in enumerate(parts)]
    count = math.prod(map(len, choices))
    chance = random.Random(zlib.crc32(line.encode()))
    found = {"".join(chance.choice(some) for some in choices) for _ in range(VARIANTS * 4)} if count > 1 else {line}
    return sorted(found)[:: max(1, len(found) // VARIANTS)][:VARIANTS]


def read(task):
    texts = []
    for line in (HERE / "train" / f"{task.source}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            label, words = line.split("\t")
            each = variants(words)
            for one in each:
                texts.append(Text(one, label, len(texts), "train"))
                texts[-1].line, texts[-1].share = words, 1 / math.sqrt(len(each))
    for line in (HERE / task.labelled).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            label, words = line.split("\t")
            texts.append(Text(words.split(" >>> ")[-1].replace("\\n", "\n"), label, words, "labelled"))
    for path in sorted((HERE / "dev").glob(f"{task.source}.*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            post = json.loads(line)
            texts.append(Text(post["text"], post["label"], post["text"], path.name.split(".")[1]))
    return texts


def add_cues(program, kind, texts):
    asked = "".join(json.dumps({"id": str(at), "text": text.text}) + "\n" for at, text in enumerate(texts))
    done = subprocess.run([program, "guard", "scan", "--kind", kind, "--cues"], input=asked.encode(), stdout=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"train.py: {program} guard scan --cues ended with {done.returncode}")
    for text, line in zip(texts, done.stdout.decode().split("\n")):
        counts = collections.Counter(json.loads(line)["cues"])
        # What the rules say counts whole, the rest by its share of the text. The rules were written for the texts
        # beside them, so only the others tell how far they are to be trusted.
        rules = {cue for cue in counts if cue.startswith("r:")}
        size = math.sqrt(max(1, sum(counts.values()) - len(rules)))
        text.cues = {cue: count / size for cue, count in counts.items() if cue not in rules}
        if text.source == "train":
            text.cues.update((cue, 1.0) for cue in rules)


def learn(task, texts, shrink):
    """Weights by cue, and the bias."""
    lines = collections.defaultdict(set)
    for text in texts:
        for cue in text.cues:
            lines[cue].add(text.line)
    cues = {cue: at for at, cue in enumerate(sorted(cue for cue, seen in lines.items() if len(seen) >= FOREVER_RARE))}
    rows = []
    for text in texts:
        wanted = 1.0 if text.label in task.positive else 0.0
        rows.append(([(cues[cue], value) for cue, value in sorted(text.cues.items()) if cue in cues], wanted, text.share))
    weights, seen, bias, seen_bias = [0.0] * len(cues), [1e-6] * len(cues), 0.0, 1e-6
    balance = sum(share for _, wanted, share in rows if not wanted) / sum(share for _, wanted, share in rows if wanted)
    chance = random.Random(5)
    for _ in range(EPOCHS):
        chance.shuffle(rows)
        for row, wanted, share in rows:
            score = bias + sum(weights[at] * value for at, value in row)
            error = (1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - wanted) * share * (balance if wanted else 1)
            for at, value in row:
                slope = error * value + shrink * weights[at] * 10
                seen[at] += slope * slope
                weights[at] -= RATE * slope / math.sqrt(seen[at])
            seen_bias += error * error
            bias -= RATE * error / math.sqrt(seen_bias)
    return {cue: weights[at] for cue, at in cues.items()}, bias


def judge(weights, bias, text):
    return bias + sum(weights.get(cue, 0.0) * value for cue, value in text.cues.items())


def fold_of(text):
    return zlib.crc32(text.line.encode()) % FOLDS


def threshold_of(task, judged):
    """Where at most the wanted share of the training texts that should stay quiet is above."""
    quiet = sorted((score for text, score in judged if text.label not in task.positive and text.source == "train"), reverse=True)
    return quiet[int(len(quiet) * task.quiet)] if quiet else 0.0


def report(task, judged, threshold):
    found, total = collections.Counter(), collections.Counter()
    for text, score in judged:
        for key in ((text.source, text.label), ("all", text.label)):
            total[key] += 1
            found[key] += score > threshold
    for key in sorted(total):
        print(f"  {key[0]:9} {key[1]:14} above the threshold {found[key]:4} of {total[key]:4} = {found[key] / total[key]:.3f}")


def write(name, weights, bias, threshold):
    kept = {cue: weight for cue, weight in weights.items() if abs(weight) >= 0.02}
    lines = ["# Written by tests/bench/guard/train.py; see README.md. Cue, weight.", f"bias\t{bias:.3f}", f"threshold\t{threshold:.3f}"]
    lines += [f"{cue}\t{weight:.2f}" for cue, weight in sorted(kept.items())]
    (DATA / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"  {len(kept)} weights")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(ROOT / "build/release/rounds"))
    parser.add_argument("--only", choices=TASKS, action="append")
    parser.add_argument("--dry", action="store_true", help="write no table")
    parser.add_argument("--show", action="store_true", help="print the texts that are judged wrongly by weights of the other folds")
    parser.add_argument("--shrink", type=float)
    options = parser.parse_args()
    for name in options.only or TASKS:
        task = TASKS[name]
        texts = read(task)
        add_cues(options.program, task.kind, texts)
        shrink = options.shrink or task.shrink
        judged = []
        for fold in range(FOLDS):
            weights, bias = learn(task, [text for text in texts if fold_of(text) != fold], shrink)
            judged += [(text, judge(weights, bias, text)) for text in texts if fold_of(text) == fold]
        threshold = threshold_of(task, judged)
        print(f"{name}: {len(texts)} texts of {len({text.line for text in texts})} lines, threshold {threshold:.2f}")
        report(task, judged, threshold)
        if options.show:
            for text, score in judged:
                if (score > threshold) != (text.label in task.positive):
                    print(f"    {text.source} {text.label} {score - threshold:.2f} {text.text!r}")
        if not options.dry:
            write(name, *learn(task, texts, shrink), threshold)


if __name__ == "__main__":
    main()
