#include "server/sign_on/provider.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/log.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <mutex>
#include <optional>

namespace rounds::sign_on {
namespace {

using boost::asio::awaitable;
using namespace std::chrono_literals;

constexpr auto kept_for = 1h;
constexpr auto keys_again_after = 60s;
constexpr auto fresh_log_in = 300s;
constexpr std::size_t most_bytes = 256UL * 1024;
constexpr std::size_t most_groups = 500;

/// What the provider says of itself (OpenID Connect Discovery section 3).
struct Metadata
{
    std::string authorization;
    std::string token;
    std::string user_info; ///< may be empty, as the next
    std::string end_session;
    std::string keys;
    bool basic = true;         ///< how the client secret is shown
    bool names_issuer = false; ///< in the answer (RFC 9207)
};

struct Known
{
    Metadata metadata;
    KeySet keys;
    Time read_at{};
};

bool lists(const json::object& document, std::string_view name, std::string_view wanted, bool when_absent)
{
    const auto* list = array_at(document, name);
    if (list == nullptr) return when_absent;
    return std::ranges::any_of(*list, [&](const json::value& one) {
        return one.is_string() && one.get_string() == wanted;
    });
}

/// unreachable when it lacks what we need or speaks for another issuer (section 4.3).
result<Metadata> read_metadata(const json::object& document, const std::string& issuer)
{
    if (string_at(document, "issuer") != issuer) return fault::wrong_issuer;
    Metadata read;
    read.authorization = string_at(document, "authorization_endpoint");
    read.token = string_at(document, "token_endpoint");
    read.user_info = string_at(document, "userinfo_endpoint");
    read.end_session = string_at(document, "end_session_endpoint");
    read.keys = string_at(document, "jwks_uri");
    for (const auto* needed : {&read.authorization, &read.token, &read.keys})
        if (!parse_url(*needed)) return fault::unreachable;
    if (!lists(document, "code_challenge_methods_supported", "S256", true)) return fault::unreachable;
    constexpr std::string_view methods = "token_endpoint_auth_methods_supported";
    read.basic = lists(document, methods, "client_secret_basic", true);
    read.names_issuer = bool_at(document, "authorization_response_iss_parameter_supported");
    return read;
}

std::string urlencoded(const std::vector<std::pair<std::string_view, std::string_view>>& fields)
{
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out.append(name).append("=").append(percent_encode(value));
    }
    return out;
}

std::vector<std::string> texts_at(const json::object& claims, const std::string& name)
{
    std::vector<std::string> texts;
    const auto* value = claims.if_contains(name);
    if (value == nullptr) return texts;
    if (value->is_string()) texts.emplace_back(value->get_string());
    if (value->is_array())
        for (const auto& one : value->get_array())
            if (one.is_string() && texts.size() < most_groups) texts.emplace_back(one.get_string());
    return texts;
}

Person person_of(const json::object& claims, const std::string& groups_claim)
{
    Person person;
    person.subject = string_at(claims, "sub");
    person.username = string_at(claims, "preferred_username");
    person.name = string_at(claims, "name");
    if (bool_at(claims, "email_verified")) person.email = string_at(claims, "email");
    person.locale = string_at(claims, "locale");
    person.groups = texts_at(claims, groups_claim);
    return person;
}

} // namespace

Attempt begin_attempt(bool log_in_again)
{
    Attempt attempt;
    attempt.state = crypto::random_token();
    attempt.nonce = crypto::random_token();
    attempt.verifier = crypto::random_token();
    attempt.log_in_again = log_in_again;
    return attempt;
}

struct Provider::Impl
{
    fetch::Client& fetch;
    const Clock& clock;
    Settings settings;
    std::mutex mutex;
    std::shared_ptr<const Known> known;
    std::optional<Time> keys_asked_at;

    [[nodiscard]] fetch::Options options() const
    {
        fetch::Options options;
        options.accept = "application/json";
        options.place = settings.intranet ? fetch::Place::intranet : fetch::Place::anywhere;
        options.max_bytes = most_bytes;
        options.deadline = 10s;
        return options;
    }

