#pragma once

#include "server/inbound/arrived.hpp"

/// What an arriving typed activity means: one handler per activity, in the file of its name. Each repeats the ownership
/// checks, refuses before it writes, and calls the verbs that the API calls.
namespace rounds::inbound {

[[nodiscard]] result<void>
handle_create(Scope& scope, const inbox::CreateActivity& create, const std::optional<Post>& post);
[[nodiscard]] result<void>
handle_update(Scope& scope, const inbox::UpdateActivity& update, const std::optional<Post>& post);
[[nodiscard]] result<void> handle_delete(Scope& scope, const inbox::DeleteActivity& deletion);
[[nodiscard]] result<void> handle_follow(Scope& scope, const inbox::FollowActivity& follow);
[[nodiscard]] result<void> handle_accept(Scope& scope, const inbox::AcceptActivity& accept);
[[nodiscard]] result<void> handle_reject(Scope& scope, const inbox::RejectActivity& reject);
[[nodiscard]] result<void> handle_undo(Scope& scope, const inbox::UndoActivity& undo);
[[nodiscard]] result<void> handle_like(Scope& scope, const inbox::LikeActivity& like);
/// Of a post.
[[nodiscard]] result<void> handle_announce(Scope& scope, const inbox::AnnounceActivity& announce);
/// Of an activity, by a group (FEP-1b12).
[[nodiscard]] result<void> handle_group_announce(Scope& scope, const Arrived& arrived);
[[nodiscard]] result<void> handle_add(Scope& scope, const inbox::AddActivity& add);
[[nodiscard]] result<void> handle_remove(Scope& scope, const inbox::RemoveActivity& removal);
[[nodiscard]] result<void> handle_move(Scope& scope, const inbox::MoveActivity& move);
[[nodiscard]] result<void> handle_block(Scope& scope, const inbox::BlockActivity& block);
[[nodiscard]] result<void>
handle_quote_request(Scope& scope, const inbox::QuoteRequestActivity& request, const std::optional<Post>& post);
/// Of a QuoteRequest.
[[nodiscard]] result<void> handle_quote_accept(Scope& scope, const inbox::AcceptActivity& accept);
[[nodiscard]] result<void> handle_quote_reject(Scope& scope, const inbox::RejectActivity& reject);
/// The author takes an approval back. not_found when nothing here leans on that stamp.
[[nodiscard]] result<void> handle_stamp_delete(Scope& scope, const inbox::DeleteActivity& deletion);
[[nodiscard]] result<void> handle_feature_request(Scope& scope, const inbox::FeatureRequestActivity& request);
/// Of a FeatureRequest. not_found when nothing of the kind was asked.
[[nodiscard]] result<void> handle_feature_accept(Scope& scope, const inbox::AcceptActivity& accept);
[[nodiscard]] result<void> handle_feature_reject(Scope& scope, const inbox::RejectActivity& reject);
/// Somebody recommended takes it back, or the owner deletes a collection. not_found when the id is nothing of the kind.
[[nodiscard]] result<void> handle_feature_delete(Scope& scope, const inbox::DeleteActivity& deletion);
/// To and from collections of accounts. not_found when the target is none of the actor's.
[[nodiscard]] result<void> handle_collection_add(Scope& scope, const inbox::CollectionActivity& add);
[[nodiscard]] result<void> handle_collection_remove(Scope& scope, const inbox::CollectionActivity& removal);
/// A new wording of a collection of accounts.
[[nodiscard]] result<void> handle_collection_update(Scope& scope, const inbox::UpdateActivity& update);
[[nodiscard]] result<void> handle_flag(Scope& scope, const inbox::FlagActivity& flag);

/// Keeps an authentic post of `scope.actor`, known to be its own, and puts it where it belongs: network, chat.
[[nodiscard]] result<StatusId>
keep_post(Scope& scope, const Post& post, const inbox::Recipients& recipients, const std::string& activity_uri);

} // namespace rounds::inbound
