#include <geometry/isolated.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <new>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace geometry {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kLimitMemory = false; // the sanitizer maps terabytes
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kLimitMemory = false;
#else
constexpr bool kLimitMemory = true;
#endif
#else
constexpr bool kLimitMemory = true;
#endif

constexpr char kGood = 'G';
constexpr char kBad = 'E';

void limit(int what, std::size_t value) {
    rlimit wanted{};
    wanted.rlim_cur = wanted.rlim_max = value;
    setrlimit(static_cast<__rlimit_resource_t>(what), &wanted);
}

bool send(int pipe, const char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t sent = write(pipe, data, size);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        data += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

core::Result<std::string> guarded(const std::function<core::Result<std::string>()>& work) {
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return core::Error("it needs more memory than a file may take");
    } catch (const std::exception& fault) {
        return core::Error(fault.what());
    } catch (...) {
        return core::Error("the reader failed without saying why");
    }
}

/// Never returns. No destructors of the parent's things run: _exit.
[[noreturn]] void child(int pipe, const std::function<core::Result<std::string>()>& work,
                        const IsolationLimits& limits) {
    const int nowhere = open("/dev/null", O_WRONLY); // what a library prints belongs to nobody
    if (nowhere >= 0) {
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
    }
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, limits.seconds);
    if (kLimitMemory) limit(RLIMIT_AS, limits.memory);
    const core::Result<std::string> answer = guarded(work);
    const std::string text = answer ? std::string() : answer.error().text();
    const std::string& bytes = answer ? answer.value() : text;
    const char mark = answer ? kGood : kBad;
    const bool sent = send(pipe, &mark, 1) && send(pipe, bytes.data(), bytes.size());
    _exit(sent ? 0 : 1);
}

std::string whyStopped(int status, const IsolationLimits& limits) {
    if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
        return "it was given up after " + std::to_string(limits.seconds) + " s of computing";
    const std::string memory = std::to_string(limits.memory >> 30) + " GiB of memory";
    const std::string how = WIFSIGNALED(status) ? " (" + std::string(strsignal(WTERMSIG(status))) + ")" : "";
    return "its reader crashed on it" + how + ": it is damaged, or needs more than " + memory;
}

} // namespace

core::Result<std::string> runIsolated(const std::function<core::Result<std::string>()>& work,
                                      const IsolationLimits& limits) {
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) != 0) return core::Error(std::string("no pipe: ") + std::strerror(errno));
    const pid_t reader = fork();
    if (reader < 0) {
        const std::string why = std::strerror(errno);
        close(ends[0]);
        close(ends[1]);
        return core::Error("no process for it: " + why);
    }
    if (reader == 0) {
        close(ends[0]);
        child(ends[1], work, limits);
    }
    close(ends[1]);
    std::string bytes;
    std::vector<char> piece(1 << 16);
    bool tooLong = false;
    while (true) {
        const ssize_t got = read(ends[0], piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        bytes.append(piece.data(), static_cast<std::size_t>(got));
        tooLong = bytes.size() > limits.answerBytes;
        if (tooLong) break;
    }
    close(ends[0]);
    if (tooLong) kill(reader, SIGKILL);
    int status = 0;
    while (waitpid(reader, &status, 0) < 0 && errno == EINTR) {
    }
    if (tooLong)
        return core::Error("it holds more than " + std::to_string(limits.answerBytes >> 20) + " MiB of meshes");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || bytes.empty()) return core::Error(whyStopped(status, limits));
    const bool good = bytes.front() == kGood;
    bytes.erase(0, 1);
    if (!good) return core::Error(bytes);
    return bytes;
}

} // namespace geometry
