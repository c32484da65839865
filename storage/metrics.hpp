#pragma once

#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <vector>

/// What the figures of server/knowledge/metrics are made of. Each is one statement over posts that anyone may read,
/// bounded by a window; boosts, likes and followers are counted nowhere, machines (bots, networks) are not people.
namespace rounds::storage::metrics {

struct Window
{
    Time from{};
    Time to{};
};

/// Conversations of a network: threads that were put to it or begun by it.
struct Talk
{
    std::int64_t posts = 0;
    std::int64_t people = 0;
    std::int64_t replies = 0;  ///< to others: neither to oneself nor between voices of one organisation
    std::int64_t crossing = 0; ///< of these, between patients (and those who care for them) and clinicians
    std::int64_t pairs = 0;    ///< of people of whom one replied to the other
    std::int64_t mutual = 0;   ///< of these, with replies both ways
};
[[nodiscard]] Talk talk(Transaction& tx, AccountId group, const Window& window);

/// Questions put to a network within the window, as they stand at its end.
struct Questions
{
    std::int64_t asked = 0;
    std::int64_t answered = 0;              ///< by anybody but who asked
    std::int64_t answered_by_clinician = 0; ///< whose credential was in force when they answered
    std::int64_t solved = 0;
    std::int64_t reopened = 0;
    std::int64_t waiting = 0;               ///< open, without any answer, for more than 72 hours
    std::optional<double> median_seconds{}; ///< to the first answer of such a clinician
    std::optional<double> p90_seconds{};
};
[[nodiscard]] Questions questions(Transaction& tx, AccountId group, const Window& window);

/// The newest published wordings of a network's summaries that were not retracted.
struct Summaries
{
    std::int64_t summaries = 0;
    std::int64_t overdue = 0; ///< their next review was due before the end of the window
    std::int64_t statements = 0;
    std::int64_t referenced = 0; ///< statements that a reference supports
    std::int64_t references = 0;
    std::int64_t dead = 0;
    std::int64_t retracted = 0;
    std::int64_t free = 0; ///< works known to be in PubMed Central, where anyone may read them
};
[[nodiscard]] Summaries summaries(Transaction& tx, NetworkId network, const Window& window);

/// Readers' marks on them; one for each person and summary.
struct Marks
{
    std::int64_t helpful = 0;
    std::int64_t unclear = 0;
    std::int64_t ask = 0;
};
[[nodiscard]] Marks marks(Transaction& tx, NetworkId network);

/// Corrections that were published within the window: from their beginning to their publication.
struct Corrections
{
    std::int64_t corrections = 0;
    std::optional<double> median_seconds{};
};
[[nodiscard]] Corrections corrections(Transaction& tx, NetworkId network, const Window& window);

/// What the newest wordings say to patients in English, for their reading grade: the newest `limit` summaries.
[[nodiscard]] std::vector<std::string> wordings(Transaction& tx, NetworkId network, int limit);

/// Posts of an organisation: of its accounts and its staff on one server.
struct Voices
{
    std::int64_t posts = 0;     ///< without those that reply to one of its own
    std::int64_t people = 0;    ///< accounts that wrote them
    std::int64_t dialogue = 0;  ///< replies to a person who is no organisation
    std::int64_t promotion = 0; ///< links to its own address that begin a thread nobody else answered
};
/// `domain` is lower case, empty for this instance; `own_links` a POSIX pattern of what links to it look like.
[[nodiscard]] Voices voices(Transaction& tx, std::string_view domain, std::string_view own_links, const Window& window);
/// Whether anybody of that server (lower case) is known here.
[[nodiscard]] bool knows(Transaction& tx, std::string_view domain);

} // namespace rounds::storage::metrics
