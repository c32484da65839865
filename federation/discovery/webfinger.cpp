#include "federation/discovery/webfinger.hpp"

#include "federation/vocab/types.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <fmt/core.h>

namespace rounds::discovery {

namespace {

result<Wanted> read_url(std::string_view resource, std::string_view base)
{
    const auto url = parse_url(resource);
    const auto own = parse_url(base);
    if (!url || !own) return errc::invalid_argument;
    if (url->authority() != own->authority()) return errc::not_found;
    const auto page = url->target.find_first_of("?#");
    const auto path = std::string_view(url->target).substr(0, page);
    if (path.starts_with("/@")) {
        auto name = path.substr(2);
        if (name.empty() || name.find('/') != std::string_view::npos) return errc::not_found;
        return Wanted{std::string(name), {}};
    }
    return Wanted{{}, std::string(base) + std::string(path)};
}

json::object link(std::string_view rel, std::string_view type, const std::string& href)
{
    json::object found;
    found["rel"] = rel;
    found["type"] = type;
    found["href"] = href;
    return found;
}

} // namespace

result<Wanted> read_resource(std::string_view resource, std::string_view base, std::string_view domain)
{
    if (resource.empty() || resource.size() > 2048) return errc::invalid_argument;
    const auto lower = text::to_lower(resource);
    if (lower.starts_with("https://") || lower.starts_with("http://")) return read_url(resource, base);
    if (lower.starts_with("acct:")) resource.remove_prefix(5);
    if (resource.starts_with('@')) resource.remove_prefix(1);
    const auto at = resource.find('@');
    if (at == std::string_view::npos || at == 0) return errc::invalid_argument;
    if (!text::iequals(resource.substr(at + 1), domain)) return errc::not_found;
    return Wanted{std::string(resource.substr(0, at)), {}};
}

json::object build_jrd(const storage::Account& account, std::string_view domain)
{
    json::object jrd;
    jrd["subject"] = fmt::format("acct:{}@{}", account.username, domain);
    jrd["aliases"] = json::array{account.url, account.uri};
    jrd["links"] = json::array{
        link("http://webfinger.net/rel/profile-page", "text/html", account.url),
        link("self", vocab::activity_json, account.uri),
    };
    return jrd;
}

std::string build_host_meta(std::string_view base)
{
    return fmt::format(
        R"(<?xml version="1.0" encoding="UTF-8"?>
<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">
  <Link rel="lrdd" template="{}/.well-known/webfinger?resource={{uri}}"/>
</XRD>
)",
        text::escape_html(base)
    );
}

} // namespace rounds::discovery
