#include "server/knowledge/references.hpp"

#include "server/rounds_api/handlers.hpp"
#include "server/rounds_api/notices.hpp"
#include "storage/base/text.hpp"

namespace rounds::rounds_api {
namespace {

namespace notices = storage::reference_notices;
using storage::Account;

} // namespace

json::object notice_json(const notices::Notice& notice)
{
    json::object out;
    out["kind"] = notice.kind;
    out["value"] = notice.value;
    out["url"] = knowledge::canonical_url({notice.kind, notice.value});
    out["state"] = notice.state;
    out["note"] = notice.note;
    out["noted_at"] = to_iso8601(notice.noted_at);
    return out;
}

json::object noted_json(Transaction& tx, const notices::Notice& notice)
{
    auto out = notice_json(notice);
    json::array summaries;
    for (const auto id : notices::summaries_citing(tx, notice.kind, notice.value))
        summaries.emplace_back(to_string(id));
    out["summary_ids"] = std::move(summaries);
    return out;
}

result<notices::Notice> read_notice(std::string_view reference, std::string_view state, std::string_view note, Time now)
{
    constexpr std::size_t longest_note = 500;
    const auto identifier = knowledge::parse_identifier(reference);
    if (!identifier || (state != "dead" && state != "retracted") || note.size() > longest_note)
        return errc::invalid_argument;
    return notices::Notice{identifier->kind, identifier->value, std::string(state), std::string(note), now};
}

/// GET /references/notices: works that are gone from their address or were retracted, the last noted first.
Answer list_reference_notices(Context& ctx)
{
    const auto body = [&](Transaction& tx) -> result<json::value> {
        json::array all;
        for (const auto& notice : notices::list(tx, limit_of(ctx.params()))) all.push_back(notice_json(notice));
        return all;
    };
    co_return co_await show(ctx, body);
}

/// POST /references/notices {reference, state, note}: flags every summary that cites the work. By moderators.
Answer note_reference(Context& ctx)
{
    const auto& params = ctx.params();
    const auto notice = read_notice(
        params.text_or("reference", ""), params.text_or("state", ""), params.text_or("note", ""), ctx.app().clock.now()
    );
    if (!notice) {
        if (!knowledge::parse_identifier(params.text_or("reference", ""))) co_return invalid("reference");
        const auto state = params.text_or("state", "");
        co_return invalid(state == "dead" || state == "retracted" ? "note" : "state");
    }
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        notices::set(tx, *notice, by.id);
        return noted_json(tx, *notice);
    };
    co_return co_await act(ctx, body);
}

/// DELETE /references/notices {reference}: it was a mistake.
Answer drop_reference_notice(Context& ctx)
{
    const auto identifier = knowledge::parse_identifier(ctx.params().text_or("reference", ""));
    if (!identifier) co_return invalid("reference");
    const auto body = [&](Transaction& tx, const Account&) -> result<json::value> {
        const auto done = notices::clear(tx, identifier->kind, identifier->value);
        if (!done) return done.error();
        return json::object{};
    };
    co_return co_await act(ctx, body);
}

} // namespace rounds::rounds_api
