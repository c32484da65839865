// security.md N58: every route of the server, for everybody, about posts of every visibility. The routes come from the
// tables of the product, what each tells from access.tsv; who may see what is said once, in expected_to_see().
// N59, N60, N61, N62, N65 and N76 fall out of it: README.md of this folder says how.

#include "storage/base/text.hpp"
#include "tests/integration/access/stage.hpp"

#include <fstream>
#include <set>

namespace rounds::test {
namespace {

using app::Auth;
using app::Route;
using http::Method;
using http::Response;

/// A line of access.tsv.
struct Entry
{
    Method method{};
    std::string pattern;
    std::string rule;
    std::string target;
    std::string body;
};

Method method_of(std::string_view name)
{
    for (const auto method : {Method::get, Method::post, Method::put, Method::patch, Method::del})
        if (text::to_lower(http::to_string(method)).starts_with(name)) return method;
    throw std::runtime_error("access.tsv: no such method: " + std::string(name));
}

std::vector<Entry> read_entries()
{
    std::ifstream file(ROUNDS_SOURCE_DIR "/tests/integration/access/access.tsv");
    std::vector<Entry> entries;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::vector<std::string> cells;
        for (const auto cell : text::split(line, '\t')) cells.emplace_back(cell);
        cells.resize(5);
        entries.push_back({method_of(cells[0]), cells[1], cells[2], cells[3], cells[4]});
    }
    return entries;
}

bool tells_secret(const Response& answer, std::string_view word)
{
    if (answer.body.contains(word)) return true;
    return std::ranges::any_of(answer.headers.entries(), [&](const auto& header) {
        return header.second.contains(word);
    });
}

/// The status with which the gate turns the viewer away before any handler runs; nothing when it lets them in.
std::optional<unsigned> turned_away(Who who, const Route& route)
{
    switch (route.auth) {
    case Auth::open:
    case Auth::inbox:
    case Auth::page:
        return std::nullopt;
    case Auth::session:
        if (who == Who::anonymous || who == Who::app_only || who == Who::wrong_scope || who == Who::suspended)
            return 303;
        return std::nullopt;
    case Auth::peer:
        if (route.path == "/actor") return std::nullopt;
        if (who == Who::suspended) return 403;
        if (who == Who::mentioned || who == Who::follower || who == Who::other || who == Who::blocked)
            return std::nullopt;
        return 401;
    default:
        break;
    }
    if (who == Who::suspended) return 401;
    if (who == Who::anonymous) return route.auth == Auth::optional_user ? std::nullopt : std::optional(401U);
    if (who == Who::app_only && route.auth != Auth::optional_user && route.auth != Auth::app) return 422;
    if (who == Who::wrong_scope && !route.scope.empty()) return 403;
    if (route.auth == Auth::admin && who != Who::staff) return 403;
    return std::nullopt;
}

/// Whose eyes the handler sees with.
Who seen_as(Who who, const Route& route)
{
    switch (route.auth) {
    case Auth::open:
    case Auth::inbox:
        return Who::anonymous;
    case Auth::page:
    case Auth::session:
        if (who == Who::app_only || who == Who::wrong_scope || who == Who::suspended) return Who::anonymous;
        return who;
    case Auth::peer:
        return who;
    default:
        break;
    }
    if (who == Who::app_only) return Who::anonymous;
    return who == Who::wrong_scope ? Who::owner : who;
}

class AccessMatrix : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        stage = new AccessStage;
        entries = read_entries();
    }
    static void TearDownTestSuite()
    {
        delete stage;
        stage = nullptr;
    }

    /// One entry asked by one viewer about one post; and the same about a post that never was.
    struct Case
    {
        const Entry& entry;
        const Route& route;
        Who who;
        std::string_view kind;
        Who eyes;
        bool sees;
        Response answer;
    };
    static std::string describe(const Case& one)
    {
        return one.entry.rule + " " + std::string(http::to_string(one.entry.method)) + " " +
               stage->filled(one.entry.target, one.kind, one.who) + " " + one.entry.body + " as " + name_of(one.who) +
               " about " + std::string(one.kind) + ": " + std::to_string(one.answer.status) + " " +
               one.answer.body.substr(0, 300);
    }
    static Response ask(const Entry& entry, const Route& route, Who who, std::string_view kind)
    {
        return stage->ask(
            who, route, stage->filled(entry.target, kind, who), stage->filled(entry.body, kind, who), entry.method
        );
    }
    static const Route& route_of(const Entry& entry)
    {
        for (const auto& route : stage->routes())
            if (route.method == entry.method && route.path == entry.pattern) return route;
        throw std::runtime_error("access.tsv: no such route: " + entry.pattern);
    }
    static bool speaks_of_a_post(const Entry& entry)
    {
        const auto in = [&](std::string_view name) { return entry.target.contains(name) || entry.body.contains(name); };
        return in("{post}") || in("{poll}");
    }

    static void check_silence(const Case& one)
    {
        EXPECT_LT(one.answer.status, 500U) << describe(one);
        for (const auto kind : kinds) {
            if (!expected_to_see(one.eyes, kind)) {
                EXPECT_FALSE(tells_secret(one.answer, canary(kind))) << describe(one);
            }
        }
        if (one.eyes != Who::owner) {
            EXPECT_FALSE(tells_secret(one.answer, "zebraowner")) << describe(one);
        }
    }
    /// N19: nothing but what is made for servers is served as ActivityPub, so that nothing uploaded or exported ever
    /// is.
    static void check_type(const Case& one)
    {
        constexpr std::array made_for_servers{"/credentials/:id", "/directory/entry", "/rosters/:name"};
        const bool may = one.route.auth == Auth::peer || std::ranges::count(made_for_servers, one.route.path) != 0;
        const std::string_view type = one.answer.content_type;
        EXPECT_TRUE(may || !(type.contains("activity+json") || type.contains("ld+json"))) << type << describe(one);
    }
    /// N62: what one viewer gets is kept for no other, not by a cache on the way either.
    static void check_caches(const Case& one)
    {
        // The instance's own actor is for everybody, and says the same to all.
        if (one.route.auth == Auth::open || one.route.path == "/actor") return;
        const auto kept = one.answer.headers.get("Cache-Control");
        EXPECT_TRUE(kept.contains("private") || kept.contains("no-store")) << kept << ' ' << describe(one);
        EXPECT_FALSE(kept.contains("public")) << kept << ' ' << describe(one);
        if (one.route.auth == Auth::peer)
            EXPECT_TRUE(one.answer.headers.get("Vary").contains("Signature")) << describe(one);
    }
    /// N59: hidden and absent look the same.
    static void check_hidden(const Case& one)
    {
        const bool gone = one.route.auth == Auth::peer && one.kind == "deleted" && one.eyes != Who::blocked;
        if (gone) {
            EXPECT_EQ(one.answer.status, 410U) << describe(one);
            return;
        }
        const auto absent = ask(one.entry, one.route, one.who, "");
        EXPECT_GE(one.answer.status, 400U) << describe(one);
        EXPECT_EQ(one.answer.status, absent.status) << describe(one);
        EXPECT_EQ(one.answer.body, absent.body) << describe(one);
    }
    static void check_rule(const Case& one)
    {
        const auto& rule = one.entry.rule;
        const auto status = one.answer.status;
        const bool tells = tells_secret(one.answer, canary(one.kind));
        const bool owner = one.eyes == Who::owner;
        if (rule == "tells" || rule == "about" || rule == "act" || rule == "refers") {
            if (!one.sees) return check_hidden(one);
            if (rule == "tells") EXPECT_TRUE(tells) << describe(one);
            if (rule == "tells" || rule == "about") EXPECT_EQ(status, 200U) << describe(one);
            EXPECT_NE(status, 404U) << describe(one);
        } else if (rule == "source" || rule == "author") {
            if (!one.sees) return check_hidden(one);
            if (owner)
                EXPECT_TRUE(tells) << describe(one);
            else
                EXPECT_TRUE(status == 403 || status == 404 || status == 422) << describe(one);
        } else if (rule == "shows") {
            EXPECT_TRUE(status == 200 || (status == 404 && one.eyes == Who::blocked)) << describe(one);
            EXPECT_EQ(tells, one.sees) << describe(one);
        } else if (rule == "own" || rule == "foreign") {
            EXPECT_EQ(status, owner ? 200U : 404U) << describe(one);
        } else if (rule == "idle") {
            EXPECT_EQ(status, 200U) << describe(one);
        } else if (rule == "staff") {
            if (one.who == Who::staff)
                EXPECT_TRUE(status == 200 || status == 403 || status == 404) << describe(one);
            else
                EXPECT_EQ(status, 404U) << describe(one);
        } else {
            EXPECT_TRUE(rule == "lists" || rule == "quiet" || rule == "write") << describe(one);
        }
    }
    /// Of what changes something, only what must be refused is sent; the twins that succeed are in other suites.
    static bool is_sent(const Entry& entry, const Route& route, Who who)
    {
        if (turned_away(who, route)) return true;
        const auto eyes = seen_as(who, route);
        if (entry.rule == "author" || entry.rule == "foreign" || entry.rule == "idle") return eyes != Who::owner;
        if (entry.rule == "staff") return entry.method == Method::get || who != Who::staff;
        return entry.rule != "write";
    }
    void run(const Entry& entry)
    {
        const auto& route = route_of(entry);
        bool told = false;
        for (const auto who : everyone) {
            if (!is_sent(entry, route, who)) continue;
            const auto away = turned_away(who, route);
            for (const auto kind : kinds) {
                if (kind != kinds.front() && (away || !speaks_of_a_post(entry))) break;
                const auto eyes = seen_as(who, route);
                const Case one{
                    .entry = entry,
                    .route = route,
                    .who = who,
                    .kind = kind,
                    .eyes = eyes,
                    .sees = expected_to_see(eyes, kind),
                    .answer = ask(entry, route, who, kind)
                };
                ++asked;
                check_silence(one);
                check_caches(one);
                check_type(one);
                if (away)
                    EXPECT_EQ(one.answer.status, *away) << describe(one);
                else
                    check_rule(one);
                for (const auto any : kinds) told = told || tells_secret(one.answer, canary(any));
            }
        }
        if (entry.rule == "lists") EXPECT_TRUE(told) << entry.target << " tells nobody anything: it proves nothing";
    }
    void run_all(const std::function<bool(const Entry&)>& chosen)
    {
        for (const auto& entry : entries)
            if (chosen(entry)) run(entry);
    }

    static inline AccessStage* stage = nullptr;
    static inline std::vector<Entry> entries;
    std::size_t asked = 0;
};

