#include "admin/cli/route_tables.hpp"

#include "admin/console/routes.hpp"
#include "server/admin_api/routes.hpp"
#include "server/api/routes.hpp"
#include "server/app/health.hpp"
#include "server/archive/routes.hpp"
#include "server/inbound/document_routes.hpp"
#include "server/inbound/routes.hpp"
#include "server/media/routes.hpp"
#include "server/oauth/routes.hpp"
#include "server/rounds_api/routes.hpp"
#include "server/streaming/routes.hpp"
#include "server/web/routes.hpp"

namespace rounds::cli {

std::vector<std::span<const app::Route>> route_tables(const Roles& roles)
{
    std::vector<std::span<const app::Route>> tables{app::health_routes()};
    if (roles.streaming) tables.push_back(streaming::routes());
    if (!roles.web) return tables;
    for (const auto table :
         {api::routes(),
          admin_api::routes(),
          rounds_api::routes(),
          oauth::routes(),
          inbound::document_routes(),
          inbound::inbox_routes(),
          media::routes(),
          web::routes(),
          archive::routes(),
          console::routes()})
        tables.push_back(table);
    return tables;
}

} // namespace rounds::cli
