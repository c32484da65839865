#include "federation/peers/roster.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;

/// Rosters and directory entries: nothing without a proof counts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto key = signatures::PrivateKey::generate_ed25519().public_key();
    static const ManualClock clock{*parse_iso8601("2026-11-20T12:00:00Z")};
    static const storage::rosters::Member member{"a.example", "A", "hospital", "", "", key.to_multikey()};
    const auto value = parse_json(fuzz::text_of(data, size));
    const auto* object = value ? value->if_object() : nullptr;
    if (object == nullptr) return 0;
    fuzz::demand(!peers::read_roster(*object, key, clock, 100), "a roster that nobody signed");
    fuzz::demand(!peers::read_directory_entry(*object, member, clock), "an entry that nobody signed");
    return 0;
}
