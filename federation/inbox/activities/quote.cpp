#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::inbox {
namespace {

namespace prop = vocab::prop;

/// What FEP-e232 links with; written with and without a slash before the fragment.
bool is_quote_rel(std::string_view rel) noexcept
{
    return rel == "https://misskey-hub.net/ns#_misskey_quote" || rel == "https://misskey-hub.net/ns/#_misskey_quote";
}

std::string linked_quote(const json::object& post)
{
    for (const auto* value : vocab::one_or_many(post, prop::tag, max_tags)) {
        const auto* tag = value->if_object();
        if (tag == nullptr || !vocab::type_is(*tag, vocab::type::link) || !is_quote_rel(string_at(*tag, prop::rel)))
            continue;
        if (auto href = parts::url_or_empty(string_at(*tag, prop::href)); !href.empty()) return href;
    }
    return {};
}

} // namespace

namespace parts {

std::optional<RemoteQuote> read_quote(const json::object& post)
{
    RemoteQuote quote;
    quote.uri = url_at(post, prop::quote);
    quote.stamp = url_at(post, prop::quote_authorization);
    if (!quote.uri.empty()) return quote;
    for (const auto key : {prop::quote_uri, prop::quote_url, prop::misskey_quote}) {
        quote.uri = url_at(post, key);
        if (!quote.uri.empty()) break;
    }
    if (quote.uri.empty()) quote.uri = linked_quote(post);
    if (quote.uri.empty()) return std::nullopt;
    quote.old_dialect = quote.stamp.empty();
    return quote;
}

std::optional<RemoteQuotePolicy> read_quote_policy(const json::object& post)
{
    const auto* policy = vocab::first_object(post, prop::interaction_policy);
    const auto* can_quote = policy != nullptr ? vocab::first_object(*policy, prop::can_quote) : nullptr;
    if (can_quote == nullptr) return std::nullopt;
    return RemoteQuotePolicy{
        .automatic = vocab::ids_of(*can_quote, prop::automatic_approval, max_quoters),
        .manual = vocab::ids_of(*can_quote, prop::manual_approval, max_quoters),
    };
}

} // namespace parts

/// The post that quotes is embedded, or named by its id alone.
result<QuoteRequestActivity> read_quote_request(const json::object& activity)
{
    auto head = parts::head(activity, vocab::type::quote_request);
    if (!head) return head.error();
    QuoteRequestActivity request;
    request.head = std::move(*head);
    request.object = parts::url_at(activity, prop::object);
    auto instrument = parts::reference(activity, prop::instrument);
    if (!instrument || request.object.empty()) return errc::invalid_argument;
    request.instrument = std::move(*instrument);
    return request;
}

} // namespace rounds::inbox
