#include "server/web/settings_data.hpp"

#include "server/app/app.hpp"
#include "server/social/import.hpp"
#include "server/social/import_posts.hpp"
#include "server/web/cards.hpp"
#include "server/web/forms.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/base/csv.hpp"
#include "storage/channels.hpp"

#include <algorithm>
#include <array>

namespace rounds::web {
namespace {

using storage::Transaction;
namespace portable = storage::portable;

constexpr int most_exported = 200'000;
constexpr int imports_shown = 20;

struct File
{
    std::string_view kind;
    std::string_view name;   ///< as Mastodon names it
    std::string_view header; ///< empty: Mastodon writes none
};
constexpr std::array<File, 6> files{{
    {"follows", "following_accounts.csv", "Account address,Show boosts,Notify on new posts,Languages"},
    {"lists", "lists.csv", ""},
    {"blocks", "blocked_accounts.csv", ""},
    {"mutes", "muted_accounts.csv", "Account address,Hide notifications"},
    {"domain_blocks", "blocked_domains.csv", ""},
    {"bookmarks", "bookmarks.csv", ""},
}};

/// The key of what a list is called.
std::string words_of(std::string_view kind)
{
    return "data_" + std::string(kind);
}

/// `problem` is a key of the catalogue.
boost::asio::awaitable<http::Response> show(app::Context& ctx, std::string problem)
{
    const auto account = ctx.account_id();
    bool second_factor = false;
    const auto imports = co_await ctx.app().db.transact([&](Transaction& tx) {
        const auto user = storage::accounts::find_user(tx, account);
        second_factor = user && user->second_factor_at;
        return portable::imports_of(tx, account, imports_shown);
    });
    json::object values;
    const auto language = language_of(ctx);
    values["second_factor"] = second_factor;
    json::array list;
    for (const auto& file : files) {
        json::object entry;
        entry["kind"] = file.kind;
        entry["file"] = file.name;
        entry["words"] = word(language, words_of(file.kind));
        list.push_back(std::move(entry));
    }
    values["files"] = std::move(list);
    json::array brought;
    for (const auto& one : imports) {
        json::object entry;
        entry["words"] = word(language, words_of(one.kind));
        entry["since"] = long_date(one.created_at, language);
        entry["total"] = std::to_string(one.total);
        entry["done"] = std::to_string(one.done);
        entry["failed"] = one.failed > 0 ? std::to_string(one.failed) : std::string{};
        brought.push_back(std::move(entry));
    }
    values["has_imports"] = !brought.empty();
    values["imports"] = std::move(brought);
    co_return settings_page(
        ctx, "settings_data", "data_title", std::move(values), problem.empty() ? std::string_view{} : say(ctx, problem)
    );
}

std::string as_csv(const File& file, const std::vector<portable::Fields>& rows)
{
    std::string text;
    if (!file.header.empty()) text = std::string(file.header) + "\r\n";
    for (const auto& fields : rows) text += csv::line(fields);
    return text;
}

/// The line that names the columns is no row.
void drop_header(std::vector<portable::Fields>& lines)
{
    if (!lines.empty() && lines.front().front() == "Account address") lines.erase(lines.begin());
}

} // namespace

boost::asio::awaitable<http::Response> data_page(app::Context& ctx)
{
    return show(ctx, "");
}

boost::asio::awaitable<http::Response> export_list(app::Context& ctx)
{
    const auto file = std::ranges::find(files, ctx.path_text("file"), &File::name);
    if (file == files.end()) co_return error_page(ctx, 404);
    const auto account = ctx.account_id();
    const auto rows = co_await ctx.app().db.transact([&](Transaction& tx) {
        storage::audit::add_about(tx, account, "page", "data.export", account, file->kind);
        return portable::rows(tx, file->kind, account, ctx.app().urls.domain(), most_exported);
    });
    http::Response response;
    response.content_type = "text/csv; charset=utf-8";
    response.headers.set("Content-Disposition", "attachment; filename=\"" + std::string(file->name) + '"');
    response.body = as_csv(*file, rows);
    co_return response;
}

std::vector<ListFile> list_files(Transaction& tx, AccountId account, std::string_view domain)
{
    std::vector<ListFile> all;
    for (const auto& file : files)
        all.push_back(
            {std::string(file.name), as_csv(file, portable::rows(tx, file.kind, account, domain, most_exported))}
        );
    return all;
}

boost::asio::awaitable<http::Response> import_list(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto kind = ctx.params().text_or("kind", "");
    if (!portable::is_kind(kind)) co_return co_await show(ctx, "say_kind");
    const auto& sent = ctx.params().files();
    const auto part = std::ranges::find(sent, std::string("data"), &http::FilePart::field);
    if (part == sent.end() || part->content.empty()) co_return co_await show(ctx, "choose_file");
    auto lines = kind == "posts" ? social::read_outbox(part->content, social::most_imported)
                                 : csv::read(part->content, social::most_imported);
    if (!lines) co_return co_await show(ctx, lines.error() == errc::too_large ? "too_many_lines" : "no_list");
    if (kind != "posts") drop_header(*lines);
    if (lines->empty()) co_return co_await show(ctx, "empty_file");
    const auto account = ctx.account_id();
    const auto begun = co_await ctx.app().db.transact([&](Transaction& tx) {
        return social::begin_import(tx, account, kind, *lines);
    });
    if (!begun) co_return co_await show(ctx, "imports_wait");
    ctx.app().notifier.notify(storage::channels::jobs);
    co_return http::redirect("/settings/data");
}

} // namespace rounds::web
