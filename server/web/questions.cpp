#include "server/web/questions.hpp"

#include "server/app/app.hpp"
#include "server/knowledge/credentials.hpp"
#include "server/knowledge/networks.hpp"
#include "server/knowledge/questions.hpp"
#include "server/social/text/sanitize.hpp"
#include "server/social/visibility.hpp"
#include "server/web/cards.hpp"
#include "server/web/forms.hpp"
#include "server/web/page.hpp"
#include "server/web/question_values.hpp"
#include "server/web/render.hpp"
#include "server/web/words.hpp"
#include "storage/channels.hpp"
#include "storage/networks.hpp"
#include "storage/questions.hpp"
#include "storage/statuses.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace rounds::web {
namespace {

using storage::Question;
using storage::Transaction;

constexpr int most_questions = 50;
constexpr int most_answers = 100;

/// What the viewer may do here.
struct Rights
{
    bool settle = false;
    bool endorse = false;
};

struct Loaded
{
    Question question;
    storage::Status post;
    std::string asker;
    std::string network;
    std::string network_address;
    json::object values;
    json::object data; ///< schema.org
    bool hidden = false;
};

json::object answer_data(const storage::Status& answer)
{
    json::object data;
    data["@type"] = "Answer";
    data["text"] = text::to_plain_text(answer.content);
    data["url"] = answer.url.value_or(answer.uri);
    data["dateCreated"] = to_iso8601(answer.created_at);
    return data;
}

/// schema.org QAPage.
json::object data_of(const Loaded& loaded, const std::vector<storage::Status>& answers)
{
    json::object question;
    question["@type"] = "Question";
    question["name"] = excerpt(text::to_plain_text(loaded.post.content), 150);
    question["text"] = text::to_plain_text(loaded.post.content);
    question["answerCount"] = answers.size();
    question["dateCreated"] = to_iso8601(loaded.post.created_at);
    json::array suggested;
    for (const auto& answer : answers) {
        if (loaded.question.accepted == answer.id)
            question["acceptedAnswer"] = answer_data(answer);
        else
            suggested.push_back(answer_data(answer));
    }
    question["suggestedAnswer"] = std::move(suggested);
    json::object data;
    data["@context"] = "https://schema.org";
    data["@type"] = "QAPage";
    data["mainEntity"] = std::move(question);
    return data;
}

void put_answers(Transaction& tx, const app::App& app, const app::Context& ctx, Loaded& loaded, const Rights& rights)
{
    const auto& question = loaded.question;
    const auto ids =
        social::visible(tx, storage::questions::answers(tx, question.status, most_answers), ctx.viewer_id());
    const auto endorsements = storage::questions::endorsements(tx, question.id);
    const auto language = language_of(ctx);
    std::vector<storage::Status> posts;
    json::array list;
    for (const auto& view : storage::statuses::views(tx, ids)) {
        const auto id = view.status.id;
        posts.push_back(view.status);
        json::object values;
        values["card"] = post_card(app.urls, language, view);
        values["status_id"] = to_string(id);
        values["accepted"] = question.accepted == id;
        const bool endorsed =
            std::ranges::find(endorsements, id, &storage::Endorsement::answer) != endorsements.end() ||
            (question.accepted == id && question.endorsed);
        values["endorsed"] = endorsed;
        values["may_accept"] = rights.settle && question.accepted != id;
        values["may_endorse"] = rights.endorse && !endorsed && view.status.account != ctx.viewer_id();
        // The answer that helped comes first.
        if (question.accepted == id)
            list.insert(list.begin(), std::move(values));
        else
            list.push_back(std::move(values));
    }
    loaded.values["has_answers"] = !list.empty();
    loaded.values["answers"] = std::move(list);
    loaded.data = data_of(loaded, posts);
}

result<Loaded> load(Transaction& tx, const app::App& app, const app::Context& ctx, QuestionId id)
{
    const auto question = storage::questions::find(tx, id);
    if (!question) return question.error();
    const auto group = storage::accounts::find(tx, question->group);
    if (!group || !group->usable()) return errc::not_found;
    const auto network = storage::networks::find_by_account(tx, question->group);
    if (network && !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
    const auto post = social::find_visible(tx, question->status, ctx.viewer_id());
    if (!post) return post.error();
    Loaded loaded{*question, *post, {}, display_name(*group), group->url, {}, {}, false};
    loaded.hidden = (network && network->sensitive) || post->visibility != storage::Visibility::public_;
    Rights rights;
    if (ctx.viewer() && network) {
        rights.settle = knowledge::may_settle(tx, *question, ctx.account_id());
        rights.endorse = knowledge::clinician_credential(tx, ctx.account_id(), app.clock.now()).has_value();
    }
    auto& values = loaded.values;
    const auto language = language_of(ctx);
    const auto views = storage::statuses::views(tx, {question->status});
    if (views.empty()) return errc::not_found;
    loaded.asker = display_name(views.front().author.account);
    values["card"] = post_card(app.urls, language, views.front(), true);
    values["network_title"] = loaded.network;
    values["network_address"] = loaded.network_address;
    values["solved"] = question->state == "solved";
    values["proposed"] = question->proposed_at.has_value();
    values["may_settle"] = rights.settle;
    values["path"] = "/questions/" + to_string(id);
    values["form_token"] = ctx.viewer() ? session_form_token(*ctx.viewer()) : std::string{};
    put_answers(tx, app, ctx, loaded, rights);
    return loaded;
}

/// Does `act(tx, by, question)` for a form of the page, and shows the page again.
template <class F> boost::asio::awaitable<http::Response> change(app::Context& ctx, F act)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<QuestionId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto by = storage::accounts::find(tx, ctx.account_id());
        if (!by) return by.error();
        const auto changed = act(tx, *by, *id);
        if (!changed) return changed.error();
        return {};
    });
    if (!done) co_return error_page(ctx, done.error() == errc::not_found ? 404 : 403);
    for (const auto* channel : {storage::channels::jobs, storage::channels::events}) ctx.app().notifier.notify(channel);
    co_return http::redirect("/questions/" + to_string(*id));
}

