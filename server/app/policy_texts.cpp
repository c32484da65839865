#include "server/app/policy_texts.hpp"

#include "storage/policy_texts.hpp"

#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace rounds::app {
namespace {

std::string text_of(std::string_view key, const std::string& file)
{
    std::ifstream in(file);
    std::ostringstream content;
    content << in.rdbuf();
    auto text = content.str();
    if (!in || text.empty())
        throw std::runtime_error(fmt::format("{} = \"{}\": the file cannot be read or is empty", key, file));
    return text;
}

} // namespace

void keep_policy_texts(storage::Database& db, const Config& config, Time now)
{
    const auto today = to_iso_date(now);
    const auto keep = [&](std::string_view kind, std::string_view key, const std::string& file) {
        if (file.empty()) return;
        const auto text = text_of(key, file);
        db.transact_blocking([&](storage::Transaction& tx) { storage::policy_texts::keep(tx, kind, text, today); });
    };
    keep("privacy_policy", "instance.privacy_policy_file", config.instance.privacy_policy_file);
    keep("terms_of_service", "instance.terms_file", config.instance.terms_file);
}

} // namespace rounds::app
