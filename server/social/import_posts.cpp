#include "server/social/import_posts.hpp"

#include "server/social/text/sanitize.hpp"
#include "storage/accounts.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/json.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/statuses.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

namespace rounds::social {
namespace {

using storage::portable::Fields;

constexpr std::size_t longest_outbox = 8U << 20;
constexpr std::size_t longest_content = 100'000; // bytes of HTML
constexpr std::size_t longest_line = 2000;

enum Column : std::size_t { origin, published, language, sensitive, title, warning, content, columns };

bool is_post(std::string_view type) noexcept
{
    return type == "Note" || type == "Article" || type == "Question" || type == "Page";
}

/// To everybody or to followers; what went to named people alone is a message.
bool is_open(const json::value* audience)
{
    if (audience == nullptr) return false;
    if (const auto* one = audience->if_string())
        return *one == "https://www.w3.org/ns/activitystreams#Public" || *one == "as:Public" || *one == "Public" ||
               std::string_view(*one).ends_with("/followers");
    const auto* all = audience->if_array();
    return all != nullptr &&
           std::ranges::any_of(*all, [](const auto& one) { return one.is_string() && is_open(&one); });
}

/// The only language of a contentMap; empty when there are several, or none.
std::string language_in(const json::object& post)
{
    const auto* map = object_at(post, "contentMap");
    if (map == nullptr || map->size() != 1) return {};
    return std::string(map->begin()->key());
}

std::optional<Fields> row_of(const json::value& item)
{
    const auto* create = item.if_object();
    if (create == nullptr || string_at(*create, "type") != "Create") return std::nullopt;
    const auto* post = object_at(*create, "object");
    if (post == nullptr || !is_post(string_at(*post, "type"))) return std::nullopt;
    const auto owner = string_at(*post, "attributedTo");
    if (owner.empty() || owner != string_at(*create, "actor")) return std::nullopt;
    if (!is_open(post->if_contains("to")) && !is_open(post->if_contains("cc"))) return std::nullopt;
    Fields row(columns);
    row[origin] = string_at(*post, "id");
    row[published] = string_at(*post, "published");
    row[language] = language_in(*post);
    row[sensitive] = bool_at(*post, "sensitive") ? "true" : "false";
    row[title] = text::truncate(string_at(*post, "name"), longest_line);
    row[warning] = text::truncate(string_at(*post, "summary"), longest_line);
    row[content] = string_at(*post, "content");
    if (row[origin].size() > longest_line || row[content].size() > longest_content) return std::nullopt;
    return row;
}

std::string note_of(Transaction& tx, const Account& by)
{
    const auto user = storage::accounts::find_user(tx, by.id);
    const bool spanish = user && user->locale.starts_with("es");
    return spanish ? "Traída de un archivo; publicada primero aquí:" : "Brought from an archive; first published here:";
}

} // namespace

result<std::vector<Fields>> read_outbox(std::string_view text, std::size_t most)
{
    const auto parsed = parse_json(text, longest_outbox);
    if (!parsed || !parsed->is_object()) return errc::invalid_argument;
    const auto* items = array_at(parsed->get_object(), "orderedItems");
    if (items == nullptr) return errc::invalid_argument;
    std::vector<Fields> rows;
    for (const auto& item : *items) {
        auto row = row_of(item);
        if (!row) continue;
        if (rows.size() == most) return errc::too_large;
        rows.push_back(std::move(*row));
    }
    // Times of one form are in the order of their letters.
    std::ranges::sort(rows, {}, [](const Fields& row) { return std::tie(row[published], row[origin]); });
    return rows;
}

result<void> import_post(Transaction& tx, const Urls& urls, const Account& by, const Fields& fields, Time now)
{
    if (fields.size() != columns) return errc::invalid_argument;
    const auto when = parse_iso8601(fields[published]);
    const auto url = parse_url(fields[origin]);
    if (!when || *when > now || !url) return errc::invalid_argument;
    const auto clean = text::sanitize_with_text(fields[content]);
    if (text::trim(clean.text).empty()) return errc::invalid_argument;

    Status status;
    // Of its origin, so that the same post comes once, whichever archive it is in.
    status.uri = by.uri + "/brought/" + crypto::to_hex(crypto::sha256(fields[origin]));
    if (storage::statuses::find_by_uri(tx, status.uri)) return {};
    status.id = storage::statuses::next_id_at(tx, *when);
    status.url = urls.status_page(by, status.id);
    status.account = by.id;
    status.visibility = Visibility::direct;
    status.local = true;
    status.created_at = *when;
    status.title = fields[title];
    status.spoiler_text = fields[warning];
    status.sensitive = fields[sensitive] == "true";
    if (fields[language].size() == 2) status.language = fields[language];
    const auto note = note_of(tx, by);
    const auto link = text::escape_html(fields[origin]);
    status.content = fmt::format(
        R"({}<p>{} <a href="{}" rel="nofollow noopener noreferrer">{}</a></p>)", clean.html, note, link, link
    );
    status.source = fmt::format("{}\n\n{} {}", clean.text, note, fields[origin]);
    status.conversation = storage::statuses::new_conversation(tx, std::nullopt);
    const auto made = storage::statuses::insert(tx, status);
    if (!made && made.error() != errc::already_exists) return made.error();
    return {};
}

} // namespace rounds::social
