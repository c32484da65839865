#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"

#include <concepts>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rounds::storage {

/// A bytea value.
struct Bytes
{
    std::string data;
};

/// One SQL statement, prepared under its name on each connection that uses it. Instances live at namespace scope beside
/// their function; constructing one registers it, so that a test can prepare all of them against a real schema.
class Statement
{
public:
    Statement(const char* name, const char* sql);
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    [[nodiscard]] const char* name() const noexcept { return name_; }
    [[nodiscard]] const char* sql() const noexcept { return sql_; }
    /// A SELECT that locks nothing.
    [[nodiscard]] bool reads_only() const noexcept { return reads_only_; }

    /// All statements linked into the program.
    [[nodiscard]] static std::span<const Statement* const> all() noexcept;

private:
    const char* name_;
    const char* sql_;
    bool reads_only_;
};

/// A value for $n, in PostgreSQL's text form.
class Param
{
public:
    Param(std::nullptr_t) noexcept {}
    Param(std::nullopt_t) noexcept {}
    Param(std::string_view text) : text_(text) {}
    Param(const std::string& text) : text_(text) {}
    Param(const char* text) : text_(text) {}
    Param(bool value) : text_(value ? "true" : "false") {}
    template <class T>
        requires(std::integral<T> && !std::same_as<T, bool>)
    Param(T value) : text_(std::to_string(value))
    {
    }
    Param(double value);
    Param(Time value);
    Param(const Bytes& value);
    Param(const std::vector<std::string>& values);
    Param(const std::vector<std::int64_t>& values);
    template <Id T> Param(T id) : text_(to_string(id)) {}
    template <Id T> Param(const std::vector<T>& ids) : Param(as_integers(ids)) {}
    template <class T> Param(const std::optional<T>& value)
    {
        if (value) *this = Param(*value);
    }

    [[nodiscard]] const std::optional<std::string>& text() const noexcept { return text_; }

private:
    template <Id T> static std::vector<std::int64_t> as_integers(const std::vector<T>& ids)
    {
        std::vector<std::int64_t> values;
        values.reserve(ids.size());
        for (const auto id : ids) values.push_back(to_int(id));
        return values;
    }

    std::optional<std::string> text_;
};

/// A field as it came. Converting NULL to anything but an optional is a bug and throws.
class Field
{
public:
    Field(const char* text, std::size_t size, const char* column) noexcept : text_(text), size_(size), column_(column)
    {
    }

    [[nodiscard]] bool is_null() const noexcept { return text_ == nullptr; }
    /// Valid as long as the Rows it came from.
    [[nodiscard]] std::string_view view() const;

    /// T is an integer, bool, double, std::string, Time, Bytes, an id, a vector of strings or integers or ids, or an
    /// optional of one of these. Throws std::runtime_error naming the column when the text does not fit.
    template <class T> [[nodiscard]] T as() const
    {
        if constexpr (is_optional<T>) {
            if (is_null()) return std::nullopt;
            return as<typename T::value_type>();
        } else if constexpr (Id<T>) {
            return T{integer()};
        } else if constexpr (std::same_as<T, bool>) {
            return boolean();
        } else if constexpr (std::integral<T>) {
            const auto value = integer();
            if (!std::in_range<T>(value)) unfit("an integer of that size");
            return static_cast<T>(value);
        } else if constexpr (std::same_as<T, double>) {
            return number();
        } else if constexpr (std::same_as<T, std::string>) {
            return std::string(view());
        } else if constexpr (std::same_as<T, Time>) {
            return time();
        } else if constexpr (std::same_as<T, Bytes>) {
            return bytes();
        } else if constexpr (std::same_as<T, std::vector<std::string>>) {
            return strings();
        } else {
            T values;
            for (const auto value : integers()) values.push_back(static_cast<typename T::value_type>(value));
            return values;
        }
    }

private:
    template <class T> static constexpr bool is_optional = false;
    template <class T> static constexpr bool is_optional<std::optional<T>> = true;

    [[noreturn]] void unfit(const char* wanted) const;
    [[nodiscard]] std::int64_t integer() const;
    [[nodiscard]] bool boolean() const;
    [[nodiscard]] double number() const;
    [[nodiscard]] Time time() const;
    [[nodiscard]] Bytes bytes() const;
    [[nodiscard]] std::vector<std::string> strings() const;
    [[nodiscard]] std::vector<std::int64_t> integers() const;

    const char* text_;
    std::size_t size_;
    const char* column_;
};

struct RowsData;

/// A row of a result; valid as long as its Rows. One taken from a temporary (tx.exec(...).front()) keeps it alive.
class Row
{
public:
    Row(const RowsData& data, std::size_t index) noexcept : data_(&data), index_(index) {}
    Row(std::shared_ptr<const RowsData> owner, std::size_t index) noexcept
        : owner_(std::move(owner)), data_(owner_.get()), index_(index)
    {
    }
    /// Throws std::out_of_range for a column that the statement does not return, or a row that is not there.
    [[nodiscard]] Field operator[](const char* column) const;
    [[nodiscard]] Field at(std::size_t column) const;
    template <class T> [[nodiscard]] T get(const char* column) const { return (*this)[column].template as<T>(); }

private:
    std::shared_ptr<const RowsData> owner_;
    const RowsData* data_;
    std::size_t index_;
};

/// What a statement returned; cheap to move, safe to keep after the transaction.
class Rows
{
public:
    explicit Rows(std::shared_ptr<const RowsData> data) noexcept;

    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] std::size_t size() const noexcept;
    /// Rows changed by INSERT, UPDATE or DELETE.
    [[nodiscard]] std::size_t affected() const noexcept;
    [[nodiscard]] Row operator[](std::size_t index) const& noexcept { return {*data_, index}; }
    [[nodiscard]] Row operator[](std::size_t index) && noexcept { return {std::move(data_), index}; }
    [[nodiscard]] Row front() const& noexcept { return {*data_, 0}; }
    [[nodiscard]] Row front() && noexcept { return {std::move(data_), 0}; }

    class Iterator
    {
    public:
        Iterator(const RowsData& data, std::size_t index) noexcept : data_(&data), index_(index) {}
        Row operator*() const noexcept { return {*data_, index_}; }
        Iterator& operator++() noexcept
        {
            ++index_;
            return *this;
        }
        bool operator==(const Iterator& other) const noexcept { return index_ == other.index_; }

    private:
        const RowsData* data_;
        std::size_t index_;
    };
    [[nodiscard]] Iterator begin() const noexcept { return {*data_, 0}; }
    [[nodiscard]] Iterator end() const noexcept { return {*data_, size()}; }

private:
    std::shared_ptr<const RowsData> data_;
};

} // namespace rounds::storage
