#pragma once

#include "storage/pg/value.hpp"

#include <vector>

namespace rounds::storage {

/// Adds many rows at once: $n is the array of the rows' nth values. Transaction::later() with it takes the values of
/// one row, none of them an array. Rows that are put off in a row, with nothing but other bulk statements between them,
/// travel as one statement each: PostgreSQL's work for a statement (opening a table's indexes, preparing their
/// conditions, firing triggers) costs more than that for a row.
///
/// Within such a run statements of an earlier stage run first, whatever the order of their rows, so a row may refer to
/// those of earlier stages; those of one stage in any order.
///
/// A BatchWriter writes a whole batch by one; it then returns the positions, counted from 1, of the rows that are new.
class BulkStatement : public Statement
{
public:
    enum class Stage { conversations, statuses, parts, told };

    BulkStatement(const char* name, const char* sql, Stage stage);

    [[nodiscard]] Stage stage() const noexcept { return stage_; }

    /// Whether the parameter of column `i`, counted from 0, is written as $n::text[] in the statement.
    [[nodiscard]] bool of_texts(std::size_t i) const noexcept { return i < of_texts_.size() && of_texts_[i]; }

    /// Null when it is none.
    [[nodiscard]] static const BulkStatement* find(const Statement& statement) noexcept;

private:
    Stage stage_;
    std::vector<bool> of_texts_;
};

} // namespace rounds::storage
