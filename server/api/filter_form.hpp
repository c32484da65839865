#pragma once

#include "server/api/answers.hpp"
#include "storage/filters.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::api {

/// One row of keywords_attributes.
struct KeywordChange
{
    std::optional<std::int64_t> id; ///< of a known keyword
    std::optional<std::string> keyword;
    std::optional<bool> whole_word;
    bool destroy = false;
};

/// What is absent stays as it was.
struct FilterForm
{
    std::optional<std::string> title;
    std::optional<std::vector<std::string>> contexts;
    std::optional<std::string> action;
    bool expiry_given = false;
    std::optional<Time> expires_at;
    std::vector<KeywordChange> keywords;

    static result<FilterForm> from(const http::Params& params, Time now);
    void put_into(storage::filters::Filter& filter) const;
};

/// home, notifications, public, thread, account: each once, at least one.
[[nodiscard]] result<std::vector<std::string>> contexts_from(const http::Params& params);
/// Seconds from now; empty or absent: never.
[[nodiscard]] std::optional<Time> expiry_from(const http::Params& params, Time now);
/// Forgets what is in memory of the viewer's filters, and wakes readers elsewhere.
void filters_changed(Context& ctx);
/// too_many in the words of `invalid`.
[[nodiscard]] boost::system::error_code filter_error(const boost::system::error_code& error);

} // namespace rounds::api
