// What Mastodon's documentation describes and this server does not answer. tests/fixtures/mastodon/api.tsv lists the
// methods and paths of its API (version 4.6) with the version that brought each; api_gaps.txt beside it is what is
// missing here, each with the reason why.
#include "server/admin_api/routes.hpp"
#include "server/api/routes.hpp"
#include "server/app/health.hpp"
#include "server/inbound/document_routes.hpp"
#include "server/oauth/routes.hpp"
#include "server/rounds_api/routes.hpp"
#include "server/streaming/routes.hpp"
#include "server/web/routes.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

namespace rounds::api {
namespace {

const std::string folder = ROUNDS_SOURCE_DIR "/tests/fixtures/mastodon/";

/// Parameters have other names elsewhere.
std::string without_names(std::string_view path)
{
    std::string out;
    bool in_name = false;
    for (const char c : path) {
        if (c == '/') in_name = false;
        if (!in_name) out += c;
        if (c == ':') in_name = true;
    }
    return out;
}

std::set<std::string> served()
{
    std::set<std::string> out;
    for (const auto& table :
         {routes(),
          admin_api::routes(),
          rounds_api::routes(),
          oauth::routes(),
          web::routes(),
          streaming::routes(),
          inbound::document_routes(),
          app::health_routes()})
        for (const auto& route : table) {
            const std::string method(http::to_string(route.method));
            out.insert(method + ' ' + without_names(route.path));
        }
    return out;
}

std::set<std::string> missing()
{
    const auto here = served();
    std::set<std::string> out;
    std::ifstream file{folder + "api.tsv"};
    std::string line;
    std::getline(file, line); // the head
    while (std::getline(file, line)) {
        std::istringstream columns{line};
        std::string method;
        std::string path;
        std::string group;
        std::string since;
        std::string state;
        columns >> method >> path >> group >> since >> state;
        if (state == "removed") continue;
        auto door = method + ' ' + without_names(path);
        if (!here.contains(door)) out.insert(method + ' ' + path);
    }
    return out;
}

/// What is missing, and why.
std::map<std::string, std::string> known_gaps()
{
    std::ifstream file{folder + "api_gaps.txt"};
    std::map<std::string, std::string> out;
    for (std::string line; std::getline(file, line);) {
        const auto tab = line.find('\t');
        out[line.substr(0, tab)] = tab == std::string::npos ? "" : line.substr(tab + 1);
    }
    return out;
}

TEST(ApiGap, IsWhatIsWrittenDown)
{
    const auto gaps = missing();
    std::cout << gaps.size() << " endpoints of Mastodon's API are missing here:\n";
    for (const auto& gap : gaps) std::cout << "  " << gap << '\n';
    auto known = known_gaps();
    if (std::getenv("ROUNDS_UPDATE_GAPS")) { // NOLINT(concurrency-mt-unsafe): nothing sets the environment
        std::ofstream file{folder + "api_gaps.txt"};
        for (const auto& gap : gaps) file << gap << '\t' << known[gap] << '\n';
        known = known_gaps();
    }
    std::set<std::string> listed;
    for (const auto& [gap, reason] : known) {
        listed.insert(gap);
        EXPECT_FALSE(reason.empty()) << gap << " is missing without a reason";
    }
    EXPECT_EQ(gaps, listed) << "Write it anew with\n  ROUNDS_UPDATE_GAPS=1 unit_tests --gtest_filter='ApiGap.*'";
}

TEST(ApiGap, TheListIsRead)
{
    const auto here = served();
    EXPECT_TRUE(here.contains("GET /api/v1/statuses/:/context"));
    EXPECT_TRUE(here.contains("GET /api/v1/streaming"));
    EXPECT_FALSE(missing().contains("GET /api/v1/statuses/:id/context"));
    std::ifstream file{folder + "api.tsv"};
    std::size_t lines = 0;
    for (std::string line; std::getline(file, line);) ++lines;
    EXPECT_GT(lines, 300U);
}

} // namespace
} // namespace rounds::api
