#pragma once

#include "server/admin_api/permissions.hpp"
#include "server/moderation/moderation.hpp"

/// The handlers of Mastodon's admin API, one file per resource. Each change leaves an entry in the audit log in the
/// same transaction.
namespace rounds::admin_api {

/// Who asks, as server/moderation knows them.
[[nodiscard]] moderation::Staff staff_of(const Context& ctx);

// accounts.cpp
Answer list_accounts(Context& ctx);
Answer list_v2_accounts(Context& ctx);
Answer show_account(Context& ctx);
Answer approve_account(Context& ctx);
Answer reject_account(Context& ctx);
// account_actions.cpp
Answer act_on_account(Context& ctx);
Answer enable_account(Context& ctx);
Answer unsensitive_account(Context& ctx);
Answer unsilence_account(Context& ctx);
Answer unsuspend_account(Context& ctx);
Answer delete_account(Context& ctx);

// reports.cpp
Answer list_reports(Context& ctx);
Answer show_report(Context& ctx);
Answer update_report(Context& ctx);
Answer assign_report(Context& ctx);
Answer unassign_report(Context& ctx);
Answer resolve_report(Context& ctx);
Answer reopen_report(Context& ctx);

// domains.cpp
Answer list_domain_allows(Context& ctx);
Answer show_domain_allow(Context& ctx);
Answer create_domain_allow(Context& ctx);
Answer delete_domain_allow(Context& ctx);
Answer list_domain_blocks(Context& ctx);
Answer show_domain_block(Context& ctx);
Answer create_domain_block(Context& ctx);
Answer update_domain_block(Context& ctx);
Answer delete_domain_block(Context& ctx);

// blocks.cpp
Answer list_email_domain_blocks(Context& ctx);
Answer show_email_domain_block(Context& ctx);
Answer create_email_domain_block(Context& ctx);
Answer delete_email_domain_block(Context& ctx);
Answer list_canonical_email_blocks(Context& ctx);
Answer show_canonical_email_block(Context& ctx);
Answer create_canonical_email_block(Context& ctx);
Answer test_canonical_email(Context& ctx);
Answer delete_canonical_email_block(Context& ctx);
// ip_blocks.cpp
Answer list_ip_blocks(Context& ctx);
Answer show_ip_block(Context& ctx);
Answer create_ip_block(Context& ctx);
Answer update_ip_block(Context& ctx);
Answer delete_ip_block(Context& ctx);

// figures.cpp
Answer list_measures(Context& ctx);
Answer list_dimensions(Context& ctx);
Answer list_retention(Context& ctx);

// trends.cpp
Answer list_tags(Context& ctx);
Answer show_tag(Context& ctx);
Answer update_tag(Context& ctx);
Answer list_trending_tags(Context& ctx);
Answer approve_tag(Context& ctx);
Answer reject_tag(Context& ctx);
Answer list_trending_statuses(Context& ctx);
Answer approve_status(Context& ctx);
Answer reject_status(Context& ctx);
Answer list_trending_links(Context& ctx);
Answer approve_link(Context& ctx);
Answer reject_link(Context& ctx);
Answer list_publishers(Context& ctx);
Answer approve_publisher(Context& ctx);
Answer reject_publisher(Context& ctx);

// appeals.cpp
Answer list_appeals(Context& ctx);
Answer approve_appeal(Context& ctx);
Answer reject_appeal(Context& ctx);

} // namespace rounds::admin_api
