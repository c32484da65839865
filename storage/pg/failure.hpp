#pragma once

#include <stdexcept>
#include <string>

namespace rounds::storage {

/// No connection came free in time, or PostgreSQL does not answer: the request is answered 503 with Retry-After.
class Unavailable : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// The connection broke while a COMMIT was under way: the transaction may have been committed or not. Whoever repeats
/// it needs a unique key that tells (security.md R3).
class InDoubt : public Unavailable
{
public:
    using Unavailable::Unavailable;
};

/// PostgreSQL refused a statement. The transaction is lost, or the savepoint it ran in.
class QueryFailed : public std::runtime_error
{
public:
    QueryFailed(const std::string& statement, const std::string& message, std::string state)
        : std::runtime_error(statement + ": " + message), state_(std::move(state))
    {
    }

    /// SQLSTATE, five characters (PostgreSQL manual, appendix A).
    [[nodiscard]] const std::string& state() const noexcept { return state_; }
    /// Another try may succeed: serialization_failure or deadlock_detected.
    [[nodiscard]] bool transient() const noexcept { return state_ == "40001" || state_ == "40P01"; }
    /// A unique rule holds it back.
    [[nodiscard]] bool duplicate() const noexcept { return state_ == "23505"; }
    /// The values were refused, whatever the state of the database: repeating can never help.
    [[nodiscard]] bool bad_value() const noexcept { return state_.starts_with("22") || state_.starts_with("23"); }

private:
    std::string state_;
};

} // namespace rounds::storage