template <class F> boost::asio::awaitable<http::Response> change_answer(app::Context& ctx, F act)
{
    const auto answer = parse_id<StatusId>(ctx.params().text_or("status_id", ""));
    if (!answer) co_return error_page(ctx, 400);
    co_return co_await change(ctx, [&](Transaction& tx, const storage::Account& by, QuestionId id) {
        return act(tx, ctx.app().urls, by, id, *answer, ctx.app().clock.now());
    });
}

} // namespace

boost::asio::awaitable<http::Response> question_board(app::Context& ctx)
{
    const auto& app = ctx.app();
    const auto language = language_of(ctx);
    json::object values;
    std::string title;
    bool hidden = false;
    const auto found = co_await app.db.transact([&](Transaction& tx) -> result<void> {
        const auto group = storage::accounts::find_by_handle(tx, ctx.path_text("name"), std::nullopt);
        if (!group || !group->usable()) return errc::not_found;
        const auto network = storage::networks::find_by_account(tx, group->id);
        if (!network || !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
        title = network->title;
        hidden = network->sensitive;
        values["network_title"] = network->title;
        values["network_address"] = group->url;
        values["handle"] = "@" + group->username + "@" + app.urls.domain();
        put_questions(values, tx, {group->id}, ctx.viewer_id(), most_questions);
        return {};
    });
    if (!found) co_return error_page(ctx, 404);
    values["t"] = code_of(language);
    Page page;
    page.title = std::string(word(language, "questions")) + ": " + title;
    page.body = render("question_board", values);
    page.canonical = app.urls.base() + "/@" + std::string(ctx.path_text("name")) + "/questions";
    page.hidden = hidden;
    co_return respond(ctx, page);
}

boost::asio::awaitable<http::Response> question(app::Context& ctx)
{
    const auto id = ctx.path_id<QuestionId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto& app = ctx.app();
    auto loaded = co_await app.db.transact([&](Transaction& tx) { return load(tx, app, ctx, *id); });
    if (!loaded) co_return error_page(ctx, 404);
    const auto language = language_of(ctx);
    loaded->values["t"] = code_of(language);
    Page page;
    page.title = excerpt(text::to_plain_text(loaded->post.content), 60);
    page.body = render("question", loaded->values);
    page.description = excerpt(text::to_plain_text(loaded->post.content), 200);
    page.canonical = knowledge::question_url(app.urls, *id);
    page.structured_data = json::serialize(loaded->data);
    page.hidden = loaded->hidden;
    co_return respond(ctx, page);
}

boost::asio::awaitable<http::Response> accept_answer(app::Context& ctx)
{
    co_return co_await change_answer(ctx, knowledge::accept_answer);
}

boost::asio::awaitable<http::Response> endorse_answer(app::Context& ctx)
{
    co_return co_await change_answer(ctx, knowledge::endorse_answer);
}

boost::asio::awaitable<http::Response> reopen_question(app::Context& ctx)
{
    co_return co_await change(ctx, [&](Transaction& tx, const storage::Account& by, QuestionId id) {
        return knowledge::reopen_question(tx, ctx.app().urls, by, id, ctx.app().clock.now());
    });
}

boost::asio::awaitable<http::Response> propose_question(app::Context& ctx)
{
    const bool proposed = ctx.params().text_or("proposed", "true") == "true";
    co_return co_await change(ctx, [&](Transaction& tx, const storage::Account& by, QuestionId id) {
        return knowledge::propose_question(tx, by, id, proposed, ctx.app().clock.now());
    });
}

} // namespace rounds::web
