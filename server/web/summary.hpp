#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /s/:id: the newest published wording of a summary. Drafts are not found.
[[nodiscard]] boost::asio::awaitable<http::Response> summary(app::Context& ctx);
/// GET /s/:id/versions/:version: a published wording; an earlier one says that it was superseded, when and why.
[[nodiscard]] boost::asio::awaitable<http::Response> summary_version(app::Context& ctx);
/// GET /s/:id/versions: all published wordings.
[[nodiscard]] boost::asio::awaitable<http::Response> summary_versions(app::Context& ctx);
/// GET /s/:id/versions/:version/changes: what it changed of the published wording before it.
[[nodiscard]] boost::asio::awaitable<http::Response> summary_changes(app::Context& ctx);
/// POST /s/:id/mark: helpful, unclear, ask, or nothing, by who is logged in.
[[nodiscard]] boost::asio::awaitable<http::Response> mark_summary(app::Context& ctx);

} // namespace rounds::web
