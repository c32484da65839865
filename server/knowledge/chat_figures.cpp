#include "server/knowledge/chat_figures.hpp"

#include "server/knowledge/marks.hpp"
#include "server/knowledge/transcript.hpp"
#include "server/social/text/sanitize.hpp"

#include <algorithm>
#include <set>

namespace rounds::knowledge {
namespace {

json::value count_json(std::optional<std::int64_t> count)
{
    if (!count) return nullptr;
    return json::value(*count);
}

json::object counts_json(const std::map<std::string, std::int64_t>& counts, std::string_view unnamed)
{
    json::object out;
    for (const auto& [name, count] : shown_counts(counts))
        out[name.empty() ? unnamed : std::string_view(name)] = count_json(count);
    return out;
}

/// nothing when either sum is too small to be told, or there is nothing to divide by.
json::value share_json(std::int64_t part, std::int64_t whole)
{
    if (whole < fewest_shown) return nullptr;
    return static_cast<double>(part) / static_cast<double>(whole);
}

json::array minutes_json(const std::map<std::int64_t, std::int64_t>& by_minutes)
{
    json::array out;
    for (const auto& [minute, posts] : by_minutes)
        out.push_back(json::object{{"minute", minute}, {"posts", count_json(shown_count(posts))}});
    return out;
}

/// Who asked is not told, and how many replies each question got only when enough people asked.
json::object questions_json(const storage::chats::Figures& figures)
{
    json::object out;
    const auto& replies = figures.question_replies;
    const bool shown = shown_count(figures.askers).has_value();
    out["asked"] = replies.size();
    const auto answered = std::ranges::count_if(replies, [](std::int64_t count) { return count > 0; });
    out["answered"] = shown ? json::value(answered) : nullptr;
    json::array each;
    if (shown)
        for (const auto count : replies) each.emplace_back(count);
    out["replies"] = shown ? json::value(std::move(each)) : nullptr;
    return out;
}

/// Both sums, or neither: with the number of people one would tell the other.
void put_newcomers(json::object& out, const storage::chats::Figures& figures)
{
    const bool shown = shown_count(figures.first_timers) && shown_count(figures.returners);
    const bool alone = figures.returners == 0 || figures.first_timers == 0;
    const auto tell = [&](std::int64_t count) -> json::value {
        if (shown || (alone && (count == 0 || shown_count(count)) && shown_count(figures.people))) return count;
        return nullptr;
    };
    out["first_timers"] = tell(figures.first_timers);
    out["returners"] = tell(figures.returners);
}

/// Each address that a link of this HTML leads to.
template <class F> void each_link(std::string_view html, F body)
{
    constexpr std::string_view opening = "<a ";
    for (auto at = html.find(opening); at != std::string_view::npos; at = html.find(opening, at + 1)) {
        const auto tag = html.substr(at, html.find('>', at) - at);
        constexpr std::string_view attribute = "href=\"";
        const auto href = tag.find(attribute);
        if (href == std::string_view::npos || tag.find("mention") != std::string_view::npos) continue;
        const auto begin = href + attribute.size();
        body(tag.substr(begin, tag.find('"', begin) - begin));
    }
}

} // namespace

SharedLinks shared_links(const std::vector<storage::chats::Highlight>& posts, std::string_view own_base_url)
{
    SharedLinks shared;
    std::set<std::string> seen;
    for (const auto& post : posts)
        each_link(post.content, [&](std::string_view escaped) {
            const auto address = text::to_plain_text(escaped);
            if (address.starts_with(own_base_url)) return;
            const auto identifier = parse_identifier(address);
            if (!identifier || !seen.insert(identifier->kind + ' ' + identifier->value).second) return;
            shared.links += 1;
            if (identifier->kind != "url") shared.references.push_back(*identifier);
        });
    return shared;
}

json::object
statistics_json(const storage::chats::Figures& figures, const SharedLinks& shared, std::string_view own_domain)
{
    const auto people = shown_count(figures.people);
    json::object out;
    out["posts"] = figures.posts;
    out["quoted"] = figures.quoted;
    out["late"] = figures.late;
    out["off_topic"] = figures.off_topic;
    out["queued"] = figures.queued;
    out["people"] = count_json(people);
    out["posts_per_person"] = people ? share_json(figures.posts, *people) : nullptr;
    out["impressions_ceiling"] = people ? json::value(figures.impressions) : nullptr;
    out["posts_by_prompt"] = counts_json(figures.by_prompt, "other");
    out["posts_by_language"] = counts_json(figures.by_language, "unknown");
    out["posts_by_five_minutes"] = minutes_json(figures.by_minutes);
    out["people_by_stakeholder"] = counts_json(figures.by_stakeholder, "unknown");
    out["people_by_server"] = counts_json(figures.by_server, own_domain);
    out["links_shared"] = shared.links;
    json::array references;
    for (const auto& one : shared.references)
        references.push_back(json::object{{"kind", one.kind}, {"value", one.value}, {"url", canonical_url(one)}});
    out["references_shared"] = std::move(references);
    out["questions"] = questions_json(figures);
    out["replies"] = figures.replies;
    out["two_way_ratio"] = share_json(figures.host_replies, figures.host_posts);
    out["cross_group_share"] = share_json(figures.crossing, figures.replies_known);
    put_newcomers(out, figures);
    return out;
}

} // namespace rounds::knowledge
