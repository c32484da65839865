#pragma once

#include "storage/base/error.hpp"
#include "storage/pg/value.hpp"

#include <array>
#include <span>
#include <string_view>

namespace rounds::crypto {
class Vault;
}

namespace rounds::storage {

class Connection;

/// An open transaction. Repositories take one and never open one, so that callers compose several in one commit.
class Transaction
{
public:
    explicit Transaction(Connection& connection, crypto::Vault* vault = nullptr) noexcept
        : connection_(&connection), vault_(vault)
    {
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    template <class... Args> Rows exec(const Statement& statement, const Args&... args)
    {
        const std::array<Param, sizeof...(Args)> params{Param(args)...};
        return run(statement, params);
    }
    /// Throws QueryFailed when PostgreSQL refuses the statement or its values, Unavailable when it does not answer.
    Rows run(const Statement& statement, std::span<const Param> params);

    /// A statement whose answer nobody waits for: sent with others in one trip, before the next exec() or COMMIT, in
    /// the order given. What it throws comes from there.
    template <class... Args> void later(const Statement& statement, const Args&... args)
    {
        const std::array<Param, sizeof...(Args)> params{Param(args)...};
        put_off(statement, params);
    }

    /// For statements that cannot be prepared (SET, LISTEN, savepoints, migrations). Never with remote text.
    Rows exec_plain(std::string_view sql);

    /// Runs `body` in a savepoint: when it throws, its changes alone are undone and the exception goes on.
    template <class F> auto nested(F&& body)
    {
        exec_plain("SAVEPOINT nested");
        try {
            if constexpr (std::is_void_v<decltype(body())>) {
                body();
                exec_plain("RELEASE SAVEPOINT nested");
            } else {
                auto value = body();
                exec_plain("RELEASE SAVEPOINT nested");
                return value;
            }
        } catch (...) {
            drop_put_off(); // all of it was given inside
            exec_plain("ROLLBACK TO SAVEPOINT nested");
            exec_plain("RELEASE SAVEPOINT nested");
            throw;
        }
    }

    /// Statements run since the transaction began: tests pin the number per request.
    [[nodiscard]] std::size_t statements() const noexcept { return statements_; }

    /// What seals direct messages (storage/sealed.hpp). Throws std::logic_error when the pool was given none.
    [[nodiscard]] crypto::Vault& vault() const;

    /// The last statement failed, so PostgreSQL will refuse all others and roll back at COMMIT.
    [[nodiscard]] bool failed() const noexcept { return failed_; }

private:
    void put_off(const Statement& statement, std::span<const Param> params);
    void drop_put_off() noexcept;

    Connection* connection_;
    crypto::Vault* vault_;
    std::size_t statements_ = 0;
    bool failed_ = false;
};

} // namespace rounds::storage
