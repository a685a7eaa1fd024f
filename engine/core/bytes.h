// Bytes: plain values and lists of them packed one behind the other, and read back, for caches and for the way between
// processes. In the machine's own byte order, without names or alignment: writer and reader agree on the order, and a
// file that keeps them needs a version and a checksum of its own. Lists and texts: a count of 64 bits, then the values.
// Errors: the reader never reads or reserves beyond its bytes; from the first fault on it is no longer good() and gives
// what was there before (values), or nothing (lists, texts).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace core {

class ByteWriter {
public:
    std::string bytes;

    template <typename T>
    void value(const T& v) {
        static_assert(std::is_trivially_copyable_v<T>);
        bytes.append(reinterpret_cast<const char*>(&v), sizeof v);
    }
    template <typename T>
    void list(const std::vector<T>& v) {
        static_assert(std::is_trivially_copyable_v<T>);
        value(static_cast<std::uint64_t>(v.size()));
        if (!v.empty()) bytes.append(reinterpret_cast<const char*>(v.data()), v.size() * sizeof(T));
    }
    void text(std::string_view v) {
        value(static_cast<std::uint64_t>(v.size()));
        bytes.append(v);
    }
};

class ByteReader {
public:
    /// The bytes outlive the reader.
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    bool good() const { return good_; }
    /// Whether all was read, and nothing was missing.
    bool atEnd() const { return good_ && rest_.empty(); }

    template <typename T>
    void value(T& v) {
        static_assert(std::is_trivially_copyable_v<T>);
        take(&v, 1, sizeof v);
    }
    template <typename T>
    void list(std::vector<T>& v) {
        static_assert(std::is_trivially_copyable_v<T>);
        v.resize(count(sizeof(T)));
        take(v.data(), v.size(), sizeof(T));
    }
    void text(std::string& v) {
        v.resize(count(1));
        take(v.data(), v.size(), 1);
    }

private:
    /// Of the values that follow, each of that size; 0 when there is no room for them.
    std::size_t count(std::size_t each) {
        std::uint64_t many = 0;
        value(many);
        good_ = good_ && many <= rest_.size() / each;
        return good_ ? static_cast<std::size_t>(many) : 0;
    }
    void take(void* to, std::size_t many, std::size_t each) {
        good_ = good_ && many <= rest_.size() / each;
        if (!good_ || many == 0) return;
        std::memcpy(to, rest_.data(), many * each);
        rest_.remove_prefix(many * each);
    }

    std::string_view rest_;
    bool good_ = true;
};

} // namespace core
