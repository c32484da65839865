#include "tests/bench/deliveries.hpp"

#include "federation/signatures/sign.hpp"
#include "storage/base/json.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <thread>

namespace rounds::bench {
namespace {

constexpr auto context = "https://www.w3.org/ns/activitystreams";
constexpr auto everyone = "https://www.w3.org/ns/activitystreams#Public";
constexpr auto content_type = "application/activity+json";
constexpr std::string_view sentence =
    "Slept better after the second week of short walks, and the hands are less stiff in the morning. ";
constexpr int sentences = 3;

json::object note(const Deliveries& wanted, const Actor& actor, const std::string& id, const std::string& now)
{
    std::string content = fmt::format(
        R"(<p><span class="h-card"><a href="{}" class="u-url mention">{}</a></span> )",
        wanted.target,
        wanted.target_name
    );
    for (int i = 0; i < sentences; ++i) content += sentence;
    content += "</p>";
    return {
        {"id", id},
        {"type", "Note"},
        {"attributedTo", actor.id},
        {"published", now},
        {"url", id},
        {"to", {everyone}},
        {"cc", {actor.id + "/followers", wanted.target}},
        {"content", content},
        {"sensitive", false},
        {"tag", json::array{{{"type", "Mention"}, {"href", wanted.target}, {"name", wanted.target_name}}}},
    };
}

std::string activity(const Deliveries& wanted, const Actor& actor, std::size_t n)
{
    const auto now = to_iso8601(SystemClock().now());
    if (wanted.kind == Kind::follow) {
        return serialize(json::value{
            {"@context", context},
            {"id", fmt::format("{}/follows/{}-{}", actor.id, wanted.run, n)},
            {"type", "Follow"},
            {"actor", actor.id},
            {"object", wanted.target},
        });
    }
    const auto id = fmt::format("{}/notes/{}-{}", actor.id, wanted.run, n);
    auto object = note(wanted, actor, id, now);
    json::object create{
        {"@context", context},
        {"id", id + "/activity"},
        {"type", "Create"},
        {"actor", actor.id},
        {"published", now},
        {"to", object.at("to")},
        {"cc", object.at("cc")},
    };
    create["object"] = std::move(object);
    return serialize(create);
}

std::string request(const Deliveries& wanted, const Actor& actor, std::size_t n)
{
    const auto body = activity(wanted, actor, n);
    const signatures::Outgoing outgoing{
        .method = "POST",
        .scheme = "http",
        .authority = wanted.authority,
        .target = wanted.path,
        .content_type = content_type,
        .body = body,
    };
    auto text = fmt::format(
        "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n",
        wanted.path,
        wanted.authority,
        content_type,
        body.size()
    );
    for (const auto& header : signatures::sign_cavage(outgoing, actor.key, actor.key_id(), SystemClock().now()))
        text += fmt::format("{}: {}\r\n", header.name, header.value);
    return text + "\r\n" + body;
}

} // namespace

std::vector<std::string> sign_deliveries(const Deliveries& wanted, const std::vector<Actor>& actors)
{
    std::vector<std::string> requests(wanted.count);
    const auto threads = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::jthread> signers;
    for (unsigned first = 0; first < threads; ++first) {
        signers.emplace_back([&, first] {
            for (std::size_t n = first; n < wanted.count; n += threads)
                requests[n] = request(wanted, actors[n % actors.size()], n);
        });
    }
    signers.clear();
    return requests;
}

} // namespace rounds::bench