TEST_F(AccessMatrix, HasAnEntryForEachRoute)
{
    std::set<std::pair<Method, std::string>> known;
    for (const auto& entry : entries) known.emplace(entry.method, entry.pattern);
    std::set<std::pair<Method, std::string>> real;
    for (const auto& route : stage->routes()) {
        real.emplace(route.method, std::string(route.path));
        EXPECT_TRUE(known.contains({route.method, std::string(route.path)}))
            << http::to_string(route.method) << ' ' << route.path
            << " is new: say in tests/integration/access/access.tsv what it tells to whom";
    }
    for (const auto& [method, path] : known)
        EXPECT_TRUE(real.contains({method, path})) << http::to_string(method) << ' ' << path << " is no route any more";
}

TEST_F(AccessMatrix, WhoReadsIsToldNothingHidden)
{
    run_all([](const Entry& entry) {
        return entry.method == Method::get && entry.rule != "stream" && entry.rule != "inbox";
    });
    EXPECT_GT(asked, 2000U);
}

/// After the reading, as it makes favourites and reports. What the owner has must be untouched afterwards.
TEST_F(AccessMatrix, WhoWritesReachesNothingHidden)
{
    const auto belongings = [] {
        std::string all;
        for (const auto& entry : entries)
            // But for the timeline, whose posts count the favourites that others give meanwhile.
            if (entry.rule == "own" && !entry.target.contains("/timelines/"))
                all += ask(entry, route_of(entry), Who::owner, "public").body + '\n';
        return all;
    };
    const auto before = belongings();
    run_all([](const Entry& entry) { return entry.method != Method::get && entry.rule != "inbox"; });
    EXPECT_GT(asked, 1500U);
    EXPECT_TRUE(belongings() == before) << belongings() << "\nwas\n" << before;
}

