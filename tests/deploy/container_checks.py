"""Dockerfile, Compose and Kubernetes: against the schemas that packages carry, against each other, and against the server.
image_checks.py builds the image."""
import pathlib
import re
import shutil
import subprocess

import yaml

from toolbox import ROOT, python_environment

HERE = pathlib.Path(__file__).resolve().parent
CONTAINER, KUBERNETES = ROOT / "deploy" / "container", ROOT / "deploy" / "kubernetes"
USER = 10001


def tool(name):
    return str(pathlib.Path(python_environment(HERE / "requirements.txt")).with_name(name))


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    assert done.returncode == 0, f"{words[0]}: {done.stdout}{done.stderr}"
    return done.stdout


def documents(path):
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


def objects():
    listed = documents(KUBERNETES / "kustomization.yaml")[0]["resources"]
    assert sorted(listed) == sorted(file.name for file in KUBERNETES.glob("*.yaml") if file.name != "kustomization.yaml")
    return [document for name in listed for document in documents(KUBERNETES / name)]


def of_kind(kind):
    return [document for document in objects() if document["kind"] == kind]


def schema_notices(folder):
    bad = folder / "bad.yaml"
    bad.write_text((KUBERNETES / "web.yaml").read_text().replace("replicas: 3", "replicas: three"))
    assert subprocess.run([tool("kubernetes-validate"), "--strict", str(bad)], capture_output=True).returncode != 0


def pods_are_fenced():
    for deployment in of_kind("Deployment"):
        name, spec = deployment["metadata"]["name"], deployment["spec"]["template"]["spec"]
        pod = spec["securityContext"]
        assert pod["runAsNonRoot"] and pod["runAsUser"] == USER and pod["seccompProfile"]["type"] == "RuntimeDefault", name
        for container in spec["initContainers"] + spec["containers"]:
            fence = container["securityContext"]
            assert fence["readOnlyRootFilesystem"] and not fence["allowPrivilegeEscalation"] and fence["capabilities"]["drop"] == ["ALL"], name
            assert "memory" in container["resources"]["limits"], name
            assert not any("PASSWORD" in entry["name"] or "valueFrom" in entry for entry in container.get("env", [])), \
                f"{name}: a secret in the environment"
        server = spec["containers"][0]
        assert {"readinessProbe", "livenessProbe", "startupProbe"} <= server.keys(), name
        assert spec["terminationGracePeriodSeconds"] > 20 + 5, f"{name}: shorter than the drain and the pause before"


