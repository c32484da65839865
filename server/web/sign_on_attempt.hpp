#pragma once

#include "server/app/context.hpp"
#include "server/sign_on/provider.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rounds::web {

/// What the browser brings back from the provider is believed only together with this sealed cookie of the same
/// browser, within ten minutes.
struct SignOnAttempt
{
    enum class Purpose { log_in, link, again };
    sign_on::Attempt attempt;
    Purpose purpose{};
    std::optional<AccountId> account; ///< whose session began it; of link and again
    std::string next;
};
/// Sends the browser to the provider, with the cookie; an error page when the provider cannot be reached. To link an
/// account it is a page with a link: the policy of our pages lets no form lead elsewhere.
[[nodiscard]] boost::asio::awaitable<http::Response>
go_to_provider(app::Context& ctx, SignOnAttempt::Purpose purpose, std::string next);
/// The attempt that this answer belongs to; nothing without cookie, with another state, or too late.
[[nodiscard]] std::optional<SignOnAttempt> read_attempt(const app::Context& ctx);
/// A Set-Cookie value that ends it.
[[nodiscard]] std::string forget_attempt(const app::Context& ctx);

} // namespace rounds::web
