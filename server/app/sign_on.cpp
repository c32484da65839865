#include "server/app/sign_on.hpp"

#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>

namespace rounds::app {
namespace {

struct Rule
{
    std::string_view group;
    std::string_view role;
};

Rule read_rule(std::string_view text)
{
    const auto at = text.rfind('='); // names of groups may hold one (LDAP)
    if (at == std::string_view::npos) return {};
    return {text.substr(0, at), text.substr(at + 1)};
}

std::string read_secret(const std::string& file)
{
    if (file.empty()) return {};
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line))
        throw std::runtime_error(fmt::format("sign_on.client_secret_file = \"{}\": cannot be read", file));
    return std::string(text::trim(line));
}

} // namespace

std::optional<sign_on::Settings> sign_on_settings(const Config& config)
{
    const auto& given = config.sign_on;
    if (given.issuer.empty()) return std::nullopt;
    const auto url = parse_url(given.issuer);
    if (!url || (url->scheme != "https" && !config.federation.loopback_testing))
        throw std::runtime_error(fmt::format("sign_on.issuer = \"{}\": it takes an https address", given.issuer));
    if (given.client_id.empty()) throw std::runtime_error("sign_on.client_id is not set");
    for (const auto& one : given.roles) {
        const auto rule = read_rule(one);
        if (rule.group.empty() || (rule.role != "moderator" && rule.role != "admin"))
            throw std::runtime_error(
                fmt::format("sign_on.roles: \"{}\" is none; it takes \"group=moderator\" or \"group=admin\"", one)
            );
    }
    sign_on::Settings settings;
    settings.issuer = given.issuer;
    settings.client_id = given.client_id;
    settings.client_secret = read_secret(given.client_secret_file);
    settings.scopes = given.scopes;
    settings.groups_claim = given.groups_claim;
    settings.redirect_uri =
        fmt::format("{}://{}/auth/sign_on/callback", config.instance.scheme, config.instance.domain);
    settings.intranet = given.intranet;
    return settings;
}

std::vector<std::string> intranet_hosts(const Config& config)
{
    const auto url = parse_url(config.sign_on.issuer);
    if (!config.sign_on.intranet || !url) return {};
    return {url->host};
}

std::string role_of_groups(const Config& config, const std::vector<std::string>& groups)
{
    std::string role;
    for (const auto& one : config.sign_on.roles) {
        const auto rule = read_rule(one);
        if (std::ranges::find(groups, rule.group) == groups.end()) continue;
        if (role != "admin") role = rule.role;
    }
    return role;
}

} // namespace rounds::app
