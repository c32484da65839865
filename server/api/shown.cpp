#include "server/api/shown.hpp"

#include "server/entities/poll.hpp"
#include "server/entities/status.hpp"
#include "server/social/visibility.hpp"

#include <boost/json/serialize.hpp>
#include <set>

namespace rounds::api {
namespace {

storage::streams::Facts facts_of(const storage::StatusView& view)
{
    storage::streams::Facts facts;
    facts.id = view.status.id;
    facts.author = view.status.account;
    facts.visibility = view.status.visibility;
    facts.local = view.status.local;
    facts.boost = view.status.reblog_of.has_value();
    facts.media = !view.media.empty();
    facts.created_at = view.status.created_at;
    for (const auto& tag : view.tags) facts.tags.push_back(tag.name);
    if (facts.visibility == storage::Visibility::direct)
        for (const auto& mention : view.mentions) facts.mentioned.push_back(mention.account);
    return facts;
}

} // namespace

std::shared_ptr<const Rendered>
render(const storage::StatusView& view, const entities::Site& site, std::vector<CollectionId> linked)
{
    auto rendered = std::make_shared<Rendered>();
    rendered->id = view.status.id;
    rendered->author = view.status.account;
    rendered->visibility = view.status.visibility;
    rendered->reblog_of = view.status.reblog_of;
    rendered->conversation = view.status.conversation;
    rendered->head = json::serialize(entities::status(view, site));
    rendered->head.pop_back();
    rendered->poll = view.poll;
    rendered->quote = view.quote;
    rendered->quote_policy = view.status.quote_policy;
    rendered->collections = std::move(linked);
    auto words = view.status.title + '\n' + view.status.spoiler_text + '\n' + entities::plain_text(view.status.content);
    for (const auto& media : view.media) words += '\n' + media.description;
    for (const auto& tag : view.tags) words += "\n#" + tag.name;
    if (view.poll)
        for (const auto& option : view.poll->options) words += '\n' + option;
    rendered->words = folded(words);
    rendered->facts = facts_of(view);
    return rendered;
}

Shown::Shown(const Context& ctx) : Shown(*ctx.app().api, ctx.app().clock.now(), ctx.viewer_id())
{
    from_memory_ = ctx.app().freshness.holds();
}

Shown::Shown(State& state, Time now, std::optional<AccountId> viewer)
    : state_(state), now_(now), viewer_(viewer), site_(state_.site())
{
}

std::unordered_map<AccountId, Shown>
Shown::to_many(State& state, Time now, Transaction& tx, const std::vector<storage::Reading>& readings)
{
    std::unordered_map<AccountId, Shown> all;
    if (readings.empty()) return all;
    std::vector<StatusId> ids;
    for (const auto& [reader, id] : readings) ids.push_back(id);
    std::ranges::sort(ids);
    const auto repeated = std::ranges::unique(ids);
    ids.erase(repeated.begin(), repeated.end());
    Shown posts{state, now, std::nullopt};
    posts.load_posts(tx, ids, Freshness::cached);
    posts.load_collections(tx);

    std::vector<std::pair<AccountId, storage::statuses::Flagged>> asked;
    std::vector<StatusId> shown;
    std::vector<social::QuoteReading> quoted;
    for (const auto& [reader, id] : readings) {
        const auto* original = posts.original_of(id);
        if (original == nullptr) continue;
        shown.push_back(id);
        asked.emplace_back(reader, storage::statuses::Flagged{original->id, original->conversation});
        for (const auto one : posts.quoted_by({id})) quoted.push_back({.reader = reader, .quoted = one});
    }
    const auto with_quotes = asked.size();
    for (const auto& [reader, id] : quoted)
        if (const auto post = posts.quoted_.find(id); post != posts.quoted_.end())
            asked.emplace_back(*reader, storage::statuses::Flagged{id, post->second->conversation});
    const auto flags = storage::statuses::flags(tx, asked);
    for (std::size_t i = 0; i < with_quotes; ++i) {
        const auto& [reader, original] = asked[i];
        auto& one = all.try_emplace(reader, state, now, reader).first->second;
        one.posts_[shown[i]] = posts.posts_.at(shown[i]);
        one.posts_[original.id] = posts.posts_.at(original.id);
        one.flags_[shown[i]] = one.flags_[original.id] = flags[i];
        if (!posts.collections_.empty()) one.collections_ = posts.collections_;
    }
    for (auto i = with_quotes; i < asked.size(); ++i) all.at(asked[i].first).flags_[asked[i].second.id] = flags[i];
    show_quoted(tx, posts, quoted, all);
    for (auto& [reader, one] : all) one.filters_ = state.filters.get(tx, reader);
    return all;
}

const Rendered* Shown::original_of(StatusId id) const
{
    const auto post = posts_.find(id);
    if (post == posts_.end()) return nullptr;
    if (!post->second->reblog_of) return post->second.get();
    const auto original = posts_.find(*post->second->reblog_of);
    return original == posts_.end() ? nullptr : original->second.get();
}

void Shown::load(Transaction& tx, const std::vector<StatusId>& ids, Freshness freshness)
{
    // Who has an account and finds open posts in the cache asks once, for their standing and their flags.
    std::vector<StatusId> closed = ids;
    if (viewer_ && freshness == Freshness::cached) closed = take_open(ids);
    auto seen = social::visible(tx, closed, viewer_);
    if (!seen.empty()) load_posts(tx, seen, freshness);
    load_quoted(tx, ids);
    load_collections(tx);
    if (!viewer_) return;
    if (!filters_) filters_ = state_.filters.get(tx, *viewer_);
    load_flags(tx, ids, freshness);
}

bool Shown::load_known(const std::vector<StatusId>& ids)
{
    if (!viewer_ || !posts_.empty() || !from_memory_) return false;
    filters_ = state_.filters.known(*viewer_);
    const auto flagged = [&] {
        if (!filters_ || !take_open(ids).empty()) return false;
        // Collections that a post links are shown as they are now.
        if (std::ranges::any_of(posts_, [](const auto& one) { return !one.second->collections.empty(); })) return false;
        std::vector<StatusId> originals;
        for (const auto id : ids) originals.push_back(original_of(id)->id);
        const auto flags = state_.looks.find(*viewer_, originals);
        if (!flags) return false;
        for (std::size_t i = 0; i < ids.size(); ++i) flags_[ids[i]] = flags_[originals[i]] = (*flags)[i];
        return true;
    };
    const bool known = flagged();
    if (!known) posts_.clear();
    return known;
}

namespace {

bool is_open(storage::Visibility visibility) noexcept
{
    return visibility == storage::Visibility::public_ || visibility == storage::Visibility::unlisted;
}

/// Of a post or boost that is open to all, as the viewer stands to its author. Others were asked about one by one.
bool may_see(const Rendered& post, AccountId viewer, const storage::statuses::Look& found)
{
    if (found.deleted.contains(post.id)) return false;
    if (!is_open(post.visibility)) return true;
    social::Standing standing;
    standing.author = post.author == viewer;
    standing.author_usable = !found.unusable.contains(post.author);
    standing.blocked_by_author = found.blocking.contains(post.author);
    return social::may_see(post.visibility, standing);
}

bool depends_on_follows(const storage::QuotePolicy& policy) noexcept
{
    constexpr unsigned people = storage::QuotePolicy::followers | storage::QuotePolicy::following;
    return ((policy.automatic | policy.manual) & people) != 0;
}

} // namespace

std::vector<StatusId> Shown::take_open(const std::vector<StatusId>& ids)
{
    // What is quoted has a visibility of its own.
    const auto open = [](const Post& post) { return post && is_open(post->visibility) && !post->quote; };
    std::vector<StatusId> closed;
    std::vector<StatusId> boosted;
    std::vector<Post> boosts;
    const auto known = state_.statuses.find(ids);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (!open(known[i])) {
            closed.push_back(ids[i]);
        } else if (known[i]->reblog_of) {
            boosted.push_back(*known[i]->reblog_of);
            boosts.push_back(known[i]);
        } else {
            posts_[ids[i]] = known[i];
        }
    }
    const auto originals = state_.statuses.find(boosted);
    for (std::size_t i = 0; i < boosts.size(); ++i) {
        if (!open(originals[i])) {
            closed.push_back(boosts[i]->id);
            continue;
        }
        posts_[boosts[i]->id] = boosts[i];
        posts_[boosted[i]] = originals[i];
    }
    return closed;
}

