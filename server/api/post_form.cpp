#include "server/api/post_form.hpp"

#include "server/api/wake.hpp"
#include "server/app/config.hpp"
#include "server/social/quotes.hpp"
#include "server/social/text/scan.hpp"
#include "storage/base/log.hpp"
#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::api {
namespace {

struct Handle
{
    std::string username;
    std::optional<std::string> domain;

    bool operator==(const Handle&) const = default;
};

std::vector<Handle> handles_in(const std::string& text, const std::string& own_domain)
{
    std::vector<Handle> handles;
    for (const auto& place : text::find_mentions(text)) {
        Handle handle{.username = place.username, .domain = std::nullopt};
        if (place.domain && !text::iequals(*place.domain, own_domain)) handle.domain = text::to_lower(*place.domain);
        if (std::ranges::find(handles, handle) == handles.end()) handles.push_back(std::move(handle));
    }
    return handles;
}

result<std::vector<std::string>> options_from(const http::Params& poll, const StatusLimits& limits)
{
    std::vector<std::string> options;
    for (const auto& text : poll.texts("options")) {
        const auto option = text::trim(text);
        if (option.empty()) continue;
        if (text::count_code_points(option) > limits.poll_option_characters) return invalid::poll_option_long;
        if (std::ranges::find(options, option) != options.end()) return invalid::poll_option_twice;
        options.emplace_back(option);
    }
    if (options.size() < 2) return invalid::poll_too_few;
    if (options.size() > limits.poll_options) return invalid::poll_too_many;
    return options;
}

/// poll[options][], poll[expires_in], poll[multiple], poll[hide_totals]; nothing when no poll is asked for.
result<std::optional<social::PollForm>> poll_from(const http::Params& params, const StatusLimits& limits)
{
    const auto poll = params.object("poll");
    if (poll.tree().empty()) return std::optional<social::PollForm>{};
    auto options = options_from(poll, limits);
    if (!options) return options.error();
    social::PollForm form;
    form.options = std::move(*options);
    form.expires_in = std::chrono::seconds(poll.integer("expires_in").value_or(0));
    if (form.expires_in < limits.poll_shortest) return invalid::poll_too_short;
    if (form.expires_in > limits.poll_longest) return invalid::poll_too_long;
    form.multiple = poll.flag("multiple").value_or(false);
    form.hide_totals = poll.flag("hide_totals").value_or(false);
    return std::optional{std::move(form)};
}

/// media_ids[] and media_attributes[][id, description, focus].
result<void> read_media(const http::Params& params, std::size_t most_description, StatusForm& form)
{
    if (params.has("media_ids")) {
        form.media.emplace();
        for (const auto& text : params.texts("media_ids")) {
            if (text.empty()) continue; // how a form says: none
            const auto id = parse_id<MediaId>(text);
            if (!id) return invalid::media_not_found;
            if (std::ranges::find(*form.media, *id) == form.media->end()) form.media->push_back(*id);
        }
    }
    for (const auto& one : params.objects("media_attributes")) {
        MediaChange change;
        const auto id = parse_id<MediaId>(one.text_or("id", ""));
        if (!id) return invalid::media_not_found;
        change.id = *id;
        auto said = MediaForm::from(one, most_description);
        if (!said) return said.error();
        change.form = std::move(*said);
        form.media_changes.push_back(std::move(change));
    }
    return {};
}

/// quoted_status_id and quote_approval_policy. A quote has no files and no poll (Mastodon's rule).
result<void> read_quote(const http::Params& params, StatusForm& form)
{
    if (const auto quoted = params.text("quoted_status_id"); quoted && !quoted->empty()) {
        form.quoted = parse_id<StatusId>(*quoted);
        if (!form.quoted) return errc::not_found;
        if (form.poll || (form.media && !form.media->empty())) return invalid::quote_with_files;
    }
    if (const auto policy = params.text("quote_approval_policy"); policy && !policy->empty()) {
        form.quote_policy = social::quote_policy_from(*policy);
        if (!form.quote_policy) return invalid::quote_policy;
    }
    return {};
}

} // namespace

StatusLimits::StatusLimits(const app::Config& config)
    : characters(config.limits.status_characters),
      poll_options(config.limits.poll_options),
      poll_option_characters(config.limits.poll_option_characters),
      poll_shortest(config.limits.poll_shortest_s),
      poll_longest(config.limits.poll_longest_s),
      description_characters(config.media.description_characters)
{
}

result<StatusForm> StatusForm::from(const http::Params& params, const StatusLimits& limits)
{
    StatusForm form;
    form.text = params.text_or("status", "");
    form.spoiler_text = std::string{text::trim(params.text_or("spoiler_text", ""))};
    if (const auto read = read_media(params, limits.description_characters, form); !read) return read.error();
    auto poll = poll_from(params, limits);
    if (!poll) return poll.error();
    form.poll = std::move(*poll);
    if (const auto at = params.text("scheduled_at"); at && !at->empty()) {
        form.scheduled_at = parse_iso8601(*at);
        if (!form.scheduled_at) return invalid::scheduled_at;
    }
    const bool pictures = form.media && !form.media->empty();
    if (pictures && form.poll) return invalid::media_too_many; // a post has files or a poll
    if (text::trim(form.text).empty() && !pictures) return invalid::text_blank;
    if (text::count_characters(form.text) + text::count_characters(form.spoiler_text) > limits.characters)
        return invalid::text_too_long;
    form.sensitive = params.flag("sensitive");
    if (const auto name = params.text("visibility"); name && !name->empty()) {
        const auto visibility = visibility_from(*name);
        if (!visibility) return invalid::visibility;
        form.visibility = storage::Visibility{*visibility};
    }
    if (const auto parent = params.text("in_reply_to_id"); parent && !parent->empty()) {
        form.in_reply_to = parse_id<StatusId>(*parent);
        if (!form.in_reply_to) return errc::not_found;
    }
    if (const auto language = params.text("language"); language && !language->empty()) {
        if (!is_language(*language)) return invalid::language;
        form.language = *language;
    }
    if (const auto read = read_quote(params, form); !read) return read.error();
    return form;
}

asio::awaitable<result<std::vector<AccountId>>> resolve_mentions(Context& ctx, const std::string& text)
{
    const auto handles = handles_in(text, ctx.app().urls.domain());
    std::vector<std::optional<AccountId>> found(handles.size());
    std::vector<AccountId> ids;
    if (handles.empty()) co_return ids;
    if (handles.size() > ctx.app().config.limits.status_mentions) co_return invalid::too_many_mentions;
    co_await ctx.app().db.transact([&](Transaction& tx) {
        for (std::size_t i = 0; i < handles.size(); ++i) {
            const auto account = storage::accounts::find_by_handle(tx, handles[i].username, handles[i].domain);
            if (account && account->usable()) found[i] = account->id;
        }
    });
    for (std::size_t i = 0; i < handles.size(); ++i) {
        if (!found[i] && handles[i].domain && ctx.app().resolver.handle) {
            const auto name = handles[i].username + '@' + *handles[i].domain;
            const auto account = co_await ctx.app().resolver.handle(name, app::Resolver::Read::when_old);
            if (account) found[i] = *account;
        }
        if (found[i] && std::ranges::find(ids, *found[i]) == ids.end()) ids.push_back(*found[i]);
    }
    co_return ids;
}

} // namespace rounds::api
