#include "server/workers/mail_settings.hpp"

#include "storage/base/text.hpp"

#include <fstream>
#include <stdexcept>

namespace rounds::workers {
namespace {

using Security = mail::SmtpSettings::Security;

std::string read_password(const std::string& file)
{
    if (file.empty()) return {};
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line)) throw std::runtime_error("mail.password_file = \"" + file + "\": cannot be read");
    return std::string(text::trim(line));
}

} // namespace

std::optional<mail::SmtpSettings> smtp_settings(const app::Config::Mail& config)
{
    if (config.server.empty()) return std::nullopt;
    mail::SmtpSettings settings;
    settings.server = config.server;
    settings.security = config.security == "tls"    ? Security::tls
                        : config.security == "none" ? Security::none
                                                    : Security::starttls;
    settings.user = config.user;
    settings.password = read_password(config.password_file);
    settings.ca_file = config.ca_file;
    settings.timeout = std::chrono::seconds(config.timeout_s);
    return settings;
}

mail::Sender mail_sender(const app::Config& config)
{
    mail::Sender sender;
    sender.address = config.mail.from.empty() ? config.instance.contact_email : config.mail.from;
    sender.name = config.instance.title;
    if (!config.mail.server.empty() && sender.address.find('@') == std::string::npos)
        throw std::runtime_error("mail.from: mails need a sender; set it, or instance.contact_email");
    return sender;
}

} // namespace rounds::workers
