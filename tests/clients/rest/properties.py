"""Rounds' own API against its OpenAPI document, by Schemathesis: for every operation, requests that the document allows and
requests that it does not. No answer is a 5xx; status codes, content types and bodies are those that the document names.

properties.py '{"base": "https://...", "tokens": {"admin": "...", "nobody": null}, "ids": {"/path": "id"}, "examples": 12}'"""
import json
import sys
import time

import hypothesis
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


class Properties:
    def __init__(self, given):
        self.base, self.tokens, self.ids = given["base"], given["tokens"], given["ids"]
        self.examples = given["examples"]
        self.schema = schemathesis.openapi.from_url(f"{self.base}/api/rounds/v1/openapi.json")
        self.statuses = {}

    def real(self, case, turn):
        """Every second request names something that is there, so that answers are more than "not found"."""
        if turn % 2:
            return
        for template, values in self.ids.items():
            if case.path.startswith(template) and case.path_parameters:
                case.path_parameters = {**case.path_parameters, **values}

    def try_operation(self, operation, modes):
        turn = 0
        tokens = list(self.tokens.items())
        strategy = operation.as_strategy(generation_mode=modes)

        @hypothesis.given(case=strategy)
        @hypothesis.settings(max_examples=self.examples, deadline=None, database=None, derandomize=True,
                             suppress_health_check=list(hypothesis.HealthCheck),
                             phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate])
        def ask(case):
            nonlocal turn
            turn += 1
            self.real(case, turn)
            name, token = tokens[turn // 2 % len(tokens)]
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            response = case.call(headers=headers, timeout=20)
            key = (operation.label, response.status_code)
            self.statuses[key] = self.statuses.get(key, 0) + 1
            try:
                case.validate_response(response, checks=CHECKS)
            except Exception:
                print(f"  as {name}: {case.method} {case.formatted_path} {case.query} {str(case.body)[:300]}", flush=True)
                raise

        ask()

    def run(self):
        failed, started = [], time.monotonic()
        operations = [result.ok() for result in self.schema.get_all_operations()]
        for operation in operations:
            for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
                try:
                    self.try_operation(operation, mode)
                except hypothesis.errors.Unsatisfiable:
                    continue  # nothing to get wrong: no parameters and no body
                except BaseExceptionGroup as group:
                    failed.append(operation.label)
                    print(f"  {operation.label}: {group.exceptions[0]}", flush=True)
                except Exception as error:  # noqa: BLE001 - whatever it was, the operation failed
                    failed.append(operation.label)
                    print(f"  {operation.label}: {str(error)[:1500]}", flush=True)
        found = sum(1 for label in {o.label for o in operations}
                    if any(200 <= status < 300 for (one, status) in self.statuses if one == label))
        print(f"  {len(operations)} operations, {found} of them with a 2xx, {sum(self.statuses.values())} requests, "
              f"{time.monotonic() - started:.0f} s", flush=True)
        if found < len(operations) // 3:
            raise SystemExit("hardly anything was answered with a 2xx: the requests name nothing that is there")
        if failed:
            raise SystemExit(f"not as documented: {', '.join(dict.fromkeys(failed))}")


if __name__ == "__main__":
    Properties(json.loads(sys.argv[1])).run()
