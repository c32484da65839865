#include "server/social/scheduled.hpp"

#include "server/social/barred.hpp"
#include "server/social/quotes.hpp"
#include "server/social/visibility.hpp"
#include "storage/jobs.hpp"

#include <array>

namespace rounds::social {

namespace {

namespace scheduled = storage::scheduled;
using scheduled::Scheduled;

constexpr std::array<std::string_view, 4> visibilities{"public", "unlisted", "private", "direct"};

template <Id T> json::array texts_of(const std::vector<T>& ids)
{
    json::array list;
    for (const auto id : ids) list.emplace_back(to_string(id));
    return list;
}

template <Id T> std::vector<T> ids_at(const json::object& kept, std::string_view key)
{
    std::vector<T> ids;
    if (const auto* list = array_at(kept, key))
        for (const auto& one : *list)
            if (const auto* text = one.if_string())
                if (const auto id = parse_id<T>(*text)) ids.push_back(*id);
    return ids;
}

template <Id T> json::value id_or_null(const std::optional<T>& id)
{
    return id ? json::value(to_string(*id)) : json::value(nullptr);
}

std::int64_t integer_at(const json::object& object, std::string_view key)
{
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

json::value keep_poll(const std::optional<PollForm>& poll)
{
    if (!poll) return nullptr;
    json::array options;
    for (const auto& option : poll->options) options.emplace_back(option);
    json::object kept;
    kept["options"] = std::move(options);
    kept["expires_in"] = static_cast<std::int64_t>(poll->expires_in.count());
    kept["multiple"] = poll->multiple;
    kept["hide_totals"] = poll->hide_totals;
    return kept;
}

PollForm read_poll(const json::object& kept)
{
    PollForm poll;
    if (const auto* options = array_at(kept, "options"))
        for (const auto& option : *options) poll.options.emplace_back(option.as_string());
    poll.expires_in = std::chrono::seconds(integer_at(kept, "expires_in"));
    poll.multiple = bool_at(kept, "multiple");
    poll.hide_totals = bool_at(kept, "hide_totals");
    return poll;
}

void plan(Transaction& tx, ScheduledId id, Time at)
{
    json::object payload;
    payload["scheduled"] = to_string(id);
    storage::jobs::add(tx, publish_job, payload, {}, at);
}

result<void> check_bounds(
    Transaction& tx,
    AccountId author,
    Time at,
    std::optional<ScheduledId> except,
    const ScheduleLimits& limits,
    Time now
)
{
    if (at < now + least_delay) return errc::invalid_argument;
    const auto figures = scheduled::count(tx, author, at, except);
    if (figures.all >= limits.all || figures.that_day >= limits.per_day) return errc::too_many;
    return {};
}

} // namespace

json::object keep_form(const PostForm& form)
{
    json::object kept;
    kept["text"] = form.text;
    kept["poll"] = keep_poll(form.poll);
    kept["media_ids"] = texts_of(form.media);
    kept["sensitive"] = form.sensitive;
    kept["spoiler_text"] = form.spoiler_text;
    kept["visibility"] = visibilities.at(static_cast<std::size_t>(form.visibility));
    kept["in_reply_to_id"] = id_or_null(form.in_reply_to);
    kept["language"] = string_or_null(form.language.value_or(""));
    kept["application_id"] = id_or_null(form.app);
    kept["mentions"] = texts_of(form.mentions);
    kept["quoted_status_id"] = id_or_null(form.quoted);
    kept["quote_approval_policy"] = quote_policy_name(form.quote_policy);
    return kept;
}

PostForm read_form(const json::object& kept)
{
    PostForm form;
    form.text = string_at(kept, "text");
    if (const auto* poll = object_at(kept, "poll")) form.poll = read_poll(*poll);
    form.media = ids_at<MediaId>(kept, "media_ids");
    form.sensitive = bool_at(kept, "sensitive");
    form.spoiler_text = string_at(kept, "spoiler_text");
    const auto named = std::ranges::find(visibilities, string_at(kept, "visibility"));
    // A word that is none was not written here: nobody but the author is the safe reading.
    form.visibility =
        named == visibilities.end() ? Visibility::direct : static_cast<Visibility>(named - visibilities.begin());
    form.in_reply_to = parse_id<StatusId>(string_at(kept, "in_reply_to_id"));
    if (const auto language = string_at(kept, "language"); !language.empty()) form.language = language;
    form.app = parse_id<AppId>(string_at(kept, "application_id"));
    form.mentions = ids_at<AccountId>(kept, "mentions");
    form.quoted = parse_id<StatusId>(string_at(kept, "quoted_status_id"));
    form.quote_policy = quote_policy_from(string_at(kept, "quote_approval_policy")).value_or(QuotePolicy{});
    return form;
}

result<Scheduled> schedule(
    Transaction& tx,
    const Account& author,
    const PostForm& form,
    Time at,
    const scheduled::Key& key,
    const ScheduleLimits& limits,
    Time now
)
{
    if (auto earlier = scheduled::find_by_key(tx, author.id, key); earlier || earlier.error() != errc::not_found)
        return earlier;
    const auto within = check_bounds(tx, author.id, at, std::nullopt, limits, now);
    if (!within) return within.error();
    if (form.in_reply_to) {
        const auto parent = find_visible(tx, *form.in_reply_to, author.id);
        if (!parent) return parent.error();
    }
    Status draft;
    draft.visibility = form.visibility;
    if (const auto quoted = find_quoted(tx, author, form, draft); !quoted) return quoted.error();
    Scheduled row{.id = {}, .account = author.id, .at = at, .form = keep_form(form)};
    row.id = scheduled::add(tx, row, key);
    plan(tx, row.id, at);
    return row;
}

result<Scheduled>
reschedule(Transaction& tx, AccountId author, ScheduledId id, Time at, const ScheduleLimits& limits, Time now)
{
    auto row = scheduled::find(tx, id, author);
    if (!row) return row;
    const auto within = check_bounds(tx, author, at, id, limits, now);
    if (!within) return within.error();
    scheduled::move(tx, id, at);
    plan(tx, id, at);
    row->at = at;
    return row;
}

result<Status> publish(Transaction& tx, const Urls& urls, ScheduledId id, Time now)
{
    const auto row = scheduled::lock(tx, id);
    if (!row) return row.error();
    if (row->at > now) return errc::not_found; // it was moved; another job comes at its time
    const auto author = storage::accounts::find(tx, row->account);
    if (!author) return author.error();
    if (!author->usable()) return errc::forbidden;
    auto status = post(tx, urls, *author, read_form(row->form), now);
    // The parent or the quoted post is gone, hidden or not to be quoted by now, or a network is shut to its author:
    // said in a way that is not mistaken for "nothing to do", nor for what passes.
    const bool never = !status && (status.error() == errc::not_found || status.error() == errc::forbidden ||
                                   status.error().category() == shut_category());
    if (never) return errc::invalid_argument;
    if (status) scheduled::remove(tx, id, row->account);
    return status;
}

} // namespace rounds::social
