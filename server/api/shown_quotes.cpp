// What a viewer sees of the posts that posts show (client-api.md section 6, level 7).

#include "server/api/shown.hpp"
#include "server/entities/status.hpp"

#include <algorithm>

namespace rounds::api {

namespace {

std::optional<StatusId> quoted_in(const Rendered& post)
{
    return post.quote && post.quote->accepted() ? post.quote->quoted : std::nullopt;
}

/// Clients fold these away and may open them: they carry the post.
bool shows_post(std::string_view state)
{
    return state == "accepted" || state == "blocked_account" || state == "blocked_domain" || state == "muted_account";
}

} // namespace

std::vector<StatusId> Shown::quoted_by(const std::vector<StatusId>& ids) const
{
    std::vector<StatusId> found;
    for (const auto id : ids) {
        const auto* post = original_of(id);
        const auto quoted = post != nullptr ? quoted_in(*post) : std::nullopt;
        if (!quoted) continue;
        found.push_back(*quoted);
        const auto inner = quoted_.find(*quoted);
        if (inner == quoted_.end()) continue;
        if (const auto deeper = quoted_in(*inner->second)) found.push_back(*deeper);
    }
    std::ranges::sort(found);
    const auto repeated = std::ranges::unique(found);
    found.erase(repeated.begin(), repeated.end());
    return found;
}

std::vector<StatusId> Shown::take_kept_quoted(const std::vector<StatusId>& ids)
{
    std::vector<StatusId> missing;
    const auto quoted = quoted_by(ids);
    const auto known = state_.statuses.find(quoted);
    for (std::size_t i = 0; i < quoted.size(); ++i) {
        if (known[i])
            quoted_[quoted[i]] = known[i];
        else
            missing.push_back(quoted[i]);
    }
    return missing;
}

void Shown::load_quoted(Transaction& tx, const std::vector<StatusId>& ids)
{
    std::vector<social::QuoteReading> readings;
    for (const auto id : quoted_by(ids)) readings.push_back({.reader = viewer_, .quoted = id});
    if (readings.empty()) return;
    const auto seen = social::see_quoted(tx, readings);
    for (std::size_t i = 0; i < readings.size(); ++i) seen_[readings[i].quoted] = seen[i];
}

void Shown::show_quoted(
    Transaction& tx,
    const Shown& posts,
    const std::vector<social::QuoteReading>& readings,
    std::unordered_map<AccountId, Shown>& all
)
{
    if (readings.empty()) return;
    const auto seen = social::see_quoted(tx, readings);
    for (std::size_t i = 0; i < readings.size(); ++i) {
        auto& one = all.at(*readings[i].reader);
        one.seen_[readings[i].quoted] = seen[i];
        const auto post = posts.quoted_.find(readings[i].quoted);
        if (post != posts.quoted_.end()) one.quoted_[post->first] = post->second;
    }
}

std::string_view Shown::state_of(const storage::Quote& quote) const
{
    if (!quote.accepted()) return quote.state;
    const auto seen = quote.quoted ? seen_.find(*quote.quoted) : seen_.end();
    if (seen == seen_.end()) return "deleted";
    switch (seen->second) {
    case social::Seen::plainly:
        return "accepted";
    case social::Seen::deleted:
        return "deleted";
    case social::Seen::hidden:
        return "unauthorized";
    case social::Seen::blocked:
        return "blocked_account";
    case social::Seen::domain_blocked:
        return "blocked_domain";
    case social::Seen::muted:
        return "muted_account";
    }
    return "unauthorized";
}

void Shown::add_quote(std::string& out, const Rendered& post, Depth depth) const
{
    out += R"(,"quote":)";
    if (!post.quote) {
        out += "null";
        return;
    }
    auto state = state_of(*post.quote);
    const auto inner = post.quote->quoted ? quoted_.find(*post.quote->quoted) : quoted_.end();
    // It went between two queries.
    if (depth == Depth::outer && shows_post(state) && inner == quoted_.end()) state = "deleted";
    out.append(R"({"state":")").append(state).append(R"(",)");
    if (depth == Depth::quoted) {
        out += R"("quoted_status_id":)";
        out += shows_post(state) ? '"' + to_string(*post.quote->quoted) + '"' : std::string("null");
    } else {
        out += R"("quoted_status":)";
        if (shows_post(state))
            append(out, *inner->second, Depth::quoted);
        else
            out += "null";
    }
    out += '}';
}

void Shown::add_quote_approval(std::string& out, const Rendered& post) const
{
    social::QuoterStanding standing{.known = viewer_.has_value(), .author = post.author == viewer_};
    if (const auto flags = flags_.find(post.id); flags != flags_.end()) {
        standing.follows = flags->second.follows_author;
        standing.followed = flags->second.followed_by_author;
    }
    const auto may = social::may_quote(post.quote_policy, post.visibility, standing);
    entities::append_quote_approval(out, post.quote_policy, social::name_of(may));
}

} // namespace rounds::api
