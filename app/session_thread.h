// Session thread: steps a session at its fixed step in real time, beside the window. The newest input counts; actions
// (mark, answer, hint ...) are never lost nor doubled. The window reads the newest snapshot and never waits for a step.
// A step that takes longer than it may is not made up for: the session then runs slower than the clock. Time comes in
// as step counts only, so a recording of the session does not depend on this.
#pragma once

#include <session/session.h>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace app {

class SessionThread {
public:
    /// `workers` belongs to this thread until its end.
    SessionThread(std::shared_ptr<const session::World> world, std::optional<training::Lesson> lesson,
                  core::Workers& workers);
    ~SessionThread();
    SessionThread(const SessionThread&) = delete;
    SessionThread& operator=(const SessionThread&) = delete;

    /// What the student does from now on; an action in it is done once, in one step.
    void post(const training::Input& input);
    /// Newest; never null. A new pointer means a new step.
    std::shared_ptr<const session::Snapshot> snapshot() const;
    /// Wall time of the last step.
    float stepMs() const;
    void pause(bool paused);
    /// Stops stepping; the session may be read afterwards.
    const session::Session& stop();

private:
    void run();
    training::Input take();

    session::Session session_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    training::Input held_;
    std::deque<training::Input> actions_;
    std::shared_ptr<const session::Snapshot> newest_;
    float stepMs_ = 0.0f;
    bool paused_ = false;
    bool ended_ = false;
    std::thread thread_; ///< last: starts when all is there
};

} // namespace app
