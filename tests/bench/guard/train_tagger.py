#!/usr/bin/env python3
"""Learns the tagger of spans: which words and codes of a text belong to an identifier, and of what kind.

    tests/bench/guard/train_tagger.py                   # writes server/privacy/detect/data/spans.tsv and span_kinds.tsv
    tests/bench/guard/train_tagger.py --held c --sweep  # without voices/c, what thresholds would give there

Reads the labelled posts here, in varied/, voices/ and dev/, and train/kept.txt, codes.tsv and names.tsv; never blind/. The cues of a token are
read through `rounds guard scan --kind phi --cues`, so the trainer and the server see the same. Values are exchanged for others of
their kind, words lose capitals and letters, so that what stands around is learnt. What rules found is learnt from only where no
rule was written for the text (FRESH of tagger_texts.py). The same input gives the same tables.
"""
import argparse
import collections
import json
import subprocess
import sys
import zlib

import numpy
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from tagger_texts import KINDS, read, samples_of
from train_spans import DATA, ROOT

WEIGHT = {"fresh": 1.0, "kept": 2.5, "posts": 0.7, "made": 0.3}
CLASSES = 3  # outside, begins, goes on
RARE = 3  # cues of fewer lines are left out
STRENGTH = 0.15
KIND_STRENGTH = 0.3
EDGE_STRENGTH = 0.1
LEAST = 0.03  # weights below it are left out
RANGE = 46  # numbers of a row: see tagger.hpp
THRESHOLDS = (1.5, -2.5, 0.0)  # those of spans.cpp: sure, likely; what is added to how sure of a rule's finding it must be
TOLERATED = 0.03
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def label_of(sample, begin, end, before):
    """0 outside, 1 begins, 2 goes on; and the kind."""
    for a, b, kind in sample.spans:
        inside = [at for at in range(begin, end) if sample.text[at].isalnum()]
        if 2 * sum(a <= at < b for at in inside) >= max(1, len(inside)):
            return (2 if before == (a, b) else 1), kind, (a, b)
    return 0, "", None


class Tokens:
    """All tokens of the samples: cues as one array with borders, labels, kinds, weights."""

    def __init__(self):
        self.cues, self.sizes, self.kind_cues, self.kind_sizes = [], [], [], []
        self.labels, self.kinds, self.kind_shares, self.shares, self.lines = [], [], [], [], []
        self.forth, self.back = [], []  # whether the span of the token before, or after, has this one: None when that is in none


