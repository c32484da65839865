#include "server/social/verbs.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"

#include <gtest/gtest.h>

namespace rounds::test {
namespace {

using namespace std::chrono_literals;
using storage::Transaction;
using storage::Visibility;

constexpr const char* password = "correct horse battery";
constexpr const char* hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

/// Pages of one site with a person, a network with a chat and a summary in two wordings.
class Pages : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        site = new Site([](app::Config& config) {
            config.instance.description = "A place for <b>people</b>";
            config.instance.rules = {"Be kind & careful"};
        });
        site->add_person("ann", password);
        site->db().transact_blocking(fill);
    }
    static void TearDownTestSuite()
    {
        delete site;
        site = nullptr;
    }

    static void fill(Transaction& tx)
    {
        ann = storage::accounts::find_by_handle(tx, "ann", std::nullopt).value();
        ann.display_name = hostile;
        storage::accounts::update_profile(tx, ann);
        root = make_status(tx, ann, {.content = "<p>The first post</p>"});
        hidden = make_status(tx, ann, {.content = "<p>For followers</p>", .visibility = Visibility::private_});
        reply = make_status(tx, ann, {.content = "<p>An answer</p>", .in_reply_to = root.id});
        secret_reply = make_status(
            tx, ann, {.content = "<p>Secret answer</p>", .visibility = Visibility::direct, .in_reply_to = root.id}
        );
        network = make_network(tx, {.username = "breastcancer", .title = "Breast cancer", .stewards = {ann.id}});
        auto row = storage::networks::find(tx, network.id).value();
        row.title = std::string("Breast cancer ") + hostile;
        row.description = "We **share** what we know.";
        row.guidelines = "No names of patients.";
        row.conditions = {"DOID:1612"};
        storage::networks::update(tx, row);
        add_chat(tx);
        add_summary(tx);
    }

    static void add_chat(Transaction& tx)
    {
        storage::Chat row;
        row.id = chat = storage::chats::next_id(tx);
        row.network = network.id;
        row.uri = std::string(base_url) + "/chats/" + to_string(chat);
        row.title = "Sleep during chemotherapy";
        row.description = "Bring your questions.";
        row.hashtag = "bcsm";
        row.starts_at = parse_iso8601("2031-11-18T02:00:00Z").value();
        row.ends_at = row.starts_at + 1h;
        row.timezone = "America/New_York";
        row.created_by = ann.id;
        storage::Prompt prompt;
        prompt.chat = chat;
        prompt.position = 1;
        prompt.label = "T1";
        prompt.content = "What keeps you awake?";
        prompt.due_at = row.starts_at;
        storage::chats::create(tx, row, {prompt}, {{.account = ann.id, .role = "host", .interests = "none"}});
        const auto made = storage::chats::prompts(tx, chat).at(0).id;
        storage::chats::add_post(tx, chat, {.status = reply.id, .prompt = made}, reply.created_at);
        storage::chats::add_post(tx, chat, {.status = hidden.id, .prompt = made}, hidden.created_at);
    }

    static void add_summary(Transaction& tx)
    {
        const auto now = site->app().clock.now();
        storage::Summary row;
        row.id = summary = storage::summaries::next_id(tx);
        row.network = network.id;
        row.chat = chat;
        row.uri = std::string(base_url) + "/summaries/" + to_string(summary);
        row.author = ann.id;
        row.state = "published";
        row.published_at = now;
        storage::SummaryVersion wording;
        wording.summary = summary;
        wording.title = "Sleep: what we learnt";
        wording.key_message = "A fixed bedtime helped most of us.";
        wording.editor = ann.id;
        wording.reviewer = ann.id;
        wording.reviewed_at = now;
        wording.published_at = now;
        wording.statements = {
            {.position = 1, .content = "Exercise helps.", .evidence_scheme = "OCEBM2011", .evidence_level = "1"}
        };
        storage::SummaryReference reference;
        reference.position = 1;
        reference.kind = "doi";
        reference.value = "10.1000/xyz123";
        reference.csl = json::object{{"title", "Sleep & </script><script>alert(3)</script>"}};
        reference.supports = {1};
        wording.references = {reference};
        storage::summaries::create(tx, row, wording);
        wording.version = 2;
        wording.key_message = "A fixed bedtime helped many of us.";
        wording.reason = "The first count was wrong";
        storage::summaries::save_version(tx, wording);
        wording.version = 3; // a correction that is not published yet
        wording.key_message = "Nobody may read this yet.";
        wording.published_at.reset();
        storage::summaries::save_version(tx, wording);
        row = storage::summaries::find(tx, summary).value();
        row.version = 3;
        row.state = "published";
        row.published_at = now;
        storage::summaries::update(tx, row);
    }

