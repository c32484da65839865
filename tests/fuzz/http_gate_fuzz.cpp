#include "server/http/gate.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;

/// The header section is found in the same place however its bytes arrive, and what is found can be judged.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = fuzz::text_of(data, size);
    http::HeaderScan whole;
    const auto state = whole.scan(text);
    http::HeaderScan pieces;
    auto last = http::HeaderScan::State::more;
    for (std::size_t i = 1; i <= text.size() && last == http::HeaderScan::State::more; ++i)
        last = pieces.scan(text.substr(0, i));
    fuzz::demand(last == state, "pieces and the whole are judged alike");
    if (state == http::HeaderScan::State::complete) {
        fuzz::demand(whole.size() == pieces.size(), "the section ends in one place");
        fuzz::demand(whole.size() <= text.size(), "the section ends in the input");
    }
    http::Request request;
    const auto lines = fuzz::lines_of(text);
    request.method_name = lines[0];
    request.method = http::parse_method(request.method_name);
    if (lines.size() > 1) request.target = request.path = lines[1];
    for (std::size_t i = 2; i < lines.size(); ++i) {
        const auto colon = lines[i].find(':');
        if (colon == std::string_view::npos) continue;
        request.headers.add(std::string(lines[i].substr(0, colon)), std::string(lines[i].substr(colon + 1)));
    }
    static const http::HostNames hosts({"mercy.example"});
    static const http::Limits limits;
    for (const unsigned version : {10U, 11U}) {
        const auto refusal = http::check_head(request, version, hosts, limits);
        if (refusal) fuzz::demand(refusal->status >= 400 && refusal->status < 600, "a refusal has a status");
    }
    return 0;
}
