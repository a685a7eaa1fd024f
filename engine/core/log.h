// Log: one sink for what the program tells its keeper (not the student). By default lines go to standard error.
#pragma once

#include <functional>
#include <string>

namespace core {

enum class LogLevel { Info, Warning, Error };

using LogSink = std::function<void(LogLevel, const std::string&)>;

/// Replaces the sink; an empty function restores standard error. Returns the sink that was in force.
LogSink setLogSink(LogSink sink);

void logInfo(const std::string& text);
void logWarning(const std::string& text);
void logError(const std::string& text);

} // namespace core
