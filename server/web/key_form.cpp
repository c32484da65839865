#include "server/web/key_form.hpp"

#include "server/app/app.hpp"
#include "server/social/second_factor.hpp"
#include "server/web/render.hpp"

namespace rounds::web {
namespace {

constexpr std::size_t longest_answer = 8192;

} // namespace

std::string key_ids(const std::vector<storage::security_keys::SecurityKey>& keys)
{
    std::string ids;
    for (const auto& key : keys) ids += (ids.empty() ? "" : " ") + crypto::to_base64url(key.credential_id);
    return ids;
}

std::string key_fields(
    const app::Context& ctx,
    Language language,
    social::KeyUse use,
    AccountId account,
    const std::vector<storage::security_keys::SecurityKey>& keys
)
{
    if (keys.empty()) return {};
    const auto& app = ctx.app();
    json::object values;
    values["t"] = code_of(language);
    values["challenge"] = crypto::to_base64url(social::make_challenge(app.secrets, use, account, app.clock.now()));
    values["ids"] = key_ids(keys);
    values["party"] = webauthn::party_of(app.urls.base()).id;
    return render("key_fields", values);
}

std::optional<webauthn::Assertion> shown_key(const app::Context& ctx)
{
    const auto text = ctx.params().text_or("key", "");
    if (text.empty()) return std::nullopt;
    const auto parsed = parse_json(text, longest_answer);
    if (!parsed || !parsed->is_object()) return std::nullopt;
    webauthn::Assertion answer;
    const auto read = [&](std::string_view name, std::string& into) {
        auto bytes = crypto::from_base64(string_at(parsed->get_object(), name));
        if (bytes) into = std::move(*bytes);
        return bytes.has_value();
    };
    const bool complete = read("id", answer.credential_id) && read("client_data", answer.client_data) &&
                          read("authenticator_data", answer.authenticator_data) && read("signature", answer.signature);
    if (!complete) return std::nullopt;
    return answer;
}

bool check_factor(storage::Transaction& tx, const app::Context& ctx, AccountId account, social::KeyUse use)
{
    const auto& app = ctx.app();
    const auto now = app.clock.now();
    if (const auto answer = shown_key(ctx)) {
        const auto party = webauthn::party_of(app.urls.base());
        return social::check_security_key(tx, app.secrets, party, account, use, *answer, now) ==
               social::KeyCheck::right;
    }
    const auto code = ctx.params().text_or("code", "");
    return social::check_second_factor(tx, app.secrets, account, code, now) == social::FactorCheck::right;
}

} // namespace rounds::web
