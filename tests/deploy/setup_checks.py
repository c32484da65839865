"""`rounds setup`: by flags and by questions it writes a configuration that the doctor of the clinic accepts."""
import os
import stat
import subprocess

from doctor_checks import HOST


def checks(report, clinic):
    """In a clinic of doctor_checks, whose database, mail server, certificates and peer are there."""
    folder = clinic.folder / "setup"
    folder.mkdir()
    values = clinic.instance.values
    flags = {"--domain": clinic.instance.domain, "--organisation": 'St. "Example" \\ Clinic', "--contact-email": "rounds@hospital.example",
             "--database-url": values["database.url"], "--mail-server": values["mail.server"], "--mail-security": "none",
             "--sign-up": "approval", "--federation": "consortium", "--peers": clinic.peer.authority}
    machine = ["--data", str(folder / "data"), "--listen", "127.0.0.1", "--port", str(clinic.instance.port),
               "--tls-certificate", values["http.certificate_file"], "--tls-key", values["http.key_file"]]
    # What a test rig needs and no hospital does.
    rig = {**os.environ, "ROUNDS_FEDERATION_LOOPBACK_TESTING": "true",
           "ROUNDS_FEDERATION_EXTRA_CA_FILES": ",".join(values["federation.extra_ca_files"])}

    def rounds(file, *words, text=""):
        return subprocess.run([clinic.program, "--config", file, *words], input=text, capture_output=True, text=True, env=rig, timeout=120)

    def setup(file, *words, text=""):
        return rounds(file, "setup", *machine, *words, text=text)

    def all_flags(leave=()):
        return [word for flag, value in flags.items() if flag not in leave for word in (flag, value)]

    def accepted(file):
        done = rounds(file, "doctor")
        assert done.returncode == 0, done.stdout + done.stderr
        shown = rounds(file, "config", "show").stdout
        for line in (f'instance.domain = "{clinic.instance.domain}"', 'accounts.sign_up = "approval"', 'federation.mode = "consortium"',
                     f'federation.peers = ["{clinic.peer.authority}"]', f'mail.server = "{values["mail.server"]}"',
                     f'database.url = "{values["database.url"]}"', 'instance.organisation = "St. \\"Example\\" \\\\ Clinic"'):
            assert line in shown.splitlines(), f"{line} is not in {shown}"

    def by_flags():
        file = folder / "deep/by-flags.toml"
        done = setup(file, "--yes", *all_flags())
        assert done.returncode == 0 and "doctor" in done.stdout, done.stderr
        assert stat.S_IMODE(file.stat().st_mode) & 0o027 == 0, oct(file.stat().st_mode)
        accepted(file)

    def by_questions():
        file = folder / "by-questions.toml"
        # In the order of the questions; one answer is wrong at first, empty lines leave the default.
        answers = [flags["--domain"], flags["--organisation"], "", "clinic", "", flags["--contact-email"], "", flags["--database-url"],
                   flags["--mail-server"], "none", "", "approval", "consortium", flags["--peers"]]
        done = setup(file, text="\n".join(answers) + "\n")
        assert done.returncode == 0, done.stderr
        assert "It takes one of hospital, society." in done.stderr, done.stderr
        accepted(file)

    def refuses():
        file = folder / "refused.toml"
        for words, said in ((["--yes", *all_flags(["--domain", "--contact-email"])], "still needed: --domain --contact-email"),
                            (["--yes", *all_flags(["--sign-up"]), "--sign-up", "maybe"], "it takes one of closed"),
                            (["--yes", *all_flags(["--domain"]), "--domain", "no host"], "instance.domain"),
                            (all_flags(["--domain"]), "still needed: --domain")):
            done = setup(file, *words)
            assert done.returncode in (2, 78) and said in done.stderr, f"{words}: {done.returncode} {done.stderr}"
            assert not file.exists() and not file.with_name("refused.toml.new").exists()

    def keeps():
        file = folder / "kept.toml"
        file.write_text("# mine\n")
        done = setup(file, "--yes", *all_flags())
        assert done.returncode == 2 and "--force" in done.stderr and file.read_text() == "# mine\n", done
        dry = setup(file, "--yes", "--dry-run", *all_flags())
        assert dry.returncode == 0 and f'domain = "{clinic.instance.domain}"' in dry.stdout and file.read_text() == "# mine\n"
        assert setup(file, "--yes", "--force", *all_flags()).returncode == 0
        assert file.read_text() == dry.stdout and file.with_name("kept.toml.old").read_text() == "# mine\n"

    assert HOST in clinic.instance.domain
    report.check("setup: by flags, and the doctor accepts it", by_flags)
    report.check("setup: by questions, and the doctor accepts it", by_questions)
    report.check("setup: refuses what cannot be, and writes nothing", refuses)
    report.check("setup: keeps what exists", keeps)