    static http::Response get(const std::string& target) { return Browser(*site).get(target); }
    static std::string summary_path(const std::string& more = "") { return "/s/" + to_string(summary) + more; }

    static inline Site* site = nullptr;
    static inline storage::Account ann;
    static inline storage::Status root, hidden, reply, secret_reply;
    static inline Network network;
    static inline ChatId chat{};
    static inline SummaryId summary{};
};

bool has(const http::Response& page, std::string_view text)
{
    return page.body.find(text) != std::string::npos;
}

/// The page without its structured data, which is JSON and may hold what HTML may not.
http::Response without_data(http::Response page)
{
    const auto start = page.body.find("<script type=\"application/ld+json\">");
    if (start == std::string::npos) return page;
    page.body.erase(start, page.body.find("</script>", start) - start);
    return page;
}

/// What every page owes its reader.
void expect_sound(const http::Response& page, const std::string& target)
{
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8") << target;
    const auto policy = std::string(page.headers.get("Content-Security-Policy"));
    EXPECT_TRUE(policy.starts_with("default-src 'none'")) << target << ": " << policy;
    // Where there is a script it is a file of this server, and the page may ask this server alone.
    if (const auto scripts = policy.find("script-src"); scripts != std::string::npos)
        EXPECT_EQ(policy.substr(scripts), "script-src 'self'; connect-src 'self'") << target;
    for (const char* part : {"<html lang=\"en\">", "<main id=\"main\"", "href=\"#main\"", "<h1"})
        EXPECT_TRUE(has(page, part)) << target << " lacks " << part;
    EXPECT_EQ(page.body.find("<h1", page.body.find("<h1") + 1), std::string::npos) << target << " has two <h1>";
    for (const char* part : {"<script>", "onerror=alert(2)>", "{{", "}}", "style=\""})
        EXPECT_FALSE(has(without_data(page), part)) << target << " has " << part;
}

TEST_F(Pages, AllRenderSoundly)
{
    const std::string thread = "/@ann/" + to_string(root.id);
    const auto versions = summary_path("/versions");
    for (const auto& target :
         {std::string("/"),
          std::string("/about"),
          std::string("/privacy"),
          std::string("/@ann"),
          std::string("/@breastcancer"),
          thread,
          "/chats/" + to_string(chat),
          summary_path(),
          versions,
          versions + "/1",
          std::string("/auth/sign_in"),
          std::string("/conditions"),
          std::string("/conditions?q=breast"),
          std::string("/conditions/DOID:1612"),
          std::string("/@breastcancer/questions"),
          std::string("/tags/bcsm")}) {
        const auto page = get(target);
        EXPECT_EQ(page.status, 200U) << target << page.body;
        expect_sound(page, target);
    }
}

TEST_F(Pages, AreSmallAndInTheLanguageOfTheirReader)
{
    constexpr std::size_t most_bytes = 100'000;
    for (const auto& target :
         {std::string("/conditions?q=cancer"),
          std::string("/conditions/DOID:162"),
          std::string("/@breastcancer/questions"),
          summary_path()}) {
        const auto page = Browser(*site).get(target, {{"Accept-Language", "es-MX,es;q=0.9,en;q=0.5"}});
        EXPECT_EQ(page.status, 200U) << target;
        EXPECT_TRUE(has(page, "<html lang=\"es\">")) << target;
        EXPECT_TRUE(has(page, "Saltar al contenido")) << target;
        EXPECT_LT(page.body.size(), most_bytes) << target;
        EXPECT_TRUE(page.headers.get("Vary").starts_with("Accept-Language")) << target;
    }
    EXPECT_TRUE(has(get("/conditions?lang=es"), "<html lang=\"es\">"));
}

TEST_F(Pages, AConditionShowsWhatThereIsAboutIt)
{
    const auto page = get("/conditions/DOID:162");
    for (const char* part :
         {"#Cancer",
          "/@breastcancer\"",
          "Sleep during chemotherapy",
          "Sleep: what we learnt",
          "MedicalCondition",
          "DOID:162",
          "C80.1",
          "malignant neoplasm"})
        EXPECT_TRUE(has(page, part)) << part;
    EXPECT_TRUE(has(get("/conditions?q=c50"), "/conditions/DOID:1612\""));
    EXPECT_EQ(get("/conditions/DOID:0").status, 404U);
    Browser own(*site);
    ASSERT_EQ(own.log_in("ann", password).status, 303U);
    const auto form = own.get("/conditions/DOID:1612");
    EXPECT_EQ(own.post("/conditions/DOID:1612/follow", {}).status, 403U) << "without the token of the form";
    const Fields token{{"form_token", input_value(form, "form_token")}};
    EXPECT_EQ(own.post("/conditions/DOID:1612/follow", token).status, 303U);
    EXPECT_TRUE(has(own.get("/conditions/DOID:1612"), "You follow this condition."));
    EXPECT_EQ(own.post("/conditions/DOID:1612/unfollow", token).status, 303U);
    EXPECT_FALSE(has(own.get("/conditions/DOID:1612"), "You follow this condition."));
}

