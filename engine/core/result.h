// Result: a value, or an error that names the place, the rule and what was found. Everything that reads a file, asks
// the user or talks to the driver returns one. The model is Jolt's Result; <expected> is not in C++20.
#pragma once

#include <core/check.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace core {

/// Where something was read: a file (as the user named it) and a line and column from 1; 0 means "the whole file".
struct Place {
    std::string file;
    int line = 0;
    int column = 0;

    /// "assets/lessons/a.toml:12:5", shorter when parts are missing, empty when there is no file.
    std::string text() const;
};

/// One or more messages, each "place: what is wrong". `messages` is never empty.
struct Error {
    std::vector<std::string> messages;

    explicit Error(std::string message) { messages.push_back(std::move(message)); }
    Error(const Place& place, const std::string& message);

    /// All messages, a line each.
    std::string text() const;
    /// The same error with "context: " before each message.
    Error within(const std::string& context) const;
};

template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : value_(std::move(value)) {}
    Result(Error error) : error_(std::move(error)) {}

    bool ok() const { return value_.has_value(); }
    explicit operator bool() const { return ok(); }

    const T& value() const& {
        CHECK(ok(), "value() of a failed Result");
        return *value_;
    }
    T& value() & {
        CHECK(ok(), "value() of a failed Result");
        return *value_;
    }
    T&& value() && {
        CHECK(ok(), "value() of a failed Result");
        return std::move(*value_);
    }
    const Error& error() const {
        CHECK(!ok(), "error() of a good Result");
        return *error_;
    }

private:
    std::optional<T> value_;
    std::optional<Error> error_;
};

/// A Result without a value.
struct Done {};
using Status = Result<Done>;

} // namespace core
