#include "federation/peers/trust.hpp"

#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/peers.hpp"
#include "storage/rosters.hpp"

#include <optional>

namespace rounds::peers {

namespace {

struct Authority
{
    std::string host;
    std::string port; ///< empty: any
};

/// An IPv6 literal in brackets keeps them; anything after its bracket is a port.
Authority split_authority(std::string_view text)
{
    const auto lower = text::to_lower(text);
    const auto bracket = lower.rfind(']');
    const auto colon = lower.rfind(':');
    if (colon == std::string::npos || (bracket != std::string::npos && colon < bracket)) return {lower, {}};
    // A bare IPv6 address has several colons and no port.
    if (bracket == std::string::npos && lower.find(':') != colon) return {lower, {}};
    return {lower.substr(0, colon), lower.substr(colon + 1)};
}

/// "a.b.example", "b.example", "example": the host and the domains it lies in, longest first.
template <class F> auto each_domain(std::string_view host, F&& f) -> decltype(f(host))
{
    for (;;) {
        if (const auto found = f(host)) return found;
        const auto dot = host.find('.');
        if (dot == std::string_view::npos) return {};
        host.remove_prefix(dot + 1);
    }
}

} // namespace

result<Mode> parse_mode(std::string_view text)
{
    if (text == "consortium") return Mode::consortium;
    if (text == "open") return Mode::open;
    if (text == "closed") return Mode::closed;
    return errc::invalid_argument;
}

TrustList::TrustList(Mode mode, std::string own_domain, const std::vector<std::string>& peers)
    : mode_(mode), own_domain_(text::to_lower(own_domain))
{
    for (const auto& peer : peers) configured_[text::to_lower(peer)] = Trust::allowed;
    rules_ = std::make_shared<const Rules>(configured_);
}

std::shared_ptr<const TrustList::Rules> TrustList::rules() const
{
    const std::lock_guard lock(mutex_);
    return rules_;
}

Trust TrustList::of(std::string_view host) const
{
    const auto asked = split_authority(host);
    if (asked.host.empty()) return Trust::refused;
    const auto own = split_authority(own_domain_);
    if (asked.host == own.host && (asked.port.empty() || asked.port == own.port)) return Trust::allowed;

    const auto rules = this->rules();
    const auto rule = each_domain(asked.host, [&](std::string_view domain) -> std::optional<Trust> {
        if (!asked.port.empty()) {
            const auto exact = rules->find(std::string(domain) + ':' + asked.port);
            if (exact != rules->end()) return exact->second;
        }
        if (const auto any = rules->find(domain); any != rules->end()) return any->second;
        if (!asked.port.empty()) return std::nullopt;
        const auto prefix = std::string(domain) + ':';
        for (auto it = rules->lower_bound(prefix); it != rules->end() && it->first.starts_with(prefix); ++it)
            if (it->second != Trust::refused) return it->second;
        return std::nullopt;
    });
    if (mode_ == Mode::closed) return Trust::refused;
    if (rule) return *rule;
    return mode_ == Mode::open ? Trust::allowed : Trust::refused;
}

Trust TrustList::of_url(std::string_view url) const
{
    const auto parsed = parse_url(url);
    return parsed ? of(parsed->authority()) : Trust::refused;
}

void TrustList::reload(storage::Transaction& tx)
{
    auto rules = configured_;
    for (const auto& domain : storage::rosters::domains(tx)) rules.emplace(domain, Trust::allowed);
    for (const auto& policy : storage::peers::policies(tx)) {
        if (policy.policy == "none") continue; // something else is said of it: its files, its reports
        const auto trust = policy.policy == "block"   ? Trust::refused
                           : policy.policy == "limit" ? Trust::limited
                                                      : Trust::allowed;
        rules[policy.domain] = trust;
    }
    auto fresh = std::make_shared<const Rules>(std::move(rules));
    const std::lock_guard lock(mutex_);
    rules_ = std::move(fresh);
}

} // namespace rounds::peers