    static result<json::object> as_object(const result<fetch::FetchResponse>& response)
    {
        if (!response) {
            log::warn("the sign-on provider cannot be reached: {}", response.error().message());
            return fault::unreachable;
        }
        if (response->status != 200) return response->status < 500 ? fault::refused : fault::unreachable;
        auto parsed = parse_json(response->body, most_bytes);
        if (!parsed || !parsed->is_object()) return fault::unreachable;
        return std::move(parsed->get_object());
    }

    awaitable<result<json::object>> get(std::string url, std::string bearer = {})
    {
        auto asked = options();
        if (!bearer.empty()) asked.headers.push_back({"authorization", "Bearer " + bearer});
        co_return as_object(co_await fetch.get(std::move(url), std::move(asked)));
    }

    awaitable<result<std::shared_ptr<const Known>>> read()
    {
        const auto at = clock.now();
        const auto slash = settings.issuer.ends_with('/') ? "" : "/";
        const auto document = co_await get(settings.issuer + slash + ".well-known/openid-configuration");
        if (!document) co_return fault::unreachable;
        auto metadata = read_metadata(*document, settings.issuer);
        if (!metadata) co_return metadata.error();
        const auto published = co_await get(metadata->keys);
        if (!published) co_return fault::unreachable;
        auto keys = KeySet::read(*published);
        if (!keys) co_return keys.error();
        auto fresh = std::make_shared<Known>();
        fresh->metadata = std::move(*metadata);
        fresh->keys = std::move(*keys);
        fresh->read_at = at;
        const std::lock_guard lock(mutex);
        known = fresh;
        co_return fresh;
    }

    awaitable<result<std::shared_ptr<const Known>>> get_known()
    {
        auto kept = this->kept();
        if (kept && clock.now() < kept->read_at + kept_for) co_return kept;
        auto fresh = co_await read();
        if (!fresh && kept) co_return kept; // what it said before is better than nothing
        co_return fresh;
    }

    std::shared_ptr<const Known> kept()
    {
        const std::lock_guard lock(mutex);
        return known;
    }

    /// True once a minute: unknown keys are cheap to make up.
    bool may_ask_for_keys()
    {
        const auto now = clock.now();
        const std::lock_guard lock(mutex);
        if (keys_asked_at && now < *keys_asked_at + keys_again_after) return false;
        keys_asked_at = now;
        return true;
    }

    /// Keys among which is that of the token, if the provider has it.
    awaitable<result<std::shared_ptr<const Known>>> known_for(const ReadToken& token)
    {
        auto found = co_await get_known();
        if (!found || (*found)->keys.knows(token.kid, token.algorithm) || !may_ask_for_keys()) co_return found;
        auto fresh = co_await read();
        co_return fresh ? fresh : found;
    }

    [[nodiscard]] Expected expected() const
    {
        Expected wanted;
        wanted.issuer = settings.issuer;
        wanted.client_id = settings.client_id;
        wanted.now = clock.now();
        return wanted;
    }

    awaitable<result<json::object>> tokens(const Metadata& metadata, const Attempt& attempt, const std::string& code)
    {
        auto asked = options();
        const bool secret = !settings.client_secret.empty();
        std::vector<std::pair<std::string_view, std::string_view>> fields{
            {"grant_type", "authorization_code"},
            {"code", code},
            {"redirect_uri", settings.redirect_uri},
            {"code_verifier", attempt.verifier}
        };
        if (secret && metadata.basic) {
            const auto pair = percent_encode(settings.client_id) + ':' + percent_encode(settings.client_secret);
            asked.headers.push_back({"authorization", "Basic " + crypto::to_base64(pair)});
        } else {
            fields.emplace_back("client_id", settings.client_id);
            if (secret) fields.emplace_back("client_secret", settings.client_secret);
        }
        auto body = urlencoded(fields);
        co_return as_object(
            co_await fetch.post(metadata.token, std::move(body), "application/x-www-form-urlencoded", std::move(asked))
        );
    }

