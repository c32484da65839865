#include "federation/signatures/keys.hpp"
#include "federation/signatures/request_signature.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;

/// Both schemes: lines are "name:value" fields. Nothing that was not signed with the key is ever accepted.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto key = signatures::PrivateKey::generate_ed25519().public_key();
    static const ManualClock clock{*parse_iso8601("2026-11-20T12:00:00Z")};
    static const std::vector<std::string> hosts{"mercy.example"};
    std::vector<signatures::HeaderView> headers;
    for (const auto line : fuzz::lines_of(fuzz::text_of(data, size))) {
        const auto colon = line.find(':');
        if (colon != std::string_view::npos) headers.push_back({line.substr(0, colon), line.substr(colon + 1)});
    }
    signatures::RequestView request;
    request.method = "POST";
    request.target = "/inbox";
    request.headers = headers;
    request.body = "{}";
    const auto signature = signatures::parse(request);
    if (!signature) return 0;
    const auto checked = signatures::check(*signature, request, clock, hosts);
    const auto matched = signatures::matches(*signature, request, key);
    fuzz::demand(!matched, "a signature that nobody made");
    (void)checked;
    return 0;
}
