#pragma once

#include "server/api/answers.hpp"
#include "server/media/format/focus.hpp"
#include "storage/media.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::api {

/// What may be said of a file besides its bytes. Nothing: it stays as it is.
struct MediaForm
{
    std::optional<std::string> description;
    std::optional<media::Focus> focus;

    /// media::refused when the focus is no pair of numbers, or the description longer than `most` characters.
    static result<MediaForm> from(const http::Params& params, std::size_t most);
    [[nodiscard]] storage::media::Change change() const;
};

/// The bytes of an uploaded part by the name of its field; empty when there is none.
[[nodiscard]] std::string file_of(const http::Params& params, std::string_view field);

/// Whether these uploads may hang on one post of `account`: its own, ready, on no post but `on`; so many pictures, or
/// one film or sound alone. `invalid` otherwise.
[[nodiscard]] result<void> check_attachments(
    Transaction& tx,
    AccountId account,
    const std::vector<MediaId>& media,
    std::size_t most,
    std::optional<StatusId> on = {}
);

/// A small picture of the uploader's choice is made and set. `refused`, or not_found.
[[nodiscard]] asio::awaitable<result<void>> set_thumbnail(Context& ctx, MediaId id, std::string bytes);

} // namespace rounds::api
