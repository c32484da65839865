#pragma once

#include "server/api/answers.hpp"

/// The handlers of the client API, one file per resource. What each does stands beside its definition.
namespace rounds::api {

using Answer = asio::awaitable<Response>;

// instance.cpp
Answer show_instance(Context& ctx);
Answer show_v1_instance(Context& ctx);
Answer list_peers(Context& ctx);
Answer search_peers(Context& ctx);
Answer show_activity(Context& ctx);
Answer list_rules(Context& ctx);
Answer show_extended_description(Context& ctx);
Answer list_domain_restrictions(Context& ctx);
Answer list_languages(Context& ctx);
Answer list_translation_languages(Context& ctx);
Answer change_password(Context& ctx);
Answer list_custom_emojis(Context& ctx);
Answer show_emoji_image(Context& ctx);

// profile.cpp
Answer verify_credentials(Context& ctx);
Answer update_credentials(Context& ctx);
Answer delete_avatar(Context& ctx);
Answer delete_header(Context& ctx);
Answer show_preferences(Context& ctx);
Answer show_profile(Context& ctx);
Answer update_profile(Context& ctx);
Answer list_annual_reports(Context& ctx);
Answer show_annual_report_state(Context& ctx);

// accounts.cpp
Answer show_account(Context& ctx);
Answer list_accounts(Context& ctx);
Answer lookup_account(Context& ctx);
Answer list_familiar_followers(Context& ctx);
Answer list_account_statuses(Context& ctx);
Answer list_followers(Context& ctx);
Answer list_following(Context& ctx);

// sign_up.cpp
Answer create_account(Context& ctx);
Answer check_email_confirmation(Context& ctx);
Answer send_email_confirmation(Context& ctx);

// relationships.cpp
Answer list_relationships(Context& ctx);
Answer follow_account(Context& ctx);
Answer unfollow_account(Context& ctx);
Answer remove_follower(Context& ctx);
Answer block_account(Context& ctx);
Answer unblock_account(Context& ctx);
Answer mute_account(Context& ctx);
Answer unmute_account(Context& ctx);
Answer endorse_account(Context& ctx);
Answer unendorse_account(Context& ctx);
Answer note_account(Context& ctx);
Answer authorize_follow(Context& ctx);
Answer reject_follow(Context& ctx);
Answer list_follow_requests(Context& ctx);
Answer list_blocks(Context& ctx);
Answer list_mutes(Context& ctx);

// domain_blocks.cpp
Answer list_domain_blocks(Context& ctx);
Answer preview_domain_block(Context& ctx);
Answer block_domain(Context& ctx);
Answer unblock_domain(Context& ctx);

// statuses.cpp
Answer show_status(Context& ctx);
Answer list_statuses(Context& ctx);
Answer show_context(Context& ctx);
Answer list_history(Context& ctx);
Answer show_source(Context& ctx);
Answer list_favourited_by(Context& ctx);
Answer list_reblogged_by(Context& ctx);
Answer list_quotes(Context& ctx);
Answer revoke_quote(Context& ctx);
Answer change_interaction_policy(Context& ctx);

// posting.cpp
Answer create_status(Context& ctx);
Answer edit_status(Context& ctx);
Answer delete_status(Context& ctx);

// media.cpp
Answer upload_media(Context& ctx);
Answer upload_media_v1(Context& ctx);
Answer show_media(Context& ctx);
Answer update_media(Context& ctx);
Answer delete_media(Context& ctx);

// interactions.cpp
Answer favourite_status(Context& ctx);
Answer unfavourite_status(Context& ctx);
Answer reblog_status(Context& ctx);
Answer unreblog_status(Context& ctx);
Answer bookmark_status(Context& ctx);
Answer unbookmark_status(Context& ctx);
Answer mute_conversation(Context& ctx);
Answer unmute_conversation(Context& ctx);
Answer pin_status(Context& ctx);
Answer unpin_status(Context& ctx);

// timelines.cpp
Answer home_timeline(Context& ctx);
Answer public_timeline(Context& ctx);
Answer tag_timeline(Context& ctx);
Answer list_timeline(Context& ctx);
Answer link_timeline(Context& ctx);
Answer list_favourites(Context& ctx);
Answer list_bookmarks(Context& ctx);

// notifications.cpp
Answer list_notifications(Context& ctx);
Answer show_notification(Context& ctx);
Answer clear_notifications(Context& ctx);
Answer dismiss_notification(Context& ctx);
Answer dismiss_notifications(Context& ctx);
Answer count_unread(Context& ctx);

// grouped_notifications.cpp
Answer list_grouped_notifications(Context& ctx);
Answer show_notification_group(Context& ctx);
Answer list_notification_group_accounts(Context& ctx);
Answer dismiss_notification_group(Context& ctx);
Answer count_unread_groups(Context& ctx);

// notification_policies.cpp
Answer show_notification_policy(Context& ctx);
Answer change_notification_policy(Context& ctx);
Answer show_v1_notification_policy(Context& ctx);
Answer change_v1_notification_policy(Context& ctx);
Answer list_notification_requests(Context& ctx);
Answer show_notification_request(Context& ctx);
Answer accept_notification_request(Context& ctx);
Answer dismiss_notification_request(Context& ctx);
Answer accept_notification_requests(Context& ctx);
Answer dismiss_notification_requests(Context& ctx);
Answer show_notification_requests_merged(Context& ctx);

// push.cpp
Answer create_push_subscription(Context& ctx);
Answer show_push_subscription(Context& ctx);
Answer change_push_subscription(Context& ctx);
Answer delete_push_subscription(Context& ctx);

// conversations.cpp
Answer list_conversations(Context& ctx);
Answer read_conversation(Context& ctx);
Answer unread_conversation(Context& ctx);
Answer delete_conversation(Context& ctx);

// reports.cpp
Answer create_report(Context& ctx);

// policy_texts.cpp
Answer show_privacy_policy(Context& ctx);
Answer show_terms_of_service(Context& ctx);
Answer show_earlier_terms_of_service(Context& ctx);

// lists.cpp
Answer list_lists(Context& ctx);
Answer create_list(Context& ctx);
Answer show_list(Context& ctx);
Answer update_list(Context& ctx);
Answer delete_list(Context& ctx);
Answer list_members(Context& ctx);
Answer add_members(Context& ctx);
Answer remove_members(Context& ctx);
Answer lists_with_account(Context& ctx);

// filters.cpp
Answer list_filters(Context& ctx);
Answer create_filter(Context& ctx);
Answer show_filter(Context& ctx);
Answer update_filter(Context& ctx);
Answer delete_filter(Context& ctx);

// filter_parts.cpp
Answer list_keywords(Context& ctx);
Answer create_keyword(Context& ctx);
Answer show_keyword(Context& ctx);
Answer update_keyword(Context& ctx);
Answer delete_keyword(Context& ctx);
Answer list_filter_statuses(Context& ctx);
Answer create_filter_status(Context& ctx);
Answer show_filter_status(Context& ctx);
Answer delete_filter_status(Context& ctx);

// v1_filters.cpp
Answer list_v1_filters(Context& ctx);
Answer create_v1_filter(Context& ctx);
Answer show_v1_filter(Context& ctx);
Answer update_v1_filter(Context& ctx);
Answer delete_v1_filter(Context& ctx);

// polls.cpp
Answer show_poll(Context& ctx);
Answer vote_in_poll(Context& ctx);

// scheduled.cpp
Answer list_scheduled(Context& ctx);
Answer show_scheduled(Context& ctx);
Answer move_scheduled(Context& ctx);
Answer delete_scheduled(Context& ctx);

// featured.cpp
Answer list_featured_tags(Context& ctx);
Answer list_featured_tags_of(Context& ctx);
Answer create_featured_tag(Context& ctx);
Answer delete_featured_tag(Context& ctx);
Answer suggest_featured_tags(Context& ctx);
Answer feature_tag(Context& ctx);
Answer unfeature_tag(Context& ctx);
Answer list_identity_proofs(Context& ctx);
Answer list_endorsements(Context& ctx);
Answer list_endorsements_of(Context& ctx);

// collections.cpp
Answer create_collection(Context& ctx);
Answer show_collection(Context& ctx);
Answer list_collections_of(Context& ctx);
Answer list_collections_with(Context& ctx);
Answer update_collection(Context& ctx);
Answer delete_collection(Context& ctx);
Answer create_collection_item(Context& ctx);
Answer delete_collection_item(Context& ctx);
Answer revoke_collection_item(Context& ctx);

// async_refreshes.cpp
Answer show_async_refresh(Context& ctx);

// discovery.cpp
Answer list_suggestions(Context& ctx);
Answer list_v1_suggestions(Context& ctx);
Answer dismiss_suggestion(Context& ctx);
Answer list_directory(Context& ctx);
Answer list_trending_tags(Context& ctx);
Answer list_trending_statuses(Context& ctx);
Answer list_trending_links(Context& ctx);

// announcements.cpp
Answer list_announcements(Context& ctx);
Answer dismiss_announcement(Context& ctx);
Answer add_reaction(Context& ctx);
Answer remove_reaction(Context& ctx);

// oembed.cpp
Answer show_oembed(Context& ctx);

// markers.cpp
Answer list_markers(Context& ctx);
Answer set_markers(Context& ctx);

// search.cpp
Answer search(Context& ctx);
Answer search_accounts(Context& ctx);

// tags.cpp
Answer show_tag(Context& ctx);
Answer follow_tag(Context& ctx);
Answer unfollow_tag(Context& ctx);
Answer list_followed_tags(Context& ctx);

} // namespace rounds::api
