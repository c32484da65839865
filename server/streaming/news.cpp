#include "server/streaming/news.hpp"

#include "server/social/visibility.hpp"
#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::streaming {
namespace {

using storage::Reading;
using storage::timelines::ListReading;

constexpr std::string_view removed = "delete";

/// Which of the public streams a post belongs in.
bool fits(Kind kind, const storage::streams::Facts& post) noexcept
{
    switch (kind) {
    case Kind::public_all:
        return true;
    case Kind::public_local:
        return post.local;
    case Kind::public_remote:
        return !post.local;
    // Of a deleted post nobody knows any more whether it had media.
    case Kind::public_media:
        return post.media || post.deleted;
    case Kind::public_local_media:
        return post.local && (post.media || post.deleted);
    case Kind::public_remote_media:
        return !post.local && (post.media || post.deleted);
    default:
        return false;
    }
}

template <class Id> std::pair<std::int64_t, std::int64_t> key(Id id, StatusId status) noexcept
{
    return {to_int(id), to_int(status)};
}

std::vector<Reading> distinct(std::vector<Reading> readings)
{
    std::ranges::sort(readings, {}, [](const Reading& one) { return key(one.reader, one.status); });
    const auto repeated = std::ranges::unique(readings);
    readings.erase(repeated.begin(), repeated.end());
    return readings;
}

std::vector<ListReading> distinct(std::vector<ListReading> readings)
{
    std::ranges::sort(readings, {}, [](const ListReading& one) { return key(one.list, one.status); });
    const auto repeated = std::ranges::unique(readings);
    readings.erase(repeated.begin(), repeated.end());
    return readings;
}

} // namespace

void PostNews::add(const storage::events::Event& event, const Facts& post)
{
    Shape shape{.event = "update", .post = &post};
    if (event.kind == "status.update") shape.event = "status.update";
    if (event.kind == "status.delete") shape.event = removed;
    if ((shape.event == removed) != post.deleted) return; // it was deleted meanwhile: that event follows
    if (event.kind == "status" && post.created_at < now_ - longest_delay) return;
    add_home(shape);
    add_lists(shape);
    if (post.visibility != storage::Visibility::public_ || post.boost) return;
    add_public(shape);
    add_tags(shape);
}

void PostNews::put(Client& client, const Stream& stream, const Shape& shape, Rule rule)
{
    if (!client.welcome) return;
    if (shape.event == removed) rule = Rule::none;
    parcels_.push_back({&client, stream, shape.post->id, shape.event, rule, shape.post->boost});
}

void PostNews::add_home(const Shape& shape)
{
    for (const auto reader : registry_.home_candidates(*shape.post))
        for (auto* client : registry_.clients_of(reader))
            for (const auto& stream : client->streams)
                if (stream.kind == Kind::user) put(*client, stream, shape, Rule::home);
}

void PostNews::add_lists(const Shape& shape)
{
    for (const auto id : registry_.lists_with(shape.post->author))
        for (auto* client : registry_.listeners(id))
            put(*client, Stream{.kind = Kind::list, .list = id}, shape, Rule::list);
}

void PostNews::add_public(const Shape& shape)
{
    for (std::size_t i = 0; i < kinds; ++i) {
        const auto kind = static_cast<Kind>(i);
        if (!fits(kind, *shape.post)) continue;
        for (auto* client : registry_.listeners(kind)) put(*client, Stream{.kind = kind}, shape, Rule::open);
    }
}

void PostNews::add_tags(const Shape& shape)
{
    const auto& post = *shape.post;
    Registry::Clients clients;
    if (post.deleted) clients = registry_.tag_listeners();
    for (const auto& tag : post.tags) {
        const auto& more = registry_.listeners(tag);
        clients.insert(clients.end(), more.begin(), more.end());
    }
    std::ranges::sort(clients);
    const auto repeated = std::ranges::unique(clients);
    clients.erase(repeated.begin(), repeated.end());
    for (auto* client : clients) {
        for (const auto& stream : client->streams) {
            if (stream.kind != Kind::hashtag && !(stream.kind == Kind::hashtag_local && post.local)) continue;
            if (post.deleted || std::ranges::find(post.tags, text::to_lower(stream.tag)) != post.tags.end())
                put(*client, stream, shape, Rule::open);
        }
    }
}

void PostNews::decide(storage::Transaction& tx)
{
    std::vector<Reading> posts;
    std::vector<Reading> boosts;
    std::vector<Reading> open;
    std::vector<ListReading> lists;
    for (const auto& parcel : parcels_) {
        if (parcel.rule == Rule::home)
            (parcel.boost ? boosts : posts).push_back({parcel.client->account, parcel.status});
        if (parcel.rule == Rule::open) open.push_back({parcel.client->account, parcel.status});
        if (parcel.rule == Rule::list) lists.push_back({parcel.stream.list, parcel.status});
    }
    home_ = storage::home::accept_posts(tx, distinct(std::move(posts)));
    for (const auto& one : storage::home::accept_boosts(tx, distinct(std::move(boosts)))) home_.push_back(one);
    open_ = storage::timelines::public_readings(tx, distinct(std::move(open)));
    lists_ = storage::timelines::list_readings(tx, distinct(std::move(lists)));
    for (auto* all : {&home_, &open_}) *all = distinct(std::move(*all)); // sorted, for wanted()
    lists_ = distinct(std::move(lists_));

    std::vector<Reading> shown;
    std::vector<Reading> asked; // the rules of the home timeline hold that of visibility
    for (const auto& parcel : parcels_) {
        if (parcel.rule == Rule::none || !wanted(parcel)) continue;
        (parcel.rule == Rule::home ? shown : asked).push_back({parcel.client->account, parcel.status});
    }
    for (const auto& one : social::visible(tx, distinct(std::move(asked)))) shown.push_back(one);
    shown_ = api::Shown::to_many(state_, now_, tx, distinct(std::move(shown)));
}

bool PostNews::wanted(const Parcel& parcel) const
{
    const auto by_reader = [](const Reading& one) { return key(one.reader, one.status); };
    const auto by_list = [](const ListReading& one) { return key(one.list, one.status); };
    const auto reading = key(parcel.client->account, parcel.status);
    switch (parcel.rule) {
    case Rule::none:
        return true;
    case Rule::home:
        return std::ranges::binary_search(home_, reading, {}, by_reader);
    case Rule::open:
        return std::ranges::binary_search(open_, reading, {}, by_reader);
    case Rule::list:
        return std::ranges::binary_search(lists_, key(parcel.stream.list, parcel.status), {}, by_list);
    }
    return false;
}

void PostNews::send() const
{
    for (const auto& parcel : parcels_) {
        if (!wanted(parcel)) continue;
        if (parcel.rule == Rule::none) {
            const auto id = to_string(parcel.status);
            parcel.client->sink->send(parcel.stream, {.name = parcel.event, .payload = id});
            continue;
        }
        const auto shown = shown_.find(parcel.client->account);
        if (shown == shown_.end() || !shown->second.has(parcel.status)) continue;
        if (shown->second.hidden(parcel.status, parcel.rule == Rule::open ? "public" : "home")) continue;
        const auto text = shown->second.json(parcel.status);
        parcel.client->sink->send(parcel.stream, {.name = parcel.event, .payload = text});
    }
}

} // namespace rounds::streaming
