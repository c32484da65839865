#pragma once

#include "federation/signatures/keys.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/json.hpp"
#include "tests/support/scripted_server.hpp"

#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace rounds::test {

/// A key of an OpenID provider that signs whatever it is told to.
class TokenKey
{
public:
    enum class Kind { rsa, ed25519 };
    TokenKey(Kind kind, std::string kid);

    [[nodiscard]] json::object jwk() const;
    /// `algorithm`: what the header says; empty: the right one.
    [[nodiscard]] std::string sign(const json::object& claims, std::string_view algorithm = {}) const;
    [[nodiscard]] const std::string& kid() const noexcept { return kid_; }

private:
    signatures::PrivateKey key_;
    std::string kid_;
};
/// A token that nobody signed.
[[nodiscard]] std::string unsigned_token(const json::object& claims);

/// An OpenID provider on loopback that can lie. It answers discovery, keys, tokens and user info.
class FakeProvider
{
public:
    FakeProvider();

    [[nodiscard]] std::string issuer() const;
    /// What a good id token says of `subject` now.
    [[nodiscard]] json::object claims(std::string_view subject, std::string_view nonce) const;
    /// A code that is worth this token, once.
    std::string give(std::string id_token);
    [[nodiscard]] const TokenKey& key() const noexcept { return key_; }
    /// Publishes these keys from now on.
    void publish(const json::array& keys);
    /// Merged into what it says of itself.
    void describe(const json::object& more);
    void say_of_person(const json::object& user_info);
    [[nodiscard]] int asked(const std::string& path);
    /// The last request for tokens, as it came.
    [[nodiscard]] std::string last_token_request();

private:
    std::string answer(const std::string& request);
    std::string tokens(const std::string& request);

    TokenKey key_{TokenKey::Kind::rsa, "first"};
    std::mutex mutex_;
    std::map<std::string, std::string> codes_;
    std::map<std::string, int> asked_;
    json::array keys_;
    json::object more_;
    json::object user_info_;
    std::string last_;
    testing::ScriptedServer server_;
};

} // namespace rounds::test
