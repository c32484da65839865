#pragma once

#include "server/entities/site.hpp"
#include "storage/admin_accounts.hpp"
#include "storage/base/json.hpp"
#include "storage/blocks.hpp"
#include "storage/domain_policies.hpp"
#include "storage/trend_reviews.hpp"

/// Entities of the admin API as Mastodon documents them.
namespace rounds::admin_api {

/// Admin::Account. No addresses of people's machines are kept here, so `ip` is null and `ips` empty.
[[nodiscard]] json::object admin_account(const storage::admin_accounts::AdminAccount& one, const entities::Site& site);
/// Of somebody who asked for an account: there is none yet, and the id is that of the request.
[[nodiscard]] json::object waiting_account(const storage::SignUp& one, const entities::Site& site);

[[nodiscard]] json::object domain_allow(const storage::domain_policies::DomainPolicy& one);
[[nodiscard]] json::object domain_block(const storage::domain_policies::DomainPolicy& one);
/// noop, silence, suspend, by what storage calls it; and back. Empty: no such word.
[[nodiscard]] std::string_view severity_of(std::string_view policy) noexcept;
[[nodiscard]] std::string_view policy_of(std::string_view severity) noexcept;

[[nodiscard]] json::object email_domain_block(const storage::blocks::EmailDomainBlock& one);
[[nodiscard]] json::object canonical_email_block(const storage::blocks::CanonicalBlock& one);
[[nodiscard]] json::object ip_block(const storage::blocks::IpBlock& one);

/// Admin::Tag: a Tag with what was decided about it.
[[nodiscard]] json::object
admin_tag(const storage::tags::TagView& view, const storage::trend_reviews::Tag& review, const entities::Site& site);
[[nodiscard]] json::object publisher(const storage::trend_reviews::Publisher& one);

} // namespace rounds::admin_api
