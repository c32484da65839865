#include "server/web/conditions.hpp"

#include "server/app/app.hpp"
#include "server/knowledge/condition_follows.hpp"
#include "server/knowledge/condition_page.hpp"
#include "server/web/cards.hpp"
#include "server/web/forms.hpp"
#include "server/web/listed.hpp"
#include "server/web/page.hpp"
#include "server/web/question_values.hpp"
#include "server/web/render.hpp"
#include "server/web/words.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace rounds::web {
namespace {

using knowledge::Condition;
using storage::Transaction;

constexpr std::size_t most_found = 50;
constexpr std::size_t longest_query = 200;
constexpr std::size_t most_children = 60;
constexpr int most_questions = 10;
constexpr int most_summaries = 20;

std::string path_of(std::string_view id)
{
    return "/conditions/" + std::string(id);
}

json::array links(const std::vector<const Condition*>& conditions, Language language, std::size_t most)
{
    json::array list;
    for (const auto* one : conditions) {
        if (list.size() == most) break;
        json::object values;
        values["condition_address"] = path_of(one->id);
        values["condition"] = condition_name(*one, language);
        values["code"] = one->icd10cm;
        list.push_back(std::move(values));
    }
    return list;
}

json::array network_values(Transaction& tx, const std::vector<storage::Network>& networks)
{
    std::vector<AccountId> ids;
    for (const auto& network : networks) ids.push_back(network.account);
    const auto views = storage::accounts::views(tx, ids);
    json::array list;
    for (const auto& network : networks) {
        const auto found = std::ranges::find(views, network.account, [](const auto& view) { return view.account.id; });
        if (found == views.end() || !found->account.usable()) continue;
        json::object values;
        values["address"] = found->account.url;
        values["network_title"] = network.title;
        values["handle"] = "@" + found->account.acct();
        list.push_back(std::move(values));
    }
    return list;
}

void put_list(json::object& values, const std::string& name, json::array list)
{
    values["has_" + name] = !list.empty();
    values[name] = std::move(list);
}

void put_names(json::object& values, const Condition& condition, Language language)
{
    values["name"] = condition_name(condition, language);
    const bool spanish = language == Language::spanish && !condition.name_es.empty();
    values["other_language"] = spanish ? words(language).at("in_english") : words(language).at("in_spanish");
    values["other_name"] = spanish ? condition.name : condition.name_es;
    values["other_code"] = spanish ? "en" : "es";
    std::vector<std::string> synonyms;
    for (const auto name : text::split(condition.synonyms, '|'))
        if (!name.empty()) synonyms.emplace_back(name);
    values["synonyms"] = text::join(synonyms, ", ");
    values["doid"] = condition.id;
    values["mesh"] = condition.mesh;
    values["icd10cm"] = condition.icd10cm;
}

void put_tags(json::object& values, const social::Urls& urls, const Condition& condition)
{
    json::array tags;
    for (const auto& tag : knowledge::conditions().tags(condition.id))
        tags.push_back(json::object{{"tag", tag}, {"tag_address", urls.tag(percent_encode(text::to_lower(tag)))}});
    values["first_tag"] = tags.empty() ? json::value("") : tags.front().at("tag");
    put_list(values, "tags", std::move(tags));
}

json::object
load(Transaction& tx, const app::App& app, const Condition& condition, const app::Context& ctx, Language language)
{
    const auto about = knowledge::about_condition(tx, condition, ctx.viewer_id());
    json::object values;
    put_names(values, condition, language);
    put_tags(values, app.urls, condition);
    put_list(values, "parents", links(knowledge::conditions().parents(condition.id), language, most_children));
    put_list(values, "children", links(knowledge::conditions().children(condition.id), language, most_children));
    put_list(values, "networks", network_values(tx, about.networks));
    json::array chats;
    for (const auto& chat : about.chats) chats.push_back(chat_values(app.urls, language, chat));
    put_list(values, "chats", std::move(chats));
    std::vector<NetworkId> listed;
    for (const auto& network : about.networks) listed.push_back(network.id);
    put_list(values, "summaries", summary_lines(tx, app.urls, listed, most_summaries, language));
    std::vector<AccountId> groups;
    for (const auto& network : about.networks) groups.push_back(network.account);
    put_questions(values, tx, groups, ctx.viewer_id(), most_questions);
    values["path"] = path_of(condition.id);
    values["followed"] = about.followed;
    values["signed_in"] = ctx.viewer().has_value();
    values["form_token"] = ctx.viewer() ? session_form_token(*ctx.viewer()) : std::string{};
    return values;
}

/// schema.org MedicalCondition.
std::string structured_data(const social::Urls& urls, const Condition& condition)
{
    json::object data;
    data["@context"] = "https://schema.org";
    data["@type"] = "MedicalCondition";
    data["@id"] = urls.base() + path_of(condition.id);
    data["name"] = condition.name;
    json::array names;
    for (const auto name : text::split(condition.synonyms, '|'))
        if (!name.empty()) names.emplace_back(name);
    data["alternateName"] = std::move(names);
    json::array codes;
    const auto add = [&](std::string_view system, std::string_view value) {
        if (!value.empty())
            codes.push_back(json::object{{"@type", "MedicalCode"}, {"codingSystem", system}, {"codeValue", value}});
    };
    add("DOID", condition.id);
    add("MeSH", condition.mesh);
    add("ICD-10-CM", condition.icd10cm);
    data["code"] = std::move(codes);
    return json::serialize(data);
}

template <class F> boost::asio::awaitable<http::Response> change(app::Context& ctx, F act)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const std::string id(ctx.path_text("id"));
    const auto done =
        co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> { return act(tx, ctx.account_id(), id); });
    if (!done) co_return error_page(ctx, 404);
    co_return http::redirect(path_of(id));
}

} // namespace

boost::asio::awaitable<http::Response> find_condition(app::Context& ctx)
{
    const auto language = language_of(ctx);
    const auto query = ctx.params().text_or("q", "");
    if (query.size() > longest_query) co_return error_page(ctx, 400);
    json::object values;
    values["t"] = code_of(language);
    values["query"] = query;
    put_list(values, "found", links(knowledge::conditions().search(query, most_found), language, most_found));
    Page page;
    page.title = word(language, "conditions");
    page.body = render("conditions", values);
    page.canonical = ctx.app().urls.base() + "/conditions";
    page.hidden = !query.empty();
    co_return respond(ctx, page);
}

boost::asio::awaitable<http::Response> condition(app::Context& ctx)
{
    const auto* condition = knowledge::conditions().find(ctx.path_text("id"));
    if (condition == nullptr) co_return error_page(ctx, 404);
    const auto language = language_of(ctx);
    const auto& app = ctx.app();
    auto values = co_await app.db.transact([&](Transaction& tx) { return load(tx, app, *condition, ctx, language); });
    values["t"] = code_of(language);
    Page page;
    page.title = condition_name(*condition, language);
    page.body = render("condition", values);
    page.canonical = app.urls.base() + path_of(condition->id);
    page.structured_data = structured_data(app.urls, *condition);
    co_return respond(ctx, page);
}

boost::asio::awaitable<http::Response> follow_condition(app::Context& ctx)
{
    co_return co_await change(ctx, knowledge::follow_condition);
}

boost::asio::awaitable<http::Response> unfollow_condition(app::Context& ctx)
{
    co_return co_await change(ctx, knowledge::unfollow_condition);
}

} // namespace rounds::web
