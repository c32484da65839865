#include "federation/inbox/gate.hpp"

#include "federation/fetch/document.hpp"
#include "federation/inbox/verify_request.hpp"
#include "federation/signatures/fault.hpp"
#include "federation/signatures/request_signature.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/log.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <array>

namespace rounds::inbox {
namespace {

namespace prop = vocab::prop;
using signatures::fault;
using signatures::RequestSignature;
using signatures::RequestView;
using namespace std::chrono_literals;

/// Senders repeat within seconds what they take for lost; the table of what arrived knows everything older.
constexpr std::size_t remembered_arrivals = 8192;
constexpr std::chrono::minutes remembered_for{10};

/// One sentence for every way a signature fails: a forger learns nothing from it.
constexpr std::string_view not_accepted = "The request's signature was not accepted";

Answer refuse(unsigned status, std::string_view error, std::optional<std::chrono::seconds> wait = {})
{
    return Answer{.status = status, .error = std::string(error), .retry_after = wait};
}

Answer of_signature(const boost::system::error_code& error)
{
    const bool unreadable = error == fault::malformed || error == fault::ambiguous;
    return refuse(unreadable ? 400 : 401, not_accepted);
}

/// The one field of that name; nothing when there are two.
std::optional<std::string_view> only_header(const RequestView& request, std::string_view name)
{
    std::optional<std::string_view> found;
    for (const auto& header : request.headers) {
        if (header.name != name) continue;
        if (found) return std::nullopt;
        found = header.value;
    }
    return found.value_or(std::string_view{});
}

std::optional<Answer> check_message(const RequestView& request, std::size_t max_bytes)
{
    if (request.body.size() > max_bytes) return refuse(413, "The activity is too large");
    const auto type = only_header(request, "content-type");
    if (!guards::hold("content-type", type && fetch::is_activity_type(*type)))
        return refuse(415, "The content type is not ActivityPub's");
    // A compressed body could unpack to anything (E16).
    const auto encoding = only_header(request, "content-encoding");
    if (!encoding || !(encoding->empty() || *encoding == "identity"))
        return refuse(415, "A content encoding is not accepted");
    return std::nullopt;
}

bool is_ours(const Url& url, const std::vector<std::string>& our_hosts)
{
    return std::ranges::find(our_hosts, url.authority()) != our_hosts.end();
}

/// A look without reading, for all that delete nothing: their keys are looked for once.
bool may_delete_itself(std::string_view body)
{
    return body.contains(vocab::type::delete_);
}

/// Servers tell everybody they know of a deleted account. Whoever was never heard of here left nothing to delete, and
/// its key is gone with it (federation.md section 8 no. 11).
bool deletes_itself(std::string_view body)
{
    const auto value = parse_json(body);
    const auto* activity = value ? value->if_object() : nullptr;
    return activity != nullptr && vocab::type_is(*activity, vocab::type::delete_) &&
           vocab::same_actor(vocab::id_of(*activity, prop::actor), vocab::id_of(*activity, prop::object));
}

/// Answers for a key that could not be had: a lasting reason is the sender's, a passing one is ours to say so.
Answer of_key(const boost::system::error_code& error)
{
    using fetch::fetch_errc;
    const bool passing = error == errc::unavailable || error == fetch_errc::timeout || error == fetch_errc::busy ||
                         error == fetch_errc::connect || error == fetch_errc::dns;
    if (passing) return refuse(503, "The key of the signature cannot be read now", 60s);
    if (error == errc::forbidden) return refuse(403, "This server does not federate with yours");
    return refuse(401, not_accepted);
}

bool is_for_all(const json::object& activity)
{
    const auto addressed = [](const json::object& object) {
        return std::ranges::any_of(std::array{prop::to, prop::cc, prop::audience}, [&](const auto& key) {
            return vocab::addresses_public(object, key);
        });
    };
    const auto* object = activity.if_contains(prop::object);
    return addressed(activity) || (object != nullptr && object->is_object() && addressed(object->get_object()));
}

/// Mastodon gives no id to what it adds to its collections and removes from them (ActivityPub section 3 lets such
/// activities be without). Here it gets one of what was signed, so that it counts once for each time that it was said.
std::string id_for(const json::object& activity, const RequestSignature& signature)
{
    const bool nameless = vocab::type_is(activity, vocab::type::add) || vocab::type_is(activity, vocab::type::remove);
    if (!nameless || activity.contains(prop::id)) return std::string(vocab::own_id(activity));
    const auto actor = vocab::id_of(activity, prop::actor);
    return std::string(actor) + "#said-" + crypto::to_hex(crypto::sha256(signature.signature)).substr(0, 32);
}

} // namespace

result<void>
check_identity(const json::object& activity, std::string_view signer, const std::vector<std::string>& our_hosts)
{
    const auto id = vocab::own_id(activity);
    const auto actor = vocab::id_of(activity, prop::actor);
    const auto actor_url = parse_url(actor);
    const auto id_url = parse_url(id);
    if (vocab::type_of(activity).empty()) return errc::invalid_argument;
    if (!actor_url || !discovery::is_canonical_id(actor, *actor_url) || is_ours(*actor_url, our_hosts))
        return errc::invalid_argument;
    if (!guards::hold("actor", vocab::same_actor(actor, signer))) return errc::unauthorized;
    if (!guards::hold("id", id_url && discovery::is_canonical_id(id, *id_url))) return errc::invalid_argument;
    if (!guards::hold("ours", !id_url || !is_ours(*id_url, our_hosts))) return errc::invalid_argument;
    if (!guards::hold("origin", id_url && id_url->origin() == actor_url->origin())) return errc::invalid_argument;
    return {};
}

Gate::Gate(discovery::Resolver& resolver, const Clock& clock, GateSettings settings)
    : resolver_(resolver), clock_(clock), settings_(std::move(settings)), taken_(clock, remembered_arrivals)
{
}

asio::awaitable<result<std::string>> Gate::find_signer(const RequestSignature& signature, const RequestView& request)
{
    co_return co_await inbox::find_signer(resolver_, signature, request);
}

asio::awaitable<bool> Gate::store(storage::inbox::Arrival arrival, std::string_view host)
{
    auto turn = storing_.join(arrival.origin + ' ' + arrival.activity_uri);
    if (!turn.leads()) {
        const auto kept = co_await turn.wait();
        co_return kept.value_or(false);
    }
    const auto stored = co_await settings_.store(std::move(arrival));
    turn.land(stored.has_value());
    if (stored && settings_.on_stored) settings_.on_stored(host);
    co_return stored.has_value();
}

asio::awaitable<Answer> Gate::taken_from(std::string home)
{
    if (settings_.heard) co_await settings_.heard(std::move(home));
    co_return Answer{};
}

asio::awaitable<Answer> Gate::receive(const RequestView& request, std::string path)
{
    const auto signature = signatures::parse(request);
    const auto key_url = signature ? parse_url(signature->key_id) : result<Url>(errc::invalid_argument);
    const auto host = key_url ? key_url->authority() : std::string();
    if (key_url && settings_.over_limit) {
        if (const auto wait = settings_.over_limit(host)) co_return refuse(429, "Too many requests", *wait);
    }
    if (auto refusal = check_message(request, settings_.max_bytes)) co_return std::move(*refusal);
    if (!signature) co_return of_signature(signature.error());
    if (!key_url) co_return refuse(401, not_accepted);
    const auto checked = signatures::check(*signature, request, clock_, settings_.our_hosts);
    if (!checked) co_return of_signature(checked.error());
    if (is_ours(*key_url, settings_.our_hosts)) co_return refuse(401, not_accepted);
    if (!guards::hold("domain", settings_.host_allowed(host)))
        co_return refuse(403, "This server does not federate with yours");

    if (may_delete_itself(request.body)) {
        const auto known = co_await resolver_.find_known_key(signature->key_id);
        if (!known && deletes_itself(request.body)) co_return Answer{};
    }
    const auto signer = co_await find_signer(*signature, request);
    if (!signer) {
        const bool forged = signer.error().category() == signatures::make_error_code(fault::missing).category();
        log::debug("inbox: {} not accepted: {}", log::printable(signature->key_id), signer.error().message());
        co_return forged ? of_signature(signer.error()) : of_key(signer.error());
    }

    const auto origin = parse_url(*signer)->origin();
    auto home = origin.substr(origin.find("://") + 3); // an origin has nothing behind it
    // The same words of the same actor mean the same thing: what was checked and kept is not looked at again.
    const auto said = *signer + ' ' + crypto::sha256(request.body);
    if (taken_.find(said)) co_return co_await taken_from(std::move(home));

    auto value = parse_json(request.body, settings_.max_bytes);
    auto* activity = value ? value->if_object() : nullptr;
    if (activity == nullptr) co_return refuse(400, "The body is not a JSON object as ActivityPub has it");
    const bool named = activity->contains(prop::id); // otherwise each signature says it anew
    auto id = id_for(*activity, *signature);
    (*activity)[prop::id] = id;
    // FEP-7aa9 demands none, and Mastodon sends none: it is who signed.
    if (vocab::type_is(*activity, vocab::type::feature_request) && !activity->contains(prop::actor))
        (*activity)[prop::actor] = *signer;
    const auto identity = check_identity(*activity, *signer, settings_.our_hosts);
    if (!identity && identity.error() == errc::unauthorized) co_return refuse(401, "The actor is not the signer");
    if (!identity) co_return refuse(400, "The activity's id or actor cannot be accepted");
    storage::inbox::Arrival arrival;
    arrival.origin = origin;
    arrival.activity_uri = std::move(id);
    arrival.actor_uri = *signer;
    arrival.target = std::move(path);
    arrival.body = request.body;
    arrival.for_all = is_for_all(*activity);
    const bool kept = co_await store(std::move(arrival), host);
    if (!kept) co_return refuse(503, "The server is busy, try again in a moment", 5s);
    if (named) taken_.put(said, true, remembered_for);
    co_return co_await taken_from(std::move(home));
}

} // namespace rounds::inbox
