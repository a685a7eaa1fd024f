#include <app/session_thread.h>

#include <core/log.h>

#include <chrono>
#include <exception>

namespace app {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kStep = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<float>(session::kStepSeconds));

} // namespace

SessionThread::SessionThread(std::shared_ptr<const session::World> world, std::optional<training::Lesson> lesson,
                             core::Workers& workers)
    : session_(std::move(world), std::move(lesson), workers),
      newest_(std::make_shared<const session::Snapshot>(session_.snapshot(0))) {
    thread_ = std::thread([this] { run(); });
}

SessionThread::~SessionThread() {
    stop();
}

const session::Session& SessionThread::stop() {
    {
        const std::lock_guard lock(mutex_);
        ended_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    return session_;
}

void SessionThread::post(const training::Input& input) {
    const std::lock_guard lock(mutex_);
    held_ = input;
    held_.action = training::Action::None;
    held_.answer.clear();
    if (input.action != training::Action::None) actions_.push_back(input);
}

training::Input SessionThread::take() {
    const std::lock_guard lock(mutex_);
    training::Input input = held_;
    if (!actions_.empty()) { // the hand as it is now, the action as it was asked for
        input.action = actions_.front().action;
        input.answer = actions_.front().answer;
        actions_.pop_front();
    }
    return input;
}

std::shared_ptr<const session::Snapshot> SessionThread::snapshot() const {
    const std::lock_guard lock(mutex_);
    return newest_;
}

float SessionThread::stepMs() const {
    const std::lock_guard lock(mutex_);
    return stepMs_;
}

void SessionThread::pause(bool paused) {
    {
        const std::lock_guard lock(mutex_);
        paused_ = paused;
    }
    wake_.notify_all();
}

void SessionThread::run() {
    Clock::time_point due = Clock::now();
    try {
        for (;;) {
            {
                std::unique_lock lock(mutex_);
                wake_.wait_until(lock, due, [this] { return ended_; });
                wake_.wait(lock, [this] { return ended_ || !paused_; });
                if (ended_) return;
            }
            const Clock::time_point begun = Clock::now();
            session_.step(take());
            auto made = std::make_shared<const session::Snapshot>(session_.snapshot());
            const std::chrono::duration<float, std::milli> took = Clock::now() - begun;
            {
                const std::lock_guard lock(mutex_);
                newest_ = std::move(made);
                stepMs_ = took.count();
            }
            due = std::max(due + kStep, Clock::now()); // late: go on from now
        }
    } catch (const std::exception& fault) { // out of memory: the window stays, the patient stands still
        core::logError(std::string("session: ") + fault.what());
    }
}

} // namespace app
