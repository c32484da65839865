#include "server/web/metrics.hpp"

#include "server/app/app.hpp"
#include "server/knowledge/metrics.hpp"
#include "server/knowledge/networks.hpp"
#include "server/web/cards.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "server/web/words.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/networks.hpp"

#include <cmath>
#include <fmt/format.h>

namespace rounds::web {
namespace {

using storage::Transaction;

/// Rows of a table: what is counted, its value, how it is counted. Keys of the catalogue are metrics_<name>, and
/// metrics_<name>_how for the last.
class Rows
{
public:
    explicit Rows(Language language) : language_(language) {}

    void add(std::string_view name, std::int64_t count) { put(name, std::to_string(count)); }
    void add(std::string_view name, const std::optional<std::int64_t>& people)
    {
        put(name, people ? std::to_string(*people) : hidden());
    }
    void add_share(std::string_view name, const std::optional<double>& share)
    {
        constexpr double whole = 100;
        put(name, share ? fmt::format("{:.0f} %", *share * whole) : hidden());
    }
    void add_grade(std::string_view name, const std::optional<double>& grade)
    {
        put(name, grade ? fmt::format("{:.1f}", *grade) : std::string(word(language_, "metrics_none")));
    }
    void add_time(std::string_view name, const std::optional<double>& seconds, bool small)
    {
        if (seconds)
            put(name, duration(*seconds));
        else
            put(name, small ? hidden() : std::string(word(language_, "metrics_none")));
    }
    [[nodiscard]] json::array take() { return std::move(rows_); }

private:
    [[nodiscard]] std::string hidden() const { return std::string(word(language_, "metrics_hidden")); }

    /// "40 min", "3 h 20 min", "2 d 4 h".
    static std::string duration(double seconds)
    {
        constexpr long minute = 60;
        constexpr long hour = 60 * minute;
        constexpr long day = 24 * hour;
        const long all = std::lround(seconds);
        if (all >= day) return fmt::format("{} d {} h", all / day, all % day / hour);
        if (all >= hour) return fmt::format("{} h {} min", all / hour, all % hour / minute);
        return fmt::format("{} min", all / minute);
    }

    void put(std::string_view name, std::string value)
    {
        const auto key = "metrics_" + std::string(name);
        json::object row;
        row["figure"] = word(language_, key);
        row["value"] = std::move(value);
        row["how"] = word(language_, key + "_how");
        rows_.push_back(std::move(row));
    }

    Language language_;
    json::array rows_;
};

json::array talk_rows(const knowledge::NetworkFigures& figures, Language language)
{
    Rows rows(language);
    rows.add("posts", figures.posts);
    rows.add("people", figures.people);
    rows.add_share("reciprocity", figures.reciprocity);
    rows.add_share("cross", figures.cross_group_share);
    return rows.take();
}

json::array question_rows(const knowledge::NetworkFigures& figures, Language language)
{
    Rows rows(language);
    rows.add("asked", figures.asked);
    rows.add("answered", figures.answered);
    rows.add("by_clinician", figures.answered_by_clinician);
    rows.add_time("median", figures.median_seconds, figures.answered_by_clinician > 0);
    rows.add_time("p90", figures.p90_seconds, figures.answered_by_clinician > 0);
    rows.add("waiting", figures.waiting);
    rows.add("solved", figures.solved);
    rows.add("reopened", figures.reopened);
    return rows.take();
}

json::array summary_rows(const knowledge::NetworkFigures& figures, Language language)
{
    Rows rows(language);
    rows.add("published", figures.summaries);
    rows.add("overdue", figures.overdue);
    rows.add("statements", figures.statements);
    rows.add_share("density", figures.reference_density);
    rows.add("references", figures.references);
    rows.add("dead", figures.dead_references);
    rows.add("retracted", figures.retracted_references);
    rows.add_share("free", figures.free_share);
    rows.add_grade("grade", figures.reading_grade);
    rows.add("helpful", figures.helpful);
    rows.add("unclear", figures.unclear);
    rows.add("ask", figures.ask);
    rows.add("corrections", figures.corrections);
    rows.add_time("lag", figures.correction_seconds, false);
    return rows.take();
}

json::object section(std::string_view name, json::array rows, Language language)
{
    json::object values;
    values["section"] = name;
    values["heading"] = word(language, "metrics_" + std::string(name));
    values["rows"] = std::move(rows);
    return values;
}

/// The `days` that are asked for, within their bounds; the usual window otherwise.
std::chrono::days window_of(const app::Context& ctx)
{
    const auto days = ctx.params().integer("days");
    if (!days || *days < 1 || *days > knowledge::longest_window.count()) return knowledge::usual_window;
    return std::chrono::days{*days};
}

http::Response show(
    const app::Context& ctx,
    std::string_view title,
    std::string_view about,
    json::array sections,
    const knowledge::Figures& figures,
    const std::string& address
)
{
    const auto language = language_of(ctx);
    json::object values;
    values["t"] = code_of(language);
    values["page_title"] = title;
    values["about"] = about;
    values["sections"] = std::move(sections);
    values["days"] = figures.window.count();
    values["until"] = long_date(figures.until, language);
    Page page;
    page.title = title;
    page.body = render("metrics", values);
    page.canonical = ctx.app().urls.base() + address;
    return respond(ctx, page);
}

struct NetworkPage
{
    storage::Network network;
    knowledge::NetworkFigures figures;
};

} // namespace

boost::asio::awaitable<http::Response> network_metrics(app::Context& ctx)
{
    const std::string name(ctx.path_text("name"));
    const auto window = window_of(ctx);
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) -> result<NetworkPage> {
        const auto account = storage::accounts::find_by_handle(tx, name, std::nullopt);
        if (!account || !account->usable()) return errc::not_found;
        const auto network = storage::networks::find_by_account(tx, account->id);
        if (!network || !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
        return NetworkPage{*network, knowledge::network_figures(tx, *network, window, ctx.app().clock.now())};
    });
    if (!found) co_return error_page(ctx, 404);
    const auto language = language_of(ctx);
    json::array sections;
    sections.push_back(section("talk", talk_rows(found->figures, language), language));
    sections.push_back(section("questions", question_rows(found->figures, language), language));
    sections.push_back(section("summaries", summary_rows(found->figures, language), language));
    const auto title = fmt::format("{}: {}", word(language, "metrics_title"), found->network.title);
    co_return show(
        ctx,
        title,
        word(language, "metrics_about_network"),
        std::move(sections),
        found->figures,
        "/@" + name + "/metrics"
    );
}

boost::asio::awaitable<http::Response> organisation_metrics(app::Context& ctx)
{
    const auto domain = text::to_lower(ctx.path_text("domain"));
    const auto window = window_of(ctx);
    const auto& app = ctx.app();
    const auto found = co_await app.db.transact([&](Transaction& tx) {
        return knowledge::organisation_figures(tx, domain, app.urls.domain(), window, app.clock.now());
    });
    if (!found) co_return error_page(ctx, 404);
    const auto language = language_of(ctx);
    Rows rows(language);
    rows.add("own_posts", found->posts);
    rows.add_share("two_way", found->two_way_ratio);
    rows.add_share("promotion", found->promotion_share);
    json::array sections;
    sections.push_back(section("organisation", rows.take(), language));
    const auto title = fmt::format("{}: {}", word(language, "metrics_title"), domain);
    co_return show(
        ctx,
        title,
        word(language, "metrics_about_organisation"),
        std::move(sections),
        *found,
        "/organisations/" + domain
    );
}

} // namespace rounds::web
