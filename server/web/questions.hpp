#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /@:name/questions: what a network wants to solve, and has solved.
[[nodiscard]] boost::asio::awaitable<http::Response> question_board(app::Context& ctx);
/// GET /questions/:id: the question, the answer that helped, all answers; for who may settle it, the ways to do so.
[[nodiscard]] boost::asio::awaitable<http::Response> question(app::Context& ctx);
/// POST /questions/:id/accept, /endorse (with status_id), /reopen and /propose, by who is logged in.
[[nodiscard]] boost::asio::awaitable<http::Response> accept_answer(app::Context& ctx);
[[nodiscard]] boost::asio::awaitable<http::Response> endorse_answer(app::Context& ctx);
[[nodiscard]] boost::asio::awaitable<http::Response> reopen_question(app::Context& ctx);
[[nodiscard]] boost::asio::awaitable<http::Response> propose_question(app::Context& ctx);

} // namespace rounds::web