def pieces_fit(program):
    """Selectors find pods, budgets and services exist, roles and volumes are those of the server."""
    deployments = {d["metadata"]["name"]: d for d in of_kind("Deployment")}
    roles = {d["spec"]["template"]["spec"]["containers"][0]["args"][-1] for d in deployments.values()}
    told = run(program, "serve", "--help")
    assert roles == set(re.findall(r"\w+", re.search(r"What this process does: (.*) \(", told)[1])), roles
    labels = {name: d["spec"]["template"]["metadata"]["labels"] for name, d in deployments.items()}
    for budget in of_kind("PodDisruptionBudget"):
        name = budget["metadata"]["name"]
        assert budget["spec"]["selector"]["matchLabels"] == labels[name], name
        assert deployments[name]["spec"]["replicas"] > 1, f"{name}: with one pod the budget means an outage"
    assert {b["metadata"]["name"] for b in of_kind("PodDisruptionBudget")} == deployments.keys()
    services = {s["metadata"]["name"]: s for s in of_kind("Service")}
    for name, service in services.items():
        assert service["spec"]["selector"] == labels[name], name
        ports = {port["name"] for port in deployments[name]["spec"]["template"]["spec"]["containers"][0]["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports, name
    for ingress in of_kind("Ingress"):
        for path in ingress["spec"]["rules"][0]["http"]["paths"]:
            assert path["backend"]["service"]["name"] in services, path
    for name, deployment in deployments.items():
        spec = deployment["spec"]["template"]["spec"]
        volumes = {volume["name"] for volume in spec["volumes"]}
        for container in spec["initContainers"] + spec["containers"]:
            assert {mount["name"] for mount in container["volumeMounts"]} <= volumes, name
    policies = of_kind("NetworkPolicy")
    assert any(p["spec"]["podSelector"] == {} and set(p["spec"]["policyTypes"]) == {"Ingress", "Egress"} and "ingress" not in p["spec"]
               and "egress" not in p["spec"] for p in policies), "no policy closes what is not opened"


def domains_agree():
    """The server answers to its name only: probes and ingress must say it."""
    settings = of_kind("ConfigMap")[0]["data"]["rounds.toml"]
    domain = re.search(r'domain = "(.*)"', settings)[1]
    text = "".join(file.read_text() for file in KUBERNETES.glob("*.yaml"))
    assert set(re.findall(r"name: Host, value: ([\w.]+)", text)) == {domain}
    assert {rule["host"] for ingress in of_kind("Ingress") for rule in ingress["spec"]["rules"]} == {domain}


def settings_are_valid(program, folder):
    """The server itself reads the settings of the manifests, and those that prepare writes."""
    place = folder / "settings"
    place.mkdir()
    files = [place / "kubernetes.toml"]
    files[0].write_text(of_kind("ConfigMap")[0]["data"]["rounds.toml"])
    copy = place / "container"
    shutil.copytree(CONTAINER, copy, ignore=shutil.ignore_patterns("secrets", "rounds.toml"))
    run(copy / "prepare", "rounds.hospital.example", 'St. "Example"')
    first = (copy / "secrets/secret.key").read_text()
    run(copy / "prepare", "rounds.hospital.example", 'St. "Example"')
    assert (copy / "secrets/secret.key").read_text() == first, "prepare made a new key"
    modes = run("stat", "-c", "%n %u %a", *sorted((copy / "secrets").iterdir())).split("\n")
    assert all(line.split()[2] == "400" for line in modes if line), modes
    for secret in documents(CONTAINER / "compose.yaml")[0]["secrets"].values():
        assert (copy / secret["file"]).exists(), secret
    for file in [*files, copy / "rounds.toml"]:
        run(program, "--config", file, "config", "check")


def compose_is_fenced():
    compose = documents(CONTAINER / "compose.yaml")[0]
    for name, service in compose["services"].items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"] and "no-new-privileges:true" in service["security_opt"], name
        assert service["user"].split(":")[0] not in ("0", "root") and "healthcheck" in service, name
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), f"{name} is open to the world: {port}"
    assert compose["services"]["rounds"]["user"] == f"{USER}:{USER}"
    assert compose["networks"]["inside"]["internal"] and compose["services"]["postgres"]["networks"] == ["inside"]


def dockerfile_holds():
    """Own structural check: stages, user, sources that exist."""
    text = (CONTAINER / "Dockerfile").read_text()
    logical = re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", text)).splitlines()
    steps = [line.split(None, 1) for line in logical if line.strip()]
    known = {"ARG", "FROM", "LABEL", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert all(word in known for word, _ in steps), [word for word, _ in steps if word not in known]
    stages = [rest.split(" AS ")[1] for word, rest in steps if word == "FROM"]
    assert stages == ["build", "run"], stages
    last = steps[max(n for n, (word, _) in enumerate(steps) if word == "FROM"):]
    words = [word for word, _ in last]
    assert dict(last)["USER"] == f"{USER}:{USER}" and "HEALTHCHECK" in words and "ADD" not in words
    assert words.index("USER") > words.index("RUN"), "the package is installed by root, and nothing after"
    for word, rest in steps:
        if word == "COPY" and "--from" not in rest:
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert ignored[0] == "*" and "deploy/container/secrets" in ignored, "secrets would go into the image"
    # build/ready is there for whoever brings a package.
    needed = {re.match(r"!([^*]+)", line)[1] for line in ignored if line.startswith("!") and "*" not in line} - {"build/ready"}
    assert all((ROOT / path).exists() for path in needed), needed


def engine():
    """The one that reads compose.yaml here, or nothing and why."""
    for name in ("docker", "podman"):
        if shutil.which(name):
            done = subprocess.run([name, "info"], capture_output=True, text=True)
            if done.returncode == 0 and "Cannot connect" not in done.stdout + done.stderr:
                return name, ""
            return None, f"{name} has no engine that answers"
    return None, "there is neither docker nor podman"


def compose_config(program, name):
    run(name, "compose", "-f", CONTAINER / "compose.yaml", "config", "--quiet")


def checks(report, program, folder):
    files = sorted(file for file in KUBERNETES.glob("*.yaml") if file.name != "kustomization.yaml")
    report.check(f"Kubernetes schemas of {len(files)} manifests", lambda: run(tool("kubernetes-validate"), "--strict", *files))
    report.check("the schema notices a wrong type", lambda: schema_notices(folder))
    report.check("pods run fenced, with probes and bounds", pods_are_fenced)
    report.check("selectors, services, budgets and roles fit", lambda: pieces_fit(program))
    report.check("probes and ingress say the domain", domains_agree)
    report.check("Compose schema", lambda: run(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", CONTAINER / "compose.yaml"))
    report.check("Compose runs fenced", compose_is_fenced)
    report.check("the server takes the settings; prepare keeps secrets", lambda: settings_are_valid(program, folder))
    report.check("Dockerfile", dockerfile_holds)
    found, why = engine()
    if found:
        report.check(f"{found} compose config", lambda: compose_config(program, found))
    else:
        report.skip("reading compose.yaml with an engine", why)
    print("     an image is built by tests/deploy/run --only images", flush=True)
