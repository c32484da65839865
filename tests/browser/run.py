"""Pages in a real browser. `tests/browser/run` starts it."""
import argparse
import json
import os
import pathlib
import shutil
import secrets
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from toolbox import consortium, free_port, node, npm_install  # noqa: E402


def browse(demo, ca, screenshots=None):
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise SystemExit("chromium is not installed (tests/packages.txt)")
    environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(ca or ""), "ROUNDS_CHROMIUM": browser}
    if screenshots:
        environment["ROUNDS_TEST_SCREENSHOTS"] = str(pathlib.Path(screenshots).resolve())
    return subprocess.run([node(HERE), str(HERE / "browser.mjs"), json.dumps(demo)], env=environment, timeout=900).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default="build/release/rounds")
    parser.add_argument("--screenshots", default="build/screenshots", help="folder for pictures of the console's pages")
    arguments = parser.parse_args()
    npm_install(HERE)
    given = os.environ.get("ROUNDS_DEMO_JSON")
    if given:
        demo = json.loads(pathlib.Path(given).read_text())
        return browse(demo, demo.get("ca"))
    sign_on = {"issuer": f"http://127.0.0.1:{free_port()}", "client_id": "rounds", "client_secret": secrets.token_urlsafe(32)}
    secret_file = tempfile.NamedTemporaryFile("w", prefix="rounds-test-secret-")
    secret_file.write(sign_on["client_secret"] + "\n")
    secret_file.flush()

    def prepare(hospitals):
        hospitals["mercy"].values["accounts.sign_up"] = "approval"
        hospitals["mercy"].values |= {
            "sign_on.issuer": sign_on["issuer"], "sign_on.client_id": sign_on["client_id"],
            "sign_on.client_secret_file": secret_file.name, "sign_on.name": "Mercy Login",
            "sign_on.roles": ["moderators=moderator"], "sign_on.new_accounts": "staff",
        }

    with consortium(pathlib.Path(arguments.program).resolve(), names=("mercy",), prepare=prepare) as hospitals:
        instance = hospitals["mercy"]
        instance.add_user("operator", "Operator", role="admin")
        instance.add_user("ann", "Ann", note="I live with it.")
        moderator = instance.add_user("mo", "Mo", role="moderator")
        doctor = instance.add_user("okafor", "Dr. Okafor", stakeholder="doctor")
        instance.command("account", "verify", "okafor", "--role", "doctor", "--method", "staff roster")
        instance.client("operator").call("POST", "/api/rounds/v1/networks", {
            "username": "breastcancer", "title": "Breast cancer", "description": "What we learn from each other.", "conditions": ["DOID:1612"]})
        for text in ("Does walking help? #question", "A good day today."):
            instance.client("ann").post("/api/v1/statuses", status=f"@breastcancer {text}")
        described = instance.describe()
        keeper = instance.add_user("keeper", "Keeper")
        river = instance.add_user("river", "Maria Lopez")
        described["river"] = {key: river[key] for key in ("user", "password", "token")}
        described["keeper"] = {key: keeper[key] for key in ("user", "password")}
        described["sign_on"] = sign_on
        instance.command("break-glass", "grant", "operator")
        described["moderator"] = {key: moderator[key] for key in ("user", "password", "token")}
        described["doctor"] = {key: doctor[key] for key in ("user", "password", "token")}
        return browse({"ca": str(hospitals.ca), "instances": [described]}, hospitals.ca, arguments.screenshots)


if __name__ == "__main__":
    sys.exit(main())
