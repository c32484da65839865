#pragma once

#include "storage/model/knowledge.hpp"
#include "storage/pg/transaction.hpp"

#include <vector>

namespace rounds::storage::summaries {

[[nodiscard]] SummaryId next_id(Transaction& tx);
void create(Transaction& tx, const Summary& summary, const SummaryVersion& first);
[[nodiscard]] result<Summary> find(Transaction& tx, SummaryId id);
[[nodiscard]] result<Summary> lock(Transaction& tx, SummaryId id);
void update(Transaction& tx, const Summary& summary);
/// With statements and references.
[[nodiscard]] result<SummaryVersion> find_version(Transaction& tx, SummaryId id, int version);
/// Oldest first, with statements and references.
[[nodiscard]] std::vector<SummaryVersion> versions(Transaction& tx, SummaryId id);
/// Writes a wording that is not published yet anew; adds it when it is not there.
void save_version(Transaction& tx, const SummaryVersion& version);
/// The newest wording that was published; not_found before the first.
[[nodiscard]] result<SummaryVersion> published_version(Transaction& tx, SummaryId id);
/// The summary whose Article is this post.
[[nodiscard]] result<Summary> find_by_status(Transaction& tx, StatusId status);
/// Those that were published, also while a correction is being written; the last first.
[[nodiscard]] std::vector<Summary> list(Transaction& tx, NetworkId network, int limit);

/// A published summary as lists name it: in its newest published wording.
struct Line
{
    SummaryId id{};
    NetworkId network{};
    std::string title{};
    std::string key_message{};
    std::string language{};
    Time published_at{};
    std::optional<Time> retracted_at{};
    std::optional<std::string> next_review_at{};
};
/// Of these networks, the last first.
[[nodiscard]] std::vector<Line> lines(Transaction& tx, const std::vector<NetworkId>& networks, int limit);

/// A summary that is being written, or written anew.
struct Work
{
    SummaryId id{};
    std::string title{};
    std::string state{}; ///< draft, in_review
};
/// The last begun first.
[[nodiscard]] std::vector<Work> in_work(Transaction& tx, NetworkId network, int limit);
/// Chats of the network that a summary was begun of.
[[nodiscard]] std::vector<ChatId> chats_with_summary(Transaction& tx, NetworkId network);

void set_retraction(Transaction& tx, SummaryId id, std::string_view reason, AccountId by, Time now);
/// Why it was taken back; empty when it was not.
[[nodiscard]] std::string retraction_reason(Transaction& tx, SummaryId id);

void set_interest(Transaction& tx, SummaryId id, const SummaryInterest& interest);
[[nodiscard]] std::vector<SummaryInterest> interests(Transaction& tx, SummaryId id);
void add_source(Transaction& tx, SummaryId id, StatusId status, bool quoted);
struct Source
{
    StatusId status{};
    bool quoted = false;
    bool allowed = false; ///< the post is there, and its author lets the network quote it
    std::string uri{};
    std::string url{};     ///< page for people, else the uri
    std::string content{}; ///< sanitised HTML; empty when it was deleted
};
[[nodiscard]] std::vector<Source> sources(Transaction& tx, SummaryId id);

} // namespace rounds::storage::summaries
