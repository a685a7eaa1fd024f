#include <gpu/frame.h>

#include <core/check.h>

namespace gpu {
namespace {

constexpr std::uint32_t kMostMarks = 32;

} // namespace

Frame::Frame(Device& device, int slot) : device_(device), slot_(slot) {
    const vk::raii::Device& handle = device.handle();
    pool_ = handle.createCommandPool({vk::CommandPoolCreateFlagBits::eTransient, device.queueFamily()});
    commands_ = vk::raii::CommandBuffers(handle, {*pool_, vk::CommandBufferLevel::ePrimary, 1});
    fence_ = handle.createFence({});
    acquired_ = handle.createSemaphore({});
    queries_ = handle.createQueryPool(vk::QueryPoolCreateInfo({}, vk::QueryType::eTimestamp, kMostMarks));
    device.name(commands(), "frame " + std::to_string(slot));
}

void Frame::wait() {
    if (!submitted_) return;
    const vk::Result waited = device_.handle().waitForFences(*fence_, VK_TRUE, UINT64_MAX);
    CHECK(waited == vk::Result::eSuccess, "an endless wait ends by success");
    device_.handle().resetFences(*fence_);
    submitted_ = false;
    readTimestamps();
    retired_.clear();
}

void Frame::begin() {
    wait();
    pool_.reset();
    commands_[0].begin({vk::CommandBufferUsageFlagBits::eOneTimeSubmit});
    commands_[0].resetQueryPool(*queries_, 0, kMostMarks);
    marks_.clear();
}

void Frame::submit(vk::Semaphore wait, vk::Semaphore signal) {
    if (!marks_.empty()) mark("end");
    commands_[0].end();
    const vk::CommandBufferSubmitInfo submitted(commands());
    const vk::SemaphoreSubmitInfo waits(wait, 0, vk::PipelineStageFlagBits2::eAllCommands);
    const vk::SemaphoreSubmitInfo signals(signal, 0, vk::PipelineStageFlagBits2::eAllCommands);
    vk::SubmitInfo2 info({}, {}, submitted, {});
    if (wait) info.setWaitSemaphoreInfos(waits);
    if (signal) info.setSignalSemaphoreInfos(signals);
    device_.queue().submit2(info, *fence_);
    submitted_ = true;
}

void Frame::abandon() {
    commands_[0].end();
    marks_.clear();
}

void Frame::mark(const std::string& pass) {
    CHECK(marks_.size() < kMostMarks, "a frame has at most 31 timed passes");
    commands_[0].writeTimestamp2(vk::PipelineStageFlagBits2::eAllCommands, *queries_,
                                 static_cast<std::uint32_t>(marks_.size()));
    marks_.push_back(pass);
}

void Frame::readTimestamps() {
    if (marks_.size() < 2) return;
    const auto [result, ticks] = queries_.getResults<std::uint64_t>(
        0, static_cast<std::uint32_t>(marks_.size()), marks_.size() * sizeof(std::uint64_t), sizeof(std::uint64_t),
        vk::QueryResultFlagBits::e64 | vk::QueryResultFlagBits::eWait);
    if (result != vk::Result::eSuccess) return;
    durations_.clear();
    for (std::size_t i = 0; i + 1 < marks_.size(); ++i) {
        const double nanoseconds =
            static_cast<double>(ticks[i + 1] - ticks[i]) * static_cast<double>(device_.limits().timestampPeriod);
        durations_.push_back({marks_[i], static_cast<float>(nanoseconds * 1e-6)});
    }
}

} // namespace gpu
