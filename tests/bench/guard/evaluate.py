#!/usr/bin/env python3
"""Measures what `rounds guard scan` finds in labelled posts.

    tests/bench/guard/evaluate.py                                  # all four kinds, the blind sets
    tests/bench/guard/evaluate.py --kind phi --ids
    tests/bench/guard/evaluate.py --kind crisis my_posts.jsonl --program build/dev/rounds

Prints figures and ids, never a text or a value, so that the output may be read by who writes the rules. Any figure ends
with exit status 0, since it judges nothing: 1 means that the program failed, 2 that it or a file cannot be used.
blind/README.md describes the files.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
FILES = {"phi": "phi.jsonl", "staff-reply": "staff_reply.jsonl", "crisis": "crisis.jsonl", "adverse-event": "adverse_event.jsonl"}

# Our types (the 18 of 45 CFR 164.514(b)(2)(i), with ages, other national numbers apart) and what scanners call them.
ALIASES = {
    "name": "person patient_name name_patient",
    "address": "street zip zip3 postcode postal_code geography location",
    "date": "date_day date_of_birth dob birth_date month_year",
    "age": "age90 age_90",
    "phone": "phone_us phone_number telephone",
    "fax": "fax_number",
    "email": "email_address e_mail",
    "ssn": "social_security_number",
    "national_id": "itin nhs nhs_uk nhs_number sin_ca dni nie nuss cpf nif bsn codice_fiscale nir personnummer pps aadhaar tax_id",
    "mrn": "medical_record_number medical_record",
    "health_plan": "mbi health_plan_id health_plan_beneficiary_number member_id insurance kvnr",
    "account": "account_number card credit_card iban aba bank_account",
    "licence": "license licence_number license_number certificate dea npi passport",
    "vehicle": "vin plate license_plate vehicle_id",
    "device": "udi udi_gs1 udi_hibc device_serial device_id serial",
    "url": "portal_url web_address",
    "ip": "ip_address ipv4 ipv6",
    "biometric": "biometrics",
    "photo": "photograph face_photo full_face_photo",
    "other_id": "unique_id unique_identifier other unique",
}
TYPE_OF = {alias: kind for kind, aliases in ALIASES.items() for alias in [kind, *aliases.split()]}
# A national number may stand for the class it belongs to in its country: an answer of the same row counts as right.
SAME_CLASS = {"ssn": "national", "national_id": "national"}
# Actions and labels that mean "nothing found".
QUIET = {"", "allow", "clean", "fine", "none", "ok", "pass"}
LABELS = {
    "staff-reply": {"relationship", "none"},
    "crisis": {"imminent", "concern", "none"},
    "adverse-event": {"adverse_event", "none"},
}


def plain(name):
    """The name of an action, label or type as compared here: lower case with underscores; "" for null."""
    return (name or "").lower().replace("-", "_")


def class_of(span):
    kind = TYPE_OF.get(plain(span.get("type")))
    return SAME_CLASS.get(kind, kind)


def require(holds, message):
    if not holds:
        raise ValueError(message)


def check(post, kind, seen):
    """Raises ValueError, TypeError or KeyError unless this is a labelled post of the kind with an id of its own."""
    require(post["kind"] == kind, f"kind is not {kind}")
    require(post["id"] not in seen, "id occurs twice")
    require(kind == "phi" or post["label"] in LABELS[kind], "unknown label")
    end = 0
    for span in post.get("spans", []):
        require(end <= span["start"] < span["end"] <= len(post["text"]), "spans out of order or outside the text")
        require(span["type"] in ALIASES, "unknown type")
        end = span["end"]


def load(path, kind):
    """Posts of a labelled file; stops with a message at the first line that is not one."""
    posts, seen = [], set()
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line:
            continue
        try:
            post = json.loads(line)
            check(post, kind, seen)
        except KeyError as error:
            sys.exit(refuse(f"{path}:{number}: no {error}"))
        except (TypeError, ValueError) as error:
            sys.exit(refuse(f"{path}:{number}: {error}"))
        seen.add(post["id"])
        posts.append(post)
    return posts


def refuse(message):
    print(f"evaluate.py: {message}", file=sys.stderr)
    return 2


def scan(program, kind, posts):
    """The program's answers by id."""
    asked = "".join(
        json.dumps({
            "id": post["id"],
            "text": post["text"],
            "author_kind": post.get("author_kind", "patient"),
            "in_reply": post.get("in_reply", False),
            "parent_text": post.get("parent_text"),
        }, ensure_ascii=False) + "\n" for post in posts)
    done = subprocess.run([program, "guard", "scan", "--kind", kind], input=asked.encode(), stdout=subprocess.PIPE)
    if done.returncode != 0:
        print(f"evaluate.py: {program} guard scan --kind {kind} ended with {done.returncode}", file=sys.stderr)
        sys.exit(1)
    answers = {}
    for line in done.stdout.decode().split("\n"):
        if line.strip():
            answer = json.loads(line)
            answers[answer["id"]] = answer
    silent = [post["id"] for post in posts if post["id"] not in answers]
    if silent:
        print(f"  without an answer, counted as nothing found: {' '.join(silent)}")
    return answers