    /// Many providers put groups and address only there; it must speak of the same person (section 5.3.2).
    awaitable<void> add_user_info(const Metadata& metadata, std::string access_token, json::object& claims)
    {
        if (metadata.user_info.empty() || access_token.empty()) co_return;
        if (claims.contains(settings.groups_claim) && claims.contains("email")) co_return;
        const auto more = co_await get(metadata.user_info, std::move(access_token));
        if (!more || string_at(*more, "sub") != string_at(claims, "sub")) co_return;
        for (const auto& member : *more)
            if (!claims.contains(member.key())) claims.emplace(member.key(), member.value());
    }
};

Provider::Provider(fetch::Client& fetch, const Clock& clock, Settings settings)
    : impl_(new Impl{fetch, clock, std::move(settings), {}, {}, {}})
{
}

Provider::~Provider() = default;

const Settings& Provider::settings() const noexcept
{
    return impl_->settings;
}

awaitable<result<std::string>> Provider::authorization_url(Attempt attempt)
{
    const auto known = co_await impl_->get_known();
    if (!known) co_return known.error();
    const auto& settings = impl_->settings;
    const auto challenge = crypto::to_base64url(crypto::sha256(attempt.verifier));
    const auto scope = text::join(settings.scopes, " ");
    std::vector<std::pair<std::string_view, std::string_view>> fields{
        {"response_type", "code"},
        {"client_id", settings.client_id},
        {"redirect_uri", settings.redirect_uri},
        {"scope", scope},
        {"state", attempt.state},
        {"nonce", attempt.nonce},
        {"code_challenge", challenge},
        {"code_challenge_method", "S256"}
    };
    if (attempt.log_in_again) {
        fields.emplace_back("prompt", "login");
        fields.emplace_back("max_age", "0");
    }
    const auto& endpoint = (*known)->metadata.authorization;
    const auto separator = endpoint.find('?') == std::string::npos ? "?" : "&";
    co_return endpoint + separator + urlencoded(fields);
}

awaitable<result<Person>> Provider::exchange(Attempt attempt, std::string code, std::string issuer_said)
{
    const auto known = co_await impl_->get_known();
    if (!known) co_return known.error();
    const auto metadata = (*known)->metadata;
    if ((metadata.names_issuer || !issuer_said.empty()) && issuer_said != impl_->settings.issuer)
        co_return fault::wrong_issuer; // another provider's answer (RFC 9207 section 2.4)
    const auto answer = co_await impl_->tokens(metadata, attempt, code);
    if (!answer) co_return answer.error();
    const auto token = read_token(string_at(*answer, "id_token"));
    if (!token) co_return token.error();
    const auto keys = co_await impl_->known_for(*token);
    if (!keys) co_return keys.error();
    auto expected = impl_->expected();
    expected.nonce = attempt.nonce;
    if (attempt.log_in_again) expected.newest_log_in = fresh_log_in;
    auto claims = check_id_token(*token, (*keys)->keys, expected);
    if (!claims) co_return claims.error();
    co_await impl_->add_user_info(metadata, std::string(string_at(*answer, "access_token")), *claims);
    co_return person_of(*claims, impl_->settings.groups_claim);
}

awaitable<result<std::string>> Provider::logout_subject(std::string token)
{
    const auto read = read_token(token);
    if (!read) co_return read.error();
    const auto keys = co_await impl_->known_for(*read);
    if (!keys) co_return keys.error();
    co_return check_logout_token(*read, (*keys)->keys, impl_->expected());
}

awaitable<std::string> Provider::logout_url(std::string back_to)
{
    const auto known = co_await impl_->get_known();
    if (!known || (*known)->metadata.end_session.empty()) co_return std::string{};
    const auto& endpoint = (*known)->metadata.end_session;
    const auto separator = endpoint.find('?') == std::string::npos ? "?" : "&";
    co_return endpoint + separator +
        urlencoded({{"client_id", impl_->settings.client_id}, {"post_logout_redirect_uri", back_to}});
}

awaitable<result<std::size_t>> Provider::look()
{
    const auto known = co_await impl_->read();
    if (!known) co_return known.error();
    co_return (*known)->keys.size();
}

} // namespace rounds::sign_on