def scan(program, samples):
    asked = "".join(json.dumps({"id": str(at), "text": sample.text}) + "\n" for at, sample in enumerate(samples))
    with subprocess.Popen([program, "guard", "scan", "--kind", "phi", "--cues"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        import threading
        writer = threading.Thread(target=lambda: (running.stdin.write(asked.encode()), running.stdin.close()))
        writer.start()
        for sample, line in zip(samples, running.stdout):
            yield sample, json.loads(line)
        writer.join()
    if running.returncode != 0:
        sys.exit(f"train_tagger.py: the program ended with {running.returncode}")


def gather(program, samples):
    all_, held = Tokens(), []
    for sample, answer in scan(program, samples):
        if sample.source == "held":
            held.append((sample, answer))
            continue
        told, before = [], None
        for token in answer["tokens"]:
            told.append(label_of(sample, token["start"], token["end"], before))
            before = told[-1][2]
        places = [place for _, _, place in told]
        all_.forth += [None if last is None else place == last for last, place in zip([None, *places[:-1]], places)]
        all_.back += [None if after is None else place == after for place, after in zip(places, [*places[1:], None])]
        line = zlib.crc32(sample.line.encode())
        for token, (label, kind, _) in zip(answer["tokens"], told):
            cues = token["cues"] + (token["rule_cues"] if sample.source in ("fresh", "kept") else [])
            all_.cues.append(numpy.array(cues, dtype=numpy.uint32))
            all_.labels.append(label)
            all_.lines.append(line)
            all_.shares.append(WEIGHT[sample.source] * sample.share)
            if kind in KINDS:
                all_.kind_cues.append(numpy.array(token["kind_cues"], dtype=numpy.uint32))
                all_.kinds.append(KINDS.index(kind))
                all_.kind_shares.append(sample.share)
    return all_, held


def matrix(rows, lines, rare):
    sizes = numpy.array([len(row) for row in rows])
    flat = numpy.concatenate(rows)
    hashes, where = numpy.unique(flat, return_inverse=True)
    if lines is not None:
        told = numpy.repeat(numpy.array(lines, dtype=numpy.uint64), sizes)
        pairs = numpy.unique(where.astype(numpy.uint64) << numpy.uint64(32) | told)
        seen = numpy.bincount((pairs >> numpy.uint64(32)).astype(numpy.int64), minlength=len(hashes))
    else:
        seen = numpy.bincount(where, minlength=len(hashes))
    kept = seen >= rare
    place = numpy.cumsum(kept) - 1
    good = kept[where]
    row_at = numpy.repeat(numpy.arange(len(rows)), sizes)[good]
    table = scipy.sparse.csr_matrix((numpy.ones(len(row_at), dtype=numpy.float64), (row_at, place[where[good]])), shape=(len(rows), int(kept.sum())))
    return table, hashes[kept]


def fit(table, labels, shares, strength):
    model = LogisticRegression(C=strength, solver="lbfgs", max_iter=120, tol=1e-3)
    model.fit(table, labels, sample_weight=shares)
    return model


def signs_of(number):
    out = ""
    for _ in range(6):
        out = ALPHABET[number & 63] + out
        number >>= 6
    return out


def quantised(weights, least):
    """Rows as whole numbers of one byte, and what one is worth."""
    step = float(numpy.quantile(numpy.abs(weights[numpy.abs(weights) >= least]), 0.999)) / RANGE
    return numpy.clip(numpy.round(weights / step), -RANGE, RANGE).astype(int), step


def write(name, hashes, weights, bias, least):
    kept = numpy.abs(weights).max(axis=1) >= least
    hashes, weights = hashes[kept], weights[kept]
    whole, step = quantised(weights, least)
    lines = ["# Written by tests/bench/guard/train_tagger.py; see README.md and tagger.hpp.", f"step\t{step:.6f}", "bias\t" + " ".join(f"{b:.3f}" for b in bias)]
    lines += [signs_of(int(h)) + "".join(chr(ord("!") + RANGE + n) for n in row) for h, row in zip(hashes, whole) if row.any()]
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"  {name}: {len(lines) - 3} rows")
    return dict(zip((int(h) for h in hashes), whole * step))


def logits(weights, bias, answer):
    """The log odds of each token to be inside, and to belong to the span of the token before and after it."""
    out = []
    for token in answer["tokens"]:
        score = bias.copy()
        for cue in token["cues"] + token["rule_cues"]:
            row = weights.get(cue)
            if row is not None:
                score += row
        out.append((float(numpy.logaddexp(score[0], score[1])), float(score[2]), float(score[3])))
    return out


def judged(sample, answer, tags, sure, likely, nothing):
    """Places that would be found, as the server does it."""
    found, tokens = [], answer["tokens"]
    for one in answer["found"]:
        over = [tag[0] for token, tag in zip(tokens, tags) if token["start"] < one["end"] and one["start"] < token["end"]]
        if not over or max(over) >= one["needed"] + nothing:
            found.append((one["start"], one["end"], one["rule"]))
    at, free = 0, 0
    while at < len(tags):
        if tags[at][0] <= sure:
            at += 1
            continue
        first, end = at, at + 1
        while first > free and (tags[first - 1][2] > 0 or tags[first - 1][0] > likely):
            first -= 1
        while end < len(tags) and (tags[end][1] > 0 or tags[end][0] > likely):
            end += 1
        found.append((tokens[first]["start"], tokens[end - 1]["end"], "span.learnt"))
        at = free = end
    return found


def hit(sample, span, found):
    inside = [at for at in range(span[0], span[1]) if sample.text[at].isalnum()]
    return sum(any(a <= at < b for a, b, _ in found) for at in inside) >= 0.6 * max(1, len(inside))


def measure(held, scores, sure, likely, nothing, show=False):
    total, good = collections.Counter(), collections.Counter()
    for (sample, answer), inside in zip(held, scores):
        found = judged(sample, answer, inside, sure, likely, nothing)
        if sample.spans:
            for span in sample.spans:
                ok = hit(sample, span, found)
                total[sample.group, span[2]] += 1
                total[sample.group] += 1
                good[sample.group, span[2]] += ok
                good[sample.group] += ok
                if show and not ok:
                    print(f"    MISSED {span[2]} {sample.text[span[0]:span[1]]!r} {max([x[0] for t, x in zip(answer['tokens'], inside) if t['start'] < span[1] and span[0] < t['end']] or [-99]):.1f} in {sample.text!r}")
        elif sample.group == "clean":
            total["clean"] += 1
            good["clean"] += bool(found)
            if show and found:
                print(f"    FLAGGED {[(rule, sample.text[a:b]) for a, b, rule in found]} in {sample.text!r}")
    return {key: (good[key], total[key]) for key in total}


def shares(measured):
    return "  ".join(f"{group} {measured[group][0] / measured[group][1]:.3f}" for group in ("plain", "hard", "clean") if group in measured)


def sweep(held, scores):
    """Of many thresholds those that find most for each share of clean texts that may be flagged; returns those for TOLERATED."""
    tried = []
    for sure in numpy.arange(-0.5, 3.1, 0.25):
        for likely in (-2.5, -1.5, -0.5):
            for nothing in (-99, -1.0, 0.0, 0.5, 1.0):
                told = measure(held, scores, sure, likely, nothing)
                rate = {group: told[group][0] / told[group][1] for group in ("plain", "hard", "clean")}
                tried.append((rate["plain"] + rate["hard"] / 4, rate, (float(sure), likely, nothing)))
    for share in (0.01, 0.02, 0.03, 0.04, 0.05, 0.07):
        fine = [one for one in tried if one[1]["clean"] <= share]
        if fine:
            _, rate, thresholds = max(fine, key=lambda one: one[0])
            print(f"  at most {share}: {thresholds} " + "  ".join(f"{group} {value:.3f}" for group, value in rate.items()), flush=True)
    return max(tried, key=lambda one: one[0] - 4 * max(0, one[1]["clean"] - TOLERATED))[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(ROOT / "build/release/rounds"))
    parser.add_argument("--held", default="", help="folders of voices/ that are measured rather than learnt from: ab, c")
    parser.add_argument("--sweep", action="store_true", help="try other thresholds")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--dry", action="store_true")
    parser.add_argument("--strength", type=float, default=STRENGTH)
    options = parser.parse_args()
    lines = list(read(options.held))
    all_, held = gather(options.program, samples_of(lines))
    table, hashes = matrix(all_.cues, all_.lines, RARE)
    print(f"{len(lines)} lines, {table.shape[0]} tokens, {table.shape[1]} cues, {sum(l > 0 for l in all_.labels)} inside", flush=True)
    model = fit(table, numpy.array(all_.labels), numpy.array(all_.shares), options.strength)
    weights, bias = [*(model.coef_[1:] - model.coef_[0])], [*(model.intercept_[1:] - model.intercept_[0])]
    for told in (all_.forth, all_.back):
        known = numpy.array([at for at, one in enumerate(told) if one is not None])
        edge = fit(table[known], numpy.array([told[at] for at in known]), numpy.array(all_.shares)[known], EDGE_STRENGTH)
        weights.append(edge.coef_[0])
        bias.append(edge.intercept_[0])
    weights, bias = numpy.array(weights).T, numpy.array(bias)
    rows = write("spans.tsv", hashes, weights, bias, LEAST)
    table, hashes = matrix(all_.kind_cues, None, RARE)
    kinds = fit(table, numpy.array(all_.kinds), numpy.array(all_.kind_shares), KIND_STRENGTH)
    write("span_kinds.tsv", hashes, kinds.coef_.T, kinds.intercept_, 2 * LEAST)
    if not held:
        return
    scores = [logits(rows, bias, answer) for _, answer in held]
    print("rules alone", shares(measure(held, scores, 99, 99, -99)))
    best = sweep(held, scores) if options.sweep else THRESHOLDS
    print("thresholds", best, shares(measure(held, scores, *best)))
    told = measure(held, scores, *best, options.show)
    for key in sorted(key for key in told if isinstance(key, tuple)):
        print(f"  {key[0]} {key[1]} {told[key][0]} of {told[key][1]}")


if __name__ == "__main__":
    main()
