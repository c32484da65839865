#include "tests/support/fake_provider.hpp"

#include "storage/base/crypto.hpp"

#include <boost/json/serialize.hpp>
#include <chrono>
#include <fmt/format.h>

namespace rounds::test {
namespace {

std::int64_t seconds_now()
{
    return std::chrono::floor<std::chrono::seconds>(SystemClock().now().time_since_epoch()).count();
}

std::string part(const json::object& object)
{
    return crypto::to_base64url(json::serialize(object));
}

std::string as_json(const json::object& object)
{
    return testing::response("200 OK", "Content-Type: application/json\r\n", json::serialize(object));
}

} // namespace

TokenKey::TokenKey(Kind kind, std::string kid)
    : key_(kind == Kind::rsa ? signatures::PrivateKey::generate_rsa() : signatures::PrivateKey::generate_ed25519()),
      kid_(std::move(kid))
{
}

json::object TokenKey::jwk() const
{
    const auto bytes = key_.public_key().to_bytes().substr(1);
    json::object jwk{{"kid", kid_}, {"use", "sig"}};
    if (key_.type() == signatures::KeyType::rsa) {
        jwk["kty"] = "RSA";
        jwk["n"] = crypto::to_base64url(bytes);
        jwk["e"] = "AQAB";
    } else {
        jwk["kty"] = "OKP";
        jwk["crv"] = "Ed25519";
        jwk["x"] = crypto::to_base64url(bytes);
    }
    return jwk;
}

std::string TokenKey::sign(const json::object& claims, std::string_view algorithm) const
{
    if (algorithm.empty()) algorithm = key_.type() == signatures::KeyType::rsa ? "RS256" : "EdDSA";
    const auto text = part({{"alg", algorithm}, {"kid", kid_}, {"typ", "JWT"}}) + '.' + part(claims);
    return text + '.' + crypto::to_base64url(key_.sign(text));
}

std::string unsigned_token(const json::object& claims)
{
    return part({{"alg", "none"}}) + '.' + part(claims) + '.';
}

FakeProvider::FakeProvider()
    : keys_{key_.jwk()},
      server_(testing::ScriptedServer::answering([this](const std::string& request) { return answer(request); }))
{
}

std::string FakeProvider::issuer() const
{
    return fmt::format("http://127.0.0.1:{}", server_.port());
}

json::object FakeProvider::claims(std::string_view subject, std::string_view nonce) const
{
    const auto now = seconds_now();
    return {
        {"iss", issuer()},
        {"sub", subject},
        {"aud", "rounds"},
        {"exp", now + 300},
        {"iat", now},
        {"auth_time", now},
        {"nonce", nonce},
        {"preferred_username", std::string(subject) + "@mercy.example"},
        {"name", "Ida Wells"},
        {"email", std::string(subject) + "@mercy.example"},
        {"email_verified", true},
        {"groups", json::array{"staff"}}
    };
}

std::string FakeProvider::give(std::string id_token)
{
    auto code = crypto::random_token();
    const std::lock_guard lock(mutex_);
    codes_[code] = std::move(id_token);
    return code;
}

void FakeProvider::publish(const json::array& keys)
{
    const std::lock_guard lock(mutex_);
    keys_ = keys;
}

void FakeProvider::describe(const json::object& more)
{
    const std::lock_guard lock(mutex_);
    more_ = more;
}

void FakeProvider::say_of_person(const json::object& user_info)
{
    const std::lock_guard lock(mutex_);
    user_info_ = user_info;
}

int FakeProvider::asked(const std::string& path)
{
    const std::lock_guard lock(mutex_);
    return asked_[path];
}

std::string FakeProvider::last_token_request()
{
    const std::lock_guard lock(mutex_);
    return last_;
}

std::string FakeProvider::tokens(const std::string& request)
{
    last_ = request;
    const auto start = request.find("code=") + 5;
    const auto found = codes_.find(request.substr(start, request.find_first_of("& ", start) - start));
    if (found == codes_.end()) return testing::response("400 Bad Request", "", "{\"error\":\"invalid_grant\"}");
    json::object answer{{"access_token", "opaque"}, {"token_type", "Bearer"}, {"id_token", found->second}};
    codes_.erase(found);
    return as_json(answer);
}

std::string FakeProvider::answer(const std::string& request)
{
    const std::lock_guard lock(mutex_);
    const auto start = request.find('/');
    const auto path = request.substr(start, request.find_first_of(" ?", start) - start);
    ++asked_[path];
    if (path == "/keys") return as_json({{"keys", keys_}});
    if (path == "/token") return tokens(request);
    if (path == "/me" && !user_info_.empty()) return as_json(user_info_);
    if (path != "/.well-known/openid-configuration") return testing::response("404 Not Found", "", "");
    json::object document{
        {"issuer", issuer()},
        {"authorization_endpoint", issuer() + "/authorize"},
        {"token_endpoint", issuer() + "/token"},
        {"userinfo_endpoint", issuer() + "/me"},
        {"end_session_endpoint", issuer() + "/end"},
        {"jwks_uri", issuer() + "/keys"},
        {"code_challenge_methods_supported", json::array{"S256"}}
    };
    for (const auto& member : more_) document[member.key()] = member.value();
    return as_json(document);
}

} // namespace rounds::test
