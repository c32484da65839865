#pragma once

#include "server/api/answers.hpp"

#include <span>
#include <string_view>

/// What staff may do through the API, by role. What is not listed is refused.
namespace rounds::admin_api {

namespace asio = boost::asio;
using api::fail;
using app::Context;
using http::Response;
using storage::Transaction;
using Answer = asio::awaitable<Response>;

enum class Permission : std::uint8_t {
    view_dashboard,    ///< figures
    manage_users,      ///< accounts and requests for them
    manage_reports,    ///< reports
    manage_taxonomies, ///< tags and trends
    manage_federation, ///< what is said of other servers
    manage_blocks,     ///< who may make an account
    delete_data        ///< of an account, for good
};

[[nodiscard]] bool may(std::string_view role, Permission permission) noexcept;

/// A handler that runs for whom the role allows it.
template <Permission Needed, app::Handler Handle> Answer guarded(Context& ctx)
{
    if (!may(ctx.viewer()->role, Needed)) co_return fail(errc::forbidden);
    co_return co_await Handle(ctx);
}

} // namespace rounds::admin_api
