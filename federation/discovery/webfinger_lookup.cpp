#include "federation/discovery/webfinger_lookup.hpp"

#include "federation/fetch/document.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <fmt/format.h>

namespace rounds::discovery {
namespace {

constexpr std::size_t most_links = 100;

bool on_loopback(std::string_view domain) noexcept
{
    return domain.starts_with("localhost") || domain.starts_with("127.") || domain.starts_with("[::1]");
}

} // namespace

result<FoundHandle> read_jrd(const json::object& jrd)
{
    FoundHandle found;
    found.subject = string_at(jrd, "subject");
    const auto* links = array_at(jrd, "links");
    if (links == nullptr) return errc::not_found;
    for (std::size_t i = 0; i < links->size() && i < most_links; ++i) {
        const auto* link = (*links)[i].if_object();
        if (link == nullptr || string_at(*link, "rel") != "self") continue;
        const auto href = string_at(*link, "href");
        if (!fetch::is_activity_type(string_at(*link, "type")) || !parse_url(href)) continue;
        found.actor = href;
        return found;
    }
    return errc::not_found;
}

asio::awaitable<result<FoundHandle>> look_up_handle(const Web& web, std::string user, std::string domain)
{
    const auto path = fmt::format(
        "{}/.well-known/webfinger?resource=acct:{}%40{}", domain, percent_encode(user), percent_encode(domain)
    );
    auto jrd = co_await web.jrd("https://" + path);
    // Test rigs on loopback often speak plain http; nowhere else is there a second try without TLS.
    if (!jrd && web.plain_loopback && on_loopback(domain)) jrd = co_await web.jrd("http://" + path);
    if (!jrd) co_return jrd.error();
    co_return read_jrd(*jrd);
}

} // namespace rounds::discovery