void Shown::load_flags(Transaction& tx, const std::vector<StatusId>& ids, Freshness freshness)
{
    // Flags of a boost are those of the post it boosts: both get them.
    std::vector<StatusId> shown;
    std::vector<Post> originals;
    storage::statuses::Looked looked;
    const auto ask = [&](const Post& original) {
        originals.push_back(original);
        looked.posts.push_back({.id = original->id, .conversation = original->conversation});
        if (depends_on_follows(original->quote_policy)) looked.related.push_back(original->author);
    };
    for (const auto id : ids) {
        const auto* original = original_of(id);
        if (original == nullptr) continue;
        shown.push_back(id);
        ask(posts_.at(original->id));
        const auto& post = *posts_.at(id);
        looked.statuses.push_back(original->id);
        looked.authors.push_back(original->author);
        if (&post == original) continue;
        looked.statuses.push_back(post.id);
        looked.authors.push_back(post.author);
    }
    for (const auto id : quoted_by(ids))
        if (const auto quoted = quoted_.find(id); quoted != quoted_.end()) ask(quoted->second);

    const auto ticket = state_.looks.ticket();
    auto found = storage::statuses::look(tx, *viewer_, looked);
    for (std::size_t i = 0; i < originals.size(); ++i) {
        auto& flags = found.flags[i];
        flags.follows_author = found.followed.contains(originals[i]->author);
        flags.followed_by_author = found.followers.contains(originals[i]->author);
        flags_[originals[i]->id] = flags;
    }
    std::vector<std::pair<StatusId, storage::ViewerFlags>> kept;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        flags_[shown[i]] = found.flags[i];
        const auto post = posts_.find(shown[i]);
        if (post == posts_.end()) continue; // asked for twice, and hidden the first time
        if (!may_see(*post->second, *viewer_, found) || !may_see(*originals[i], *viewer_, found))
            posts_.erase(post);
        else
            kept.emplace_back(originals[i]->id, found.flags[i]);
    }
    if (freshness == Freshness::cached) state_.looks.put(ticket, *viewer_, kept);
}

