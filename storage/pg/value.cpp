#include "storage/pg/value.hpp"

namespace rounds::storage {
namespace {

std::vector<const Statement*>& registry()
{
    static std::vector<const Statement*> statements;
    return statements;
}

} // namespace

Statement::Statement(const char* name, const char* sql) : name_(name), sql_(sql)
{
    registry().push_back(this);
}

std::span<const Statement* const> Statement::all() noexcept
{
    return registry();
}

} // namespace rounds::storage
