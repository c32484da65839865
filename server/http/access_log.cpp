#include "server/http/access_log.hpp"

#include "storage/base/log.hpp"

namespace rounds::http {

void write_access_log(const Request& request, const Response& response, std::chrono::microseconds took)
{
    if (!log::enabled(log::Level::info)) return;
    const auto method = to_string(request.method);
    log::info(
        "http {} {} {} {}B {:.1f}ms {} {}",
        method.empty() ? std::string_view{"?"} : method,
        log::printable(request.path),
        response.status,
        response.body.size(),
        static_cast<double>(took.count()) / 1000.0,
        request.id,
        request.client_address
    );
}

} // namespace rounds::http
