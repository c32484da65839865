#include "server/rounds_api/handlers.hpp"
#include "server/rounds_api/routes.hpp"
#include "storage/base/embedded.hpp"

#include <stdexcept>

namespace rounds::rounds_api {

std::string_view openapi_document()
{
    for (const auto& file : embedded::server_rounds_api())
        if (file.name == "openapi.json") return file.content;
    throw std::logic_error("the OpenAPI document is missing from the program");
}

/// GET /api/rounds/v1/openapi.json
Answer show_openapi(Context&)
{
    co_return http::json_text(std::string(openapi_document()));
}

} // namespace rounds::rounds_api
