"""What must hold between what was tried, what was acknowledged, and what is there in the end (after Jepsen's checkers).
`python3 tests/support/checkers.py` tests the checkers themselves."""
import collections


class Broken(AssertionError):
    """An invariant does not hold."""


def _some(items, most=5):
    items = sorted(items, key=str)
    return ", ".join(str(item) for item in items[:most]) + (f" and {len(items) - most} more" if len(items) > most else "")


def check_set(attempted, acknowledged, final):
    """Every acknowledged item is there, each once, and nothing is there that nobody tried. `final` may hold repetitions. Items that
    were tried and not acknowledged may be there or not."""
    counts = collections.Counter(final)
    lost = set(acknowledged) - set(counts)
    if lost:
        raise Broken(f"{len(lost)} acknowledged and lost: {_some(lost)}")
    strange = set(counts) - set(attempted)
    if strange:
        raise Broken(f"{len(strange)} there that nobody sent: {_some(strange)}")
    twice = {item for item, count in counts.items() if count > 1}
    if twice:
        raise Broken(f"{len(twice)} there more than once: {_some(twice)}")
    unknown = set(acknowledged) - set(attempted)
    if unknown:
        raise Broken(f"the test is wrong: acknowledged but never tried: {_some(unknown)}")


def check_total_queue(put, taken, *, duplicates=True):
    """What goes in comes out: each thing that was put is taken at least once (exactly once without `duplicates`), and nothing else is."""
    counts = collections.Counter(taken)
    missing = set(put) - set(counts)
    if missing:
        raise Broken(f"{len(missing)} went in and did not come out: {_some(missing)}")
    strange = set(counts) - set(put)
    if strange:
        raise Broken(f"{len(strange)} came out that never went in: {_some(strange)}")
    again = {item for item, count in counts.items() if count > 1}
    if again and not duplicates:
        raise Broken(f"{len(again)} came out more than once: {_some(again)}")


def check_unique(pairs):
    """Each key has one value wherever it is seen: `pairs` of (key, value)."""
    values = collections.defaultdict(set)
    for key, value in pairs:
        values[key].add(value)
    several = {key for key, seen in values.items() if len(seen) > 1}
    if several:
        raise Broken(f"{len(several)} with different values: {_some(several)}")


def self_test():
    def breaks(work):
        try:
            work()
        except Broken:
            return
        raise AssertionError("a broken history was let through")
    check_set({1, 2, 3}, {1, 2}, [1, 2])
    check_set({1, 2, 3}, {1, 2}, [3, 2, 1])
    breaks(lambda: check_set({1, 2}, {1, 2}, [1]))
    breaks(lambda: check_set({1, 2}, {1}, [1, 9]))
    breaks(lambda: check_set({1, 2}, {1}, [1, 1]))
    breaks(lambda: check_set({1}, {1, 2}, [1, 2]))
    check_total_queue([1, 2], [2, 1, 1])
    breaks(lambda: check_total_queue([1, 2], [2]))
    breaks(lambda: check_total_queue([1], [1, 3]))
    breaks(lambda: check_total_queue([1], [1, 1], duplicates=False))
    check_unique([(1, "a"), (2, "b"), (1, "a")])
    breaks(lambda: check_unique([(1, "a"), (1, "b")]))


if __name__ == "__main__":
    self_test()
    print("checkers: done")
