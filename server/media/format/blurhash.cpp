#include "server/media/format/blurhash.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

namespace rounds::media {
namespace {

constexpr std::string_view digits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

using Colour = std::array<double, 3>;

std::string base83(unsigned value, unsigned length)
{
    std::string text(length, '0');
    for (auto letter = text.rbegin(); letter != text.rend(); ++letter) {
        *letter = digits[value % 83];
        value /= 83;
    }
    return text;
}

double to_linear(std::uint8_t value)
{
    const double v = value / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

unsigned to_srgb(double value)
{
    const double v = std::clamp(value, 0.0, 1.0);
    const double out = v <= 0.0031308 ? v * 12.92 : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
    return static_cast<unsigned>(out * 255 + 0.5);
}

/// The cosine basis of one direction: component after component, a value for each place.
std::vector<double> basis(unsigned components, unsigned places)
{
    std::vector<double> values;
    values.reserve(std::size_t{components} * places);
    for (unsigned i = 0; i < components; ++i)
        for (unsigned x = 0; x < places; ++x) values.push_back(std::cos(std::numbers::pi * i * x / places));
    return values;
}

unsigned quantised(double value, double largest)
{
    const double ratio = value / largest;
    const double root = std::copysign(std::sqrt(std::abs(ratio)), ratio);
    return static_cast<unsigned>(std::clamp(std::floor(root * 9 + 9.5), 0.0, 18.0));
}

std::vector<Colour>
components(std::span<const std::uint8_t> pixels, unsigned width, unsigned height, unsigned across, unsigned down)
{
    std::array<double, 256> linear{};
    for (unsigned v = 0; v < linear.size(); ++v) linear[v] = to_linear(static_cast<std::uint8_t>(v));
    const auto horizontal = basis(across, width);
    const auto vertical = basis(down, height);
    std::vector<Colour> factors(std::size_t{across} * down);
    for (unsigned j = 0; j < down; ++j)
        for (unsigned i = 0; i < across; ++i) {
            auto& factor = factors[std::size_t{j} * across + i];
            for (unsigned y = 0; y < height; ++y)
                for (unsigned x = 0; x < width; ++x) {
                    const double weight =
                        horizontal[std::size_t{i} * width + x] * vertical[std::size_t{j} * height + y];
                    const auto* pixel = &pixels[(std::size_t{y} * width + x) * 3];
                    for (unsigned c = 0; c < 3; ++c) factor[c] += weight * linear[pixel[c]];
                }
            const double scale = (i == 0 && j == 0 ? 1.0 : 2.0) / (static_cast<double>(width) * height);
            for (auto& value : factor) value *= scale;
        }
    return factors;
}

} // namespace

std::string
blurhash(std::span<const std::uint8_t> pixels, unsigned width, unsigned height, unsigned across, unsigned down)
{
    if (across < 1 || across > 9 || down < 1 || down > 9 || width == 0 || height == 0) return {};
    if (pixels.size() / 3 / width < height) return {};
    const auto factors = components(pixels, width, height, across, down);
    auto hash = base83(across - 1 + (down - 1) * 9, 1);
    double largest = 1;
    if (factors.size() == 1) {
        hash += base83(0, 1);
    } else {
        double found = 0;
        for (std::size_t i = 1; i < factors.size(); ++i)
            for (const double value : factors[i]) found = std::max(found, std::abs(value));
        const auto step = static_cast<unsigned>(std::clamp(std::floor(found * 166 - 0.5), 0.0, 82.0));
        largest = (step + 1) / 166.0;
        hash += base83(step, 1);
    }
    const auto& average = factors.front();
    hash += base83((to_srgb(average[0]) << 16U) + (to_srgb(average[1]) << 8U) + to_srgb(average[2]), 4);
    for (std::size_t i = 1; i < factors.size(); ++i) {
        const auto& f = factors[i];
        hash +=
            base83(quantised(f[0], largest) * 19 * 19 + quantised(f[1], largest) * 19 + quantised(f[2], largest), 2);
    }
    return hash;
}

bool is_blurhash(std::string_view text) noexcept
{
    if (text.size() < 6 || text.find_first_not_of(digits) != std::string_view::npos) return false;
    const auto flag = digits.find(text.front());
    const auto parts = (flag / 9 + 1) * (flag % 9 + 1);
    return flag < 81 && text.size() == 4 + 2 * parts;
}

} // namespace rounds::media
