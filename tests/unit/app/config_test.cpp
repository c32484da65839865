#include "server/app/config_table.hpp"
#include "server/app/push_hosts.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <unistd.h>

namespace rounds::app {
namespace {

namespace fs = std::filesystem;

/// A configuration file that is removed again.
class File
{
public:
    explicit File(const std::string& content)
        : path_(fs::temp_directory_path() / ("rounds-config-" + std::to_string(getpid()) + ".toml"))
    {
        std::ofstream(path_) << content;
    }
    ~File() { fs::remove(path_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] const fs::path& path() const noexcept { return path_; }

private:
    fs::path path_;
};

std::string refusal(const std::string& content)
{
    const File file(content);
    try {
        static_cast<void>(load_config(file.path()));
    } catch (const ConfigError& error) {
        return error.what();
    }
    return {};
}

const std::string least = "[instance]\ndomain = \"mercy.example\"\n";

TEST(ConfigFile, NeedsNoMoreThanADomain)
{
    const File file(least);
    const auto config = load_config(file.path());
    EXPECT_EQ(config.instance.domain, "mercy.example");
    EXPECT_EQ(config.federation.mode, "consortium");
    EXPECT_TRUE(config.federation.authorized_fetch);
}

TEST(ConfigFile, NamesKeyValueAndWhatIsAllowed)
{
    const auto message = refusal(least + "[http]\nport = 99999\n");
    EXPECT_NE(message.find("http.port"), std::string::npos);
    EXPECT_NE(message.find("99999"), std::string::npos);
    EXPECT_NE(message.find("0 to 65535"), std::string::npos);
}

TEST(ConfigFile, RefusesWhatItDoesNotKnow)
{
    EXPECT_NE(refusal(least + "[http]\nprot = 80\n").find("http.prot"), std::string::npos);
    EXPECT_NE(refusal(least + "[federation]\nmode = \"none\"\n").find("consortium, open, closed"), std::string::npos);
    EXPECT_NE(refusal(least + "[instance.more]\nx = 1\n"), "");
}

TEST(ConfigFile, RefusesWrongTypesAndBrokenToml)
{
    EXPECT_NE(refusal(least + "[http]\nport = \"eighty\"\n").find("eighty"), std::string::npos);
    EXPECT_NE(refusal(least + "[instance\n"), "");
    EXPECT_NE(refusal(least + "[federation]\npeers = [1]\n"), "");
}

TEST(ConfigFile, RefusesDomainsThatCannotBeAddresses)
{
    for (const auto* domain :
         {"", "Mercy.example", "mercy.example/", "https://mercy.example", "a b", "mercy.example:443"})
        EXPECT_NE(refusal(std::string("[instance]\ndomain = \"") + domain + "\"\n"), "") << domain;
}

TEST(ConfigFile, TakesHttpForTestsOnly)
{
    EXPECT_NE(refusal(least + "scheme = \"http\"\n"), "");
    EXPECT_EQ(refusal(least + "scheme = \"http\"\n[federation]\nloopback_testing = true\n"), "");
}

TEST(ConfigFile, TakesCertificateAndKeyTogether)
{
    EXPECT_NE(refusal(least + "[http]\ncertificate_file = \"a.pem\"\n").find("key_file"), std::string::npos);
}

TEST(ConfigEnvironment, OverridesTheFileByType)
{
    const File file(least);
    setenv("ROUNDS_HTTP_PORT", "8123", 1);
    setenv("ROUNDS_FEDERATION_PEERS", "a.example, B.example:8443", 1);
    setenv("ROUNDS_LOG_JSON", "true", 1);
    const auto config = load_config(file.path());
    for (const auto* name : {"ROUNDS_HTTP_PORT", "ROUNDS_FEDERATION_PEERS", "ROUNDS_LOG_JSON"}) unsetenv(name);
    EXPECT_EQ(config.http.port, 8123);
    EXPECT_EQ(config.federation.peers, (std::vector<std::string>{"a.example", "b.example:8443"}));
    EXPECT_TRUE(config.log.json);
}

TEST(ConfigEnvironment, RefusesUnknownNames)
{
    const File file(least);
    setenv("ROUNDS_HTTP_PROT", "1", 1);
    EXPECT_THROW(static_cast<void>(load_config(file.path())), ConfigError);
    unsetenv("ROUNDS_HTTP_PROT");
}

TEST(ConfigExample, IsTheFileInTheRepository)
{
    std::ifstream in(std::string(ROUNDS_SOURCE_DIR) + "/deploy/config.example.toml");
    std::ostringstream content;
    content << in.rdbuf();
    EXPECT_EQ(content.str(), example_config()) << "regenerate: rounds config example > deploy/config.example.toml";
}

TEST(ConfigExample, CanBeUsedAsItIs)
{
    const File file(example_config());
    EXPECT_NO_THROW(static_cast<void>(load_config(file.path())));
}

TEST(PushHosts, CoverTheirSubdomainsAndEverybodyWhenThereAreNone)
{
    Config config;
    EXPECT_TRUE(may_push_to("push.example", config));
    config.push.hosts = {"Push.example", "fcm.googleapis.com"};
    EXPECT_TRUE(may_push_to("push.example", config));
    EXPECT_TRUE(may_push_to("eu.push.example", config));
    EXPECT_FALSE(may_push_to("evilpush.example", config));
    EXPECT_FALSE(may_push_to("googleapis.com", config));
}

TEST(ConfigTable, EveryDefaultIsAllowed)
{
    const Config defaults;
    for (const auto& option : config_table()) EXPECT_FALSE(option.as_toml(defaults).empty()) << option.key;
}

} // namespace
} // namespace rounds::app
