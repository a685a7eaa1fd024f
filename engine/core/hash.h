// Hash: a 64-bit running hash of plain values (FNV-1a, Fowler, Noll and Vo), for state hashes and cache keys.
// It is not cryptographic. The bytes of floats count, so -0.0f and 0.0f differ: that is wanted for "same bits".
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace core {

class Hasher {
public:
    void bytes(const void* data, std::size_t size) {
        const auto* at = static_cast<const unsigned char*>(data);
        for (std::size_t i = 0; i < size; ++i) state_ = (state_ ^ at[i]) * 1099511628211ull;
    }
    template <typename T>
    void add(const T& value) {
        static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>,
                      "add plain numbers one by one: padding has no value");
        bytes(&value, sizeof value);
    }
    void add(std::string_view text) {
        add(text.size());
        bytes(text.data(), text.size());
    }
    template <typename T>
    void addAll(std::span<const T> values) {
        static_assert(std::has_unique_object_representations_v<T> || std::is_floating_point_v<T>);
        add(values.size());
        bytes(values.data(), values.size_bytes());
    }
    std::uint64_t value() const { return state_; }

private:
    std::uint64_t state_ = 14695981039346656037ull;
};

/// Sixteen lower-case hexadecimal digits.
std::string hashText(std::uint64_t hash);

} // namespace core
