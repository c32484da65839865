#include "admin/console/words.hpp"
#include "storage/base/embedded.hpp"
#include "storage/base/text.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

namespace rounds::console {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file)
{
    std::ifstream in(file);
    std::ostringstream content;
    content << in.rdbuf();
    return content.str();
}

TEST(ConsoleWords, EveryTextIsThereInBothLanguages)
{
    const auto& english = words_in("en");
    const auto& spanish = words_in("es-MX");
    ASSERT_GT(english.all().size(), 50U);
    ASSERT_EQ(english.all().size(), spanish.all().size());
    for (const auto& [key, text] : english.all()) {
        EXPECT_FALSE(text.as_string().empty()) << key;
        EXPECT_FALSE(spanish(key).empty()) << key;
        EXPECT_TRUE(text::is_utf8(spanish(key))) << key;
    }
    EXPECT_EQ(&words_in("fr"), &english);
    EXPECT_THROW(static_cast<void>(english("no_such_key")), std::logic_error);
}

TEST(ConsoleWords, TemplatesUseWordsThatExist)
{
    std::size_t used = 0;
    for (const auto& file : embedded::admin_console()) {
        if (!file.name.ends_with(".html")) continue;
        for (auto at = file.content.find("{{w."); at != std::string_view::npos;
             at = file.content.find("{{w.", at + 1)) {
            const auto key = file.content.substr(at + 4, file.content.find("}}", at) - at - 4);
            EXPECT_TRUE(words_in("en").all().contains(key)) << file.name << ": " << key;
            ++used;
        }
    }
    EXPECT_GT(used, 50U);
}

TEST(ConsoleWords, NoWordIsLeftOver)
{
    std::string all;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(ROUNDS_SOURCE_DIR) / "admin/console"))
        if (entry.path().extension() != ".tsv") all += read(entry.path());
    // Keys that are put together in the code.
    const std::set<std::string> made{"act_",    "appeal_",   "breaker_", "canned_", "category_", "criterion_",
                                     "danger_", "delivery_", "did_",     "event_",  "fetch_",    "glass_",
                                     "join_",   "mode_",     "origin_",  "policy_", "posting_",  "recall_",
                                     "role_",   "roster_",   "status_",  "tell_",   "via_"};
    for (const auto& [key, text] : words_in("en").all()) {
        const std::string name(key);
        const auto prefix = name.substr(0, name.find('_') + 1);
        const bool found = all.find("{{w." + name + "}}") != std::string::npos ||
                           all.find('"' + name + '"') != std::string::npos ||
                           (made.contains(prefix) && all.find('"' + prefix + '"') != std::string::npos);
        EXPECT_TRUE(found) << name << " is used nowhere";
    }
}

} // namespace
} // namespace rounds::console
