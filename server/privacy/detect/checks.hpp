#pragma once

#include <string>
#include <string_view>

namespace rounds::privacy {

// Check digits and shapes of numbers. A digit string holds digits only.

[[nodiscard]] std::string digits_in(std::string_view text);
[[nodiscard]] bool luhn(std::string_view digits) noexcept;       ///< ISO/IEC 7812-1
[[nodiscard]] bool npi(std::string_view digits) noexcept;        ///< 10 digits, Luhn over 80840 and them
[[nodiscard]] bool aba(std::string_view digits) noexcept;        ///< 9 digits, weights 3, 7, 1
[[nodiscard]] bool nhs_number(std::string_view digits) noexcept; ///< 10 digits, modulus 11
[[nodiscard]] bool cpf(std::string_view digits) noexcept;        ///< 11 digits, two check digits
[[nodiscard]] bool verhoeff(std::string_view digits) noexcept;   ///< Aadhaar
[[nodiscard]] bool iban(std::string_view compact);               ///< ISO 13616, upper case without blanks
[[nodiscard]] bool vin(std::string_view upper) noexcept;         ///< 17 characters, check digit of 49 CFR 565
[[nodiscard]] bool dea(std::string_view upper) noexcept;         ///< two letters, seven digits
[[nodiscard]] bool spanish_id(std::string_view upper) noexcept;  ///< DNI and NIE with their letter
[[nodiscard]] bool day_and_month(int day, int month) noexcept;   ///< in either order

} // namespace rounds::privacy