std::vector<StatusId> Shown::take_kept(const std::vector<StatusId>& ids)
{
    auto& cache = state_.statuses;
    std::vector<StatusId> missing;
    std::vector<StatusId> boosted;
    std::unordered_map<StatusId, Post> wrappers;
    const auto known = cache.find(ids);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (!known[i]) {
            missing.push_back(ids[i]);
        } else if (known[i]->reblog_of) {
            boosted.push_back(*known[i]->reblog_of);
            wrappers[*known[i]->reblog_of] = known[i];
            posts_[ids[i]] = known[i];
        } else {
            posts_[ids[i]] = known[i];
        }
    }
    const auto originals = cache.find(boosted);
    for (std::size_t i = 0; i < boosted.size(); ++i) {
        if (originals[i])
            posts_[boosted[i]] = originals[i];
        else
            missing.push_back(wrappers[boosted[i]]->id);
    }
    return missing;
}

void Shown::load_posts(Transaction& tx, const std::vector<StatusId>& ids, Freshness freshness)
{
    auto& cache = state_.statuses;
    const auto ticket = cache.ticket();
    const bool cached = freshness == Freshness::cached;
    auto missing = cached ? take_kept(ids) : ids;
    const auto quoted = cached ? take_kept_quoted(ids) : std::vector<StatusId>{};
    if (missing.empty() && quoted.empty()) return;
    for (const auto id : missing) posts_.erase(id);
    const std::set<StatusId> wanted(missing.begin(), missing.end());
    missing.insert(missing.end(), quoted.begin(), quoted.end());
    const auto views = storage::statuses::views(tx, missing);
    const auto linked = collections_linked(tx, views);
    const auto make = [&](const storage::StatusView& view) {
        const auto found = linked.find(view.status.id);
        auto rendered = render(view, *site_, found == linked.end() ? std::vector<CollectionId>{} : found->second);
        if (cached) cache.put(ticket, rendered);
        return rendered;
    };
    std::set<StatusId> made;
    const auto keep_quoted = [&](const storage::StatusView& view) {
        if (made.insert(view.status.id).second) quoted_[view.status.id] = make(view);
    };
    const auto keep = [&](const storage::StatusView& view) {
        posts_[view.status.id] = make(view);
        if (view.quoted) keep_quoted(*view.quoted);
    };
    for (const auto& view : views) {
        if (!wanted.contains(view.status.id)) {
            keep_quoted(view);
            continue;
        }
        keep(view);
        if (view.reblog) keep(*view.reblog);
    }
}

