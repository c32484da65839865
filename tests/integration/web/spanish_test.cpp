#include "server/knowledge/conditions.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "storage/base/text.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"
#include "storage/questions.hpp"
#include "storage/summaries.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>
#include <set>

namespace rounds::test {
namespace {

using namespace std::chrono_literals;
using storage::Transaction;

constexpr const char* password = "correct horse battery";

// Whatever people wrote has this word, which no catalogue has: what else both languages share was not translated.
constexpr std::string_view theirs = "qx";

/// Texts of an English page, tag by tag. Parts that say that they are in English, whatever the page is in, are left
/// out.
std::set<std::string> texts_of(std::string html)
{
    static const RE2 data("(?s)<script[^>]*>.*?</script>|<title>.*?</title>");
    static const RE2 foreign("(?s)<(\\w+)[^>]* lang=\"en\"[^>]*>[^<]*(?:<(?:a|span|strong|br)[^>]*>[^<]*)*?</\\w+>");
    static const RE2 attribute("(?:aria-label|alt|placeholder|title)=\"([^\"]*)\"");
    static const RE2 tag("(?s)<[^>]*>");
    RE2::GlobalReplace(&html, data, "\n");
    const auto body = html.find("<body");
    html = html.substr(body == std::string::npos ? 0 : body);
    RE2::GlobalReplace(&html, foreign, "\n");
    std::set<std::string> texts;
    re2::StringPiece rest(html);
    std::string named;
    while (RE2::FindAndConsume(&rest, attribute, &named)) texts.insert(named);
    RE2::GlobalReplace(&html, tag, "\n");
    for (const auto line : text::split(html, '\n'))
        if (const auto trimmed = text::trim(line); !trimmed.empty()) texts.emplace(trimmed);
    return texts;
}

/// Names and codes, which are the same in every language.
bool is_name(const std::string& text)
{
    static const RE2 names(
        "(?i)[\\s\\d.,:;()/\\[\\]|-]*(?:(?:RIS|BibTeX|CSL|JSON|AMA|HTML|CSV|iCalendar|DOID|MeSH|"
        "ICD|CM|FKGL|SMOG|FRE|OCEBM|GRADE|UTC|Etc|Mercy|Rounds|Firefox|Linux|GMT|Z|T|[A-Z]\\d+|"
        "[@#]\\w[\\w.@:]*|T\\d|min|name@|[\\w.-]+\\.(?:example|org|csv)|doi|n|re?f|es)\\b[\\s\\d.,:;()/\\[\\]|-]*)+"
    );
    const auto lower = text::to_lower(text);
    if (lower.find(theirs) != std::string::npos) return true;
    // Most conditions of the vocabulary have no Spanish name.
    const auto found = knowledge::conditions().search(text, 1);
    if (!found.empty() && text::iequals(found.front()->name, text) && found.front()->name_es.empty()) return true;
    return RE2::FullMatch(text, names) ||
           std::ranges::none_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

/// Texts that both languages of the catalogue write alike.
bool is_alike(const std::string& text)
{
    static const auto alike = [] {
        std::set<std::string> all;
        for (const auto& [key, value] : web::words(web::Language::english))
            if (web::words(web::Language::spanish).at(key) == value) all.insert(text::escape_html(value.as_string()));
        return all;
    }();
    return alike.contains(text);
}

/// A site on which there is something to see on every page.
class Spanish : public ::testing::Test
{
protected:
    void SetUp() override
    {
        site_.add_person("qxann", password);
        site_.db().transact_blocking([&](Transaction& tx) { fill(tx); });
        ASSERT_EQ(ann_.log_in("qxann", password).status, 303U);
    }
    void fill(Transaction& tx)
    {
        auto ann = storage::accounts::find_by_handle(tx, "qxann", std::nullopt).value();
        ann.display_name = "Qx Ann";
        storage::accounts::update_profile(tx, ann);
        const auto network = make_network(tx, {.username = "qxnet", .title = "Qx net", .stewards = {ann.id}});
        network_ = to_string(network.id);
        auto row = storage::networks::find(tx, network.id).value();
        row.description = "Qx description";
        row.guidelines = "Qx guidelines";
        row.conditions = {"DOID:1612"};
        storage::networks::update(tx, row);
        StatusSpec spec{.content = "<p>Qx asks</p>"};
        spec.audience = storage::networks::find(tx, network.id)->account;
        post_ = to_string(make_status(tx, ann, spec).id);
        add_chat(tx, network.id, ann.id);
        add_summary(tx, network.id, ann.id);
    }
    void add_chat(Transaction& tx, NetworkId network, AccountId by)
    {
        storage::Chat row;
        row.id = storage::chats::next_id(tx);
        row.network = network;
        row.uri = std::string(base_url) + "/chats/" + to_string(row.id);
        row.title = "Qx chat";
        row.description = "Qx about it";
        row.hashtag = "bcsm";
        row.starts_at = parse_iso8601("2031-11-18T02:00:00Z").value();
        row.ends_at = row.starts_at + 1h;
        row.timezone = "Etc/UTC";
        row.created_by = by;
        storage::Prompt prompt;
        prompt.chat = row.id;
        prompt.position = 1;
        prompt.label = "T1";
        prompt.content = "Qx prompt";
        prompt.due_at = row.starts_at;
        storage::chats::create(tx, row, {prompt}, {{.account = by, .role = "host", .interests = "Qx none"}});
        chat_ = to_string(row.id);
    }
    void add_summary(Transaction& tx, NetworkId network, AccountId by)
    {
        storage::Summary row;
        row.id = storage::summaries::next_id(tx);
        row.network = network;
        row.uri = std::string(base_url) + "/summaries/" + to_string(row.id);
        row.author = by;
        row.next_review_at = "2020-01-01";
        storage::SummaryVersion wording;
        wording.summary = row.id;
        wording.title = "Qx title";
        wording.key_message = "Qx key";
        wording.what_you_can_do = "Qx do";
        wording.uncertain = "Qx unknown";
        wording.body = "Qx body";
        wording.for_clinicians = "Qx doses";
        wording.funding = "Qx fund";
        wording.editor = by;
        wording.reviewer = by;
        wording.reviewed_at = wording.published_at = site_.app().clock.now();
        wording.statements = {
            {.position = 1, .content = "Qx one", .evidence_scheme = "OCEBM2011", .evidence_level = "1"},
            {.position = 2, .content = "Qx two", .evidence_scheme = "LIVED", .evidence_level = "lived"}
        };
        storage::SummaryReference reference;
        reference.position = 1;
        reference.kind = "doi";
        reference.value = "10.1000/xyz123";
        reference.csl = json::object{{"title", "Qx trial"}};
        reference.supports = {1};
        wording.references = {reference};
        storage::summaries::create(tx, row, wording);
        wording.version = 2;
        wording.reason = "Qx reason";
        wording.key_message = "Qx key changed";
        storage::summaries::save_version(tx, wording);
        row = storage::summaries::find(tx, row.id).value();
        row.version = 2;
        row.state = "published";
        row.published_at = wording.published_at;
        storage::summaries::update(tx, row);
        summary_ = to_string(row.id);
    }

    /// The address to look at for a route of the table.
    std::string address_of(std::string_view route) const
    {
        std::string path(route);
        const std::pair<std::string_view, std::string> parts[] = {
            {"/s/:id", "/s/" + summary_},
            {"/chats/:id", "/chats/" + chat_},
            {"/networks/:id", "/networks/" + network_},
            {"/@:name/:id", "/@qxann/" + post_},
            {"/@:name/", "/@qxnet/"},
            {"/@:name", "/@qxann"},
            {"/organisations/:domain", "/organisations/mercy.example"},
            {"/conditions/:id", "/conditions/DOID:1612"},
            {"/tags/:name", "/tags/bcsm"},
            {":version", "2"},
            {":id", "1"},
        };
        for (const auto& [name, value] : parts)
            if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
        return path;
    }

    /// Looks at a page in both languages, and says what stayed English in Spanish.
    static void expect_translated(Browser& reader, const std::string& address)
    {
        const std::string sign = address.find('?') == std::string::npos ? "?" : "&";
        const auto english = reader.get(address + sign + "lang=en");
        const auto spanish = reader.get(address + sign + "lang=es");
        if (english.status == 303U || !english.content_type.starts_with("text/html")) return;
        ASSERT_EQ(english.status, spanish.status) << address;
        EXPECT_NE(spanish.body.find("<html lang=\"es\">"), std::string::npos) << address;
        const auto before = texts_of(english.body);
        for (const auto& text : texts_of(spanish.body))
            if (before.contains(text) && !is_name(text) && !is_alike(text))
                ADD_FAILURE() << address << " says in Spanish, too: " << text;
    }

    Site site_{[](app::Config& config) {
        config.instance.title = "Qx Mercy";
        config.instance.organisation = "Qx Hospital";
        config.instance.description = "Qx place";
        config.instance.rules = {"Qx rule"};
        config.instance.contact_email = "qx@mercy.example";
        config.accounts.sign_up = "approval";
    }};
    Browser ann_{site_};
    std::string network_;
    std::string chat_;
    std::string summary_;
    std::string post_;
};

TEST_F(Spanish, EveryPageOfTheTableIsInTheLanguageOfItsReader)
{
    // Files, and what leads to a provider elsewhere.
    const std::set<std::string_view> no_pages{"/manifest", "/assets/:name", "/settings/data/:file"};
    Browser stranger(site_);
    int seen = 0;
    for (const auto& route : web::routes()) {
        if (route.method != http::Method::get || no_pages.contains(route.path)) continue;
        if (route.path.starts_with("/auth/sign_on")) continue;
        const auto address = address_of(route.path);
        expect_translated(ann_, address);
        if (route.auth != app::Auth::session) expect_translated(stranger, address);
        ++seen;
    }
    EXPECT_GT(seen, 40);
    for (const auto* address : {"/@qxnet", "/conditions?q=breast", "/conditions?q=nothing-of-it", "/@nobody"})
        expect_translated(stranger, address);
    expect_translated(stranger, "/chats/" + chat_);
    expect_translated(stranger, "/s/" + summary_ + "?view=clinicians");
    expect_translated(ann_, "/@qxnet");
}

TEST_F(Spanish, IsKeptOnceChosenAndOfferedInTheFooter)
{
    Browser reader(site_);
    const auto english = reader.get("/about");
    EXPECT_NE(english.body.find("href=\"/about?lang=es\""), std::string::npos);
    const auto chosen = reader.get("/about?lang=es");
    EXPECT_NE(chosen.body.find("<html lang=\"es\">"), std::string::npos);
    EXPECT_NE(reader.get("/").body.find("<html lang=\"es\">"), std::string::npos) << "the choice is kept";
    EXPECT_NE(reader.get("/", {{"Accept-Language", "en"}}).body.find("<html lang=\"es\">"), std::string::npos);
    EXPECT_NE(reader.get("/?lang=en").body.find("<html lang=\"en\">"), std::string::npos);
    EXPECT_NE(reader.get("/").body.find("<html lang=\"en\">"), std::string::npos);
    EXPECT_EQ(reader.get("/auth/confirm?token=secret").body.find("token=secret&amp;lang"), std::string::npos)
        << "no link repeats a secret";
}

TEST_F(Spanish, IsSpokenWhereFormsAreRefused)
{
    Browser reader(site_);
    (void)reader.get("/?lang=es");
    const auto form = reader.get("/auth/sign_in");
    const auto refused = reader.post(
        "/auth/sign_in",
        {{"form_token", input_value(form, "form_token")}, {"login", "qxann"}, {"password", "wrong"}, {"next", "/"}}
    );
    EXPECT_EQ(refused.status, 422U);
    EXPECT_NE(refused.body.find("El nombre o la contraseña no son correctos"), std::string::npos) << refused.body;
    EXPECT_NE(reader.post("/auth/sign_in", {}).body.find("No permitido"), std::string::npos);
}

} // namespace
} // namespace rounds::test
