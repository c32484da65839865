"""The bill of materials: it follows the schema, and lists what the programs are made of."""
import hashlib
import json
import pathlib
import re
import subprocess

from toolbox import ROOT, python_environment

HERE = pathlib.Path(__file__).resolve().parent
VALIDATE = """
import pathlib, sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
error = JsonStrictValidator(SchemaVersion.V1_5).validate_str(pathlib.Path(sys.argv[1]).read_text())
sys.exit(str(error)[:2000] if error else 0)
"""


def output(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    assert done.returncode == 0, f"{words[0]}: {done.stdout}{done.stderr}"
    return done.stdout


def write(program, file):
    output("/usr/bin/python3", "-B", ROOT / "deploy" / "sbom", "--build", program.parent, "--output", file)
    return json.loads(file.read_text())


def validate(file):
    return subprocess.run([python_environment(HERE / "requirements.txt"), "-c", VALIDATE, str(file)], capture_output=True, text=True)


def follows_the_schema(file, folder):
    done = validate(file)
    assert done.returncode == 0, done.stderr
    broken = json.loads(file.read_text())
    broken["components"][0]["type"] = "thing"
    (folder / "broken.json").write_text(json.dumps(broken))
    assert validate(folder / "broken.json").returncode != 0, "the schema notices nothing"


def lists_what_is_linked(bill, program):
    versions = {component["name"]: component.get("version") for component in bill["components"]}
    for binary in (program, program.with_name("rounds-media")):
        for library in re.findall(r"NEEDED\s+(\S+)", output("objdump", "-p", binary)):
            packages = {line.split(":")[0] for line in output("dpkg", "-S", f"*/{library}").splitlines()}
            listed = packages & versions.keys()
            assert listed, f"{library} of {packages} is linked and not listed"
            for package in listed:
                assert versions[package] in output("dpkg-query", "-W", "-f", "${Version} ", package).split(), package
    # Header-only libraries leave no trace in the binary.
    for package in ("libtomlplusplus-dev", "libcli11-dev", "libkainjow-mustache-dev", "libboost1.81-dev"):
        assert package in versions, f"{package} is compiled in and not listed"


def names_licences(bill):
    unnamed = [component["name"] for component in bill["components"] if not component["licenses"] or
               any(licence["license"].get("name") == "unknown" for licence in component["licenses"])]
    assert not unnamed, f"no licence is named for {unnamed}"


def lists_tables(bill):
    """What the READMEs beside the tables give another licence is in the bill."""
    files = {entry["value"] for component in bill["components"] for entry in component["properties"] if entry["name"] == "rounds:file"}
    readme = (ROOT / "server/privacy/detect/data/README.md").read_text()
    assert all((ROOT / file).exists() for file in files), files
    for title, file in (("Faker", "server/privacy/detect/data/given_names.txt"), ("SCOWL", "server/privacy/detect/data/words.txt")):
        assert title in readme and file in files, title
    assert "server/knowledge/data/conditions.tsv" in files


def is_of_these_programs(bill, program):
    listed = {part["name"]: part["hashes"][0]["content"] for part in bill["metadata"]["component"]["components"]}
    for binary in (program, program.with_name("rounds-media")):
        assert listed[binary.name] == hashlib.sha256(binary.read_bytes()).hexdigest(), binary.name
    references = [component["bom-ref"] for component in bill["components"]]
    assert len(set(references)) == len(references), "two components have one reference"
    assert set(bill["dependencies"][0]["dependsOn"]) == set(references)


def checks(report, program, folder):
    made = {}
    file = folder / "sbom.json"
    if not report.check("a bill of materials is written", lambda: made.update(bill=write(program, file))):
        return
    bill = made["bill"]
    report.check("it follows CycloneDX 1.5", lambda: follows_the_schema(file, folder))
    report.check("it lists every linked library and header-only one", lambda: lists_what_is_linked(bill, program))
    report.check("it names licences", lambda: names_licences(bill))
    report.check("it lists the tables that ship inside", lambda: lists_tables(bill))
    report.check("it is of these programs", lambda: is_of_these_programs(bill, program))
