# The test suites, one function each. Sourced by tests/run. A suite reports its cases through `count PASSED FAILED`.
all_suites=(format unit integration mutations federation media clients browser faults deploy fuzz bench-smoke)
export UBSAN_OPTIONS="print_stacktrace=1"
export LSAN_OPTIONS="suppressions=$PWD/tests/support/lsan.supp:print_suppressions=0"
preset=release
build=1
install=1
seconds=4
passed=0
failed=0
failed_suites=()

count() {
    passed=$((passed + $1))
    failed=$((failed + $2))
}

# With `tests/run --results FILE`: a line for each test of a log, "passed" or "failed", its name, the time, for
# `rounds compliance report`. Tests of programs that are not GoogleTest are named after their suite.
results=
record() {
    [ -n "$results" ] || return 0
    local now
    now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    # What a failed one says may hold a colon as well as its name: both readings count as failed.
    sed -n -e "s/^\[       OK \] \([^ ,]*\).*/passed\t\1\t$now/p" -e "s/^\[  FAILED  \] \([^ ,]*\).* ms)\$/failed\t\1\t$now/p" \
        -e "s/^ok   \(.*\)/passed\t$suite_now: \1\t$now/p" -e "/^FAIL /{h; s/^FAIL \([^:]*: [^:]*\): .*/failed\t$suite_now: \1\t$now/p" \
        -e "g; s/^FAIL \([^:]*\): .*/failed\t$suite_now: \1\t$now/p}" \
        "$1" >> "$results"
}

# Runs a command that prints "N passed, N failed" at its end, and adds that up. Without such a line its exit code counts.
counted() {
    local log line
    log=$(mktemp)
    "$@" 2>&1 | tee "$log"
    local status=${PIPESTATUS[0]}
    line=$(grep -E '^([A-Za-z-]+: )?[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1 | sed 's/^[A-Za-z-]*: //')
    record "$log"
    rm -f "$log"
    if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
        count "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
        [ "$status" -eq 0 ] || [ "${BASH_REMATCH[2]}" -gt 0 ] || count 0 1
    elif [ "$status" -eq 0 ]; then
        count 1 0
    else
        count 0 1
    fi
    return "$status"
}

# What a command has printed, and how it ended.
replay() {
    cat "$1"
    return "$2"
}

# Like counted, for a command that takes `--share I/N`: its parts, which start servers of their own and wait more than they compute, run
# beside each other, and are shown one after the other.
counted_shares() {
    local shares=$1 logs share status=0 pids=()
    shift
    logs=$(mktemp -d)
    for ((share = 0; share < shares; ++share)); do
        "$@" --share "$share/$shares" > "$logs/$share" 2>&1 &
        pids+=($!)
    done
    for ((share = 0; share < shares; ++share)); do
        local one=0
        wait "${pids[$share]}" || one=$?
        counted replay "$logs/$share" "$one" || status=$?
    done
    rm -rf "$logs"
    return "$status"
}

# A GoogleTest program: quiet unless something fails. With a number of shards its tests are dealt out to as many processes.
gtest() {
    local program=$1 shards=${2:-1} logs status=0 total=0 wrong=0 shard pids=()
    if [ ! -x "$program" ]; then
        echo "$program is missing" >&2
        count 0 1
        return 1
    fi
    logs=$(mktemp -d)
    for ((shard = 0; shard < shards; ++shard)); do
        GTEST_TOTAL_SHARDS=$shards GTEST_SHARD_INDEX=$shard timeout 1500 "$program" > "$logs/$shard" 2>&1 &
        pids+=($!)
    done
    for ((shard = 0; shard < shards; ++shard)); do
        local summary bad one=0
        wait "${pids[$shard]}" || one=$?
        summary=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) tests\{0,1\}.*/\1/p' "$logs/$shard" | tail -n 1)
        bad=$(grep -c '^\[  FAILED  \] .* ms)$' "$logs/$shard")
        if [ "$one" -ne 0 ]; then
            grep -v '^\[       OK \]\|^\[ RUN      \]\|^\[-----' "$logs/$shard" | tail -n 120
            echo "The last one that began: $(grep '^\[ RUN      \]' "$logs/$shard" | tail -n 1)"
            [ "$bad" -gt 0 ] || bad=1
            status=$one
        fi
        record "$logs/$shard"
        total=$((total + ${summary:-0}))
        wrong=$((wrong + ${bad:-0}))
    done
    rm -rf "$logs"
    count "$total" "$wrong"
    echo "$(basename "$program"): $total passed, $wrong failed"
    return "$status"
}

suite_format() {
    counted tests/support/check-format
}

