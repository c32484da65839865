#include "federation/signatures/request_signature.hpp"

#include "federation/signatures/cavage.hpp"
#include "federation/signatures/digest.hpp"
#include "federation/signatures/fields.hpp"
#include "federation/signatures/rfc9421.hpp"
#include "storage/base/guards.hpp"

#include <algorithm>

namespace rounds::signatures {
namespace {

using namespace std::chrono_literals;

constexpr auto margin = 1h;        // for clocks that disagree
constexpr auto usual_life = 5min;  // of a signature that names no end
constexpr auto longest_life = 12h; // of one that does

bool covers(const RequestSignature& signature, std::string_view component)
{
    return std::ranges::find(signature.components, component) != signature.components.end();
}

bool must_have_digest(const RequestView& request)
{
    return request.method == "POST" || request.method == "PUT" || request.method == "PATCH" || !request.body.empty();
}

/// Seconds beyond the year 9999 would overflow the clock's microseconds; no honest signature has them.
std::optional<Time> time_of(std::int64_t seconds)
{
    constexpr std::int64_t latest = 253402300799;
    if (seconds < 0 || seconds > latest) return std::nullopt;
    return Time{std::chrono::seconds{seconds}};
}

bool algorithm_taken(const RequestSignature& signature)
{
    const auto& name = signature.algorithm;
    if (name.empty()) return true;
    if (signature.scheme == Scheme::rfc9421) return name == "rsa-v1_5-sha256" || name == "ed25519";
    // Section 2.3 of the draft forbids (created) and (expires) with the algorithms that are older than they are.
    if (name == "rsa-sha256") return !covers(signature, "(created)") && !covers(signature, "(expires)");
    return name == "hs2019";
}

bool covers_enough(const RequestSignature& signature, const RequestView& request)
{
    const auto has = [&](std::string_view component) { return covers(signature, component); };
    if (signature.scheme == Scheme::cavage)
        return has("(request-target)") && has("host") && (has("date") || has("(created)")) &&
               (has("digest") || !must_have_digest(request));
    return has("@method") && (has("@target-uri") || (has("@request-target") && has("@authority"))) &&
           signature.created && (has("content-digest") || !must_have_digest(request));
}

/// The moments at which the signature says it was made: all that are covered.
std::optional<std::vector<Time>> creation_times(const RequestSignature& signature, const RequestView& request)
{
    std::vector<Time> times;
    if (signature.scheme == Scheme::rfc9421 || covers(signature, "(created)")) {
        const auto created = signature.created ? time_of(*signature.created) : std::nullopt;
        if (!created) return std::nullopt;
        times.push_back(*created);
    }
    if (signature.scheme == Scheme::cavage && covers(signature, "date")) {
        const auto field = only_field(request.headers, "date");
        const auto date = field ? parse_http_date(*field) : std::nullopt;
        if (!date) return std::nullopt;
        times.push_back(*date);
    }
    return times;
}

bool in_time(const RequestSignature& signature, const RequestView& request, Time now)
{
    const auto times = creation_times(signature, request);
    if (!times || times->empty()) return false;
    std::optional<Time> end;
    if (signature.expires) {
        end = time_of(*signature.expires);
        if (!end || now > *end) return false;
    }
    // An end that is not signed may shorten a signature's life, but not lengthen it.
    const bool believed = signature.scheme == Scheme::rfc9421 || covers(signature, "(expires)");
    return std::ranges::all_of(*times, [&](Time created) {
        const Time last = end && believed ? created + longest_life : created + usual_life + margin;
        return created <= now + margin && now <= last;
    });
}

bool is_ours(const RequestView& request, std::span<const std::string> our_hosts)
{
    const auto host = only_field(request.headers, "host");
    if (!host) return false;
    const auto asked = normal_authority(*host, request.scheme);
    return std::ranges::any_of(our_hosts, [&](const std::string& ours) {
        return normal_authority(ours, request.scheme) == asked;
    });
}

bool digest_is_right(const RequestSignature& signature, const RequestView& request)
{
    if (signature.scheme == Scheme::cavage)
        return !covers(signature, "digest") || digest_matches(request.headers, request.body);
    return !covers(signature, "content-digest") || content_digest_matches(request.headers, request.body);
}

result<void> matches_cavage(const RequestSignature& signature, const RequestView& request, const PublicKey& key)
{
    const auto lines = cavage_string(signature, request, request.target);
    if (!lines) return fault::not_covered;
    if (guards::hold("signature", key.verify(*lines, signature.signature))) return {};
    const auto question = request.target.find('?');
    if (question == std::string_view::npos) return fault::bad_signature;
    const auto shorter = cavage_string(signature, request, request.target.substr(0, question));
    if (shorter && key.verify(*shorter, signature.signature)) return {};
    return fault::bad_signature;
}

} // namespace

result<RequestSignature> parse(const RequestView& request)
{
    if (count_fields(request.headers, "signature-input") != 0) return parse_rfc9421(request);
    const auto field = only_field(request.headers, "signature");
    if (field) return parse_cavage(*field);
    return count_fields(request.headers, "signature") == 0 ? fault::missing : fault::ambiguous;
}

result<void> check(
    const RequestSignature& signature,
    const RequestView& request,
    const Clock& clock,
    std::span<const std::string> our_hosts
)
{
    if (!guards::hold("algorithm", algorithm_taken(signature))) return fault::unsupported;
    if (!guards::hold("coverage", covers_enough(signature, request))) return fault::not_covered;
    if (!guards::hold("host", is_ours(request, our_hosts))) return fault::wrong_host;
    if (!guards::hold("time", in_time(signature, request, clock.now()))) return fault::out_of_time;
    if (!guards::hold("digest", digest_is_right(signature, request))) return fault::bad_digest;
    return {};
}

result<void> matches(const RequestSignature& signature, const RequestView& request, const PublicKey& key)
{
    const bool rsa_named = signature.algorithm.starts_with("rsa-");
    const bool ed25519_named = signature.algorithm == "ed25519";
    if ((rsa_named && key.type() != KeyType::rsa) || (ed25519_named && key.type() != KeyType::ed25519))
        return fault::unsupported;
    if (signature.scheme == Scheme::cavage) return matches_cavage(signature, request, key);
    const auto base = rfc9421_base(signature, request);
    if (!base) return fault::not_covered;
    if (!guards::hold("signature", key.verify(*base, signature.signature))) return fault::bad_signature;
    return {};
}

result<void> verify(
    const RequestSignature& signature,
    const RequestView& request,
    const PublicKey& key,
    const Clock& clock,
    std::span<const std::string> our_hosts
)
{
    const auto checked = check(signature, request, clock, our_hosts);
    return checked ? matches(signature, request, key) : checked;
}

} // namespace rounds::signatures
