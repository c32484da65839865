#include "server/web/summary_edit.hpp"

#include "server/app/app.hpp"
#include "server/app/guarded.hpp"
#include "server/knowledge/credentials.hpp"
#include "server/knowledge/obstacles.hpp"
#include "server/web/cards.hpp"
#include "server/web/forms.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "server/web/summary_form.hpp"
#include "server/web/words.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/channels.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"

#include <array>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace rounds::web {
namespace {

using knowledge::Assessment;
using storage::Account;
using storage::Summary;
using storage::SummaryVersion;
using storage::Transaction;

/// What the page is about, and what whoever looks may do.
struct Loaded
{
    Summary summary;
    SummaryVersion wording;
    std::string group;
    std::string interest;
    bool may_edit = false;
    bool may_review = false;
    Assessment assessment;
};

result<Loaded> load(Transaction& tx, const app::Context& ctx, SummaryId id)
{
    const auto now = ctx.app().clock.now();
    const auto summary = storage::summaries::find(tx, id);
    if (!summary || !knowledge::may_see_drafts(tx, *summary, ctx.account_id(), now)) return errc::not_found;
    auto wording = storage::summaries::find_version(tx, id, summary->version);
    const auto network = storage::networks::find(tx, summary->network);
    if (!wording || !network) return errc::not_found;
    const auto group = storage::accounts::find(tx, network->account);
    Loaded loaded;
    loaded.summary = *summary;
    loaded.wording = std::move(*wording);
    loaded.group = group ? group->username : std::string{};
    loaded.may_edit = knowledge::may_edit(tx, *summary, ctx.account_id());
    loaded.may_review = summary->author != ctx.account_id() && loaded.wording.editor != ctx.account_id() &&
                        knowledge::clinician_credential(tx, ctx.account_id(), now).has_value();
    for (const auto& interest : storage::summaries::interests(tx, id))
        if (interest.account == ctx.account_id()) loaded.interest = interest.statement;
    loaded.assessment = knowledge::assess(tx, id, now);
    return loaded;
}

/// The rules speak English; in another language the catalogue has a text for each, and the number that a rule names.
std::string advice_words(const knowledge::Obstacle& one, Language language)
{
    if (language == Language::english) return one.advice;
    const std::string said(word(language, "rule_" + one.rule));
    const auto from = one.advice.find_first_of("123456789");
    if (said.ends_with('.') || from == std::string::npos) return said;
    const auto until = one.advice.find_first_not_of("0123456789", from);
    return fmt::format("{} ({}).", said, one.advice.substr(from, until - from));
}

json::array advice_values(const std::vector<knowledge::Obstacle>& all, Language language)
{
    json::array list;
    for (const auto& one : all)
        list.push_back(json::object{{"rule", one.rule}, {"advice", advice_words(one, language)}});
    return list;
}

void put_checks(json::object& values, const Assessment& assessment, Language language)
{
    values["obstacles"] = advice_values(assessment.obstacles, language);
    values["has_obstacles"] = !assessment.obstacles.empty();
    values["advice"] = advice_values(assessment.advice, language);
    values["has_advice"] = !assessment.advice.empty();
    values["meter"] = false;
    if (!assessment.counts) return;
    const auto grade = knowledge::flesch_kincaid_grade(*assessment.counts);
    const auto ease = knowledge::flesch_reading_ease(*assessment.counts);
    const auto smog = knowledge::smog_grade(*assessment.counts);
    if (!grade || !ease || !smog) return;
    values["meter"] = true;
    values["words"] = assessment.counts->words;
    values["grade"] = fmt::format("{:.1f}", *grade);
    values["smog"] = fmt::format("{:.1f}", *smog);
    values["ease"] = fmt::format("{:.0f}", *ease);
    values["plain"] = *grade <= knowledge::plain_grade && *smog <= knowledge::plain_smog;
}

std::string checks_of(const Assessment& assessment, Language language)
{
    json::object values;
    values["t"] = code_of(language);
    put_checks(values, assessment, language);
    return render("summary_checks", values);
}

/// A choice for each statement: evidence as the reviewer grades it.
json::array grade_values(const SummaryVersion& wording, Language language)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 11> grades{{
        {"", "-"},
        {"OCEBM2011:1", "OCEBM 1"},
        {"OCEBM2011:2", "OCEBM 2"},
        {"OCEBM2011:3", "OCEBM 3"},
        {"OCEBM2011:4", "OCEBM 4"},
        {"OCEBM2011:5", "OCEBM 5"},
        {"GRADE:high", "GRADE high"},
        {"GRADE:moderate", "GRADE moderate"},
        {"GRADE:low", "GRADE low"},
        {"GRADE:very-low", "GRADE very low"},
        {"LIVED:lived", ""},
    }};
    json::array list;
    for (const auto& statement : wording.statements) {
        const auto present = statement.evidence_scheme.empty()
                                 ? std::string{}
                                 : statement.evidence_scheme + ':' + statement.evidence_level;
        json::array choices;
        for (const auto& [value, name] : grades)
            choices.push_back(json::object{
                {"value", value},
                {"name", name.empty() ? word(language, "lived_experience") : name},
                {"selected", value == present}
            });
        json::object values;
        values["number"] = statement.position;
        values["statement"] = statement.content;
        values["choices"] = std::move(choices);
        list.push_back(std::move(values));
    }
    return list;
}