suite_unit() {
    gtest "build/$preset/unit_tests"
}

suite_integration() {
    gtest "build/$preset/statement_tests"
    gtest "build/$preset/integration_tests" "$(nproc)"
}

suite_mutations() {
    counted tests/mutations/run --sample --preset "$preset"
}

suite_federation() {
    counted_shares 3 tests/federation/run --program "build/$preset/rounds"
}

suite_media() {
    counted tests/media/run --program "build/$preset/rounds"
}

suite_clients() {
    counted_shares 2 tests/clients/run --program "build/$preset/rounds"
}

suite_browser() {
    counted tests/browser/run --program "build/$preset/rounds"
}

suite_faults() {
    counted tests/faults/run --program "build/$preset/rounds"
}

# The tests of concurrent_tests.txt, to be built with ThreadSanitizer: hours of work for a build of their own, so nightly.
suite_concurrency() {
    local filter
    filter=$(grep -v '^#' tests/support/concurrent_tests.txt | paste -sd:)
    TSAN_OPTIONS="suppressions=$PWD/tests/support/tsan.supp:halt_on_error=0:exitcode=66:second_deadlock_stack=1" GTEST_FILTER=$filter \
        gtest "build/$preset/unit_tests"
    TSAN_OPTIONS="suppressions=$PWD/tests/support/tsan.supp:halt_on_error=0:exitcode=66:second_deadlock_stack=1" GTEST_FILTER=$filter \
        gtest "build/$preset/integration_tests" "$(nproc)"
}

suite_deploy() {
    counted tests/deploy/run --program "build/$preset/rounds"
}

suite_fuzz() {
    counted tests/fuzz/run --seconds "$seconds"
}

suite_bench-smoke() {
    counted tests/bench/run --smoke --program "build/$preset/rounds"
}

# What these suites need built.
targets_of() {
    local suite
    for suite in "$@"; do
        case $suite in
        format | fuzz) ;;
        unit) echo unit_tests ;;
        mutations) echo mutation_unit_tests ;;
        concurrency) echo unit_tests integration_tests ;;
        integration) echo integration_tests statement_tests ;;
        esac
    done
}

prepare() {
    local targets=()
    # These two need nothing of the preset's build.
    if [[ " $* " =~ ^(\ (format|fuzz))+\ $ ]]; then build=0; fi
    if [[ " $* " =~ ^(\ (format|unit|integration|fuzz|mutations|concurrency))+\ $ ]]; then read -r -a targets < <(targets_of "$@" | tr '\n' ' '); fi
    if [ "$install" -eq 1 ]; then deploy/install-packages deploy/packages.txt tests/packages.txt || exit 1; fi
    if [ "$build" -eq 1 ]; then
        echo "Building ($preset) ..."
        deploy/build "$preset" ${targets[@]+"${targets[@]}"} > "/tmp/rounds-build.$$" 2>&1 || {
            tail -n 60 "/tmp/rounds-build.$$"
            rm -f "/tmp/rounds-build.$$"
            echo "The build failed."
            echo "0 passed, 1 failed"
            exit 1
        }
        rm -f "/tmp/rounds-build.$$"
    fi
}

main() {
    local only=("${all_suites[@]}")
    while [ $# -gt 0 ]; do
        case $1 in
        --only) IFS=, read -r -a only <<< "${2:?--only takes suites}"; shift ;;
        --preset) preset=${2:?--preset takes dev, release, asan or tsan}; shift ;;
        --results) results=$(realpath -m "${2:?--results takes a file}"); shift ;;
        --no-build) build=0 ;;
        --seconds) seconds=${2:?--seconds takes a number}; shift ;;
        --no-install) install=0 ;;
        --list) printf '%s\n' "${all_suites[@]}"; exit 0 ;;
        -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' tests/run; exit 0 ;;
        *) echo "tests/run: unknown option $1 (see tests/run --help)" >&2; exit 2 ;;
        esac
        shift
    done
    local suite
    for suite in "${only[@]}"; do
        declare -F "suite_$suite" > /dev/null || { echo "tests/run: there is no suite \"$suite\" (see tests/run --list)" >&2; exit 2; }
    done
    prepare "${only[@]}"
    for suite in "${only[@]}"; do
        echo "== $suite"
        suite_now=$suite
        local before=$failed started=$SECONDS
        "suite_$suite" || true
        [ "$failed" -eq "$before" ] || failed_suites+=("$suite")
        echo "== $suite took $((SECONDS - started)) s"
    done
    [ ${#failed_suites[@]} -eq 0 ] || echo "failed: ${failed_suites[*]}"
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
