#include "storage/polls.hpp"
#include "tests/support/fixtures.hpp"
#include "tests/support/inbound_rig.hpp"
#include "tests/support/json_match.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>

// What other software sends, and what must come of it: every tests/fixtures/<software>/dialect.json is read, each of
// its cases is a test of its own. tests/fixtures/README.md says how they are written.

namespace rounds::inbound {
namespace {

using storage::Statement;
using storage::Transaction;

struct Case
{
    std::string name; ///< "lemmy/announces a page"
    json::object dialect;
    json::object what;
};

std::vector<Case> read_cases()
{
    std::vector<Case> cases;
    for (const auto& folder : std::filesystem::directory_iterator(std::string(ROUNDS_SOURCE_DIR) + "/tests/fixtures")) {
        if (!std::filesystem::exists(folder.path() / "dialect.json")) continue;
        const auto software = folder.path().filename().string();
        const auto dialect = test::fixture(software + "/dialect.json");
        for (const auto& one : dialect.at("cases").as_array()) {
            const auto& what = one.as_object();
            cases.push_back({software + "/" + std::string(string_at(what, "name")), dialect, what});
        }
    }
    std::ranges::sort(cases, {}, &Case::name);
    return cases;
}

std::string test_name(const testing::TestParamInfo<Case>& info)
{
    auto name = info.param.name;
    std::ranges::replace_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
    return name;
}

const Statement post_sql{"test.dialect_post", R"(
    SELECT to_jsonb(v)::text FROM (
        SELECT s.url, a.uri AS author, s.object_type AS type,
               (ARRAY['public', 'unlisted', 'private', 'direct'])[s.visibility + 1] AS visibility,
               s.title, s.spoiler_text AS warning, s.sensitive, s.content, s.language,
               coalesce(p.uri, s.in_reply_to_uri) AS in_reply_to, p.uri IS NOT NULL AS parent_known,
               g.uri AS audience, s.edited_at IS NOT NULL AS edited,
               coalesce(st.favourites_count, 0) AS favourites, coalesce(st.reblogs_count, 0) AS boosts,
               ARRAY(SELECT t.name FROM status_tags x JOIN tags t ON t.id = x.tag_id
                     WHERE x.status_id = s.id ORDER BY t.name) AS tags,
               ARRAY(SELECT m.uri FROM mentions x JOIN accounts m ON m.id = x.account_id
                     WHERE x.status_id = s.id AND NOT x.silent ORDER BY m.uri) AS mentions,
               (SELECT coalesce(jsonb_agg(to_jsonb(f) ORDER BY f.position), '[]') FROM media_attachments f
                WHERE f.status_id = s.id) AS media,
               (SELECT to_jsonb(q) FROM polls q WHERE q.status_id = s.id) AS poll,
               (SELECT to_jsonb(q) FROM quotes q WHERE q.status_id = s.id) AS quote
        FROM statuses s JOIN accounts a ON a.id = s.account_id
        LEFT JOIN statuses p ON p.id = s.in_reply_to_id
        LEFT JOIN accounts g ON g.id = s.audience_account_id
        LEFT JOIN status_stats st ON st.status_id = s.id
        WHERE s.uri = $1 AND s.deleted_at IS NULL) v)"};

const Statement account_sql{"test.dialect_account", R"(
    SELECT (to_jsonb(a) || jsonb_build_object('deleted', a.deleted_at IS NOT NULL))::text
    FROM accounts a WHERE a.uri = $1)"};

/// What a case may count.
constexpr std::pair<std::string_view, std::string_view> counted[] = {
    {"posts", "SELECT count(*) FROM statuses WHERE NOT local AND reblog_of_id IS NULL AND deleted_at IS NULL"},
    {"boosts", "SELECT count(*) FROM statuses WHERE reblog_of_id IS NOT NULL AND deleted_at IS NULL"},
    {"favourites", "SELECT count(*) FROM favourites"},
    {"follows", "SELECT count(*) FROM follows WHERE accepted_at IS NOT NULL"},
    {"asked", "SELECT count(*) FROM follows WHERE accepted_at IS NULL"},
    {"blocks", "SELECT count(*) FROM blocks"},
    {"bans", "SELECT count(*) FROM network_acts WHERE kind = 'ban' AND undone_at IS NULL"},
    {"removals", "SELECT count(*) FROM network_acts WHERE kind = 'removal' AND undone_at IS NULL"},
    {"locks", "SELECT count(*) FROM network_acts WHERE kind = 'lock' AND undone_at IS NULL"},
    {"reports", "SELECT count(*) FROM reports"},
    {"pins", "SELECT count(*) FROM status_pins"},
    {"votes", "SELECT count(*) FROM poll_votes"},
    {"edits", "SELECT count(*) FROM status_edits"},
    {"dead", "SELECT count(*) FROM inbox WHERE state = 'dead'"},
    {"stored", "SELECT count(*) FROM inbox"},
};

class Dialects : public testing::TestWithParam<Case>
{
protected:
    test::InboundRig rig;
    storage::Account ann = rig.in_db([](Transaction& tx) { return test::make_user(tx, {.username = "ann"}); });
    test::Network network = rig.in_db([&](Transaction& tx) {
        return test::make_network(tx, {.username = "breastcancer", .stewards = {ann.id}});
    });
    test::RemoteActor signer = rig.add_actor("https://signer.example", "signer");

