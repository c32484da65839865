#pragma once

#include "storage/pg/transaction.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::peers {

enum class Trust {
    allowed,
    limited, ///< federates, but stays out of public timelines
    refused, ///< nothing is taken from it, sent to it or fetched from it
};

enum class Mode {
    consortium, ///< those on the list
    open,       ///< all but the blocked
    closed,     ///< nobody
};

/// invalid_argument for anything but "consortium", "open" and "closed".
[[nodiscard]] result<Mode> parse_mode(std::string_view text);

/// THE place that decides whom we talk to: used by the inbox gate, authorised fetch, the outbound client
/// (fetch::Settings::host_allowed) and delivery. The configured peers, the members of rosters and the table
/// domain_policies together; a rule for a domain covers its subdomains, the longest matching rule wins, and a stored
/// rule wins over the configuration. Thread-safe; reading takes a short lock and no query.
class TrustList
{
public:
    TrustList(Mode mode, std::string own_domain, const std::vector<std::string>& peers);

    /// `host` is a host name or authority in any case. A rule without a port covers all ports; asking without a port
    /// finds a permission given to any port of that host (the outbound client asks by name).
    [[nodiscard]] Trust of(std::string_view host) const;
    [[nodiscard]] bool allows(std::string_view host) const { return of(host) != Trust::refused; }
    /// Of the host of a URL; refused when it is none.
    [[nodiscard]] Trust of_url(std::string_view url) const;

    /// Reads domain_policies anew: at start and when they change.
    void reload(storage::Transaction& tx);

    [[nodiscard]] Mode mode() const noexcept { return mode_; }

private:
    using Rules = std::map<std::string, Trust, std::less<>>;
    [[nodiscard]] std::shared_ptr<const Rules> rules() const;

    Mode mode_;
    std::string own_domain_;
    Rules configured_;
    mutable std::mutex mutex_;
    std::shared_ptr<const Rules> rules_;
};

} // namespace rounds::peers
