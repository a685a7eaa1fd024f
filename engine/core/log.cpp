#include <core/log.h>

#include <cstdio>
#include <mutex>
#include <utility>

namespace core {
namespace {

std::mutex& sinkMutex() {
    static std::mutex mutex;
    return mutex;
}

LogSink& sink() {
    static LogSink instance;
    return instance;
}

void write(LogLevel level, const std::string& text) {
    const std::lock_guard<std::mutex> lock(sinkMutex());
    if (sink()) {
        sink()(level, text);
        return;
    }
    const char* word = level == LogLevel::Info ? "" : level == LogLevel::Warning ? "warning: " : "error: ";
    std::fprintf(stderr, "%s%s\n", word, text.c_str());
}

} // namespace

LogSink setLogSink(LogSink replacement) {
    const std::lock_guard<std::mutex> lock(sinkMutex());
    return std::exchange(sink(), std::move(replacement));
}

void logInfo(const std::string& text) {
    write(LogLevel::Info, text);
}
void logWarning(const std::string& text) {
    write(LogLevel::Warning, text);
}
void logError(const std::string& text) {
    write(LogLevel::Error, text);
}

} // namespace core
