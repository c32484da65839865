#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /@:name/summaries: what stewards, hosts and clinicians of a network work on: drafts, those in review, closed
/// chats that have no summary yet.
[[nodiscard]] boost::asio::awaitable<http::Response> summary_desk(app::Context& ctx);
/// POST /@:name/summaries {chat_id}: drafts a summary of a closed chat.
[[nodiscard]] boost::asio::awaitable<http::Response> draft_summary(app::Context& ctx);

/// GET /s/:id/edit: the newest wording in a form with its checks, and the steps that may be taken. Whoever may not see
/// drafts finds nothing.
[[nodiscard]] boost::asio::awaitable<http::Response> edit_summary(app::Context& ctx);
/// POST /s/:id/edit {action: save or check, ...}: "check" only shows the checks of what is in the form.
[[nodiscard]] boost::asio::awaitable<http::Response> save_summary(app::Context& ctx);
/// POST /s/:id/step {step: interest, submit, review, publish, correct}.
[[nodiscard]] boost::asio::awaitable<http::Response> step_summary(app::Context& ctx);
/// POST /s/:id/check: what the checks say of a form while it is written, as a part of its page.
[[nodiscard]] boost::asio::awaitable<http::Response> check_summary(app::Context& ctx);

} // namespace rounds::web
