#pragma once

#include "storage/base/error.hpp"

namespace rounds::api {

/// What is wrong with a request, in the words that clients know from Mastodon. Answered 422.
enum class invalid {
    text_blank = 1,
    text_too_long,
    too_many_mentions,
    poll_too_few,
    poll_too_many,
    poll_option_long,
    poll_option_twice,
    poll_too_short,
    poll_too_long,
    poll_ended,
    poll_own,
    poll_voted,
    poll_choice,
    scheduled_at,
    scheduled_too_soon,
    scheduled_limit,
    media_too_many,
    media_not_found,
    media_not_ready,
    media_mixed,
    media_in_use,
    visibility,
    language,
    key_reused,
    quote_denied,
    quote_policy,
    quote_with_files,
    title_blank,
    title_too_long,
    replies_policy,
    list_limit,
    list_member_twice,
    filter_context,
    filter_action,
    filter_limit,
    keyword_blank,
    phrase_blank,
    featured_limit,
    endorse_stranger,
    reaction,
    reaction_limit,
    pin_limit,
    pin_not_own,
    pin_visibility,
    display_name,
    note,
    fields,
    picture_description,
    attribution_domains,
    self,
    domain,
    tag,
    marker,
    query,
    expand_accounts,
    notification_policy,
    push_endpoint,
    push_keys,
    push_policy,
    report_category,
    report_rules,
    report_statuses,
    comment_too_long
};

[[nodiscard]] boost::system::error_code make_error_code(invalid code) noexcept;
/// The category of `invalid`.
[[nodiscard]] const boost::system::error_category& invalid_category() noexcept;

} // namespace rounds::api

template <> struct boost::system::is_error_code_enum<rounds::api::invalid> : std::true_type
{
};
