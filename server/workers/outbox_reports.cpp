#include "server/workers/outbox.hpp"
#include "storage/accounts.hpp"
#include "storage/publications.hpp"
#include "storage/reports.hpp"

namespace rounds::workers {

namespace {

namespace accounts = storage::accounts;

/// The ids of the reported posts that the other server may know: its own account's.
std::vector<std::string> uris_of(Outgoing& out, const storage::reports::Report& report)
{
    std::vector<std::string> uris;
    for (const auto id : report.statuses)
        if (const auto post = storage::publications::trace(out.tx, id); post && post->account == report.target)
            uris.push_back(post->uri);
    return uris;
}

} // namespace

/// By the instance, so that nobody learns who reported; it carries no proof that could be shown around.
result<void> say_reported(Outgoing& out, const SavedSaying& saying)
{
    const auto id = parse_id<ReportId>(saying.text);
    if (!id || !saying.target) return errc::invalid_argument;
    const auto report = storage::reports::find(out.tx, *id);
    const auto target = accounts::find(out.tx, *saying.target);
    const auto instance = accounts::find_by_uri(out.tx, out.urls.base() + "/actor");
    if (!report || !target || target->local() || !instance) return {}; // gone meanwhile
    const build::Head head{
        .id = report->uri,
        .actor = instance->uri,
        .audience = {.to = {target->uri}, .cc = {}},
        .published = report->created_at
    };
    const Outgoing::Letter letter{
        .from = instance->id,
        .kind = "Flag",
        .object_uri = report->uri,
        .shown = false,
        .proof = false,
        .to =
            {.accounts = {target->id},
             .followers_of = {},
             .receivers_of = {},
             .receivers_from = {},
             .personal_inboxes = false},
    };
    const auto posted = out.post(letter, build::build_flag(head, target->uri, uris_of(out, *report), report->comment));
    return posted ? result<void>{} : result<void>{posted.error()};
}

} // namespace rounds::workers
