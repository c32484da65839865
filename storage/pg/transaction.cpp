#include "storage/pg/transaction.hpp"

#include "storage/pg/connection.hpp"

#include <stdexcept>

namespace rounds::storage {

Rows Transaction::run(const Statement& statement, std::span<const Param> params)
{
    ++statements_;
    failed_ = true; // until it has succeeded
    auto rows = connection_->exec(statement, params);
    failed_ = false;
    return rows;
}

void Transaction::put_off(const Statement& statement, std::span<const Param> params)
{
    if (connection_->later(statement, params)) ++statements_;
}

crypto::Vault& Transaction::vault() const
{
    if (!vault_) throw std::logic_error("this pool of database connections was given no key");
    return *vault_;
}

void Transaction::drop_put_off() noexcept
{
    connection_->drop_deferred();
}

Rows Transaction::exec_plain(std::string_view sql)
{
    ++statements_;
    failed_ = true;
    auto rows = connection_->exec_plain(sql);
    failed_ = false;
    return rows;
}

} // namespace rounds::storage