TEST_F(Pages, ASummaryTakesMarksAndOffersItsReferences)
{
    const auto page = get(summary_path());
    for (const char* part : {"references/ris", "references/bib", "references/json", "references/txt"})
        EXPECT_TRUE(has(page, part)) << part;
    EXPECT_FALSE(has(page, "name=\"mark\""));
    Browser own(*site);
    ASSERT_EQ(own.log_in("ann", password).status, 303U);
    const Fields form{{"form_token", input_value(own.get(summary_path()), "form_token")}, {"mark", "helpful"}};
    EXPECT_EQ(own.post(summary_path("/mark"), form).status, 303U);
    EXPECT_TRUE(has(own.get(summary_path()), "value=\"helpful\" aria-pressed=\"true\""));
    EXPECT_EQ(own.post(summary_path("/mark"), {{"mark", "unclear"}}).status, 403U);
}

TEST_F(Pages, ErrorsArePagesForPeople)
{
    for (const char* target :
         {"/nothing", "/@nobody", "/@ann/1", "/@ann/x", "/s/1", "/s/x", "/s/1/versions", "/assets/layout.html"}) {
        const auto page = get(target);
        EXPECT_EQ(page.status, 404U) << target;
        if (!std::string_view(target).starts_with("/assets")) expect_sound(page, target);
    }
    const auto wrong_method = Browser(*site).post("/about", {});
    EXPECT_EQ(wrong_method.status, 405U);
    expect_sound(wrong_method, "POST /about");
}

TEST_F(Pages, FrontNamesNetworksAndChats)
{
    const auto page = get("/");
    EXPECT_TRUE(has(page, "A place for &lt;b&gt;people&lt;/b&gt;"));
    EXPECT_TRUE(has(page, "/@breastcancer\""));
    EXPECT_TRUE(has(page, "@breastcancer: Breast cancer")) << "with what it is about";
    EXPECT_TRUE(has(page, "Sleep: what we learnt")) << "and what was learnt lately";
    EXPECT_TRUE(has(page, "Sleep during chemotherapy"));
    EXPECT_TRUE(has(page, "Monday 17 November 2031, 21:00"));
    EXPECT_TRUE(has(get("/about"), "Be kind &amp; careful"));
}

TEST_F(Pages, ProfileShowsPublicPostsOnly)
{
    const auto page = get("/@ann");
    EXPECT_TRUE(has(page, "The first post"));
    EXPECT_FALSE(has(page, "For followers"));
    EXPECT_TRUE(has(page, "&lt;script&gt;alert(1)"));
    EXPECT_NE(std::string(page.headers.get("Link")).find("<https://mercy.example/users/ann>"), std::string::npos);
    const auto document = Browser(*site).get("/@ann", {{"Accept", "application/activity+json"}});
    EXPECT_EQ(document.status, 303U);
    EXPECT_EQ(document.headers.get("Location"), "https://mercy.example/users/ann");
    EXPECT_EQ(document.headers.get("Vary"), "Accept");
}

TEST_F(Pages, ThreadShowsWhatTheReaderMaySee)
{
    const auto page = get("/@ann/" + to_string(root.id));
    EXPECT_TRUE(has(page, "The first post"));
    EXPECT_TRUE(has(page, "An answer"));
    EXPECT_FALSE(has(page, "Secret answer"));
    EXPECT_EQ(get("/@ann/" + to_string(hidden.id)).status, 404U);
    EXPECT_EQ(get("/@breastcancer/" + to_string(root.id)).status, 404U) << "under another's name";
    Browser own(*site);
    ASSERT_EQ(own.log_in("ann", password).status, 303U);
    EXPECT_EQ(own.get("/@ann/" + to_string(hidden.id)).status, 200U);
    EXPECT_TRUE(has(own.get("/@ann/" + to_string(root.id)), "Secret answer"));
}

TEST_F(Pages, NetworkShowsWhatItIs)
{
    const auto page = get("/@breastcancer");
    for (const char* part :
         {"<strong>share</strong>",
          "No names of patients.",
          "/conditions/DOID:1612\">Breast cancer</a>",
          "Steward",
          "Sleep during chemotherapy",
          "Sleep: what we learnt",
          "A fixed bedtime helped many of us."})
        EXPECT_TRUE(has(page, part)) << part;
    EXPECT_FALSE(has(page, "Nobody may read this yet."));
}

