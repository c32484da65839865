#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/base/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::storage {

/// A row of networks: a topic network. Name, icon and keys are those of its Group account.
struct Network
{
    NetworkId id{};
    AccountId account{};
    std::string title{};
    std::string description{}; ///< Markdown
    std::string guidelines{};  ///< Markdown
    std::string hashtag{};     ///< without #
    std::string join_policy = "open";
    std::string posting_policy = "everyone";
    bool sensitive = false;            ///< what it is about needs the strictest defaults (knowledge/sensitive.hpp)
    bool local_only = false;           ///< nothing of it leaves this instance
    std::optional<NetworkId> parent{}; ///< the network that it is a department of
    std::vector<std::string> reminders{"7d", "1d", "1h"}; ///< before each chat; empty: none
    AccountId created_by{};
    Time created_at{};
    std::optional<Time> closed_at{};
    std::vector<std::string> conditions{}; ///< DOIDs
};

struct NetworkRole
{
    AccountId account{};
    std::string role{}; ///< steward, host, clinician_mentor, patient_champion
};

/// A row of chats: a scheduled session of a network.
struct Chat
{
    ChatId id{};
    NetworkId network{};
    std::string uri{};
    std::optional<StatusId> status{}; ///< the Event as followers see it
    std::string title{};
    std::string description{}; ///< Markdown
    std::string hashtag{};
    Time starts_at{};
    Time ends_at{};
    std::string timezone{}; ///< IANA
    std::string state = "scheduled";
    int sequence = 0;
    int slow_seconds = 0;                                ///< between two posts of one person; 0: as they like
    std::optional<StatusId> pinned{};                    ///< the post that hosts show first
    std::string closing{};                               ///< the hosts' closing thoughts, posted when it ends
    int tail_hours = 24;                                 ///< how long after its end late posts still join it
    std::optional<std::vector<std::string>> reminders{}; ///< nothing: as its network has it
    AccountId created_by{};
    std::optional<Time> opened_at{};
    std::optional<Time> closed_at{};
    Time created_at{};
    Time updated_at{};
};

struct ChatPerson
{
    AccountId account{};
    std::string role{};      ///< host, guest, moderator (on call)
    std::string interests{}; ///< conflict-of-interest statement
};

struct Prompt
{
    PromptId id{};
    ChatId chat{};
    int position = 0;
    std::string label{};
    std::string content{};
    Time due_at{};
    std::string state = "waiting"; ///< waiting, released, held, skipped
    std::optional<Time> released_at{};
    std::optional<StatusId> status{};
};

/// A post of the transcript.
struct ChatPost
{
    StatusId status{};
    std::optional<PromptId> prompt{};
    bool quote_consent = false;
    bool off_topic = false;             ///< a host said so
    bool late = false;                  ///< came after the end
    std::optional<Time> queued_until{}; ///< slow mode: not shown before
};

/// A row of summaries.
struct Summary
{
    SummaryId id{};
    NetworkId network{};
    std::optional<ChatId> chat{};
    std::string uri{};
    std::optional<StatusId> status{}; ///< the Article as followers see it
    AccountId author{};
    std::string state = "draft";
    int version = 1; ///< of the newest wording, published or not
    std::optional<Time> published_at{};
    std::optional<Time> retracted_at{};
    std::optional<std::string> next_review_at{}; ///< YYYY-MM-DD
    Time created_at{};
    Time updated_at{};
};

struct SummaryStatement
{
    int position = 0;
    std::string content{};
    std::string prompt_label{};
    std::string evidence_scheme{}; ///< OCEBM2011, GRADE, LIVED or empty
    std::string evidence_level{};
};

struct SummaryReference
{
    int position = 0;
    std::string kind{};  ///< doi, pmid, pmcid, nct, isrctn, isbn, url
    std::string value{}; ///< normalised
    json::object csl{};  ///< CSL-JSON
    std::vector<int> supports{};
};

/// One wording of a summary.
struct SummaryVersion
{
    SummaryId summary{};
    int version = 1;
    std::string title{};
    std::string key_message{};
    std::string what_you_can_do{}; ///< Markdown
    std::string uncertain{};       ///< Markdown
    std::string body{};            ///< Markdown
    std::string for_clinicians{};  ///< Markdown: what a clinician wants to know beside it
    std::string funding{};         ///< who paid for the work; "None." is said too
    std::string language = "en";
    std::string reason{}; ///< why it was corrected; empty for the first
    AccountId editor{};
    std::optional<AccountId> reviewer{};
    std::optional<CredentialId> reviewer_credential{};
    std::optional<Time> reviewed_at{};
    std::optional<Time> published_at{};
    Time created_at{};
    std::vector<SummaryStatement> statements{};
    std::vector<SummaryReference> references{};
};

struct SummaryInterest
{
    AccountId account{};
    std::string statement{}; ///< "none" is said too
    Time declared_at{};
};

/// A row of credentials: who vouches for an account's role, until when.
struct Credential
{
    CredentialId id{};
    AccountId account{};
    AccountId issuer{};
    std::string uri{};
    std::string role{}; ///< code of the stakeholder vocabulary
    std::string specialty_mesh{};
    std::string specialty_name{};
    std::string method{}; ///< how it was checked
    bool name_withheld = false;
    Time valid_from{};
    Time valid_until{};
    std::optional<Time> revoked_at{};
    std::optional<std::int64_t> status_index{}; ///< in the instance's status lists, from the first one on
    json::object document{};                    ///< the signed Verifiable Credential

    [[nodiscard]] bool valid_at(Time time) const noexcept
    {
        return !revoked_at && valid_from <= time && time < valid_until;
    }
};

} // namespace rounds::storage
