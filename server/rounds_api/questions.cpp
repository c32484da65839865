#include "server/knowledge/questions.hpp"

#include "server/knowledge/networks.hpp"
#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/handlers.hpp"
#include "server/rounds_api/questions.hpp"
#include "server/social/visibility.hpp"
#include "storage/networks.hpp"
#include "storage/questions.hpp"
#include "storage/statuses.hpp"

#include <algorithm>

namespace rounds::rounds_api {
namespace {

using storage::Account;
using storage::Question;

/// The post when the viewer may see it, else null.
json::value post_json(Transaction& tx, StatusId id, std::optional<AccountId> viewer)
{
    const auto status = social::find_visible(tx, id, viewer);
    if (!status) return nullptr;
    json::object out;
    out["id"] = to_string(status->id);
    out["uri"] = status->uri;
    out["url"] = status->url.value_or(status->uri);
    out["account"] = account_json(tx, status->account);
    out["content"] = status->content;
    out["created_at"] = to_iso8601(status->created_at);
    return out;
}

} // namespace

json::object
question_json(Transaction& tx, const social::Urls& urls, const Question& question, std::optional<AccountId> viewer)
{
    json::object out;
    out["id"] = to_string(question.id);
    out["url"] = knowledge::question_url(urls, question.id);
    out["network"] = account_json(tx, question.group);
    out["status"] = post_json(tx, question.status, viewer);
    out["state"] = question.state;
    out["accepted"] = question.accepted ? post_json(tx, *question.accepted, viewer) : nullptr;
    out["endorsed"] = question.endorsed;
    json::array endorsements;
    for (const auto& one : storage::questions::endorsements(tx, question.id))
        endorsements.push_back(
            json::object{{"status_id", to_string(one.answer)}, {"account", account_json(tx, one.clinician)}}
        );
    out["endorsements"] = std::move(endorsements);
    out["proposed_at"] = time_or_null(question.proposed_at);
    out["solved_at"] = time_or_null(question.solved_at);
    out["reopened_at"] = time_or_null(question.reopened_at);
    out["created_at"] = to_iso8601(question.created_at);
    return out;
}

namespace {

/// Whether the viewer may read what is put to this Group: a network of ours that is closed to them looks like none.
bool may_read_group(Transaction& tx, AccountId group, std::optional<AccountId> viewer)
{
    const auto network = storage::networks::find_by_account(tx, group);
    return !network || knowledge::may_read(tx, *network, viewer);
}

std::string_view state_of(const Params& params)
{
    return params.text_or("state", "open") == "solved" ? "solved" : "open";
}

json::array list_of(Transaction& tx, const Context& ctx, AccountId group)
{
    const bool proposed = ctx.params().flag("proposed").value_or(false);
    const auto found = storage::questions::list(tx, {group}, state_of(ctx.params()), proposed, limit_of(ctx.params()));
    std::vector<StatusId> posts;
    for (const auto& question : found) posts.push_back(question.status);
    const auto seen = social::visible(tx, posts, ctx.viewer_id());
    json::array all;
    for (const auto& question : found)
        if (std::ranges::find(seen, question.status) != seen.end())
            all.push_back(question_json(tx, ctx.app().urls, question, ctx.viewer_id()));
    return all;
}

/// Does `change(tx, by, question, status)`; the status is that which the request names.
template <class F> Answer with_answer(Context& ctx, F change)
{
    const auto id = ctx.path_id<QuestionId>("id");
    if (!id) co_return app::problem(id.error());
    const auto answer = parse_id<StatusId>(ctx.params().text_or("status_id", ""));
    if (!answer) co_return invalid("status_id");
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto changed = change(tx, ctx.app().urls, by, *id, *answer, ctx.app().clock.now());
        if (!changed) return changed.error();
        return question_json(tx, ctx.app().urls, *changed, by.id);
    };
    co_return co_await act(ctx, body, "status_id");
}

} // namespace

/// GET /questions?account_id=: put to a network of this server or another, by the id of its account.
Answer list_questions(Context& ctx)
{
    const auto group = parse_id<AccountId>(ctx.params().text_or("account_id", ""));
    if (!group) co_return invalid("account_id");
    const auto body = [&](Transaction& tx) -> result<json::value> {
        if (!may_read_group(tx, *group, ctx.viewer_id())) return errc::not_found;
        return list_of(tx, ctx, *group);
    };
    co_return co_await show(ctx, body);
}

/// GET /networks/:id/questions?state=open|solved&proposed=: the newest first.
Answer list_network_questions(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto network = storage::networks::find(tx, *id);
        if (!network || !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
        return list_of(tx, ctx, network->account);
    };
    co_return co_await show(ctx, body);
}

/// POST /questions {status_id}: makes a post that was put to a network a question.
Answer mark_question(Context& ctx)
{
    const auto status = parse_id<StatusId>(ctx.params().text_or("status_id", ""));
    if (!status) co_return invalid("status_id");
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        if (!social::find_visible(tx, *status, by.id)) return errc::not_found;
        const auto question = knowledge::mark_question(tx, by, *status);
        if (!question) return question.error();
        return question_json(tx, ctx.app().urls, *question, by.id);
    };
    co_return co_await act(ctx, body, "status_id");
}

Answer show_question(Context& ctx)
{
    const auto id = ctx.path_id<QuestionId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto question = storage::questions::find(tx, *id);
        if (!question || !may_read_group(tx, question->group, ctx.viewer_id())) return errc::not_found;
        if (!social::find_visible(tx, question->status, ctx.viewer_id())) return errc::not_found;
        return question_json(tx, ctx.app().urls, *question, ctx.viewer_id());
    };
    co_return co_await show(ctx, body);
}

/// POST /questions/:id/accept {status_id}
Answer accept_answer(Context& ctx)
{
    return with_answer(ctx, knowledge::accept_answer);
}

/// POST /questions/:id/endorse {status_id}: by a verified clinician.
Answer endorse_answer(Context& ctx)
{
    return with_answer(ctx, knowledge::endorse_answer);
}

/// POST /questions/:id/reopen
Answer reopen_question(Context& ctx)
{
    const auto id = ctx.path_id<QuestionId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto question = knowledge::reopen_question(tx, ctx.app().urls, by, *id, ctx.app().clock.now());
        if (!question) return question.error();
        return question_json(tx, ctx.app().urls, *question, by.id);
    };
    co_return co_await act(ctx, body);
}

/// POST /questions/:id/propose {proposed}: as a topic of the next chat.
Answer propose_question(Context& ctx)
{
    const auto id = ctx.path_id<QuestionId>("id");
    if (!id) co_return app::problem(id.error());
    const bool proposed = ctx.params().flag("proposed").value_or(true);
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto question = knowledge::propose_question(tx, by, *id, proposed, ctx.app().clock.now());
        if (!question) return question.error();
        return question_json(tx, ctx.app().urls, *question, by.id);
    };
    co_return co_await act(ctx, body);
}

} // namespace rounds::rounds_api
