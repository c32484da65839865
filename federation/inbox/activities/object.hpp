#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::inbox {

/// Bounds of what is read of one object; further entries are dropped, longer texts cut (security.md N48).
inline constexpr std::size_t max_recipients = 1000;
inline constexpr std::size_t max_tags = 200;
inline constexpr std::size_t max_attachments = 16;
inline constexpr std::size_t max_alt_characters = 10'000;
inline constexpr std::size_t max_title_characters = 2048;
inline constexpr std::size_t max_quoters = 100;
inline constexpr std::size_t max_poll_options = 100;
inline constexpr std::size_t max_poll_option_characters = 500;

/// Who is meant, as ids. `bto` and `bcc` never travel.
struct Recipients
{
    std::vector<std::string> to;
    std::vector<std::string> cc;
    std::vector<std::string> audience;

    [[nodiscard]] bool empty() const noexcept { return to.empty() && cc.empty(); }
    /// In any of the three.
    [[nodiscard]] bool contains(std::string_view iri) const noexcept;
};
[[nodiscard]] Recipients read_recipients(const json::object& object);

struct RemoteMention
{
    std::string href; ///< id of the actor
    std::string name; ///< "@ann@mercy.example"
};

struct RemoteAttachment
{
    std::string type; ///< Image, Video, Audio, Document, Link
    std::string url;
    std::string media_type;
    std::string description;
    std::string blurhash;
    std::optional<int> width;
    std::optional<int> height;
    std::optional<double> focus_x; ///< -1 to 1
    std::optional<double> focus_y;
};

/// What a Question asks.
struct RemotePoll
{
    struct Choice
    {
        std::string name; ///< plain text
        std::int64_t votes = 0;
    };
    std::vector<Choice> choices;
    bool multiple = false;              ///< anyOf, not oneOf
    std::optional<std::int64_t> voters; ///< votersCount
    std::optional<Time> ends_at;        ///< endTime, or when it was closed
};

/// Another post that this one shows.
struct RemoteQuote
{
    std::string uri;
    std::string stamp;        ///< quoteAuthorization; empty: none
    bool old_dialect = false; ///< said in a way from before FEP-044f alone
};

/// interactionPolicy.canQuote: ids of actors and collections.
struct RemoteQuotePolicy
{
    std::vector<std::string> automatic;
    std::vector<std::string> manual;
};

/// kn:question: what a network tells in a post of its own about a question that was put to it.
struct RemoteVerdict
{
    std::string about; ///< id of the post that asks
    bool solved = false;
    std::string accepted; ///< id of the answer that helped; empty: none
    bool endorsed = false;
};

/// Note, Article, Page, Question, Event or another post, as it came. HTML is raw: whoever keeps it sanitises it.
struct RemoteObject
{
    std::string id;
    std::string type;
    std::string attributed_to; ///< exactly one owner; without one the object is refused
    std::string name;          ///< plain text
    std::string summary;       ///< HTML, or a plain content warning
    std::string content;       ///< HTML
    std::string language;      ///< empty: unknown
    std::string url;           ///< page for people; empty: none
    std::string in_reply_to;
    std::string context; ///< of the conversation; empty: none
    bool sensitive = false;
    bool has_sensitive = false; ///< the origin said so, or not, itself
    Recipients recipients;
    std::vector<RemoteMention> mentions;
    std::vector<std::string> hashtags; ///< without "#"
    std::vector<RemoteAttachment> attachments;
    std::optional<Time> published;
    std::optional<Time> updated;
    std::optional<Time> starts_at; ///< of an Event
    std::optional<Time> ends_at;
    std::string timezone;
    std::string location; ///< name or address line of an Event's place
    std::optional<RemotePoll> poll;
    std::optional<RemoteQuote> quote;
    std::optional<RemoteQuotePolicy> quote_policy;
    std::optional<RemoteVerdict> verdict;
    bool vote = false; ///< a Note with a name, an inReplyTo and no content answers a poll
};

/// invalid_argument when it is no post (vocab::is_post_type), or its id or owner is not one readable string.
[[nodiscard]] result<RemoteObject> read_object(const json::object& object);

} // namespace rounds::inbox
