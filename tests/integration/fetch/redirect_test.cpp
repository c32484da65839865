#include "tests/integration/fetch/fetch_rig.hpp"

#include <boost/asio/thread_pool.hpp>
#include <mutex>

using namespace rounds;
using namespace rounds::fetch;
using namespace rounds::fetch::testing;

namespace {

std::string redirect_to(std::string_view location)
{
    return response("302 Found", fmt::format("location: {}\r\n", location), "");
}

/// Answers by target: the location to go to, or "" for a plain 200.
ScriptedServer::Script routes(std::function<std::string(const std::string& target)> location)
{
    return ScriptedServer::answering([location = std::move(location)](const std::string& request) {
        const auto next = location(target_of(request));
        return next.empty() ? response("200 OK", "", "end") : redirect_to(next);
    });
}

} // namespace

TEST(FetchRedirect, UpToThreeAreFollowed)
{
    ScriptedServer server{routes([](const std::string& target) -> std::string {
        const auto left = target.back() - '0';
        return left == 0 ? "" : fmt::format("/{}", left - 1);
    })};
    Rig rig;
    const auto third = rig.get(url_of(server, "/3"));
    ASSERT_TRUE(third);
    EXPECT_EQ(third->body, "end");
    EXPECT_EQ(third->final_url, url_of(server, "/0"));
    EXPECT_EQ(outcome(rig.get(url_of(server, "/4"))), "redirect");
}

// N35
TEST(FetchRedirect, BadTargetsAreRefused)
{
    std::string location;
    ScriptedServer server{routes([&](const std::string&) { return location; })};
    Rig rig;
    const auto to = [&](std::string next) {
        location = std::move(next);
        return outcome(rig.get(url_of(server, "/start")));
    };
    EXPECT_EQ(to("http://10.0.0.1/"), "bad_url");
    EXPECT_EQ(to("http://169.254.169.254/latest/meta-data"), "bad_url");
    EXPECT_EQ(to("http://user@localhost/"), "bad_url");
    EXPECT_EQ(to("file:///etc/passwd"), "bad_url");
    EXPECT_EQ(to("/start"), "redirect");
    EXPECT_EQ(to("/start#again"), "redirect");
    EXPECT_EQ(to("http://[bad"), "redirect");
}

TEST(FetchRedirect, PolicyAndAddressesAreCheckedAgain)
{
    ScriptedServer server{routes([](const std::string& target) -> std::string {
        return target == "/evil" ? "http://evil.example/" : "http://inside.example/";
    })};
    auto settings = rig_settings();
    settings.host_allowed = [](std::string_view host) { return host != "evil.example"; };
    settings.resolve = [](const std::string& host) {
        return std::vector{boost::asio::ip::make_address(host == "inside.example" ? "192.168.1.1" : "127.0.0.1")};
    };
    Rig rig{settings};
    EXPECT_EQ(outcome(rig.get(url_of(server, "/evil"))), "blocked");
    EXPECT_EQ(outcome(rig.get(url_of(server, "/inside"))), "blocked");
}

TEST(FetchRedirect, EachRequestIsSignedForItself)
{
    std::mutex mutex;
    std::vector<std::string> requests;
    ScriptedServer second{ScriptedServer::answering([&](const std::string& request) {
        const std::lock_guard lock{mutex};
        requests.push_back(request);
        return response("200 OK", "", "");
    })};
    ScriptedServer first{ScriptedServer::answering([&](const std::string& request) {
        const std::lock_guard lock{mutex};
        requests.push_back(request);
        return redirect_to(url_of(second, "/b", "127.0.0.1"));
    })};
    Rig rig;
    Options options;
    options.headers = {{"authorization", "Bearer secret"}, {"x-more", "1"}};
    options.signer = [](const Outgoing& request) {
        return Headers{{"signature", fmt::format("{} {} {}", request.method, request.authority, request.target)}};
    };
    ASSERT_EQ(outcome(rig.get(url_of(first, "/a"), options)), "ok");
    ASSERT_EQ(requests.size(), 2U);
    EXPECT_EQ(header_of(requests[0], "signature"), fmt::format("GET localhost:{} /a", first.port()));
    EXPECT_EQ(header_of(requests[1], "signature"), fmt::format("GET 127.0.0.1:{} /b", second.port()));
    EXPECT_EQ(header_of(requests[0], "authorization"), "Bearer secret");
    EXPECT_EQ(header_of(requests[1], "authorization"), "");
    EXPECT_EQ(header_of(requests[1], "x-more"), "1");
}

TEST(FetchRedirect, SigningMayRunElsewhere)
{
    ScriptedServer server{ScriptedServer::answering([](const std::string& request) {
        return response("200 OK", "", header_of(request, "signature"));
    })};
    asio::thread_pool cpu{1};
    Rig rig;
    std::thread::id signer_thread;
    Options options;
    options.signing = cpu.get_executor();
    options.signer = [&](const Outgoing&) {
        signer_thread = std::this_thread::get_id();
        return Headers{{"signature", "s"}};
    };
    EXPECT_EQ(rig.get(url_of(server), options).value().body, "s");
    EXPECT_NE(signer_thread, std::this_thread::get_id());
    EXPECT_NE(signer_thread, std::thread::id{});
}

TEST(FetchRedirect, APostIsNotRedirected)
{
    ScriptedServer server{routes([](const std::string&) { return std::string{"/elsewhere"}; })};
    Rig rig;
    const auto answer = rig.post(url_of(server, "/inbox"), "{}");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 302U);
    EXPECT_EQ(answer->final_url, url_of(server, "/inbox"));
}
