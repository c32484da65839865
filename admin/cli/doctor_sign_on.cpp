#include "admin/cli/doctor.hpp"
#include "server/app/sign_on.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

namespace rounds::cli::doctor {
namespace {

result<std::size_t> look_at(const app::Config& config, sign_on::Settings settings)
{
    boost::asio::io_context context;
    fetch::Settings outbound;
    outbound.loopback_testing = config.federation.loopback_testing;
    outbound.extra_ca_files = config.federation.extra_ca_files;
    outbound.intranet_hosts = app::intranet_hosts(config);
    outbound.user_agent = fmt::format("Rounds/{} doctor", ROUNDS_VERSION);
    fetch::Client client(context.get_executor(), std::move(outbound));
    const SystemClock clock;
    sign_on::Provider provider(client, clock, std::move(settings));
    std::optional<result<std::size_t>> got;
    boost::asio::co_spawn(context, provider.look(), [&](std::exception_ptr failure, result<std::size_t> keys) {
        if (failure) std::rethrow_exception(failure);
        got.emplace(keys);
    });
    while (!got) context.run_one();
    return *got;
}

Finding judge(const std::string& issuer, const result<std::size_t>& keys)
{
    if (keys && *keys > 0)
        return {"sign_on", State::good, fmt::format("{} answers; keys that can be used: {}", issuer, *keys)};
    if (keys)
        return {
            "sign_on",
            State::wrong,
            fmt::format("{} publishes no key that can be used", issuer),
            "let it sign with RS256, ES256 or EdDSA"
        };
    if (keys.error() == sign_on::fault::wrong_issuer)
        return {
            "sign_on",
            State::wrong,
            fmt::format("what answers at {} calls itself otherwise", issuer),
            "write sign_on.issuer exactly as the provider does, with or without a final slash"
        };
    return {
        "sign_on",
        State::wrong,
        fmt::format("{} cannot be reached, or is no OpenID provider with PKCE (S256)", issuer),
        "check sign_on.issuer and the firewall on the way; a provider in your own network needs sign_on.intranet = "
        "true, "
        "and its authority in federation.extra_ca_files"
    };
}

} // namespace

void check_sign_on(const Subject& subject, Findings& findings)
{
    try {
        auto settings = app::sign_on_settings(subject.config);
        if (!settings) return; // most instances have none
        const auto issuer = settings->issuer;
        findings.push_back(judge(issuer, look_at(subject.config, std::move(*settings))));
    } catch (const std::exception& error) {
        findings.push_back({"sign_on", State::wrong, error.what(), "mend section [sign_on]"});
    }
}

} // namespace rounds::cli::doctor