    void SetUp() override
    {
        rig.in_db([&](Transaction& tx) -> result<void> {
            (void)test::make_status(tx, ann, {.uri = ann.uri + "/statuses/1"});
            const auto poll = test::make_status(tx, ann, {.uri = ann.uri + "/statuses/2"});
            storage::Poll asked;
            asked.options = {"Walking", "Yoga", "Rest"};
            asked.votes = {0, 0, 0};
            asked.multiple = true;
            asked.expires_at = rig.clock.now() + std::chrono::hours(24);
            asked.status = poll.id;
            (void)storage::polls::add(tx, asked);
            return {};
        });
        for (const auto* part : {&GetParam().dialect, &GetParam().what}) {
            if (const auto* served = array_at(*part, "web"))
                for (const auto& document : *served) serve(document.as_object());
        }
        if (const auto* known = array_at(GetParam().what, "known"))
            for (const auto& uri : *known)
                ASSERT_TRUE(rig.run(rig.resolver->resolve_actor(uri.as_string().c_str()))) << uri;
        if (const auto* gone = array_at(GetParam().what, "gone"))
            for (const auto& url : *gone) rig.web.fail(url.as_string().c_str(), errc::gone);
        if (const auto* asks = object_at(GetParam().what, "follows")) ask_to_follow(*asks);
    }

    /// Every "@KEY@" becomes the key with which the rig signs.
    json::object with_key(const json::object& document)
    {
        auto text = json::serialize(document);
        auto pem = json::serialize(signer.document.at("publicKey").at("publicKeyPem"));
        pem = pem.substr(1, pem.size() - 2);
        for (auto at = text.find("@KEY@"); at != std::string::npos; at = text.find("@KEY@", at + pem.size()))
            text.replace(at, 5, pem);
        return parse_json(text)->as_object();
    }

    void serve(const json::object& document)
    {
        const auto ready = with_key(document);
        const auto at = string_at(ready, "@at");
        auto served = ready;
        served.erase("@at");
        rig.web.serve(std::string(at.empty() ? string_at(ready, "id") : at), served);
    }

    /// ann asked to follow somebody there: {"uri", "target"}.
    void ask_to_follow(const json::object& asks)
    {
        const std::string target(string_at(asks, "target"));
        const auto account = rig.run(rig.resolver->resolve_actor(target));
        ASSERT_TRUE(account) << target;
        const auto followed = rig.in_db([&](Transaction& tx) {
            return social::follow(tx, rig.urls, ann, *account, {}, std::string(string_at(asks, "uri")));
        });
        ASSERT_TRUE(followed);
    }

    static json::object load(const json::value& named)
    {
        if (const auto* file = named.if_string()) return test::fixture(std::string_view(*file));
        return named.as_object();
    }

    static test::InboundRig::Post how_of(const json::object& step)
    {
        test::InboundRig::Post how;
        const auto* request = object_at(step, "request");
        if (request == nullptr) return how;
        how.key_id = string_at(*request, "key_id");
        how.target = string_at(*request, "target");
        if (request->contains("path")) how.path = string_at(*request, "path");
        if (request->contains("content_type")) how.content_type = string_at(*request, "content_type");
        const std::string from(string_at(*request, "replace"));
        const std::string to(string_at(*request, "by"));
        if (!from.empty())
            how.change = [from, to](signatures::Headers& headers) {
                for (auto& header : headers)
                    if (const auto at = header.value.find(from); at != std::string::npos)
                        header.value.replace(at, from.size(), to);
            };
        return how;
    }