/// N1 and N67: what is meant for signed servers and for our own forms is not taken from anybody else.
TEST_F(AccessMatrix, InboxesAndFormsTakeNothingFromStrangers)
{
    for (const auto& route : stage->routes()) {
        const bool page = route.auth == Auth::page || route.auth == Auth::session;
        if (route.method != Method::post || !(page || route.auth == Auth::inbox)) continue;
        for (const auto who : {Who::owner, Who::staff}) {
            const auto answer = stage->ask(who, route, std::string(route.path), R"({"status_id":"1"})", Method::post);
            // Members meet no console at all.
            const bool absent = who == Who::owner && route.path.starts_with("/console");
            const auto refusal = page ? 403U : 401U;
            EXPECT_EQ(answer.status, absent ? 404U : refusal) << route.path << ' ' << name_of(who);
        }
    }
}

/// The last, as nothing is left to be told afterwards.
TEST_F(AccessMatrix, SuspendedAuthorsAreHeardNowhere)
{
    const auto act = "/api/v1/admin/accounts/" + to_string(stage->phone("ann").id) + "/action";
    const Entry suspend{Method::post, "/api/v1/admin/accounts/:id/action", "staff", act, R"({"type":"suspend"})"};
    ASSERT_EQ(ask(suspend, route_of(suspend), Who::staff, "").status, 200U);
    stage->turn();
    for (const auto& entry : entries) {
        if (entry.method != Method::get || entry.rule == "stream") continue;
        // What was reported stays before those who decide about it.
        if (entry.rule == "staff") continue;
        for (const auto who : {Who::mentioned, Who::follower, Who::anonymous, Who::staff}) {
            const auto answer = ask(entry, route_of(entry), who, "public");
            for (const auto kind : kinds)
                EXPECT_FALSE(tells_secret(answer, canary(kind))) << entry.target << " as " << name_of(who);
        }
    }
}

} // namespace
} // namespace rounds::test
