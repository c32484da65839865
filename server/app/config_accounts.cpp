#include "server/app/config_options.hpp"

namespace rounds::app {
namespace {

void add_mail(std::vector<Option>& table)
{
    table.push_back(text(
        "mail.server",
        ROUNDS_FIELD(mail.server),
        "Mail server as host:port. Empty: no mail is sent, addresses are not confirmed, and who has forgotten a "
        "password is told to ask the people who run this server."
    ));
    table.push_back(one_of(
        "mail.security",
        ROUNDS_FIELD(mail.security),
        {"starttls", "tls", "none"},
        "starttls: TLS after the greeting, demanded (port 587); tls: from the first byte (port 465); none: for a mail "
        "server on loopback only."
    ));
    table.push_back(text("mail.from", ROUNDS_FIELD(mail.from), "Address of the sender; empty: instance.contact_email.")
    );
    table.push_back(text("mail.user", ROUNDS_FIELD(mail.user), "User at the mail server; empty: no log-in there."));
    table.push_back(
        text("mail.password_file", ROUNDS_FIELD(mail.password_file), "File whose first line is that user's password.")
    );
    table.push_back(text(
        "mail.ca_file",
        ROUNDS_FIELD(mail.ca_file),
        "PEM file of the authority of the mail server's certificate; empty: those of the system."
    ));
    table.push_back(number(
        "mail.timeout_s", ROUNDS_FIELD(mail.timeout_s), 1, 600, "Longest time that the sending of one mail may take."
    ));
}

} // namespace

void add_accounts(std::vector<Option>& table)
{
    table.push_back(one_of(
        "accounts.sign_up",
        ROUNDS_FIELD(accounts.sign_up),
        {"closed", "invitation", "approval", "open"},
        "Who may make an account: closed: nobody, staff makes them; invitation: who has a code of `rounds invite`; "
        "approval: anybody, and staff lets them in; open: anybody."
    ));
    table.push_back(list(
        "accounts.reserved_names",
        ROUNDS_FIELD(accounts.reserved_names),
        "User names that nobody may choose, besides those that are reserved anyway, and none that look like them."
    ));
    table.push_back(flag(
        "accounts.staff_second_factor",
        ROUNDS_FIELD(accounts.staff_second_factor),
        "Moderators and administrators have their rights only with a second factor. A hospital should set it."
    ));
    table.push_back(number(
        "accounts.confirm_hours",
        ROUNDS_FIELD(accounts.confirm_hours),
        1,
        720,
        "A link that confirms an e-mail address works for these hours."
    ));
    table.push_back(number(
        "accounts.reset_minutes",
        ROUNDS_FIELD(accounts.reset_minutes),
        5,
        1440,
        "A link to choose a new password works for these minutes."
    ));
    table.push_back(number(
        "accounts.move_days",
        ROUNDS_FIELD(accounts.move_days),
        1,
        365,
        "Days between two moves of an account of this server to another one."
    ));
    add_mail(table);
}

void add_account_limits(std::vector<Option>& table)
{
    constexpr std::int64_t many = 1'000'000'000;
    table.push_back(number(
        "limits.sign_ups_per_30min",
        ROUNDS_FIELD(limits.sign_ups_per_30min),
        1,
        many,
        "Requests for an account per network address."
    ));
    table.push_back(number(
        "limits.mails_per_30min",
        ROUNDS_FIELD(limits.mails_per_30min),
        1,
        many,
        "Mails that may be asked for (confirmation, new password) per network address, and per e-mail address."
    ));
    table.push_back(number(
        "limits.codes_per_5min",
        ROUNDS_FIELD(limits.codes_per_5min),
        1,
        many,
        "Codes of a second factor that may be tried per account."
    ));
}

} // namespace rounds::app
