#pragma once

#include "federation/fetch/client.hpp"
#include "server/sign_on/token.hpp"

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// The OpenID provider of the hospital, by which staff logs in (security.md section 7).
namespace rounds::sign_on {

struct Settings
{
    std::string issuer;
    std::string client_id;
    std::string client_secret; ///< empty: a public client
    std::vector<std::string> scopes{"openid"};
    std::string groups_claim = "groups";
    std::string redirect_uri; ///< of ours, as registered there
    bool intranet = false;    ///< it is in the hospital's own network
};

/// What one log-in takes along through the browser, sealed: see server/web/sign_on.
struct Attempt
{
    std::string state;
    std::string nonce;
    std::string verifier;      ///< PKCE (RFC 7636)
    bool log_in_again = false; ///< the person must prove there who they are, now
};
[[nodiscard]] Attempt begin_attempt(bool log_in_again);

/// Whom the provider vouches for.
struct Person
{
    std::string subject;
    std::string username; ///< preferred_username, as it comes
    std::string name;
    std::string email; ///< empty unless the provider has verified it
    std::string locale;
    std::vector<std::string> groups;
};

/// One per process. What the provider publishes is kept for an hour; a key that is not known yet makes it be read
/// again, at most once a minute. All requests go through the one outbound client. Thread-safe.
class Provider
{
public:
    Provider(fetch::Client& fetch, const Clock& clock, Settings settings);
    ~Provider();
    Provider(const Provider&) = delete;
    Provider& operator=(const Provider&) = delete;

    [[nodiscard]] const Settings& settings() const noexcept;
    /// Where the browser is to go; unreachable when the provider does not say.
    [[nodiscard]] boost::asio::awaitable<result<std::string>> authorization_url(Attempt attempt);
    /// The code that came back, for the person; see fault. `issuer_said`: the parameter "iss" (RFC 9207), or empty.
    [[nodiscard]] boost::asio::awaitable<result<Person>>
    exchange(Attempt attempt, std::string code, std::string issuer_said);
    /// Whom a back-channel logout token ends the sessions of.
    [[nodiscard]] boost::asio::awaitable<result<std::string>> logout_subject(std::string token);
    /// Where a person ends the session there too; empty when the provider has no such page.
    [[nodiscard]] boost::asio::awaitable<std::string> logout_url(std::string back_to);

    /// Reads what it publishes, for `rounds doctor`: the number of its keys that we can use.
    [[nodiscard]] boost::asio::awaitable<result<std::size_t>> look();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::sign_on