def flagged(answer):
    """Does the answer ask for anything at all?"""
    return plain(answer.get("action")) not in QUIET


def alarm(answer):
    """The label of the answer, for kinds that are never blocked; `none` if it says nothing."""
    label = plain(answer.get("label"))
    if label in QUIET:
        return "flagged" if flagged(answer) else "none"
    return label


def covered(text, span, found):
    """True if at least half of the span's letters (spaces do not count) lie in `found`."""
    letters = [at for at in range(span["start"], span["end"]) if not text[at].isspace()]
    hit = sum(any(other["start"] <= at < other["end"] for other in found) for at in letters)
    return 2 * hit >= len(letters)


def share(part, whole):
    return f"{part:4}/{whole:<4} {part / whole:6.1%}" if whole else f"{'-':>16}"


def listed(ids):
    return " ".join(sorted(ids)) or "-"


class Recall:
    """Found and wanted identifiers, by any key."""

    def __init__(self):
        self.wanted, self.found, self.typed = collections.Counter(), collections.Counter(), collections.Counter()

    def count(self, key, found, typed):
        self.wanted[key] += 1
        self.found[key] += found
        self.typed[key] += typed

    def line(self, keys):
        wanted, found, typed = (sum(counter[key] for key in keys) for counter in (self.wanted, self.found, self.typed))
        return f"{share(found, wanted)}  right type {share(typed, wanted)}"


def report_phi(posts, answers, options):
    by_type, by_language = Recall(), Recall()
    missed, false_alarms, staff = collections.defaultdict(set), [], []
    clean = [post for post in posts if not post["spans"]]
    for post in posts:
        answer = answers.get(post["id"], {})
        found = answer.get("spans") or []
        if not post["spans"]:
            if flagged(answer):
                false_alarms.append(post["id"])
            continue
        if post["author_kind"] == "staff":
            staff.append(plain(answer.get("action")) == "block")
        for span in post["spans"]:
            hit = covered(post["text"], span, found)
            typed = covered(post["text"], span, [other for other in found if class_of(other) == class_of(span)])
            by_type.count((span["type"], post["difficulty"]), hit, typed)
            by_language.count(post["lang"], hit, typed)
            if not hit:
                missed[span["type"]].add(post["id"])
    for name in ALIASES:
        for difficulty in ("plain", "hard"):
            print(f"  {name:12} {difficulty:6} {by_type.line([(name, difficulty)])}")
    for difficulty in ("plain", "hard"):
        print(f"  {'all':12} {difficulty:6} {by_type.line([key for key in by_type.wanted if key[1] == difficulty])}")
    print(f"  {'all':12} {'':6} {by_type.line(list(by_type.wanted))}")
    for language in sorted(by_language.wanted):
        print(f"  language {language}         {by_language.line([language])}")
    print(f"  posts by staff with identifiers that are blocked: {share(sum(staff), len(staff))}")
    print(f"  clean posts flagged: {share(len(false_alarms), len(clean))}: {listed(false_alarms)}")
    unknown = {plain(span.get("type")) for answer in answers.values() for span in answer.get("spans") or []} - set(TYPE_OF)
    if unknown:
        print(f"  types unknown to ALIASES, never right: {listed(unknown)}")
    if options.ids:
        for name, ids in sorted(missed.items()):
            print(f"  missed {name}: {listed(ids)}")


