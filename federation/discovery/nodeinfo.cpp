#include "federation/discovery/nodeinfo.hpp"

#include <fmt/core.h>

namespace rounds::discovery {

namespace {

std::string schema_uri(const std::string& schema)
{
    return "http://nodeinfo.diaspora.software/ns/schema/" + schema;
}

json::object link(const std::string& rel, const std::string& href)
{
    json::object found;
    found["rel"] = rel;
    found["href"] = href;
    return found;
}

} // namespace

json::object build_nodeinfo_index(const std::string& base)
{
    json::object index;
    index["links"] = json::array{
        link(schema_uri("2.1"), base + "/nodeinfo/2.1"),
        link(schema_uri("2.0"), base + "/nodeinfo/2.0"),
        link("https://www.w3.org/ns/activitystreams#Application", base + "/actor"),
    };
    return index;
}

std::string nodeinfo_type(const std::string& schema)
{
    return fmt::format(R"(application/json; profile="{}#")", schema_uri(schema));
}

json::object build_nodeinfo(const NodeInfo& info, const std::string& schema)
{
    json::object software;
    software["name"] = "rounds";
    software["version"] = info.version;
    json::object services;
    services["inbound"] = json::array{};
    services["outbound"] = json::array{};
    json::object users;
    users["total"] = info.users;
    users["activeMonth"] = info.active_month;
    users["activeHalfyear"] = info.active_half_year;
    json::object usage;
    usage["users"] = std::move(users);
    usage["localPosts"] = info.local_posts;
    json::object metadata;
    metadata["nodeName"] = info.title;
    metadata["nodeDescription"] = info.description;
    metadata["organisation"] = info.organisation;
    metadata["organisationKind"] = info.kind;
    metadata["federation"] = info.federation_mode;
    // Libraries that know many kinds of servers by name, and not this one, ask here whose client API it speaks.
    metadata["upstream"] = json::object{{"name", "mastodon"}};
    json::object node;
    node["version"] = schema;
    node["software"] = std::move(software);
    node["protocols"] = json::array{"activitypub"};
    node["services"] = std::move(services);
    node["openRegistrations"] = info.open_registrations;
    node["usage"] = std::move(usage);
    node["metadata"] = std::move(metadata);
    return node;
}

} // namespace rounds::discovery