    void deliver(const json::object& step)
    {
        const auto document = with_key(load(step.at("document")));
        test::RemoteActor by;
        const auto* named = step.if_contains("signed_by");
        by.uri = named != nullptr ? named->as_string().c_str() : actor_of(document);
        by.key_id = by.uri + "#main-key";
        const auto answer = rig.post(by, document, how_of(step));
        const auto expected = number_at(step, "answer", 202);
        EXPECT_EQ(answer.status, static_cast<unsigned>(expected)) << answer.error;
        rig.work();
        if (expected != 202) return;
        const auto* came = step.if_contains("outcome");
        const std::string wanted(came != nullptr ? std::string_view(came->as_string()) : "");
        const auto outcome = rig.outcome(string_at(document, "id"));
        if (wanted.empty())
            EXPECT_EQ(outcome, "");
        else
            EXPECT_NE(outcome.find(wanted), std::string::npos) << outcome << ", not " << wanted;
    }

    static std::string actor_of(const json::object& document)
    {
        const auto& actor = document.at("actor");
        if (const auto* object = actor.if_object()) return std::string(string_at(*object, "id"));
        if (const auto* list = actor.if_array()) return list->front().as_string().c_str();
        return actor.as_string().c_str();
    }

    static std::int64_t number_at(const json::object& object, std::string_view key, std::int64_t otherwise)
    {
        const auto* value = object.if_contains(key);
        return value != nullptr ? value->as_int64() : otherwise;
    }

    std::optional<json::value> row(const Statement& sql, std::string_view uri)
    {
        return rig.in_db([&](Transaction& tx) -> std::optional<json::value> {
            const auto rows = tx.exec(sql, uri);
            if (rows.empty()) return std::nullopt;
            return *parse_json(rows.front().at(0).as<std::string>());
        });
    }

    void expect_rows(const Statement& sql, const json::object* rows)
    {
        if (rows == nullptr) return;
        for (const auto& [uri, wanted] : *rows) {
            const auto found = row(sql, uri);
            if (wanted.is_null()) {
                EXPECT_FALSE(found) << uri << " is there";
                continue;
            }
            ASSERT_TRUE(found) << uri << " is not there";
            EXPECT_EQ(test::differences(*found, wanted), "") << uri << "\n" << json::serialize(*found);
        }
    }

    void expect_counts(const json::object* counts)
    {
        if (counts == nullptr) return;
        for (const auto& [name, wanted] : *counts) {
            if (name == "requests") {
                for (const auto& [url, times] : wanted.as_object())
                    EXPECT_EQ(static_cast<std::int64_t>(rig.web.requests(url)), times.as_int64()) << url;
                continue;
            }
            const auto* const sql =
                std::ranges::find(counted, std::string_view(name), [](const auto& one) { return one.first; });
            ASSERT_NE(sql, std::end(counted)) << name << " cannot be counted";
            EXPECT_EQ(rig.count(sql->second), wanted.as_int64()) << name;
        }
    }
};

TEST_P(Dialects, AreUnderstood)
{
    const auto& what = GetParam().what;
    const auto& steps = what.at("deliver").as_array();
    ASSERT_FALSE(steps.empty());
    for (const auto& step : steps) deliver(step.as_object());
    const auto& expect = what.at("expect").as_object();
    ASSERT_FALSE(expect.empty()) << "nothing would be tested";
    for (const auto& [name, value] : expect)
        ASSERT_TRUE(name == "posts" || name == "accounts" || name == "counts") << name;
    expect_rows(post_sql, object_at(expect, "posts"));
    expect_rows(account_sql, object_at(expect, "accounts"));
    expect_counts(object_at(expect, "counts"));
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Dialects, testing::ValuesIn(read_cases()), test_name);

/// The software that a hospital meets (federation.md section 2), each with what it sends.
TEST(DialectFolders, HoldEverySoftware)
{
    for (const auto* software :
         {"mastodon",
          "gotosocial",
          "mitra",
          "lemmy",
          "nodebb",
          "mobilizon",
          "friendica",
          "pleroma",
          "misskey",
          "peertube",
          "wordpress",
          "discourse",
          "fedify",
          "snac2",
          "tolerances"}) {
        const auto dialect = test::fixture(fmt::format("{}/dialect.json", software));
        EXPECT_GE(dialect.at("cases").as_array().size(), 3U) << software;
    }
}

} // namespace
} // namespace rounds::inbound
