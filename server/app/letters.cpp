#include "server/app/letters.hpp"

#include "server/app/config.hpp"
#include "storage/base/text.hpp"
#include "storage/jobs.hpp"

namespace rounds::app {

bool sends_mail(const Config& config) noexcept
{
    return !config.mail.server.empty();
}

void send_letter(storage::Transaction& tx, const App& app, const Letter& letter)
{
    if (!sends_mail(app.config)) return;
    json::object payload;
    payload["letter"] = letter.kind;
    if (letter.account) payload["account"] = to_string(*letter.account);
    if (letter.sign_up) payload["sign_up"] = to_string(*letter.sign_up);
    if (!letter.to.empty()) {
        payload["to"] = crypto::to_base64url(app.secrets.seal(letter.to, letter_address));
        payload["locale"] = letter.locale;
    }
    payload["words"] = letter.words;
    storage::jobs::add(tx, mail_job, payload, {}, letter.not_before);
}

bool may_mail(const App& app, std::string_view address)
{
    const http::RateLimiter::Rule rule{app.config.limits.mails_per_30min, std::chrono::minutes{30}};
    return app.limits.hit("mail:" + crypto::to_hex(crypto::sha256(text::to_lower(address))), rule).allowed;
}

std::string letter_time(Time time)
{
    auto text = to_iso8601(time);
    text[10] = ' ';
    return text.substr(0, 16) + " UTC";
}

social::SignUpRules sign_up_rules(const Config& config)
{
    return {
        .mode = social::parse_sign_up_mode(config.accounts.sign_up),
        .confirm = sends_mail(config),
        .reserved_names = config.accounts.reserved_names
    };
}

} // namespace rounds::app