void Shown::keep(StatusCache::Ticket ticket, StatusId id) const
{
    if (const auto post = posts_.find(id); post != posts_.end()) state_.statuses.put(ticket, post->second);
}

void Shown::forget_kept() const
{
    for (const auto& [id, post] : posts_) state_.statuses.drop(id);
}

std::vector<entities::FilterMatch> Shown::matches(const Rendered& post) const
{
    if (!filters_ || filters_->empty()) return {};
    const auto original = post.reblog_of ? posts_.find(*post.reblog_of) : posts_.end();
    const auto& seen = original == posts_.end() ? post : *original->second;
    if (seen.author == viewer_) return {}; // one's own words are never filtered
    return filters_->matches(seen.id, seen.words, now_);
}

void Shown::add_viewer(std::string& out, const Rendered& post) const
{
    if (!viewer_) return;
    const auto found = flags_.find(post.id);
    const auto flags = found == flags_.end() ? storage::ViewerFlags{} : found->second;
    const auto met = matches(post);
    if (met.empty()) {
        entities::append_viewer(out, flags, "[]");
        return;
    }
    json::array filtered;
    for (const auto& match : met) filtered.push_back(entities::filter_result(match));
    entities::append_viewer(out, flags, json::serialize(filtered));
}

void Shown::add_poll(std::string& out, const Rendered& post) const
{
    out += R"(,"poll":)";
    if (!post.poll) {
        out += "null";
        return;
    }
    std::optional<entities::PollViewer> viewer;
    if (viewer_) {
        const auto flags = flags_.find(post.id);
        viewer.emplace();
        viewer->author = post.author == *viewer_;
        if (flags != flags_.end()) viewer->own_votes = flags->second.own_votes;
    }
    out += json::serialize(entities::poll(*post.poll, now_, viewer, *site_));
}

std::string Shown::json(StatusId id) const
{
    const auto& post = *posts_.at(id);
    std::string out;
    append(out, post);
    return out;
}

void Shown::append(std::string& out, const Rendered& post, Depth depth) const
{
    out += post.head;
    out += R"(,"reblog":)";
    const auto original = post.reblog_of ? posts_.find(*post.reblog_of) : posts_.end();
    if (original == posts_.end())
        out += "null";
    else
        append(out, *original->second);
    add_poll(out, post);
    add_quote(out, post, depth);
    add_quote_approval(out, post);
    add_collections(out, post);
    add_viewer(out, post);
    out += '}';
}

bool Shown::hidden(StatusId id, std::string_view context) const
{
    const auto post = posts_.find(id);
    if (post == posts_.end()) return false;
    for (const auto& match : matches(*post->second))
        if (match.filter->action == "hide" &&
            std::ranges::find(match.filter->contexts, context) != match.filter->contexts.end())
            return true;
    return false;
}

std::string Shown::list(const std::vector<StatusId>& ids, std::string_view context) const
{
    constexpr std::size_t viewer_part = 512;
    std::size_t size = 0;
    for (const auto& [id, post] : posts_) size += post->head.size() + viewer_part;
    std::string out;
    out.reserve(size);
    out += '[';
    for (const auto id : ids) {
        const auto post = posts_.find(id);
        if (post == posts_.end() || (!context.empty() && hidden(id, context))) continue;
        if (out.size() > 1) out += ',';
        append(out, *post->second);
    }
    out += ']';
    return out;
}

Response status_page(
    const Context& ctx,
    const Shown& shown,
    const std::vector<StatusId>& ids,
    const storage::accounts::Page& page,
    std::string_view context
)
{
    Edges edges;
    if (!ids.empty()) edges = {.newest = to_int(ids.front()), .oldest = to_int(ids.back()), .rows = ids.size()};
    return paged(ctx, shown.list(ids, context), edges, page);
}

} // namespace rounds::api
