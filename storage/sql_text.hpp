#pragma once

#include <cstddef>

namespace rounds::storage {

/// SQL text joined by the compiler, so that statements can share lists of columns and conditions. Only literals go in:
/// values are always $n.
template <std::size_t Size> struct SqlText
{
    char text[Size]{}; // with the final NUL

    constexpr SqlText() = default;
    consteval SqlText(const char (&literal)[Size]) // NOLINT(google-explicit-constructor): literals join as they are
    {
        for (std::size_t i = 0; i < Size; ++i) text[i] = literal[i];
    }
    [[nodiscard]] constexpr const char* c_str() const noexcept { return text; }
};

template <std::size_t A, std::size_t B> consteval SqlText<A + B - 1> operator+(const SqlText<A>& a, const SqlText<B>& b)
{
    SqlText<A + B - 1> joined;
    for (std::size_t i = 0; i < A - 1; ++i) joined.text[i] = a.text[i];
    for (std::size_t i = 0; i < B; ++i) joined.text[A - 1 + i] = b.text[i];
    return joined;
}
template <std::size_t A, std::size_t B> consteval auto operator+(const char (&a)[A], const SqlText<B>& b)
{
    return SqlText<A>(a) + b;
}
template <std::size_t A, std::size_t B> consteval auto operator+(const SqlText<A>& a, const char (&b)[B])
{
    return a + SqlText<B>(b);
}

} // namespace rounds::storage
