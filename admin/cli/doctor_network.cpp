#include "admin/cli/doctor.hpp"
#include "federation/fetch/client.hpp"
#include "server/workers/mail_settings.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

namespace rounds::cli::doctor {
namespace {

using namespace std::chrono_literals;

constexpr auto most_apart = 120s; // security.md section 9, Time
constexpr auto patience = 10s;
constexpr std::size_t most_peers = 20;

struct PeerAnswer
{
    std::string host;
    unsigned status = 0;
    std::string failure;
    std::optional<std::chrono::seconds> ahead; ///< its clock against ours
};

PeerAnswer
ask(fetch::Client& client, boost::asio::io_context& context, const std::string& scheme, const std::string& host)
{
    PeerAnswer answer;
    answer.host = host;
    fetch::Options options;
    options.accept = "application/json";
    options.deadline = patience;
    std::optional<result<fetch::FetchResponse>> got;
    boost::asio::co_spawn(
        context,
        client.get(scheme + "://" + host + "/.well-known/nodeinfo", std::move(options)),
        [&](std::exception_ptr failure, result<fetch::FetchResponse> response) {
            if (failure) std::rethrow_exception(failure);
            got.emplace(std::move(response));
        }
    );
    context.restart();
    while (!got) context.run_one();
    if (!*got) {
        answer.failure = got->error().message();
        return answer;
    }
    answer.status = (*got)->status;
    if (const auto date = parse_http_date((*got)->header("date")))
        answer.ahead = std::chrono::duration_cast<std::chrono::seconds>(*date - SystemClock().now());
    return answer;
}

std::vector<PeerAnswer> ask_all(const Subject& subject)
{
    const auto& config = subject.config;
    boost::asio::io_context context;
    fetch::Settings settings;
    settings.loopback_testing = config.federation.loopback_testing;
    settings.extra_ca_files = config.federation.extra_ca_files;
    settings.user_agent = fmt::format("Rounds/{} doctor", ROUNDS_VERSION);
    fetch::Client client(context.get_executor(), std::move(settings));
    std::vector<PeerAnswer> answers;
    for (const auto& peer : subject.peers) {
        if (answers.size() == most_peers) break;
        answers.push_back(ask(client, context, config.instance.scheme, peer));
    }
    return answers;
}

Finding judge_peer(const PeerAnswer& answer)
{
    if (!answer.failure.empty())
        return {
            "peer",
            State::wrong,
            fmt::format("{} cannot be reached: {}", answer.host, answer.failure),
            "check its name with its operators, and that this machine may open connections to its port 443"
        };
    if (answer.status < 200 || answer.status > 299)
        return {
            "peer",
            State::wrong,
            fmt::format("{} answers {} to /.well-known/nodeinfo", answer.host, answer.status),
            "ask its operators whether it is a server of the federation and lets this one in"
        };
    return {"peer", State::good, fmt::format("{} answers", answer.host)};
}

Finding judge_clock(std::vector<std::chrono::seconds> ahead, const std::string& whose)
{
    std::ranges::sort(ahead);
    const auto median = ahead[ahead.size() / 2];
    const auto apart = median < 0s ? -median : median;
    const auto says = fmt::format("this machine's clock and that of {} are {} s apart", whose, apart.count());
    if (apart > most_apart)
        return {
            "clock", State::wrong, says, "set the clock by NTP (timedatectl set-ntp true); signatures fail otherwise"
        };
    return {"clock", State::good, says};
}

} // namespace

void check_mail(const Subject& subject, Findings& findings)
{
    const auto& config = subject.config;
    if (config.mail.server.empty()) {
        findings.push_back(
            {"mail", State::skipped, "no mail is sent", "set mail.server, so that people can get a new password"}
        );
        return;
    }
    try {
        static_cast<void>(workers::mail_sender(config));
        auto settings = workers::smtp_settings(config.mail);
        settings->timeout = std::min<std::chrono::seconds>(settings->timeout, patience);
        const auto fault = mail::Smtp(std::move(*settings)).try_connect();
        if (fault.why.empty())
            findings.push_back({"mail", State::good, config.mail.server + " takes our mails"});
        else
            findings.push_back(
                {"mail",
                 State::wrong,
                 fmt::format("{}: {}", config.mail.server, fault.why),
                 "check mail.server, mail.security, mail.user and the firewall on the way"}
            );
    } catch (const std::exception& error) {
        findings.push_back({"mail", State::wrong, error.what(), "mend section [mail]"});
    }
}

void check_peers(const Subject& subject, std::optional<Time> database, Findings& findings)
{
    if (subject.config.federation.mode == "closed" && subject.peers.empty())
        findings.push_back({"peer", State::skipped, "federation.mode is closed"});
    else if (subject.peers.empty())
        findings.push_back({"peer", State::skipped, "no peer is configured", "name one: --peer host"});
    std::vector<std::chrono::seconds> ahead;
    for (const auto& answer : ask_all(subject)) {
        findings.push_back(judge_peer(answer));
        if (answer.ahead) ahead.push_back(*answer.ahead);
    }
    if (!ahead.empty()) {
        findings.push_back(judge_clock(std::move(ahead), "the peers"));
    } else if (database) {
        const auto apart = std::chrono::duration_cast<std::chrono::seconds>(*database - SystemClock().now());
        findings.push_back(judge_clock({apart}, "the database"));
    } else {
        findings.push_back(
            {"clock", State::skipped, "there is no other clock to compare with", "name a peer: --peer host"}
        );
    }
}

} // namespace rounds::cli::doctor