http::Response show(
    const app::Context& ctx,
    const Loaded& loaded,
    const std::string& problem = {},
    unsigned status = 200,
    const http::Params* typed = nullptr
)
{
    const auto language = language_of(ctx);
    const auto& wording = loaded.wording;
    const auto& state = loaded.summary.state;
    json::object values;
    values["t"] = code_of(language);
    values["problem"] = problem;
    values["path"] = "/s/" + to_string(loaded.summary.id);
    values["desk"] = "/@" + loaded.group + "/summaries";
    values["summary_title"] = wording.title;
    values["state"] = word(language, "summary_state_" + state);
    values["version"] = wording.version;
    values["language"] = wording.language;
    const auto field = [&](std::string_view name, std::string text) {
        values[name] = typed != nullptr ? typed->text_or(name, text) : std::move(text);
    };
    field("title", wording.title);
    field("key_message", wording.key_message);
    field("statements", statement_lines(wording));
    field("what_you_can_do", wording.what_you_can_do);
    field("uncertain", wording.uncertain);
    field("body", wording.body);
    field("for_clinicians", wording.for_clinicians);
    field("funding", wording.funding);
    field("references", reference_lines(wording));
    field("next_review_at", loaded.summary.next_review_at.value_or(""));
    const bool being_written = state == "draft" || state == "in_review";
    values["may_edit"] = loaded.may_edit && being_written;
    values["may_submit"] = loaded.may_edit && state == "draft";
    values["may_review"] = loaded.may_review && state == "in_review";
    values["may_publish"] = loaded.may_edit && state == "in_review" && loaded.assessment.obstacles.empty();
    values["may_correct"] = loaded.may_edit && state == "published";
    values["public"] = loaded.summary.published_at.has_value();
    values["interest"] = loaded.interest;
    values["grades"] = grade_values(wording, language);
    values["form_token"] = session_form_token(*ctx.viewer());
    values["checks"] = checks_of(loaded.assessment, language);
    Page page;
    page.title = fmt::format("{}: {}", word(language, "summary_edit"), wording.title);
    page.body = render("summary_edit", values);
    page.status = status;
    page.hidden = true;
    if (loaded.may_edit && being_written) page.script = "checks.js";
    return respond(ctx, page);
}

boost::asio::awaitable<result<Loaded>> load(const app::Context& ctx, SummaryId id)
{
    co_return co_await ctx.app().db.transact([&](Transaction& tx) { return load(tx, ctx, id); });
}

void wake(const app::Context& ctx)
{
    for (const auto* channel : {storage::channels::jobs, storage::channels::events}) ctx.app().notifier.notify(channel);
}

std::string wrong_words(Language language, const WrongField& wrong)
{
    std::string text(word(language, wrong.key));
    return wrong.line > 0 ? text + " " + std::to_string(wrong.line) : text;
}

/// What the guard found, as it says it to clients.
std::string refusal_words(const http::Response& refused)
{
    const auto body = json::parse(refused.body);
    return std::string(body.at("error").as_string());
}

privacy::Submission submission_of(const SummaryVersion& wording, std::vector<std::string>& keep)
{
    keep = knowledge::texts_of(wording);
    privacy::Submission submission;
    submission.for_organisation = true;
    for (const auto& text : keep) submission.pieces.push_back({"summary", text});
    return submission;
}

result<void> save(Transaction& tx, const app::Context& ctx, const Loaded& loaded, const SummaryVersion& wording)
{
    const auto now = ctx.app().clock.now();
    const auto by = storage::accounts::find(tx, ctx.account_id());
    if (!by) return by.error();
    const auto edited = knowledge::edit_draft(tx, *by, loaded.summary.id, wording, now);
    if (!edited) return edited.error();
    const auto date = ctx.params().text_or("next_review_at", "");
    if (date.empty() || date == loaded.summary.next_review_at) return {};
    return knowledge::set_next_review(tx, *by, loaded.summary.id, date, now);
}

/// "grade_1=OCEBM2011:2" of the form.
std::vector<knowledge::Grade> grades_of(const http::Params& params, const SummaryVersion& wording)
{
    std::vector<knowledge::Grade> grades;
    for (const auto& statement : wording.statements) {
        const auto text = params.text_or("grade_" + std::to_string(statement.position), "");
        const auto colon = text.find(':');
        if (colon != std::string::npos)
            grades.push_back({statement.position, text.substr(0, colon), text.substr(colon + 1)});
    }
    return grades;
}

