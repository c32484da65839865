#include "server/privacy/detect/checks.hpp"

#include <array>

namespace rounds::privacy {
namespace {

int value(char c) noexcept
{
    return c - '0';
}

template <std::size_t N> int weighted(std::string_view digits, const std::array<int, N>& weights) noexcept
{
    int sum = 0;
    for (std::size_t i = 0; i < N && i < digits.size(); ++i) sum += value(digits[i]) * weights[i];
    return sum;
}

} // namespace

std::string digits_in(std::string_view text)
{
    std::string out;
    for (const char c : text)
        if (c >= '0' && c <= '9') out += c;
    return out;
}

bool luhn(std::string_view digits) noexcept
{
    int sum = 0;
    bool twice = false;
    for (auto at = digits.rbegin(); at != digits.rend(); ++at, twice = !twice) {
        const int d = twice ? value(*at) * 2 : value(*at);
        sum += d > 9 ? d - 9 : d;
    }
    return !digits.empty() && sum % 10 == 0;
}

bool npi(std::string_view digits) noexcept
{
    constexpr int prefix = 24; // what 80840 adds to the sum
    if (digits.size() != 10 || (digits[0] != '1' && digits[0] != '2')) return false;
    int sum = prefix;
    for (std::size_t i = 0; i < 10; ++i) {
        const int d = i % 2 == 0 ? value(digits[i]) * 2 : value(digits[i]);
        sum += d > 9 ? d - 9 : d;
    }
    return sum % 10 == 0;
}

bool aba(std::string_view digits) noexcept
{
    constexpr std::array weights{3, 7, 1, 3, 7, 1, 3, 7, 1};
    return digits.size() == 9 && weighted(digits, weights) % 10 == 0;
}

bool nhs_number(std::string_view digits) noexcept
{
    constexpr std::array weights{10, 9, 8, 7, 6, 5, 4, 3, 2};
    if (digits.size() != 10) return false;
    const int check = 11 - weighted(digits, weights) % 11;
    return (check == 11 ? 0 : check) == value(digits[9]);
}

bool cpf(std::string_view digits) noexcept
{
    if (digits.size() != 11) return false;
    for (std::size_t length = 9; length <= 10; ++length) {
        int sum = 0;
        for (std::size_t i = 0; i < length; ++i) sum += value(digits[i]) * static_cast<int>(length + 1 - i);
        if (sum * 10 % 11 % 10 != value(digits[length])) return false;
    }
    return true;
}

bool verhoeff(std::string_view digits) noexcept
{
    // Products of the dihedral group D5 and the permutation of Verhoeff's scheme.
    const auto product = [](int a, int b) {
        if (a < 5) return b < 5 ? (a + b) % 5 : 5 + (a + b - 5) % 5;
        return b < 5 ? 5 + (a - 5 + 5 - b) % 5 : (a - b + 5) % 5;
    };
    constexpr std::array step{1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
    int check = 0;
    std::size_t position = 0;
    for (auto at = digits.rbegin(); at != digits.rend(); ++at, ++position) {
        int d = value(*at);
        for (std::size_t i = 0; i < position % 8; ++i) d = step[static_cast<std::size_t>(d)];
        check = product(check, d);
    }
    return !digits.empty() && check == 0;
}

bool iban(std::string_view compact)
{
    if (compact.size() < 15 || compact.size() > 34) return false;
    int rest = 0;
    const auto rotated = std::string(compact.substr(4)) + std::string(compact.substr(0, 4));
    for (const char c : rotated) {
        if (c >= '0' && c <= '9')
            rest = (rest * 10 + value(c)) % 97;
        else if (c >= 'A' && c <= 'Z')
            rest = (rest * 100 + (c - 'A' + 10)) % 97;
        else
            return false;
    }
    return rest == 1;
}

bool vin(std::string_view upper) noexcept
{
    constexpr std::array weights{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    constexpr std::string_view letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
    constexpr std::string_view values = "12345678123457923456789";
    if (upper.size() != 17) return false;
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) {
        const char c = upper[i];
        const auto letter = letters.find(c);
        if (c >= '0' && c <= '9')
            sum += value(c) * weights[i];
        else if (letter != std::string_view::npos)
            sum += value(values[letter]) * weights[i];
        else
            return false;
    }
    const int check = sum % 11;
    return upper[8] == (check == 10 ? 'X' : static_cast<char>('0' + check));
}

bool dea(std::string_view upper) noexcept
{
    if (upper.size() != 9) return false;
    const auto d = upper.substr(2);
    const int sum = value(d[0]) + value(d[2]) + value(d[4]) + 2 * (value(d[1]) + value(d[3]) + value(d[5]));
    return sum % 10 == value(d[6]);
}

bool spanish_id(std::string_view upper) noexcept
{
    constexpr std::string_view letters = "TRWAGMYFPDXBNJZSQVHLCKE";
    if (upper.size() != 9) return false;
    long number = upper[0] == 'Y' ? 1 : upper[0] == 'Z' ? 2 : 0;
    const bool foreign = upper[0] == 'X' || upper[0] == 'Y' || upper[0] == 'Z';
    for (std::size_t i = foreign ? 1 : 0; i < 8; ++i) {
        if (upper[i] < '0' || upper[i] > '9') return false;
        number = number * 10 + value(upper[i]);
    }
    return upper[8] == letters[static_cast<std::size_t>(number % 23)];
}

bool day_and_month(int day, int month) noexcept
{
    const auto fits = [](int d, int m) { return d >= 1 && d <= 31 && m >= 1 && m <= 12; };
    return fits(day, month) || fits(month, day);
}

} // namespace rounds::privacy
