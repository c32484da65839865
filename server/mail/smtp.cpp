#include "server/mail/smtp.hpp"

#include <algorithm>
#include <cstring>
#include <curl/curl.h>
#include <fmt/format.h>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace rounds::mail {
namespace {

struct FreeHandle
{
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct FreeList
{
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

std::size_t give(char* target, std::size_t size, std::size_t count, void* source)
{
    auto& left = *static_cast<std::string_view*>(source);
    const auto given = std::min(size * count, left.size());
    std::memcpy(target, left.data(), given);
    left.remove_prefix(given);
    return given;
}

bool on_this_machine(std::string_view host) noexcept
{
    return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

SmtpFault fault_of(CURLcode outcome, long answer)
{
    if (outcome == CURLE_OK) return {};
    // 5xx is the server's last word (RFC 5321 section 4.2.1). Not so when it refuses our log-in: an operator can mend
    // it.
    const bool lasting = answer >= 500 && answer < 600 && outcome != CURLE_LOGIN_DENIED;
    if (answer >= 400) return {fmt::format("the mail server answered {}", answer), lasting};
    return {fmt::format("the mail server: {}", curl_easy_strerror(outcome)), false};
}

/// Where the server is, and what is demanded of the connection.
void configure(CURL* curl, const SmtpSettings& settings, const std::string& url)
{
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(settings.timeout.count()));
    if (settings.security != SmtpSettings::Security::none) {
        curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
        curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    }
    if (!settings.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings.ca_file.c_str());
    if (!settings.user.empty()) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, settings.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, settings.password.c_str());
    }
}

} // namespace

Smtp::Smtp(SmtpSettings settings) : settings_(std::move(settings))
{
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    const auto colon = settings_.server.rfind(':');
    if (colon == std::string::npos || colon == 0 || settings_.server.find_first_of("/@? ") != std::string::npos)
        throw std::runtime_error(fmt::format("mail.server = \"{}\": it takes host:port", settings_.server));
    if (settings_.security == SmtpSettings::Security::none && !on_this_machine(settings_.server.substr(0, colon)))
        throw std::runtime_error("mail.security = \"none\" is for a mail server on this machine only");
    url_ = (settings_.security == SmtpSettings::Security::tls ? "smtps://" : "smtp://") + settings_.server;
}

SmtpFault Smtp::send(const std::string& from, const std::string& to, std::string_view message) const
{
    const std::unique_ptr<CURL, FreeHandle> handle(curl_easy_init());
    const std::unique_ptr<curl_slist, FreeList> recipients(curl_slist_append(nullptr, ('<' + to + '>').c_str()));
    if (!handle || !recipients) throw std::bad_alloc();
    auto* curl = handle.get();
    const auto sender = '<' + from + '>';
    auto left = message;
    configure(curl, settings_, url_);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender.c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &left);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    const auto outcome = curl_easy_perform(curl);
    long answer = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    return fault_of(outcome, answer);
}

SmtpFault Smtp::try_connect() const
{
    const std::unique_ptr<CURL, FreeHandle> handle(curl_easy_init());
    if (!handle) throw std::bad_alloc();
    auto* curl = handle.get();
    configure(curl, settings_, url_);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    const auto outcome = curl_easy_perform(curl);
    long answer = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    return fault_of(outcome, answer);
}

} // namespace rounds::mail