result<void> take_step(Transaction& tx, const app::Context& ctx, const Loaded& loaded, std::string_view step)
{
    const auto now = ctx.app().clock.now();
    const auto id = loaded.summary.id;
    const auto by = storage::accounts::find(tx, ctx.account_id());
    if (!by) return by.error();
    const auto& params = ctx.params();
    const auto none = [](const auto& done) -> result<void> {
        if (!done) return done.error();
        return {};
    };
    if (step == "interest") return knowledge::declare_interest(tx, *by, id, params.text_or("statement", ""), now);
    if (step == "submit") return none(knowledge::submit_for_review(tx, *by, id, now));
    if (step == "review") return none(knowledge::sign_review(tx, *by, id, grades_of(params, loaded.wording), now));
    if (step == "publish") return none(knowledge::publish(tx, ctx.app().urls, *by, id, now));
    if (step == "correct") return none(knowledge::start_correction(tx, *by, id, params.text_or("reason", ""), now));
    return errc::invalid_argument;
}

} // namespace

boost::asio::awaitable<http::Response> edit_summary(app::Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto loaded = co_await load(ctx, *id);
    if (!loaded) co_return error_page(ctx, 404);
    co_return show(ctx, *loaded);
}

boost::asio::awaitable<http::Response> save_summary(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return error_page(ctx, 404);
    auto loaded = co_await load(ctx, *id);
    if (!loaded) co_return error_page(ctx, 404);
    if (!loaded->may_edit) co_return error_page(ctx, 403);
    const auto language = language_of(ctx);
    auto wording = loaded->wording;
    const auto wrong = read_form(ctx.params(), wording);
    if (!wrong.key.empty()) co_return show(ctx, *loaded, wrong_words(language, wrong), 422, &ctx.params());
    std::vector<std::string> texts;
    auto refused = co_await app::refuse_identifiers(ctx, submission_of(wording, texts));
    if (refused) co_return show(ctx, *loaded, refusal_words(*refused), 422, &ctx.params());
    if (ctx.params().text_or("action", "save") == "check") {
        // As it would be after saving; nothing is kept.
        loaded->assessment = co_await ctx.app().db.transact([&](Transaction& tx) {
            return knowledge::assess_as(tx, *id, wording, ctx.app().clock.now());
        });
        co_return show(ctx, *loaded, {}, 200, &ctx.params());
    }
    const auto saved = co_await ctx.app().db.transact([&](Transaction& tx) { return save(tx, ctx, *loaded, wording); });
    if (!saved) {
        const std::string problem(word(language, "summary_not_saved"));
        co_return show(ctx, *loaded, problem, 422, &ctx.params());
    }
    co_return http::redirect("/s/" + to_string(*id) + "/edit#checks");
}

/// What the checks say of the form as it stands, as a part of the page; 422 with what is wrong in it. Nothing is kept,
/// and nothing is looked for by the guard, which reads what is saved.
boost::asio::awaitable<http::Response> check_summary(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto language = language_of(ctx);
    WrongField wrong;
    const auto checked = co_await ctx.app().db.read([&](Transaction& tx) -> result<Assessment> {
        auto loaded = load(tx, ctx, *id);
        if (!loaded) return loaded.error();
        if (!loaded->may_edit) return errc::forbidden;
        wrong = read_form(ctx.params(), loaded->wording);
        if (!wrong.key.empty()) return Assessment{};
        return knowledge::assess_as(tx, *id, loaded->wording, ctx.app().clock.now());
    });
    if (!checked) co_return error_page(ctx, checked.error() == errc::forbidden ? 403 : 404);
    auto part = http::html_response(checks_of(*checked, language), 200);
    if (!wrong.key.empty())
        part = http::html_response("<p>" + text::escape_html(wrong_words(language, wrong)) + "</p>", 422);
    co_return part;
}

boost::asio::awaitable<http::Response> step_summary(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto loaded = co_await load(ctx, *id);
    if (!loaded) co_return error_page(ctx, 404);
    const auto language = language_of(ctx);
    const auto step = ctx.params().text_or("step", "");
    if (step == "publish") {
        std::vector<std::string> texts;
        auto refused = co_await app::refuse_identifiers(ctx, submission_of(loaded->wording, texts));
        if (refused) co_return show(ctx, *loaded, refusal_words(*refused), 422);
    }
    const auto done =
        co_await ctx.app().db.transact([&](Transaction& tx) { return take_step(tx, ctx, *loaded, step); });
    if (!done && done.error() == errc::forbidden) co_return error_page(ctx, 403);
    if (!done) {
        const std::string problem(word(language, "summary_step_refused"));
        co_return show(ctx, *loaded, problem, 422);
    }
    wake(ctx);
    co_return http::redirect("/s/" + to_string(*id) + (step == "publish" ? "" : "/edit"));
}

} // namespace rounds::web
