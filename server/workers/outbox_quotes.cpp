#include "server/inbound/documents.hpp"
#include "server/workers/outbox.hpp"
#include "storage/accounts.hpp"
#include "storage/publications.hpp"
#include "storage/quotes.hpp"

/// Quotes by consent (FEP-044f): between who quotes and who is quoted.
namespace rounds::workers {

namespace {

namespace accounts = storage::accounts;
namespace publications = storage::publications;

/// Who is quoted (of this instance) and who quotes, and both posts' ids.
struct Parts
{
    Account author;
    Account quoter;
    std::string quoting;
    std::string quoted;
};

result<Parts> parts_of(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account || !saying.target || !saying.status) return errc::invalid_argument;
    auto author = accounts::find(out.tx, *saying.account);
    auto quoter = accounts::find(out.tx, *saying.target);
    if (!author || !quoter || !author->local()) return errc::not_found;
    const auto quoting = storage::quotes::find(out.tx, *saying.status);
    if (!quoting) return errc::not_found; // the post is gone, and its quote with it
    return Parts{std::move(*author), std::move(*quoter), quoting->uri, quoting->quote.uri};
}

} // namespace

/// After the post's Create, and in order with it: some take the one only when the other is there.
result<void> say_quote_requested(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account || !saying.status) return errc::invalid_argument;
    const auto document = inbound::post_document(out.tx, out.urls, *saying.status, out.now);
    if (!document || !document->view.quote) return {};
    const auto author = accounts::find(out.tx, *saying.account);
    if (!author || author->local()) return {};
    const auto& quoter = document->view.author.account;
    const auto& status = document->view.status;
    const build::Head head{
        .id = saying.text, .actor = quoter.uri, .audience = {.to = {author->uri}, .cc = {}}, .published = out.now
    };
    const auto letter = letter_to(quoter, "QuoteRequest", status.uri, author->id);
    return plain(out.post(letter, build::build_quote_request(head, document->view.quote->uri, document->object)));
}

result<void> say_quote_answered(Outgoing& out, const SavedSaying& saying)
{
    const auto parts = parts_of(out, saying);
    if (!parts || parts->quoter.local()) return {};
    const bool accepted = saying.what == social::Say::quote_accepted;
    const std::string kind = accepted ? "Accept" : "Reject";
    const auto head = out.head(parts->author.uri, kind, {.to = {parts->quoter.uri}, .cc = {}});
    const build::QuoteRequestRef request{
        .id = saying.text, .actor = parts->quoter.uri, .quoted = parts->quoted, .quoting = parts->quoting
    };
    const auto stamp = out.urls.quote_stamp(parts->author, *saying.status);
    const auto letter = letter_to(parts->author, kind, parts->quoting, parts->quoter.id);
    return plain(out.post(
        letter, accepted ? build::build_accept_quote(head, request, stamp) : build::build_reject_quote(head, request)
    ));
}

/// To who quoted, whose server has to pass it on; of a post from here, to everybody who got that. A third server can
/// check it at the stamp's address, or by its proof.
result<void> say_quote_revoked(Outgoing& out, const SavedSaying& saying)
{
    const auto parts = parts_of(out, saying);
    if (!parts) return {};
    const auto quoted = publications::trace_by_uri(out.tx, parts->quoted);
    const auto head = out.head(parts->author.uri, "Delete", {.to = {parts->quoter.uri}, .cc = {}});
    auto letter = letter_to(parts->author, "Delete", parts->quoting, parts->quoter.id); // after the approval itself
    letter.proof = quoted && quoted->visibility <= storage::Visibility::unlisted;
    if (parts->quoter.local()) letter.to.receivers_of = parts->quoting;
    return plain(out.post(letter, build::build_delete_stamp(head, saying.text)));
}

} // namespace rounds::workers
