#pragma once

#include "storage/model/account.hpp"
#include "storage/model/poll.hpp"
#include "storage/model/quote.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rounds::storage {

enum class Visibility : int { public_ = 0, unlisted = 1, private_ = 2, direct = 3 };

/// A row of statuses: a post, or the boost of one.
struct Status
{
    StatusId id{};
    std::string uri{};
    std::optional<std::string> url{};
    AccountId account{};
    std::string object_type = "Note";
    Visibility visibility = Visibility::public_;
    bool local = false;
    std::optional<StatusId> in_reply_to{};
    std::optional<AccountId> in_reply_to_account{};
    std::optional<std::string> in_reply_to_uri{};
    std::optional<StatusId> reblog_of{};
    std::optional<ConversationId> conversation{};
    std::optional<AccountId> audience{}; ///< the network it was posted to
    std::string title{};
    std::string spoiler_text{};
    bool sensitive = false;
    std::string content{}; ///< sanitised HTML
    std::optional<std::string> source{};
    std::optional<std::string> language{};
    std::optional<AppId> app{};
    int version = 1;
    Time created_at{};
    std::optional<Time> edited_at{};
    std::optional<Time> deleted_at{};
    QuotePolicy quote_policy{};
};

struct StatusStats
{
    std::int64_t replies = 0;
    std::int64_t reblogs = 0;
    std::int64_t favourites = 0;
    std::int64_t quotes = 0; ///< accepted ones that everybody may read
};

/// Enough of an account to name and link it.
struct Mention
{
    AccountId account{};
    std::string username{};
    std::optional<std::string> domain{};
    std::string uri{};
    std::string url{};
    bool silent = false;
};

struct Tag
{
    TagId id{};
    std::string name{};         ///< lower case, without #
    std::string display_name{}; ///< as first written
};

/// A file of a post, ours or of another server, or an upload that may become one.
struct Media
{
    MediaId id{};
    std::string kind{}; ///< image, gifv, video, audio, unknown
    std::string media_type{};
    std::optional<std::string> remote_url{};
    std::string description{};
    std::optional<std::string> blurhash{};
    std::optional<int> width{};
    std::optional<int> height{};
    std::optional<double> focus_x{};
    std::optional<double> focus_y{};
    std::string state = "ready";           ///< busy, ready, failed
    std::optional<std::string> failure{};  ///< unsupported, too_large, broken, overloaded
    std::optional<std::string> file_key{}; ///< of our blob
    std::optional<std::string> preview_key{};
    std::optional<int> preview_width{};
    std::optional<int> preview_height{};
    std::optional<double> duration{}; ///< seconds
    std::optional<double> frame_rate{};
    std::optional<int> bitrate{}; ///< bits per second
    std::string access_key{};     ///< part of the address here of another server's file
};

/// What a page says of itself, shown below a post that links it. Plain text; never an image of another server.
struct Card
{
    std::string url{};
    std::string title{};
    std::string description{};
    std::string language{};
    std::string author_name{};
    std::string provider_name{};
    std::optional<Time> published_at{};
};

/// A post with all that is shown with it, whoever looks.
struct StatusView
{
    Status status;
    AccountView author;
    StatusStats stats;
    std::vector<Mention> mentions;
    std::vector<Tag> tags;
    std::vector<Media> media;
    std::optional<std::pair<std::string, std::optional<std::string>>> app; ///< name and website, local posts only
    std::optional<Poll> poll;
    std::optional<Card> card;
    std::shared_ptr<const StatusView> reblog; ///< set for a boost
    std::optional<Quote> quote;
    /// Of an accepted quote, without its own: whether somebody may see it is another question.
    std::shared_ptr<const StatusView> quoted;
};

/// A post that may be shown to somebody.
struct Reading
{
    AccountId reader{};
    StatusId status{};

    bool operator==(const Reading&) const = default;
};

/// How one viewer stands to one post.
struct ViewerFlags
{
    bool favourited = false;
    bool reblogged = false;
    bool bookmarked = false;
    bool muted = false;
    bool pinned = false;
    bool follows_author = false;           ///< asked only where the policy for quotes depends on it
    bool followed_by_author = false;       ///< the same
    std::vector<std::int64_t> own_votes{}; ///< in its poll: indices of options
};

} // namespace rounds::storage
