#pragma once

#include "server/api/answers.hpp"
#include "server/api/media_form.hpp"
#include "server/app/config.hpp"
#include "server/social/verbs.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::api {

/// The bounds of a post.
struct StatusLimits
{
    std::size_t characters = 0; ///< of text and content warning together
    std::size_t poll_options = 0;
    std::size_t poll_option_characters = 0;
    std::chrono::seconds poll_shortest{};
    std::chrono::seconds poll_longest{};
    std::size_t description_characters = 0; ///< of a file

    explicit StatusLimits(const app::Config& config);
};

/// New words about a file that is on the post already.
struct MediaChange
{
    MediaId id{};
    MediaForm form;
};

/// What POST and PUT /api/v1/statuses may say.
struct StatusForm
{
    std::string text;
    std::string spoiler_text;
    std::optional<bool> sensitive;
    std::optional<storage::Visibility> visibility;
    std::optional<StatusId> in_reply_to;
    std::optional<std::string> language;
    std::optional<std::vector<MediaId>> media; ///< nothing: as before
    std::vector<MediaChange> media_changes;    ///< of an edit

    std::optional<social::PollForm> poll;
    std::optional<Time> scheduled_at;
    std::optional<StatusId> quoted; ///< of a new post: an edit does not change it
    std::optional<storage::QuotePolicy> quote_policy;

    static result<StatusForm> from(const http::Params& params, const StatusLimits& limits);
};

/// Accounts of the handles in a text, in order, each once. Unknown ones of other servers are looked up there, so this
/// runs before the transaction. Handles of nobody stay text.
[[nodiscard]] asio::awaitable<result<std::vector<AccountId>>> resolve_mentions(Context& ctx, const std::string& text);

} // namespace rounds::api
