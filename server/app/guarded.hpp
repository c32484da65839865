#pragma once

#include "server/app/config.hpp"
#include "server/app/context.hpp"
#include "server/http/message.hpp"
#include "server/privacy/guard.hpp"
#include "server/social/care.hpp"

#include <boost/asio/awaitable.hpp>

namespace rounds::app {

/// Asks the guard about what the account of the request wants to publish, before the transaction that publishes it. An
/// answer (422: what was found, where, how to go on; the same in parts under "guard") when it is refused; a warning is
/// remembered, and the same text again goes through. `parent` is the post that it answers.
[[nodiscard]] boost::asio::awaitable<std::optional<http::Response>>
refuse_identifiers(Context& ctx, privacy::Submission submission, std::optional<StatusId> parent = {});

/// The texts of a request that posts or edits a status: text, content warning, options of a poll, descriptions of
/// files. They live in `keep`.
[[nodiscard]] std::vector<privacy::Piece>
pieces_of_status(const http::Params& params, std::string_view place, std::vector<std::string>& keep);

/// The settings of social::look_after.
[[nodiscard]] social::Care care_of(const Config& config);

} // namespace rounds::app