TEST_F(Pages, ChatShowsPublicPostsUnderTheirPrompts)
{
    const auto page = get("/chats/" + to_string(chat));
    const auto prompt = page.body.find("What keeps you awake?");
    ASSERT_NE(prompt, std::string::npos);
    EXPECT_NE(page.body.find("An answer", prompt), std::string::npos);
    EXPECT_FALSE(has(page, "For followers"));
    EXPECT_TRUE(has(page, "America/New_York"));
    EXPECT_TRUE(has(page, "\"@type\":\"Event\""));
}

TEST_F(Pages, SummaryShowsTheNewestPublishedWording)
{
    const auto page = get(summary_path());
    for (const char* part :
         {"A fixed bedtime helped many of us.",
          "Exercise helps.",
          "OCEBM 2011, level 1",
          "https://doi.org/10.1000/xyz123",
          "Not medical advice",
          "Signed by",
          "Version 1",
          "\"@type\":\"MedicalWebPage\""})
        EXPECT_TRUE(has(page, part)) << part;
    EXPECT_FALSE(has(page, "helped most of us"));
    EXPECT_FALSE(has(page, "This is an earlier version"));
    EXPECT_FALSE(has(page, "</script><script>")) << "structured data must not end its element";
}

TEST_F(Pages, AnEarlierWordingStaysReadableAndSaysSo)
{
    const auto page = get(summary_path("/versions/1"));
    EXPECT_TRUE(has(page, "A fixed bedtime helped most of us."));
    EXPECT_TRUE(has(page, "This is an earlier version"));
    EXPECT_TRUE(has(page, "The first count was wrong"));
    EXPECT_EQ(get(summary_path("/versions/3")).status, 404U) << "not published";
    EXPECT_FALSE(has(get(summary_path("/versions")), "versions/3"));
}

TEST_F(Pages, SettingsAreForThePersonAndStopApps)
{
    EXPECT_EQ(get("/settings").headers.get("Location"), "/auth/sign_in?next=%2Fsettings");
    Browser own(*site);
    ASSERT_EQ(own.log_in("ann", password).status, 303U);
    const auto made = site->db().transact_blocking([](Transaction& tx) {
        tx.exec_plain("INSERT INTO oauth_apps (id, name, redirect_uris, scopes, client_id, secret_hash) VALUES "
                      "(77, '<i>Phone</i>', '{}', 'read', 'c', 'x')");
        tx.exec_plain(
            "INSERT INTO oauth_tokens (token_hash, app_id, account_id, scopes) VALUES ('t', 77, " + to_string(ann.id) +
            ", 'read')"
        );
        return count(tx, "SELECT count(*) FROM oauth_tokens WHERE revoked_at IS NULL");
    });
    EXPECT_EQ(made, 1);
    const auto page = own.get("/settings");
    expect_sound(page, "/settings");
    EXPECT_TRUE(has(page, "&lt;i&gt;Phone&lt;/i&gt;"));
    const std::string action = "/settings/apps/77/revoke";
    EXPECT_EQ(own.post(action, {}).status, 403U);
    EXPECT_EQ(own.post(action, hidden_inputs(page, action)).status, 303U);
    const auto left = site->db().transact_blocking([](Transaction& tx) {
        return count(tx, "SELECT count(*) FROM oauth_tokens WHERE revoked_at IS NULL");
    });
    EXPECT_EQ(left, 0);
    EXPECT_EQ(own.post("/settings/sessions/end", hidden_inputs(page, "/settings/sessions/end")).status, 303U);
    EXPECT_EQ(own.get("/settings").status, 303U);
}

TEST_F(Pages, AssetsAreKeptByTheirContent)
{
    const auto page = get("/");
    const auto start = page.body.find("/assets/rounds.css?v=");
    ASSERT_NE(start, std::string::npos);
    const auto address = page.body.substr(start, page.body.find('"', start) - start);
    const auto sheet = get(address);
    EXPECT_EQ(sheet.content_type, "text/css; charset=utf-8");
    EXPECT_EQ(sheet.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
    const auto again = Browser(*site).get(address, {{"If-None-Match", std::string(sheet.headers.get("ETag"))}});
    EXPECT_EQ(again.status, 304U);
    for (const char* image : {"avatar.png", "header.png", "icon.png"}) {
        const auto picture = get(std::string("/assets/") + image);
        EXPECT_EQ(picture.content_type, "image/png") << image;
        EXPECT_TRUE(picture.body.starts_with("\x89PNG")) << image;
    }
}

} // namespace
} // namespace rounds::test
