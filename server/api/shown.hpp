#pragma once

#include "server/api/answers.hpp"
#include "server/api/state.hpp"
#include "server/social/quotes.hpp"
#include "storage/statuses.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rounds::api {

/// Posts on their way to one viewer: rendered once for everybody, the viewer's own keys added. A list costs a fixed
/// number of queries: one for who may see what (none when the cache has all posts and they are open to all), one for
/// the viewer's flags and standing, at most six for posts that are not in the cache, one more when any of them
/// quotes, one when any links a page, and two when that is one of a collection of recommended accounts.
class Shown
{
public:
    enum class Freshness {
        cached, ///< counters may be as old as the last event that was read
        fresh   ///< from the tables, and not kept: answers to changes that are not committed yet
    };

    /// Empty.
    explicit Shown(const Context& ctx);
    Shown(State& state, Time now, std::optional<AccountId> viewer);

    /// The same posts on their way to many viewers, by viewer, of whom the caller knows that they may see them
    /// (social::visible). Posts are loaded once for all; a fixed number of queries, beside those for filters that are
    /// not in the cache.
    [[nodiscard]] static std::unordered_map<AccountId, Shown>
    to_many(State& state, Time now, Transaction& tx, const std::vector<storage::Reading>& readings);

    /// Loads those of `ids` (and the posts they boost) that the viewer may see. May be called again for more.
    void load(Transaction& tx, const std::vector<StatusId>& ids, Freshness freshness = Freshness::cached);

    /// The same without any query, for a viewer with an account; false when it takes one, and nothing is loaded then.
    [[nodiscard]] bool load_known(const std::vector<StatusId>& ids);

    /// After the commit of the transaction that loaded the post `fresh`: keeps it for those who are told of it next.
    /// `ticket`: of before that transaction.
    void keep(StatusCache::Ticket ticket, StatusId id) const;
    /// After a commit that changed them: what is kept of the posts loaded here is forgotten, without waiting for the
    /// event.
    void forget_kept() const;

    [[nodiscard]] bool has(StatusId id) const { return posts_.contains(id); }
    /// Status as JSON text. The post must be there (has).
    [[nodiscard]] std::string json(StatusId id) const;
    /// Those of `ids` that are there, as a JSON array. `context` (home, notifications ...) leaves out what a filter of
    /// the viewer hides there.
    [[nodiscard]] std::string list(const std::vector<StatusId>& ids, std::string_view context = {}) const;
    /// A filter of the viewer hides the post in this context.
    [[nodiscard]] bool hidden(StatusId id, std::string_view context) const;

    [[nodiscard]] const entities::Site& site() const noexcept { return *site_; }

private:
    using Post = std::shared_ptr<const Rendered>;

    /// From the cache, with the posts they boost; what is not there comes back.
    std::vector<StatusId> take_kept(const std::vector<StatusId>& ids);
    /// The same of what those of `ids` quote that are here.
    std::vector<StatusId> take_kept_quoted(const std::vector<StatusId>& ids);
    void load_posts(Transaction& tx, const std::vector<StatusId>& ids, Freshness freshness);
    /// Takes what the cache has of public and unlisted posts; those that must be asked about one by one come back.
    [[nodiscard]] std::vector<StatusId> take_open(const std::vector<StatusId>& ids);
    /// Leaves out what turns out to be hidden from the viewer.
    void load_flags(Transaction& tx, const std::vector<StatusId>& ids, Freshness freshness);
    void load_quoted(Transaction& tx, const std::vector<StatusId>& ids);
    /// The collections that these posts, and those they show, link; nothing is asked when none has a link.
    static std::unordered_map<StatusId, std::vector<CollectionId>>
    collections_linked(Transaction& tx, const std::vector<storage::StatusView>& views);
    void load_collections(Transaction& tx);
    static void show_quoted(
        Transaction& tx,
        const Shown& posts,
        const std::vector<social::QuoteReading>& readings,
        std::unordered_map<AccountId, Shown>& all
    );
    /// Of a post that is shown: as its author's approval and this reader have it.
    [[nodiscard]] std::string_view state_of(const storage::Quote& quote) const;
    /// Accepted quotes: what these posts quote, and what that quotes in turn.
    [[nodiscard]] std::vector<StatusId> quoted_by(const std::vector<StatusId>& ids) const;
    /// The post itself, or the one it boosts; nothing when it was not loaded.
    [[nodiscard]] const Rendered* original_of(StatusId id) const;
    /// A quoted post tells of its own quote by id alone.
    enum class Depth { outer, quoted };
    void append(std::string& json, const Rendered& post, Depth depth = Depth::outer) const;
    void add_quote(std::string& json, const Rendered& post, Depth depth) const;
    void add_quote_approval(std::string& json, const Rendered& post) const;
    void add_collections(std::string& json, const Rendered& post) const;
    [[nodiscard]] std::vector<entities::FilterMatch> matches(const Rendered& post) const;
    void add_poll(std::string& json, const Rendered& post) const;
    void add_viewer(std::string& json, const Rendered& post) const;

    State& state_;
    Time now_;
    std::optional<AccountId> viewer_;
    bool from_memory_ = false; ///< what is kept may be shown without asking
    std::shared_ptr<const entities::Site> site_;
    std::shared_ptr<const FilterSet> filters_;
    std::unordered_map<StatusId, Post> posts_;
    /// Posts that others show: that they are here says nothing of whether the viewer may see them; seen_ does.
    std::unordered_map<StatusId, Post> quoted_;
    std::unordered_map<StatusId, social::Seen> seen_;
    std::unordered_map<CollectionId, std::string> collections_; ///< JSON; those that are gone are not there
    std::unordered_map<StatusId, storage::ViewerFlags> flags_;
};

/// A page of posts that is ordered by their ids, with its Link header.
[[nodiscard]] Response status_page(
    const Context& ctx,
    const Shown& shown,
    const std::vector<StatusId>& ids,
    const storage::accounts::Page& page,
    std::string_view context = {}
);

/// Renders a post (without the one it boosts) for the cache. `linked`: the collections whose pages it links.
[[nodiscard]] std::shared_ptr<const Rendered>
render(const storage::StatusView& view, const entities::Site& site, std::vector<CollectionId> linked);

} // namespace rounds::api
