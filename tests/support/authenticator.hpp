#pragma once

#include "server/webauthn/ceremony.hpp"

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace rounds::test {

/// A security key in software that can lie: each field of what it says can be spoiled before it signs.
class Authenticator
{
public:
    Authenticator();

    struct Says
    {
        std::string origin = "https://mercy.example";
        std::string party = "mercy.example";
        bool cross_origin = false;
        bool present = true;
        bool verified = true;
        std::uint32_t count = 1;
        std::string type{};          ///< empty: the right one
        std::string format = "none"; ///< of the attestation; "packed": signed by the key itself
        bool good_signature = true;
    };
    struct Registration
    {
        std::string client_data;
        std::string attestation;
    };
    [[nodiscard]] Registration make(std::string_view challenge, const Says& says) const;
    [[nodiscard]] webauthn::Assertion answer(std::string_view challenge, const Says& says) const;
    [[nodiscard]] const std::string& id() const noexcept { return id_; }

    /// As static/webauthn.js puts them into the form.
    [[nodiscard]] static std::string as_field(const Registration& made);
    [[nodiscard]] static std::string as_field(const webauthn::Assertion& answer);

private:
    [[nodiscard]] std::string sign(std::string_view message) const;
    [[nodiscard]] std::string cose_key() const;

    std::shared_ptr<evp_pkey_st> key_;
    std::string id_;
};

} // namespace rounds::test
