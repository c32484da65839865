#pragma once

#include "server/api/answers.hpp"
#include "server/social/verbs.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::api {

/// What POST and PUT /api/v1/statuses may say. Media, polls and scheduled posts are refused, not dropped.
struct StatusForm
{
    std::string text;
    std::string spoiler_text;
    std::optional<bool> sensitive;
    std::optional<storage::Visibility> visibility;
    std::optional<StatusId> in_reply_to;
    std::optional<std::string> language;

    /// `most` is the number of characters that text and content warning may have together.
    static result<StatusForm> from(const http::Params& params, std::size_t most);
};

/// Accounts of the handles in a text, in order, each once. Unknown ones of other servers are looked up there, so this
/// runs before the transaction. Handles of nobody stay text.
[[nodiscard]] asio::awaitable<result<std::vector<AccountId>>> resolve_mentions(Context& ctx, const std::string& text);

} // namespace rounds::api
