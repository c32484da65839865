#include "server/api/routes.hpp"

#include "server/api/handlers.hpp"

namespace rounds::api {
namespace {

using app::Rate;
using app::Route;
using enum http::Method;
using enum app::Auth;

// An update answers PUT and PATCH: clients use either (client-api.md section 1).
constexpr Route table[] = {
    {get, "/api/v1/instance", open, "", show_v1_instance},
    {get, "/api/v2/instance", open, "", show_instance},
    {get, "/api/v1/instance/peers", open, "", list_peers},
    {get, "/api/v1/instance/activity", open, "", show_activity},
    {get, "/api/v1/instance/rules", open, "", list_rules},
    {get, "/api/v1/instance/extended_description", open, "", show_extended_description},
    {get, "/api/v1/instance/domain_blocks", user, "", list_domain_restrictions},
    {get, "/api/v1/instance/privacy_policy", open, "", show_privacy_policy},
    {get, "/api/v1/instance/terms_of_service", open, "", show_terms_of_service},
    {get, "/api/v1/instance/terms_of_service/:date", open, "", show_earlier_terms_of_service},
    {get, "/api/v1/instance/languages", open, "", list_languages},
    {get, "/api/v1/custom_emojis", open, "", list_custom_emojis},
    {get, "/assets/emoji/:shortcode", open, "", show_emoji_image, Rate::page},

    {get, "/api/v1/accounts/verify_credentials", user, "read:accounts|profile", verify_credentials},
    {patch, "/api/v1/accounts/update_credentials", user, "write:accounts", update_credentials},
    {put, "/api/v1/accounts/update_credentials", user, "write:accounts", update_credentials},
    {get, "/api/v1/preferences", user, "read:accounts", show_preferences},

    {get, "/api/v1/accounts", optional_user, "read:accounts", list_accounts},
    {get, "/api/v1/accounts/lookup", optional_user, "read:accounts", lookup_account},
    {get, "/api/v1/accounts/search", user, "read:accounts", search_accounts},
    {get, "/api/v1/accounts/familiar_followers", user, "read:follows", list_familiar_followers},
    {get, "/api/v1/accounts/relationships", user, "read:follows", list_relationships},
    {get, "/api/v1/accounts/:id", optional_user, "read:accounts", show_account},
    {get, "/api/v1/accounts/:id/statuses", optional_user, "read:statuses", list_account_statuses},
    {get, "/api/v1/accounts/:id/followers", optional_user, "read:accounts", list_followers},
    {get, "/api/v1/accounts/:id/following", optional_user, "read:accounts", list_following},
    {get, "/api/v1/accounts/:id/lists", user, "read:lists", lists_with_account},
    {post, "/api/v1/accounts/:id/follow", user, "write:follows", follow_account},
    {post, "/api/v1/accounts/:id/unfollow", user, "write:follows", unfollow_account},
    {post, "/api/v1/accounts/:id/remove_from_followers", user, "write:follows", remove_follower},
    {post, "/api/v1/accounts/:id/block", user, "write:blocks", block_account},
    {post, "/api/v1/accounts/:id/unblock", user, "write:blocks", unblock_account},
    {post, "/api/v1/accounts/:id/mute", user, "write:mutes", mute_account},
    {post, "/api/v1/accounts/:id/unmute", user, "write:mutes", unmute_account},
    {post, "/api/v1/accounts/:id/note", user, "write:accounts", note_account},
    {get, "/api/v1/follow_requests", user, "read:follows", list_follow_requests},
    {post, "/api/v1/follow_requests/:id/authorize", user, "write:follows", authorize_follow},
    {post, "/api/v1/follow_requests/:id/reject", user, "write:follows", reject_follow},
    {get, "/api/v1/blocks", user, "read:blocks", list_blocks},
    {get, "/api/v1/mutes", user, "read:mutes", list_mutes},
    {get, "/api/v1/domain_blocks", user, "read:blocks", list_domain_blocks},
    {post, "/api/v1/domain_blocks", user, "write:blocks", block_domain},
    {del, "/api/v1/domain_blocks", user, "write:blocks", unblock_domain},

    {get, "/api/v1/statuses", optional_user, "read:statuses", list_statuses},
    {post, "/api/v1/statuses", user, "write:statuses", create_status},
    {get, "/api/v1/statuses/:id", optional_user, "read:statuses", show_status},
    {put, "/api/v1/statuses/:id", user, "write:statuses", edit_status},
    {patch, "/api/v1/statuses/:id", user, "write:statuses", edit_status},
    {del, "/api/v1/statuses/:id", user, "write:statuses", delete_status, Rate::deletes},
    {get, "/api/v1/statuses/:id/context", optional_user, "read:statuses", show_context},
    {get, "/api/v1/statuses/:id/history", optional_user, "read:statuses", list_history},
    {get, "/api/v1/statuses/:id/source", user, "read:statuses", show_source},
    {get, "/api/v1/statuses/:id/favourited_by", optional_user, "read:accounts", list_favourited_by},
    {get, "/api/v1/statuses/:id/reblogged_by", optional_user, "read:accounts", list_reblogged_by},
    {post, "/api/v1/statuses/:id/favourite", user, "write:favourites", favourite_status},
    {post, "/api/v1/statuses/:id/unfavourite", user, "write:favourites", unfavourite_status},
    {post, "/api/v1/statuses/:id/reblog", user, "write:statuses", reblog_status},
    {post, "/api/v1/statuses/:id/unreblog", user, "write:statuses", unreblog_status, Rate::deletes},
    {post, "/api/v1/statuses/:id/bookmark", user, "write:bookmarks", bookmark_status},
    {post, "/api/v1/statuses/:id/unbookmark", user, "write:bookmarks", unbookmark_status},
    {post, "/api/v1/statuses/:id/mute", user, "write:mutes", mute_conversation},
    {post, "/api/v1/statuses/:id/unmute", user, "write:mutes", unmute_conversation},
    {post, "/api/v1/statuses/:id/pin", user, "write:accounts", pin_status},
    {post, "/api/v1/statuses/:id/unpin", user, "write:accounts", unpin_status},

    {get, "/api/v1/timelines/home", user, "read:statuses", home_timeline},
    {get, "/api/v1/timelines/public", user, "read:statuses", public_timeline},
    {get, "/api/v1/timelines/tag/:hashtag", user, "read:statuses", tag_timeline},
    {get, "/api/v1/timelines/list/:id", user, "read:lists", list_timeline},
    {get, "/api/v1/favourites", user, "read:favourites", list_favourites},
    {get, "/api/v1/bookmarks", user, "read:bookmarks", list_bookmarks},

    {get, "/api/v1/notifications", user, "read:notifications", list_notifications},
    {get, "/api/v1/notifications/unread_count", user, "read:notifications", count_unread},
    {get, "/api/v1/notifications/:id", user, "read:notifications", show_notification},
    {post, "/api/v1/notifications/clear", user, "write:notifications", clear_notifications},
    {post, "/api/v1/notifications/:id/dismiss", user, "write:notifications", dismiss_notification},
    {del, "/api/v1/notifications/destroy_multiple", user, "write:notifications", dismiss_notifications},
    {del, "/api/v1/notifications/:id", user, "write:notifications", dismiss_notification},
    {get, "/api/v2/notifications", user, "read:notifications", list_grouped_notifications},
    {get, "/api/v2/notifications/unread_count", user, "read:notifications", count_unread_groups},
    {post, "/api/v2/notifications/clear", user, "write:notifications", clear_notifications},
    {get, "/api/v2/notifications/policy", user, "read:notifications", show_notification_policy},
    {put, "/api/v2/notifications/policy", user, "write:notifications", change_notification_policy},
    {patch, "/api/v2/notifications/policy", user, "write:notifications", change_notification_policy},
    {get, "/api/v1/notifications/policy", user, "read:notifications", show_v1_notification_policy},
    {put, "/api/v1/notifications/policy", user, "write:notifications", change_v1_notification_policy},
    {patch, "/api/v1/notifications/policy", user, "write:notifications", change_v1_notification_policy},
    {get, "/api/v1/notifications/requests", user, "read:notifications", list_notification_requests},
    {get, "/api/v1/notifications/requests/merged", user, "read:notifications", show_notification_requests_merged},
    {post, "/api/v1/notifications/requests/accept", user, "write:notifications", accept_notification_requests},
    {post, "/api/v1/notifications/requests/dismiss", user, "write:notifications", dismiss_notification_requests},
    {get, "/api/v1/notifications/requests/:id", user, "read:notifications", show_notification_request},
    {post, "/api/v1/notifications/requests/:id/accept", user, "write:notifications", accept_notification_request},
    {post, "/api/v1/notifications/requests/:id/dismiss", user, "write:notifications", dismiss_notification_request},
    {get, "/api/v2/notifications/:group_key", user, "read:notifications", show_notification_group},
    {get, "/api/v2/notifications/:group_key/accounts", user, "read:notifications", list_notification_group_accounts},
    {post, "/api/v2/notifications/:group_key/dismiss", user, "write:notifications", dismiss_notification_group},

    {get, "/api/v1/push/subscription", user, "push", show_push_subscription},
    {post, "/api/v1/push/subscription", user, "push", create_push_subscription},
    {put, "/api/v1/push/subscription", user, "push", change_push_subscription},
    {patch, "/api/v1/push/subscription", user, "push", change_push_subscription},
    {del, "/api/v1/push/subscription", user, "push", delete_push_subscription},

    {get, "/api/v1/conversations", user, "read:statuses", list_conversations},
    {post, "/api/v1/conversations/:id/read", user, "write:conversations", read_conversation},
    {post, "/api/v1/conversations/:id/unread", user, "write:conversations", unread_conversation},
    {del, "/api/v1/conversations/:id", user, "write:conversations", delete_conversation},

    {post, "/api/v1/reports", user, "write:reports", create_report},

    {get, "/api/v1/lists", user, "read:lists", list_lists},
    {post, "/api/v1/lists", user, "write:lists", create_list},
    {get, "/api/v1/lists/:id", user, "read:lists", show_list},
    {put, "/api/v1/lists/:id", user, "write:lists", update_list},
    {patch, "/api/v1/lists/:id", user, "write:lists", update_list},
    {del, "/api/v1/lists/:id", user, "write:lists", delete_list},
    {get, "/api/v1/lists/:id/accounts", user, "read:lists", list_members},
    {post, "/api/v1/lists/:id/accounts", user, "write:lists", add_members},
    {del, "/api/v1/lists/:id/accounts", user, "write:lists", remove_members},

    {get, "/api/v2/filters", user, "read:filters", list_filters},
    {post, "/api/v2/filters", user, "write:filters", create_filter},
    {get, "/api/v2/filters/:id", user, "read:filters", show_filter},
    {put, "/api/v2/filters/:id", user, "write:filters", update_filter},
    {patch, "/api/v2/filters/:id", user, "write:filters", update_filter},
    {del, "/api/v2/filters/:id", user, "write:filters", delete_filter},
    {get, "/api/v2/filters/:id/keywords", user, "read:filters", list_keywords},
    {post, "/api/v2/filters/:id/keywords", user, "write:filters", create_keyword},
    {get, "/api/v2/filters/:id/statuses", user, "read:filters", list_filter_statuses},
    {post, "/api/v2/filters/:id/statuses", user, "write:filters", create_filter_status},
    {get, "/api/v2/filters/keywords/:id", user, "read:filters", show_keyword},
    {put, "/api/v2/filters/keywords/:id", user, "write:filters", update_keyword},
    {patch, "/api/v2/filters/keywords/:id", user, "write:filters", update_keyword},
    {del, "/api/v2/filters/keywords/:id", user, "write:filters", delete_keyword},
    {get, "/api/v2/filters/statuses/:id", user, "read:filters", show_filter_status},
    {del, "/api/v2/filters/statuses/:id", user, "write:filters", delete_filter_status},
    {get, "/api/v1/filters", user, "read:filters", list_v1_filters},
    {post, "/api/v1/filters", user, "write:filters", create_v1_filter},
    {get, "/api/v1/filters/:id", user, "read:filters", show_v1_filter},
    {put, "/api/v1/filters/:id", user, "write:filters", update_v1_filter},
    {patch, "/api/v1/filters/:id", user, "write:filters", update_v1_filter},
    {del, "/api/v1/filters/:id", user, "write:filters", delete_v1_filter},

    {get, "/api/v1/markers", user, "read:statuses", list_markers},
    {post, "/api/v1/markers", user, "write:statuses", set_markers},

    {get, "/api/v2/search", user, "read:search", search},

    {get, "/api/v1/tags/:name", optional_user, "", show_tag},
    {post, "/api/v1/tags/:name/follow", user, "write:follows", follow_tag},
    {post, "/api/v1/tags/:name/unfollow", user, "write:follows", unfollow_tag},
    {get, "/api/v1/followed_tags", user, "read:follows", list_followed_tags},
};

} // namespace

std::span<const app::Route> routes()
{
    return table;
}

} // namespace rounds::api
