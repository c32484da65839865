#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace rounds::privacy {

/// Which words are a town or county (data/towns.txt), by their hashes: about seventy thousand, in a megabyte.
class Towns
{
public:
    enum Answer : std::uint32_t { none = 0, whole = 1, goes_on = 2 }; ///< bits

    explicit Towns(std::string_view table);

    /// What is known of words in lower case, without accents: "rapid" goes on, "rapid city" is whole.
    [[nodiscard]] std::uint32_t look(std::string_view words) const noexcept;

private:
    [[nodiscard]] std::size_t slot(std::uint32_t hash) const noexcept;
    void add(std::string_view words, std::uint32_t answer);

    std::vector<std::uint32_t> slots_; ///< the hash but for two bits, and the answer in them
};

const Towns& towns();

} // namespace rounds::privacy
