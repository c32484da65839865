#include "server/web/cards.hpp"

#include "federation/build/note.hpp"
#include "server/knowledge/chats.hpp"
#include "server/social/text/format.hpp"
#include "server/social/visibility.hpp"
#include "server/web/assets.hpp"
#include "server/web/render.hpp"
#include "storage/base/text.hpp"
#include "storage/statuses.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <fmt/core.h>

namespace rounds::web {
namespace {

using Months = std::array<std::string_view, 12>;
constexpr Months english_months{
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December"
};
constexpr Months spanish_months{
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre"
};

std::string date_words(const std::chrono::year_month_day& date, Language language)
{
    const auto& months = language == Language::spanish ? spanish_months : english_months;
    const auto* form = language == Language::spanish ? "{} de {} de {}" : "{} {} {}";
    return fmt::format(
        fmt::runtime(form),
        static_cast<unsigned>(date.day()),
        months[static_cast<unsigned>(date.month()) - 1],
        static_cast<int>(date.year())
    );
}

std::string_view media_kind(std::string_view kind) noexcept
{
    if (kind == "image") return "media_picture";
    if (kind == "video" || kind == "gifv") return "media_video";
    if (kind == "audio") return "media_sound";
    return "media_other";
}

/// Shown where we can show it, else named.
json::array media_values(const social::Urls& urls, Language language, const std::vector<storage::Media>& media)
{
    json::array list;
    for (const auto& one : media) {
        const auto address = urls.shown(one);
        const bool film = one.kind == "video" || one.kind == "gifv";
        json::object values;
        values["kind"] = word(language, media_kind(one.kind));
        values["text"] = one.description;
        values["file"] = address;
        values["small"] = urls.shown_small(one);
        values["image"] = one.kind == "image" && !address.empty();
        values["film"] = film && !address.empty();
        values["sound"] = one.kind == "audio" && !address.empty();
        list.push_back(std::move(values));
    }
    return list;
}

/// The choices of a poll, with counts unless their author hides them while it runs: pages are kept for a while, so they
/// do not say whether it does. Voting is for apps.
json::array poll_values(const storage::Poll& poll)
{
    json::array list;
    for (std::size_t i = 0; i < poll.options.size(); ++i) {
        json::object values;
        values["option"] = poll.options[i];
        values["votes"] = poll.hide_totals ? std::string{} : std::to_string(poll.votes[i]);
        list.push_back(std::move(values));
    }
    return list;
}

} // namespace

std::string long_date(Time time, Language language)
{
    return date_words(std::chrono::floor<std::chrono::days>(time), language);
}

std::string long_date(std::string_view iso_date, Language language)
{
    const auto time = parse_iso8601(std::string(iso_date) + "T00:00:00Z");
    return time ? long_date(*time, language) : std::string(iso_date);
}

std::string long_time(Time time, Language language)
{
    return fmt::format("{}, {} UTC", long_date(time, language), to_iso8601(time).substr(11, 5));
}

std::string display_name(const storage::Account& account)
{
    return account.display_name.empty() ? account.username : account.display_name;
}

json::object account_values(const social::Urls& urls, const storage::Account& account)
{
    json::object values;
    values["name"] = display_name(account);
    values["handle"] = "@" + account.acct();
    values["address"] = account.url;
    values["elsewhere"] = !account.local();
    values["picture"] =
        account.avatar_url.empty() ? asset_path("avatar.png") : urls.shown(account, social::Picture::avatar);
    return values;
}

std::string post_card(
    const social::Urls& urls,
    Language language,
    const storage::StatusView& view,
    bool current,
    const storage::StatusView* quoted
)
{
    const auto& shown = view.reblog ? *view.reblog : view;
    const auto& post = shown.status;
    auto values = account_values(urls, shown.author.account);
    values["current"] = current;
    values["boosted_by"] = "";
    if (view.reblog) values["boosted_by"] = display_name(view.author.account);
    values["title"] = text::heading_above(post.title, post.content).empty() ? std::string{} : post.title;
    values["warning"] = post.spoiler_text;
    values["content"] = quoted != nullptr ? post.content : build::quote_fallback(shown) + post.content;
    values["language"] = post.language.value_or("");
    values["post_address"] = post.url.value_or(post.uri);
    values["iso"] = to_iso8601(post.created_at);
    values["when"] = long_time(post.created_at, language);
    values["edited"] = post.edited_at ? long_time(*post.edited_at, language) : std::string{};
    values["asked"] = shown.poll.has_value();
    values["choices"] = shown.poll ? poll_values(*shown.poll) : json::array{};
    values["hides_media"] = post.sensitive && post.spoiler_text.empty() && !shown.media.empty();
    values["media"] = media_values(urls, language, shown.media);
    values["quoted"] = quoted != nullptr ? post_card(urls, language, *quoted) : std::string{};
    values["t"] = code_of(language);
    return render("post", values);
}

json::array post_cards(
    storage::Transaction& tx,
    const social::Urls& urls,
    Language language,
    const std::vector<StatusId>& ids,
    std::optional<AccountId> viewer,
    std::optional<StatusId> current
)
{
    const auto views = storage::statuses::views(tx, social::visible(tx, ids, viewer));
    std::vector<StatusId> behind; // boosted and quoted posts
    for (const auto& view : views) {
        if (view.reblog) behind.push_back(view.reblog->status.id);
        if (const auto& quoted = (view.reblog ? *view.reblog : view).quoted) behind.push_back(quoted->status.id);
    }
    if (!behind.empty()) behind = social::visible(tx, behind, viewer);
    const auto seen = [&](StatusId id) { return std::ranges::find(behind, id) != behind.end(); };
    json::array cards;
    for (const auto& view : views) {
        if (view.reblog && !seen(view.reblog->status.id)) continue;
        const auto* quoted = (view.reblog ? *view.reblog : view).quoted.get();
        if (quoted != nullptr && !seen(quoted->status.id)) quoted = nullptr;
        cards.emplace_back(post_card(urls, language, view, current && view.status.id == *current, quoted));
    }
    return cards;
}

json::object chat_values(const social::Urls& urls, Language language, const storage::Chat& chat)
{
    json::object values;
    values["chat_address"] = urls.chat(chat.id);
    values["chat_title"] = chat.title;
    values["chat_when"] = knowledge::when_text(chat, code_of(language));
    values["live"] = chat.state == "live";
    values["cancelled"] = chat.state == "cancelled";
    return values;
}

std::string excerpt(std::string_view text, std::size_t limit)
{
    const auto cut = text::truncate(text, limit);
    if (cut.size() == text.size()) return std::string(text);
    const auto space = cut.rfind(' ');
    return std::string(space == std::string_view::npos ? cut : cut.substr(0, space)) + " ...";
}

bool wants_activity(std::string_view accept) noexcept
{
    const auto html = accept.find("text/html");
    const auto activity = std::min(accept.find("application/activity+json"), accept.find("application/ld+json"));
    return activity != std::string_view::npos && activity < html;
}

} // namespace rounds::web