def rates(posts, hits, options, what):
    """Share of posts in `hits` by category; the ids of the others with --ids."""
    groups = collections.defaultdict(list)
    for post in posts:
        groups[post["category"]].append(post["id"] in hits)
    print(f"  {what:28} {share(sum(map(sum, groups.values())), len(posts))}")
    for category, found in sorted(groups.items()):
        print(f"    {category:26} {share(sum(found), len(found))}")
    rest = [post["id"] for post in posts if post["id"] not in hits]
    if options.ids and rest:
        print(f"    not: {listed(rest)}")


def report_staff_reply(posts, answers, options):
    stopped = {key for key, answer in answers.items() if plain(answer.get("action")) in ("block", "stop")}
    noticed = {key for key, answer in answers.items() if flagged(answer)}
    forbidden = [post for post in posts if post["label"] == "relationship"]
    fine = [post for post in posts if post["label"] == "none"]
    rates(forbidden, stopped, options, "to be stopped, stopped")
    print(f"  {'to be stopped, any notice':28} {share(sum(post['id'] in noticed for post in forbidden), len(forbidden))}")
    for hits, what in ((stopped, "stopped"), (noticed, "any notice")):
        wrong = [post["id"] for post in fine if post["id"] in hits]
        print(f"  {f'fine, {what}':28} {share(len(wrong), len(fine))}: {listed(wrong)}")


def report_crisis(posts, answers, options):
    said = {post["id"]: alarm(answers.get(post["id"], {})) for post in posts}
    noticed = {key for key, label in said.items() if label != "none"}
    for label in ("imminent", "concern"):
        wanted = [post for post in posts if post["label"] == label]
        rates(wanted, noticed, options, f"{label}, any alarm")
        exact = sum(said[post["id"]] == label for post in wanted)
        print(f"  {f'{label}, as such':28} {share(exact, len(wanted))}")
    report_false_alarms(posts, noticed)
    wrong = [post["id"] for post in posts if post["label"] == "none" and said[post["id"]] == "imminent"]
    print(f"  of these as imminent: {listed(wrong)}")


def report_adverse_event(posts, answers, options):
    noticed = {key for key, answer in answers.items() if alarm(answer) != "none"}
    wanted = [post for post in posts if post["label"] == "adverse_event"]
    rates(wanted, noticed, options, "reports, found")
    serious = [post for post in wanted if post["serious"]]
    print(f"  {'serious among them, found':28} {share(sum(post['id'] in noticed for post in serious), len(serious))}")
    report_false_alarms(posts, noticed)


def report_false_alarms(posts, noticed):
    rest = [post for post in posts if post["label"] == "none"]
    by_category = collections.defaultdict(list)
    for post in rest:
        by_category[post["category"]].append(post["id"] in noticed)
    wrong = [post["id"] for post in rest if post["id"] in noticed]
    print(f"  {'false alarms':28} {share(len(wrong), len(rest))}: {listed(wrong)}")
    for category, found in sorted(by_category.items()):
        print(f"    {category:26} {share(sum(found), len(found))}")


REPORTS = {
    "phi": report_phi,
    "staff-reply": report_staff_reply,
    "crisis": report_crisis,
    "adverse-event": report_adverse_event,
}


def main():
    parser = argparse.ArgumentParser(prog="tests/bench/guard/evaluate.py", description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=pathlib.Path, help="labelled posts (default: the blind set of the kind)")
    parser.add_argument("--kind", choices=FILES, help="what to look for (default: all; needed with a file)")
    parser.add_argument("--program", default=str(ROOT / "build/release/rounds"))
    parser.add_argument("--ids", action="store_true", help="also prints the ids of posts that were missed")
    options = parser.parse_args()
    if options.file and not options.kind:
        parser.error("a file needs --kind")
    for kind in [options.kind] if options.kind else FILES:
        path = options.file or HERE / "blind" / FILES[kind]
        try:
            posts = load(path, kind)
            print(f"{kind}: {len(posts)} posts of {path.name}", flush=True)
            REPORTS[kind](posts, scan(options.program, kind, posts), options)
        except OSError as error:
            return refuse(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
