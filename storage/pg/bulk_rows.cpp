#include "storage/pg/bulk_rows.hpp"

#include <algorithm>
#include <limits>

namespace rounds::storage {
namespace {

constexpr std::uint32_t oid_of_text = 25;
constexpr std::size_t count_offset = 12; // of the number of elements in it
constexpr auto null_size = std::numeric_limits<std::uint32_t>::max();

/// In network byte order.
void put(std::string& out, std::size_t at, std::uint32_t value)
{
    for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<char>(value >> (24 - 8 * i) & 0xFFU);
}

void append(std::string& out, std::uint32_t value)
{
    out.append(4, '\0');
    put(out, out.size() - 4, value);
}

/// One dimension, perhaps with nulls, whose first element has the number 1; how many there are is put in at the end.
std::string binary_head()
{
    std::string head;
    for (const std::uint32_t value : {1U, 1U, oid_of_text, 0U, 1U}) append(head, value);
    return head;
}

void append_binary(std::string& column, const std::optional<std::string>& value)
{
    if (column.empty()) column = binary_head();
    append(column, value ? static_cast<std::uint32_t>(value->size()) : null_size);
    if (value) column += *value;
}

void append_text(std::string& column, const std::optional<std::string>& value)
{
    column += column.empty() ? '{' : ',';
    if (value)
        append_array_element(column, *value);
    else
        column += "NULL";
}

} // namespace

void BulkRows::add(std::span<const Param> values)
{
    columns_.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        (statement_->of_texts(i) ? append_binary : append_text)(columns_[i], values[i].text());
    ++size_;
}

bool BulkRows::send(PGconn* connection)
{
    std::vector<const char*> values;
    std::vector<int> lengths;
    std::vector<int> formats;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        auto& column = columns_[i];
        const bool binary = statement_->of_texts(i);
        if (binary)
            put(column, count_offset, static_cast<std::uint32_t>(size_));
        else
            column += '}';
        values.push_back(column.c_str());
        lengths.push_back(static_cast<int>(column.size())); // libpq ignores it for texts
        formats.push_back(binary ? 1 : 0);
    }
    const auto count = static_cast<int>(values.size());
    const auto* name = statement_->name();
    return PQsendQueryPrepared(connection, name, count, values.data(), lengths.data(), formats.data(), 0) == 1;
}

} // namespace rounds::storage
