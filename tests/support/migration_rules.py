#!/usr/bin/env python3
"""What a migration may do while the old program still runs and people wait (expand, backfill, contract). First the rules themselves
are tried on tests/fixtures/migrations: each file there is refused by the rule that its `-- refused:` line names, and by no other. Then
the project's own are read, from FIRST on: what is older came with the first version, when no table had a row.

The migrator does the rest: lock_timeout of two seconds with repeats, one transaction each, `-- outside a transaction` for one CREATE
INDEX CONCURRENTLY."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIRST = 145
OUTSIDE = "-- outside a transaction\n"
VOLATILE = re.compile(r"DEFAULT\s+[^,]*\b(gen_random_uuid|random|clock_timestamp|timeofday|nextval|next_id)\s*\(", re.I)
RULES = {
    "index-concurrently": "an index on a table that has rows is made CONCURRENTLY",
    "index-outside": f"CONCURRENTLY needs a file that begins with {OUTSIDE.strip()!r}",
    "index-alone": "outside a transaction there is one statement for each file",
    "index-again": "outside a transaction it may run twice: IF NOT EXISTS",
    "not-valid": "a constraint on a table that has rows is added NOT VALID (a column that refers to another table in two steps)",
    "validate-later": "VALIDATE CONSTRAINT goes into a later migration than NOT VALID, so that the lock is gone by then",
    "no-rename": "the old program knows the old name: add the new one, fill it, drop the old one in a later release",
    "no-type": "another type rewrites the table under a lock: add a column, fill it, drop the old one in a later release",
    "no-rewrite": "a default that differs from row to row, or a generated column, rewrites the table: fill it in batches",
    "default-needed": "the old program does not know the column: NOT NULL needs a DEFAULT",
    "not-null-later": "SET NOT NULL reads all rows under a lock: CHECK ... NOT VALID, and VALIDATE in a later migration",
    "unique-by-index": "a unique constraint is added USING INDEX, which was made CONCURRENTLY",
    "contract-named": "what goes is named by a line `-- contract: nothing reads it since RELEASE` before it",
    "backfill-elsewhere": "rows are filled in batches by the program (storage's backfills), not in one transaction",
    "no-long-lock": "locks wait for two seconds at most, and are not taken for whole tables",
}


def statements(text):
    """(statement, comments before it) without comments, texts and bodies of functions, in one line each."""
    out, comments, current = [], [], ""
    pattern = re.compile(r"--[^\n]*|'(?:[^']|'')*'|(\$\w*\$).*?\1|;|[^-'$;]+|.", re.S)
    for match in pattern.finditer(text):
        token = match.group(0)
        if token.startswith("--"):
            comments.append(token)
        elif token == ";":
            if current.strip():
                out.append((" ".join(current.split()), comments))
            current, comments = "", []
        else:
            current += "''" if token[0] == "'" or match.group(1) else token
    if current.strip():
        out.append((" ".join(current.split()), comments))
    return out


def parts(actions):
    """The actions of an ALTER TABLE: split at commas outside of parentheses."""
    depth, part, all_parts = 0, "", []
    for char in actions:
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            all_parts.append(part.strip())
            part = ""
        else:
            part += char
    return all_parts + [part.strip()]


def table_of(name):
    return name.lower().removeprefix("public.").strip('"')


def judge_index(statement, fresh, outside):
    match = re.match(r"CREATE (UNIQUE )?INDEX (CONCURRENTLY )?(IF NOT EXISTS )?.*?\bON (?:ONLY )?([\w.\"]+)", statement, re.I)
    if not match or table_of(match.group(4)) in fresh:
        return
    if not match.group(2):
        yield "index-concurrently"
    elif not outside:
        yield "index-outside"
    elif not match.group(3):
        yield "index-again"


def judge_action(action, contract):
    upper = action.upper()
    if re.match(r"RENAME\b", upper):
        yield "no-rename"
    if re.match(r"ALTER (COLUMN )?\w+ (SET DATA )?TYPE\b", upper):
        yield "no-type"
    if re.match(r"ALTER (COLUMN )?\w+ SET NOT NULL", upper):
        yield "not-null-later"
    if re.match(r"DROP (COLUMN|CONSTRAINT)\b", upper) and "COLUMN" in upper and not contract:
        yield "contract-named"
    if re.match(r"ADD (CONSTRAINT \w+ )?(UNIQUE|PRIMARY KEY)\b", upper) and "USING INDEX" not in upper:
        yield "unique-by-index"
    if re.match(r"ADD (CONSTRAINT \w+ )?(CHECK|FOREIGN KEY)\b", upper) and not upper.endswith("NOT VALID"):
        yield "not-valid"
    if re.match(r"ADD (COLUMN )?(IF NOT EXISTS )?(?!CONSTRAINT|CHECK|FOREIGN|UNIQUE|PRIMARY)\w+ ", upper):
        if "GENERATED ALWAYS AS (" in upper or VOLATILE.search(action):
            yield "no-rewrite"
        elif "NOT NULL" in upper and "DEFAULT" not in upper:
            yield "default-needed"
        if re.search(r"\bREFERENCES\b", upper):
            yield "not-valid"


def judge(text):
    """The rules that a migration breaks, in the order of their places."""
    outside = text.startswith(OUTSIDE)
    all_statements = statements(text)
    fresh = {table_of(m.group(1)) for s, _ in all_statements
             if (m := re.match(r"CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?([\w.\"]+)", s, re.I))}
    broken = []
    if outside and len(all_statements) != 1:
        return ["index-alone"]
    has_unchecked = any(re.search(r"\bNOT VALID$", s, re.I) for s, _ in all_statements)
    for statement, comments in all_statements:
        upper = statement.upper()
        contract = any(comment.startswith("-- contract: ") for comment in comments)
        broken += judge_index(statement, fresh, outside)
        alter = re.match(r"ALTER TABLE (?:IF EXISTS )?(?:ONLY )?([\w.\"]+) (.*)", statement, re.I)
        if alter and table_of(alter.group(1)) not in fresh:
            for action in parts(alter.group(2)):
                broken += judge_action(action, contract)
        if has_unchecked and "VALIDATE CONSTRAINT" in upper:
            broken.append("validate-later")
        if re.match(r"DROP TABLE\b", upper) and not contract:
            broken.append("contract-named")
        if re.match(r"ALTER (VIEW|INDEX|SEQUENCE|TYPE|FUNCTION)\b.*\bRENAME\b", upper):
            broken.append("no-rename")
        if re.match(r"(SET|RESET)\b.*LOCK_TIMEOUT|LOCK\b|VACUUM FULL|CLUSTER\b|REINDEX (?!.*CONCURRENTLY)|TRUNCATE\b", upper):
            broken.append("no-long-lock")
        for change in re.finditer(r"\b(?:UPDATE (?:ONLY )?|DELETE FROM (?:ONLY )?|MERGE INTO )([\w.\"]+)", statement, re.I):
            is_statement = re.match(r"(UPDATE|DELETE|MERGE|WITH)\b", upper)
            if is_statement and table_of(change.group(1)) not in fresh:
                broken.append("backfill-elsewhere")
        if re.match(r"INSERT INTO ([\w.\"]+).*\bSELECT\b.*\bFROM\b", statement, re.I):
            broken.append("backfill-elsewhere")
    return broken


def main():
    passed, failed = 0, 0
    seen = set()
    for file in sorted((ROOT / "tests/fixtures/migrations").glob("*.sql")):
        text = file.read_text()
        wanted = re.findall(r"^-- refused: (\S+)$", text, re.M)
        found = judge(text)
        seen.update(wanted)
        if found == wanted:
            passed += 1
        else:
            failed += 1
            print(f"{file.relative_to(ROOT)}: refused by {found or 'no rule'}, and should be by {wanted or 'none'}")
    for rule in sorted(set(RULES) - seen):
        failed += 1
        print(f"no fixture is refused by {rule}")
    for file in sorted((ROOT / "migrations").glob("[0-9]*.sql")):
        if int(file.name[:4]) < FIRST:
            continue
        broken = judge(file.read_text())
        passed, failed = passed + (not broken), failed + bool(broken)
        for rule in broken:
            print(f"migrations/{file.name}: {rule}: {RULES[rule]}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
