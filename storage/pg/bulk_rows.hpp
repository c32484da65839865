#pragma once

// For storage/pg only.

#include "storage/pg/bulk.hpp"

#include <libpq-fe.h>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::storage {

/// Rows of a BulkStatement that wait, as PostgreSQL arrays that are still open: one per column. Those of texts are in
/// its binary form (src/include/utils/array.h, array_recv): bodies are then neither escaped here nor searched there.
class BulkRows
{
public:
    explicit BulkRows(const BulkStatement& statement) : statement_(&statement) {}

    /// One value for each $n of the statement.
    void add(std::span<const Param> values);
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Gives the prepared statement with all rows to a connection that is in pipeline mode; false when it is broken.
    /// Called once.
    [[nodiscard]] bool send(PGconn* connection);

private:
    const BulkStatement* statement_;
    std::vector<std::string> columns_;
    std::size_t size_ = 0;
};

/// An element of an array in PostgreSQL's text form, quoted.
void append_array_element(std::string& out, std::string_view element);

} // namespace rounds::storage
