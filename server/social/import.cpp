#include "server/social/import.hpp"

#include "server/social/domain_blocks.hpp"
#include "server/social/import_posts.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/jobs.hpp"
#include "storage/lists.hpp"
#include "storage/personal.hpp"

#include <algorithm>

namespace rounds::social {
namespace {

using storage::portable::Fields;

constexpr int most_at_once = 3;
constexpr std::size_t longest_title = 255;
constexpr std::size_t longest_field = 2000;

std::string field(const Fields& fields, std::size_t index)
{
    if (index >= fields.size() || fields[index].size() > longest_field) return {};
    return std::string(text::trim(fields[index]));
}

bool says_no(const std::string& value)
{
    return value == "false" || value == "0";
}

result<void> already_is_fine(const result<void>& done)
{
    if (!done && done.error() == errc::already_exists) return {};
    return done;
}

result<void>
import_follow(Transaction& tx, const Urls& urls, const Account& by, const Account& target, const Fields& fields)
{
    FollowOptions options;
    options.show_reblogs = !says_no(field(fields, 1));
    options.notify = field(fields, 2) == "true";
    const auto languages = field(fields, 3);
    for (const auto language : text::split(languages, ',')) {
        const auto code = text::trim(language);
        if (code.size() == 2) options.languages.emplace_back(code);
    }
    const auto done = follow(tx, urls, by, target, options);
    if (!done && done.error() != errc::already_exists) return done.error();
    return {};
}

result<void> import_list_member(Transaction& tx, const Account& by, const Account& target, const Fields& fields)
{
    const auto title = std::string(text::truncate(field(fields, 0), longest_title));
    if (title.empty()) return errc::invalid_argument;
    const auto lists = storage::lists::list(tx, by.id);
    const auto known = std::ranges::find(lists, title, &storage::lists::List::title);
    storage::lists::List list;
    if (known != lists.end()) {
        list = *known;
    } else {
        list.title = title;
        const auto made = storage::lists::create(tx, by.id, list);
        if (!made) return made.error();
        list = *made;
    }
    return already_is_fine(storage::lists::add_members(tx, by.id, list.id, {target.id}));
}

result<void> import_domain(Transaction& tx, const Account& by, const Fields& fields)
{
    const auto url = parse_url("https://" + text::to_lower(field(fields, 0)) + "/");
    if (!url || url->target != "/") return errc::invalid_argument;
    block_domain(tx, by, url->authority());
    return {};
}

} // namespace

result<ImportId>
begin_import(Transaction& tx, AccountId account, std::string_view kind, const std::vector<Fields>& rows)
{
    const auto before = storage::portable::imports_of(tx, account, 100);
    if (std::ranges::count_if(before, [](const auto& one) { return one.done < one.total; }) >= most_at_once)
        return errc::too_many;
    const auto id = storage::portable::add_import(tx, account, kind, rows);
    json::object payload;
    payload["import"] = to_string(id);
    storage::jobs::add(tx, import_job, payload);
    return id;
}

ImportNeed need_of(std::string_view kind, const Fields& fields)
{
    if (kind == "domain_blocks" || kind == "posts") return {};
    if (kind == "bookmarks") return {.url = field(fields, 0)};
    auto handle = field(fields, kind == "lists" ? 1 : 0);
    if (handle.starts_with('@')) handle.erase(0, 1);
    return {.handle = std::move(handle)};
}

result<void> import_row(
    Transaction& tx,
    const Urls& urls,
    const Account& by,
    std::string_view kind,
    const Fields& fields,
    std::optional<AccountId> account,
    std::optional<StatusId> status,
    Time now
)
{
    if (kind == "posts") return import_post(tx, urls, by, fields, now);
    if (kind == "domain_blocks") return import_domain(tx, by, fields);
    if (kind == "bookmarks") {
        if (!status) return errc::not_found;
        return already_is_fine(bookmark(tx, by, *status));
    }
    if (!account) return errc::not_found;
    const auto target = storage::accounts::find(tx, *account);
    if (!target) return target.error();
    if (target->id == by.id) return errc::invalid_argument;
    if (kind == "follows") return import_follow(tx, urls, by, *target, fields);
    if (kind == "blocks") return already_is_fine(block(tx, by, *target));
    if (kind == "mutes") return storage::graph::add_mute(tx, by.id, target->id, !says_no(field(fields, 1)), {});
    if (kind == "lists") return import_list_member(tx, by, *target, fields);
    return errc::invalid_argument;
}

} // namespace rounds::social
