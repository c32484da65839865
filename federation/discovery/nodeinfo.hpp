#pragma once

#include "storage/base/json.hpp"

#include <cstdint>
#include <string>

namespace rounds::discovery {

/// What this server tells about itself (NodeInfo 2.0 and 2.1; FEP-0151). Counts only.
struct NodeInfo
{
    std::string version; ///< of the software
    std::string title;
    std::string description;
    std::string organisation;
    std::string kind; ///< hospital, society
    std::string federation_mode;
    bool open_registrations = false;
    std::int64_t users = 0;
    std::int64_t active_month = 0;
    std::int64_t active_half_year = 0;
    std::int64_t local_posts = 0;
};

/// /.well-known/nodeinfo: the newest first, and our actor (FEP-d556).
[[nodiscard]] json::object build_nodeinfo_index(const std::string& base);
/// `schema` is "2.0" or "2.1".
[[nodiscard]] json::object build_nodeinfo(const NodeInfo& info, const std::string& schema);
/// The media type with its profile.
[[nodiscard]] std::string nodeinfo_type(const std::string& schema);

} // namespace rounds::discovery
