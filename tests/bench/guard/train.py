#!/usr/bin/env python3
"""Learns the weights by which the guard judges crises, adverse events and replies of staff.

    tests/bench/guard/train.py                      # all, writes server/privacy/detect/data/*.tsv
    tests/bench/guard/train.py --only staff_reply --dry

Texts: train/*, dev/*.jsonl and the labelled files beside this one; never the blind sets. What a text says is read through
`rounds guard scan --cues`, so the trainer and the server see the same cues. Logistic regression; the threshold is
set on texts that the weights were not learnt from (folds by line). The same input gives the same tables.

Texts for crises and adverse events were written to be close calls. Beside them the trainer reads ordinary posts, which should
stay quiet: train/ordinary.txt, and what was written for identifiers and for replies of staff.
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

import numpy
import scipy.sparse
from sklearn.linear_model import LogisticRegression

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
DATA = ROOT / "server/privacy/detect/data"
FOLDS = 4
VARIANTS = 4  # of a line with alternatives
STRENGTH = 16.0  # how far exactly() lets weights go: the inverse of the penalty
LEANED_STRENGTH = 4.0
LEAST_SEEN = 0.3  # what leaning() adds to how often a cue was seen
LEAST_LEANING = 0.3
WRITER = 3.0  # what a text of a writer who saw no rule weighs
MARGIN = 0.6
WRITERS = "abce"  # folders of voices/
HELD = ""  # those whose texts set the thresholds, by weights learnt from the others
HOLD = False  # whether the held third of voices/ is left out
FOREVER_RARE = 2  # cues of fewer lines are left out


class Task:
    """A model: which texts it reads, which of their labels it is to find, and how much of the others may be above."""

    def __init__(self, kind, source, labelled, positive, quiet, needs="", hints=""):
        self.kind, self.source, self.labelled, self.positive, self.quiet = kind, source, labelled, positive, quiet
        # A text without any of these cues, or two of different groups of the second ones, must be above the threshold by
        # MARGIN. "a|b" is a group.
        self.needs, self.hints = needs.split(), hints.split()

    def silences(self, cues):
        hints = sum(any(cue in cues for cue in group.split("|")) for group in self.hints)
        return bool(self.needs) and hints < 2 and not any(cue in cues for cue in self.needs)


ORDINARY_QUIET = 0.0075  # the share of ordinary posts that may be above the threshold
ORDINARY_SHARE = {"ordinary": 0.05, "everyday": 0.2}  # what such a post weighs beside a close call
# Words of danger are everyday words, so that ordinary posts must weigh more there, or only a high threshold keeps them quiet.
DANGER_SHARE = {"ordinary": 0.6, "everyday": 0.6}
# What the rule lists say of texts that are left out of the ordinary ones, since they may well tell of danger or harm.
TOLD = {"r:sure", "r:imminent", "r:concern", "r:report"}
CRISIS = "r:sure r:imminent r:concern c:KILL c:DIE c:CUT c:HANG c:GUN c:KNIFE c:LETHAL c:PILLS c:GOODBYE"
CRISIS_HINTS = (
    "c:ENDIT c:JUMP c:GAS c:WAKE c:STOPPAIN "
    # Not "me", "plan", "out" and "here", which are in the classes of these words but say too little.
    "w:burden|w:easier|w:happier|w:relieved w:safe|w:unsafe|w:crisis|w:ideation|w:urge|w:urges|w:harm|w:selfharm|w:selfinjury "
    "w:disappear|w:vanish|w:gone|w:leave|w:leaving|w:escape|w:nonexist|w:desaparecer|w:desaparezca|w:sumir|w:disparaitre|"
    "w:verschwinden|w:sparire|w:verdwijnen|w:irme|w:partir "
    "w:life|w:live|w:living|w:alive|w:existence|w:exist|w:existing|w:world|w:earth|w:vida|w:vivir|w:vie|w:vivre|w:leben|"
    "w:viver|w:vita|w:vivere|w:leven|w:zycie "
    # Circumstances: none of these alone, nor two of them.
    "c:TONIGHT|c:TAKE|c:MED|c:FAREWELL|c:GIVEUP|c:HOPELESS|c:WILL|c:GOING"
)
HARM = "r:report r:product c:MED c:PRODUCT c:DEVICEFAIL c:SYMPTOM"

# The share of close calls that may be stopped for nothing: a reply that is stopped wrongly costs its writer another
# wording, one that is let through wrongly costs a patient their secret.
TASKS = {
    "crisis_alarm": Task("crisis", "crisis", "crisis.txt", {"imminent", "concern"}, 0.07, CRISIS, CRISIS_HINTS),
    "crisis_imminent": Task("crisis", "crisis", "crisis.txt", {"imminent"}, 0.07, CRISIS, CRISIS_HINTS),
    "adverse_event": Task("adverse-event", "adverse_event", "adverse.txt", {"report", "adverse_event"}, 0.06, HARM),
    "staff_reply": Task("staff-reply", "staff_reply", "replies.txt", {"stop", "relationship"}, 0.03),
}


class Text:
    def __init__(self, text, label, line, source):
        self.text, self.label, self.line, self.source = text, label, line, source
        self.share = 1.0  # of its line
        self.writer = ""  # the folder of voices/
        self.cues, self.rules = {}, set()
        self.silent = False  # has none of the cues without which a text is rarely what is looked for


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
    for line, writer in voices(task.labelled):
        label, words = line.split("\t")
        texts.append(Text(words.split(" >>> ")[-1].replace("\\n", "\n"), label, words, "voices"))
        texts[-1].share, texts[-1].writer = WRITER if writer else 1.0, writer
    for path in sorted((HERE / "dev").glob(f"{task.source}.*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            post = json.loads(line)
            texts.append(Text(post["text"], post["label"], post["text"], path.name.split(".")[1]))
    return texts


def voices(name):
    """Lines of voices/ and their writer, "" for those beside the folders: all, or all but the held third of these."""
    lines = [(line, "") for line in plain_lines(HERE / "voices" / name) if not (HOLD and is_held(line))]
    return lines + [(line, writer) for writer in WRITERS for line in plain_lines(HERE / "voices" / writer / name)]


def is_held(line):
    """Every third line, by what it says; `measure --part` parts files alike."""
    return zlib.crc32(line.encode()) % 3 == 0


def plain_lines(path):
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def posts_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_ordinary(shares):
    """Posts that nobody wrote to be a close call; add_cues() tells which of them the rule lists take for danger or harm."""
    found = []  # a text and the line that it stands on
    for line in plain_lines(HERE / "train/ordinary.txt"):
        found += [(text, line) for text in variants(line)]
    everyday = {text: line for line in plain_lines(HERE / "train/everyday.txt") for text in variants(line)}
    found += everyday.items()
    for name in ("posts.txt", "more.txt", "voices/posts.txt", "voices/clean.txt"):
        found += [(re.sub(r"\{\{[^|}]*\|([^}]*)\}\}", r"\1", line.split("\t")[1]), line) for line in plain_lines(HERE / name)]
    for line in plain_lines(HERE / "replies.txt"):
        found += [(text, text) for text in line.split("\t")[1].split(" >>> ")]
    for path in sorted((HERE / "dev").glob("phi.*.jsonl")):
        found += [(post["text"], post["text"]) for post in posts_of(path)]
    left_out = set(plain_lines(HERE / "train/not_ordinary.txt"))
    texts, seen = [], set()
    for text, line in found:
        text = text.replace("\\n", "\n")
        if text in seen or text.replace("\n", "\\n") in left_out:
            continue
        seen.add(text)
        texts.append(Text(text, "none", line, "everyday" if text in everyday else "ordinary"))
        texts[-1].share = shares[texts[-1].source]
    return texts


def add_cues(program, task, texts):
    asked = "".join(json.dumps({"id": str(at), "text": text.text}) + "\n" for at, text in enumerate(texts))
    done = subprocess.run([program, "guard", "scan", "--kind", task.kind, "--cues"], input=asked.encode(), stdout=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"train.py: {program} guard scan --cues ended with {done.returncode}")
    for text, line in zip(texts, done.stdout.decode().split("\n")):
        counts = collections.Counter(json.loads(line)["cues"])
        # What the rules say counts whole, the rest by its share of the text, parts of words apart.
        text.rules = {cue for cue in counts if cue.startswith("r:")}
        text.silent = task.silences(counts)
        parts = {cue for cue in counts if cue.startswith("x:")}
        text.cues = {}
        for some in (parts, counts.keys() - parts - text.rules):
            size = math.sqrt(max(1, sum(counts[cue] for cue in some)))
            text.cues.update((cue, counts[cue] / size) for cue in some)


def row_of(text, judged):
    """The cues of a text. The rules were written for the texts beside them, so only the others tell how far they are to
    be trusted; ordinary posts would teach no more than that rules say nothing of them."""
    trusted = text.source in ("train", "voices") or (judged and text.source in ORDINARY_SHARE)
    return {**text.cues, **dict.fromkeys(text.rules, 1.0)} if trusted else text.cues


def learn(task, texts):
    """Weights by cue, and the bias."""
    lines = collections.defaultdict(set)
    rows = [row_of(text, judged=False) for text in texts]
    for text, row in zip(texts, rows):
        for cue in row:
            lines[cue].add(text.line)
    cues = {cue: at for at, cue in enumerate(sorted(cue for cue, seen in lines.items() if len(seen) >= FOREVER_RARE + cue.startswith("x:")))}
    cells = [(at, cues[cue], value) for at, row in enumerate(rows) for cue, value in sorted(row.items()) if cue in cues]
    row_at, cue_at, values = zip(*cells)
    table = scipy.sparse.csr_matrix((values, (row_at, cue_at)), shape=(len(rows), len(cues)))
    wanted = numpy.array([text.label in task.positive for text in texts], dtype=float)
    shares = numpy.array([text.share for text in texts])
    shares = numpy.where(wanted > 0, shares * (shares[wanted == 0].sum() / shares[wanted > 0].sum()), shares)
    weights, bias = exactly(table, wanted, shares, STRENGTH)
    lean = leaning(table, wanted, shares)
    leaned, leaned_bias = exactly(table @ scipy.sparse.diags(lean), wanted, shares, LEANED_STRENGTH)
    # Both err on other texts; the mean of two linear models is one.
    weights, bias = (weights + lean * leaned) / 2, (bias + leaned_bias) / 2
    return {cue: float(weights[at]) for cue, at in cues.items()}, float(bias)


def leaning(table, wanted, shares):
    """What each cue counts before the fit: more, the more unlike its shares of what is looked for and of the rest are, so
    that what tells little costs more to use (as naive Bayes would weigh it; Wang and Manning 2012)."""
    there, elsewhere = (numpy.asarray(table.T @ (shares * some)).ravel() + LEAST_SEEN for some in (wanted, 1 - wanted))
    apart = numpy.abs(numpy.log(there / there.sum()) - numpy.log(elsewhere / elsewhere.sum()))
    return LEAST_LEANING + apart / apart.mean()


def exactly(table, wanted, shares, strength):
    """The weights that fit best, as far as their squares allow."""
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=200, tol=1e-3, random_state=5)
    model.fit(table, wanted, sample_weight=shares)
    return model.coef_[0], model.intercept_[0]


def judge(weights, bias, text):
    return bias - MARGIN * text.silent + sum(weights.get(cue, 0.0) * value for cue, value in row_of(text, judged=True).items())


def fold_of(text):
    return zlib.crc32(text.line.encode()) % FOLDS


def threshold_of(task, judged):
    """Where at most the wanted shares of close calls, and of ordinary posts, are above. What the rules decide is no
    matter of the threshold."""
    def above(sources, share):
        # Who thinks of death without a plan is no false alarm.
        quiet = sorted((score for text, score in judged if text.label not in task.positive | {"concern"} and text.source in sources), reverse=True)
        return quiet[int(len(quiet) * share)] if quiet else -math.inf
    return max(above({"voices"}, task.quiet), above({"ordinary"}, ORDINARY_QUIET))


def report(task, judged, threshold):
    found, total = collections.Counter(), collections.Counter()
    for text, score in judged:
        for key in ((text.source, text.label), ("all", text.label)):
            total[key] += 1
            found[key] += score > threshold
    for key in sorted(total):
        print(f"  {key[0]:9} {key[1]:14} above the threshold {found[key]:4} of {total[key]:4} = {found[key] / total[key]:.3f}")


def write(name, task, weights, bias, threshold):
    kept = {cue: weight for cue, weight in weights.items() if abs(weight) >= (0.08 if cue.startswith("x:") else 0.02)}
    lines = ["# Written by tests/bench/guard/train.py; see README.md. Cue, weight.", f"bias\t{bias:.3f}", f"threshold\t{threshold:.3f}"]
    lines += [f"margin\t{MARGIN:.3f}"] if task.needs else []
    lines += [f"{key}\t{' '.join(cues)}" for key, cues in (("needs", task.needs), ("hints", task.hints)) if cues]
    lines += [f"{cue}\t{weight:.2f}" for cue, weight in sorted(kept.items())]
    (DATA / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"  {len(kept)} weights")


def judged_folds(task, texts):
    """Every text with what weights make of it that were learnt from the lines of other folds."""
    judged = []
    for fold in range(FOLDS):
        weights, bias = learn(task, [text for text in texts if fold_of(text) != fold])
        judged += [(text, judge(weights, bias, text)) for text in texts if fold_of(text) == fold]
    return judged


def judged_held(task, texts, held):
    """The texts of the held writers, and ordinary ones, with what weights make of them that were learnt from the others."""
    rest = [text for text in texts if text.line not in held and not (text.source in ORDINARY_SHARE and fold_of(text) == 0)]
    weights, bias = learn(task, rest)
    some = [text for text in texts if text.line in held or (text.source in ORDINARY_SHARE and fold_of(text) == 0)]
    return [(text, judge(weights, bias, text)) for text in some]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(ROOT / "build/release/rounds"))
    parser.add_argument("--only", choices=TASKS, action="append")
    parser.add_argument("--dry", action="store_true", help="write no table")
    parser.add_argument("--hold", action="store_true", help="leave the held third of voices/ out")
    parser.add_argument("--held", default="", help="writers of voices/ by whose texts thresholds are set, instead of by folds: c; the weights that are written are learnt from all")
    parser.add_argument("--show", action="store_true", help="print the texts that are judged wrongly by weights of the other folds")
    options = parser.parse_args()
    global HOLD, HELD
    HOLD, HELD = options.hold, options.held
    for name in options.only or TASKS:
        task = TASKS[name]
        texts = read(task) + (read_ordinary(DANGER_SHARE if task.kind == "crisis" else ORDINARY_SHARE) if task.needs else [])
        add_cues(options.program, task, texts)
        texts = [text for text in texts if text.source not in ORDINARY_SHARE or not text.rules & TOLD]
        held = {text.line for text in texts if text.writer and text.writer in HELD}
        judged = judged_held(task, texts, held) if held else judged_folds(task, texts)
        threshold = threshold_of(task, judged)
        print(f"{name}: {len(texts)} texts of {len({text.line for text in texts})} lines, threshold {threshold:.2f}")
        report(task, judged, threshold)
        if options.show:
            for text, score in judged:
                if (score > threshold) != (text.label in task.positive):
                    print(f"    {text.source} {text.label} {score - threshold:.2f} {text.text!r}")
        if not options.dry:
            write(name, task, *learn(task, texts), threshold)


if __name__ == "__main__":
    main()
