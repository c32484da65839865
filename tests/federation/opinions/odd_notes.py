"""Prints the examples of fediverse-pasture-inputs as JSON: [[name, number, members of the object], ...]."""
import json
import sys
import types


def stand_in(name):
    module = types.ModuleType(name)
    sys.modules[name] = module
    return module


# The package wants this type for its tables only.
for parent in ("fediverse_pasture", "fediverse_pasture.runner"):
    stand_in(parent)
stand_in("fediverse_pasture.runner.entry").Entry = object

from fediverse_pasture_inputs import available  # noqa: E402

print(json.dumps([[name, number, example] for name in sorted(available) for number, example in enumerate(available[name].examples)]))
