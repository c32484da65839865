#include "server/admin_api/permissions.hpp"

namespace rounds::admin_api {

bool may(std::string_view role, Permission permission) noexcept
{
    if (role == "admin") return true;
    if (role != "moderator") return false;
    switch (permission) {
    case Permission::view_dashboard:
    case Permission::manage_users:
    case Permission::manage_reports:
    case Permission::manage_taxonomies:
        return true;
    case Permission::manage_federation:
    case Permission::manage_blocks:
    case Permission::delete_data:
        return false;
    }
    return false;
}

} // namespace rounds::admin_api
