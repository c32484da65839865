#include "storage/peers.hpp"

#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/web/page.hpp"
#include "storage/base/csv.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <array>

namespace rounds::console {
namespace {

using storage::Transaction;
using storage::peers::Policy;

constexpr std::size_t most_lines = 20'000;
constexpr std::size_t longest_reason = 500;

/// How Mastodon names our policies in its lists. It has no word for "allow": what it writes as "noop" lets a server in
/// that is let in anyway, and must not open an allow-list here.
struct Severity
{
    std::string_view policy;
    std::string_view name;
};
constexpr std::array<Severity, 3> severities{{{"block", "suspend"}, {"limit", "silence"}, {"allow", "allow"}}};
constexpr std::string_view header = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\r\n";

/// host[:port] in lower case; nothing when it is none.
std::optional<std::string> domain_of(std::string_view text)
{
    const auto domain = text::to_lower(text::trim(text));
    const auto url = parse_url("https://" + domain);
    if (!url || url->authority() != domain || url->target != "/") return std::nullopt;
    return domain;
}

std::optional<Policy> policy_of(const std::vector<std::string>& fields)
{
    const auto domain = domain_of(fields.front());
    // A list of names alone is a list of blocked ones.
    const std::string severity = fields.size() > 1 ? fields[1] : "suspend";
    const auto found = std::ranges::find(severities, severity, &Severity::name);
    if (!domain || found == severities.end()) return std::nullopt;
    Policy policy{.domain = *domain, .policy = std::string(found->policy), .reason = {}};
    if (fields.size() > 4) policy.reason = text::truncate(fields[4], longest_reason);
    return policy;
}

awaitable<http::Response> show(Visit& visit, std::string_view problem)
{
    const auto& federation = visit.app().config.federation;
    json::array rows;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        for (const auto& one : storage::peers::policies(tx))
            rows.push_back(
                {{"domain", one.domain}, {"policy", visit.words("policy_" + one.policy)}, {"reason", one.reason}}
            );
    });
    json::object values;
    values["mode"] = visit.words("mode_" + federation.mode);
    values["configured"] = json::array(federation.peers.begin(), federation.peers.end());
    values["has_configured"] = !federation.peers.empty();
    values["none"] = rows.empty();
    values["policies"] = std::move(rows);
    co_return page(visit, {.name = "peers", .title = "peers", .values = std::move(values), .problem = problem});
}

/// This process follows at once, the others within a minute.
awaitable<http::Response>
change(Visit& visit, std::string what, std::string on, std::function<result<void>(Transaction&)> body)
{
    auto& app = visit.app();
    const auto outcome = co_await perform(visit, std::move(what), std::move(on), [&](Transaction& tx) -> result<void> {
        const auto changed = body(tx);
        if (changed) app.trust.reload(tx);
        return changed;
    });
    co_return done(visit, outcome, "/console/peers");
}

} // namespace

awaitable<http::Response> peers(Visit& visit)
{
    return show(visit, "");
}

awaitable<http::Response> set_policy(Visit& visit)
{
    const auto& params = visit.ctx.params();
    const auto domain = domain_of(params.text_or("domain", ""));
    const auto policy = params.text_or("policy", "");
    const auto reason = std::string(text::truncate(params.text_or("reason", ""), longest_reason));
    if (!domain) co_return co_await show(visit, "no_domain");
    if (std::ranges::find(severities, policy, &Severity::policy) == severities.end())
        co_return co_await show(visit, "no_policy");
    co_return co_await change(visit, "policy." + policy, *domain, [&](Transaction& tx) -> result<void> {
        storage::peers::set_policy(tx, {.domain = *domain, .policy = policy, .reason = reason});
        return {};
    });
}

awaitable<http::Response> remove_policy(Visit& visit)
{
    const auto domain = visit.ctx.params().text_or("domain", "");
    co_return co_await change(visit, "policy.remove", domain, [&](Transaction& tx) {
        return storage::peers::remove_policy(tx, domain);
    });
}

awaitable<http::Response> export_policies(Visit& visit)
{
    const auto policies =
        co_await visit.app().tokens.operator_db().read([](Transaction& tx) { return storage::peers::policies(tx); });
    http::Response response;
    response.content_type = "text/csv; charset=utf-8";
    response.headers.set("Content-Disposition", "attachment; filename=\"domain_blocks.csv\"");
    response.body = header;
    for (const auto& one : policies) {
        const auto severity = std::ranges::find(severities, one.policy, &Severity::policy);
        const auto media = one.policy == "block" ? "true" : "false";
        response.body += csv::line({one.domain, std::string(severity->name), media, media, one.reason, "false"});
    }
    co_return response;
}

awaitable<http::Response> import_policies(Visit& visit)
{
    const auto& sent = visit.ctx.params().files();
    const auto part = std::ranges::find(sent, std::string("data"), &http::FilePart::field);
    if (part == sent.end() || part->content.empty()) co_return co_await show(visit, "no_file");
    const auto lines = csv::read(part->content, most_lines);
    if (!lines) co_return co_await show(visit, "no_list");
    std::vector<Policy> policies;
    for (const auto& fields : *lines) {
        if (fields.front() == "domain" || fields.front().starts_with('#')) continue;
        if (auto policy = policy_of(fields)) policies.push_back(std::move(*policy));
    }
    if (policies.empty()) co_return co_await show(visit, "nothing_in_list");
    co_return co_await change(
        visit,
        "policy.import",
        std::to_string(policies.size()),
        [&](Transaction& tx) -> result<void> {
            for (const auto& policy : policies) storage::peers::set_policy(tx, policy);
            return {};
        }
    );
}

} // namespace rounds::console
