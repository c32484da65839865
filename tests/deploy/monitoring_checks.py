"""Alert rules and dashboard: they parse, fire, and name only what /metrics has."""
import json
import re
import shutil
import subprocess

import yaml

from as_proxy import AsProxy
from toolbox import ROOT, eventually, free_port

MONITORING = ROOT / "deploy" / "monitoring"
GIVEN_BY_PROMETHEUS = {"job", "instance"}


def promtool(*words, cwd=None):
    done = subprocess.run(["promtool", *map(str, words)], capture_output=True, text=True, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr


def rules_fire(folder):
    place = folder / "alerts"
    place.mkdir()
    shutil.copy(MONITORING / "alerts.yaml", place)
    shutil.copy(ROOT / "tests" / "deploy" / "alerts_test.yaml", place)
    promtool("test", "rules", "alerts_test.yaml", cwd=place)


def sample_is_a_configuration(folder):
    text = (MONITORING / "prometheus.yaml").read_text().replace("/usr/share/rounds/monitoring", str(MONITORING))
    assert str(MONITORING) in text
    (folder / "prometheus.yml").write_text(text)
    promtool("check", "config", folder / "prometheus.yml")


def scrape(site):
    status, _, text = AsProxy(site.metrics, "127.0.0.1").request("GET", "/metrics")
    assert status == 200, status
    return text


def samples(text):
    """{metric: [labels of each sample]}"""
    found = {}
    for line in text.splitlines():
        match = re.match(r"(\w+)(?:\{(.*)\})? \S+", line)
        if match and not line.startswith("#"):
            found.setdefault(match[1], []).append(dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', match[2] or "")))
    return found


def used(expression):
    """(metric, [(label, operator, value)]) of each selector, and the labels that results are grouped by."""
    plain = expression.replace("$__rate_interval", "5m")
    selectors = [(name, re.findall(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"', inside))
                 for name, inside in re.findall(r"\b(rounds_\w+|up)\s*(?:\{([^}]*)\})?", plain)]
    grouped = [label.strip() for labels in re.findall(r"\bby\s*\(([^)]*)\)", plain) for label in labels.split(",")]
    return selectors, grouped


def expressions():
    for group in yaml.safe_load((MONITORING / "alerts.yaml").read_text())["groups"]:
        for rule in group["rules"]:
            assert rule["annotations"]["summary"] and rule["labels"]["severity"] in ("page", "ticket"), rule
            yield rule["alert"], rule["expr"]
    dashboard = json.loads((MONITORING / "dashboard.json").read_text())
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["name"], variable["query"]["query"]


def fits(operator, wanted, value):
    return re.fullmatch(wanted, value) is not None if operator in ("=~", "!~") else wanted == value


def check_expression(title, expression, known):
    selectors, grouped = used(expression)
    assert selectors, f"{title} reads nothing: {expression}"
    labels = set(GIVEN_BY_PROMETHEUS)
    for metric, matchers in selectors:
        if metric == "up":  # of Prometheus itself
            continue
        assert metric in known, f"{title}: there is no metric {metric}"
        labels |= {label for sample in known[metric] for label in sample}
        for label, operator, wanted in matchers:
            if label in GIVEN_BY_PROMETHEUS:
                continue
            values = {sample[label] for sample in known[metric] if label in sample}
            assert values, f"{title}: {metric} has no label {label}"
            assert any(fits(operator, wanted, value) for value in values), f"{title}: no {label} of {metric} is ever {wanted}: {values}"
    wrong = set(grouped) - labels
    assert not wrong, f"{title} groups by {wrong}, which its metrics do not have"


def exercise(site):
    """Lets happen what metrics come into being by."""
    client = site.direct()
    signed = {"Content-Type": "application/activity+json", "Signature": "none"}
    client.request("POST", "/inbox", {"type": "Like"}, headers=signed)
    site.direct("ann").request("POST", "/api/v2/media", {})
    site.direct("ann").request("GET", f"/api/v2/search?resolve=true&type=accounts&q=@nobody@mercy.localhost:{free_port()}")
    client.request("GET", "/api/v1/streaming/health")


def names_exist(site):
    exercise(site)
    known = {}

    def all_there():
        known.update(samples(scrape(site)))
        return "rounds_fetch_total" in known
    eventually("a request to another server is counted", all_there, 30)
    # What is not shown by a healthy server without peers is known from its code.
    known["rounds_http_requests_total"] += [{"route": "/inbox", "class": f"{digit}xx"} for digit in range(1, 6)]
    known["rounds_fetch_total"].append({"outcome": "ok"})
    for title, expression in expressions():
        check_expression(title, expression, known)


def check_notices():
    known = {"rounds_http_requests_total": [{"route": "/", "class": "2xx"}]}
    for bad in ('rate(rounds_no_such_total[5m])', 'rounds_http_requests_total{state="2xx"}', 'rounds_http_requests_total{class="500"}',
                'sum by (host) (rounds_http_requests_total)', "vector(1)"):
        try:
            check_expression("bad", bad, known)
        except AssertionError:
            continue
        raise AssertionError(f"{bad} was let pass")


def checks(report, site, folder):
    report.check("promtool takes the rules", lambda: promtool("check", "rules", MONITORING / "alerts.yaml"))
    report.check("the alerts fire when they should", lambda: rules_fire(folder))
    report.check("promtool takes the scrape configuration", lambda: sample_is_a_configuration(folder))
    report.check("rules and dashboard name what /metrics has", lambda: names_exist(site))
    report.check("a wrong name would be noticed", check_notices)
