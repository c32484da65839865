#include "server/entities/filter.hpp"

namespace rounds::entities {
namespace {

json::array texts(const std::vector<std::string>& all)
{
    json::array list;
    for (const auto& one : all) list.push_back(json::value(one));
    return list;
}

json::value expiry(const storage::filters::Filter& filter)
{
    return filter.expires_at ? json::value(to_iso8601(*filter.expires_at)) : json::value(nullptr);
}

} // namespace

json::object filter(const storage::filters::Filter& f, bool with_parts)
{
    json::object o;
    o["id"] = to_string(f.id);
    o["title"] = f.title;
    o["context"] = texts(f.contexts);
    o["expires_at"] = expiry(f);
    o["filter_action"] = f.action;
    if (!with_parts) return o;
    json::array keywords;
    for (const auto& keyword : f.keywords) keywords.push_back(filter_keyword(keyword));
    json::array statuses;
    for (const auto& status : f.statuses) statuses.push_back(filter_status(status));
    o["keywords"] = std::move(keywords);
    o["statuses"] = std::move(statuses);
    return o;
}

json::object filter_keyword(const storage::filters::Keyword& keyword)
{
    json::object o;
    o["id"] = std::to_string(keyword.id);
    o["keyword"] = keyword.keyword;
    o["whole_word"] = keyword.whole_word;
    return o;
}

json::object filter_status(const storage::filters::FilteredStatus& status)
{
    json::object o;
    o["id"] = std::to_string(status.id);
    o["status_id"] = to_string(status.status);
    return o;
}

json::object v1_filter(const storage::filters::Filter& f, const storage::filters::Keyword& keyword)
{
    json::object o;
    o["id"] = std::to_string(keyword.id);
    o["phrase"] = keyword.keyword;
    o["context"] = texts(f.contexts);
    o["whole_word"] = keyword.whole_word;
    o["expires_at"] = expiry(f);
    o["irreversible"] = f.action == "hide";
    return o;
}

json::object filter_result(const FilterMatch& match)
{
    json::object o;
    o["filter"] = filter(*match.filter, false);
    o["keyword_matches"] = nullptr;
    if (!match.keywords.empty()) o["keyword_matches"] = texts(match.keywords);
    o["status_matches"] = nullptr;
    if (!match.statuses.empty()) {
        json::array ids;
        for (const auto id : match.statuses) ids.push_back(json::value(to_string(id)));
        o["status_matches"] = std::move(ids);
    }
    return o;
}

} // namespace rounds::entities
