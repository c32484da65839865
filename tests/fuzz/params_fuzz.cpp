#include "server/http/form.hpp"
#include "server/http/link_header.hpp"
#include "server/http/params.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;

/// Queries, forms and JSON bodies, and the Link header that repeats what was asked for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = fuzz::text_of(data, size);
    const auto lines = fuzz::lines_of(text);
    http::Request request;
    request.method = http::Method::post;
    request.path = "/api/v1/timelines/home";
    request.query = lines[0];
    request.target = request.path + "?" + request.query;
    for (const auto* type : {"application/x-www-form-urlencoded", "application/json"}) {
        request.headers.set("Content-Type", type);
        request.body = lines.size() > 1 ? text.substr(lines[0].size() + 1) : std::string_view{};
        const auto params = http::Params::from(request);
        if (!params) continue;
        fuzz::demand(http::within_bounds(params->tree(), 9, 2100), "the tree is bounded");
        for (const auto* key : {"limit", "types", "poll", "media_ids"}) {
            (void)params->text(key);
            (void)params->integer(key);
            (void)params->flag(key);
            (void)params->texts(key);
            (void)params->objects(key);
        }
    }
    http::PageEdges edges;
    edges.first = "2";
    edges.last = "1";
    const auto header = http::link_header("https://mercy.example", request, edges);
    fuzz::demand(header.find('\n') == std::string::npos && header.find('\r') == std::string::npos, "one header field");
    return 0;
}
