#include "server/inbound/document_routes.hpp"

namespace rounds::inbound {

std::span<const app::Route> document_routes()
{
    using app::Auth;
    using app::Rate;
    using http::Method;
    static constexpr app::Route routes[] = {
        {Method::get, "/.well-known/webfinger", Auth::open, "", show_webfinger, Rate::page},
        {Method::get, "/.well-known/host-meta", Auth::open, "", show_host_meta, Rate::page},
        {Method::get, "/.well-known/nodeinfo", Auth::open, "", show_nodeinfo_index, Rate::page},
        {Method::get, "/nodeinfo/2.0", Auth::open, "", show_nodeinfo_20, Rate::page},
        {Method::get, "/nodeinfo/2.1", Auth::open, "", show_nodeinfo_21, Rate::page},

        {Method::get, "/rosters/:name", Auth::open, "", show_roster, Rate::page},
        {Method::get, "/directory/entry", Auth::open, "", show_directory_entry, Rate::page},
        {Method::get, "/actor", Auth::peer, "", show_instance_actor, Rate::none},
        {Method::get, "/users/:name", Auth::peer, "", show_person, Rate::none},
        {Method::get, "/users/:name/followers", Auth::peer, "", show_followers, Rate::none},
        {Method::get, "/users/:name/following", Auth::peer, "", show_following, Rate::none},
        {Method::get, "/users/:name/outbox", Auth::peer, "", show_outbox, Rate::none},
        {Method::get, "/users/:name/featured", Auth::peer, "", show_featured, Rate::none},
        {Method::get, "/users/:name/featured-tags", Auth::peer, "", show_featured_tags, Rate::none},
        {Method::get, "/users/:name/statuses/:id", Auth::peer, "", show_post, Rate::none},
        {Method::get, "/users/:name/statuses/:id/activity", Auth::peer, "", show_post_activity, Rate::none},
        {Method::get, "/users/:name/statuses/:id/replies", Auth::peer, "", show_replies, Rate::none},
        {Method::get, "/users/:name/activities/:kind/:id", Auth::peer, "", show_activity, Rate::none},
        {Method::get, "/users/:name/quote_authorizations/:id", Auth::peer, "", show_quote_stamp, Rate::none},
        {Method::get, "/users/:name/collections", Auth::peer, "", show_collections, Rate::none},
        {Method::get, "/users/:name/collections/:id", Auth::peer, "", show_featured_collection, Rate::none},
        {Method::get, "/users/:name/collections/:of/items/:id", Auth::peer, "", show_featured_item, Rate::none},
        {Method::get, "/users/:name/feature_authorizations/:id", Auth::peer, "", show_feature_stamp, Rate::none},

        {Method::get, "/groups/:name", Auth::peer, "", show_group, Rate::none},
        {Method::get, "/groups/:name/followers", Auth::peer, "", show_followers, Rate::none},
        {Method::get, "/groups/:name/following", Auth::peer, "", show_following, Rate::none},
        {Method::get, "/groups/:name/outbox", Auth::peer, "", show_outbox, Rate::none},
        {Method::get, "/groups/:name/moderators", Auth::peer, "", show_moderators, Rate::none},
        {Method::get, "/groups/:name/featured", Auth::peer, "", show_featured, Rate::none},
        {Method::get, "/groups/:name/statuses/:id", Auth::peer, "", show_post, Rate::none},
        {Method::get, "/groups/:name/statuses/:id/activity", Auth::peer, "", show_post_activity, Rate::none},
        {Method::get, "/groups/:name/statuses/:id/replies", Auth::peer, "", show_replies, Rate::none},
        {Method::get, "/groups/:name/activities/:kind/:id", Auth::peer, "", show_activity, Rate::none},
        {Method::get, "/groups/:name/quote_authorizations/:id", Auth::peer, "", show_quote_stamp, Rate::none},
        {Method::get, "/groups/:name/feature_authorizations/:id", Auth::peer, "", show_feature_stamp, Rate::none},

        {Method::get, "/actor/activities/:kind/:id", Auth::peer, "", show_activity, Rate::none},
        {Method::get, "/chats/:id", Auth::peer, "", show_chat, Rate::none},
        {Method::get, "/summaries/:id", Auth::peer, "", show_summary, Rate::none},
        {Method::get, "/conversations/:id", Auth::peer, "", show_conversation, Rate::none},
    };
    return routes;
}

} // namespace rounds::inbound
