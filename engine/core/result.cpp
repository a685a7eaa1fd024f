#include <core/result.h>

namespace core {

std::string Place::text() const {
    if (file.empty()) return {};
    std::string out = file;
    if (line > 0) out += ":" + std::to_string(line);
    if (line > 0 && column > 0) out += ":" + std::to_string(column);
    return out;
}

Error::Error(const Place& place, const std::string& message) {
    const std::string where = place.text();
    messages.push_back(where.empty() ? message : where + ": " + message);
}

std::string Error::text() const {
    std::string out;
    for (const std::string& message : messages) {
        if (!out.empty()) out += "\n";
        out += message;
    }
    return out;
}

Error Error::within(const std::string& context) const {
    Error out = *this;
    for (std::string& message : out.messages) message = context + ": " + message;
    return out;
}

} // namespace core
