#include "web/http/streams.h"

#include <algorithm>
#include <chrono>

#include <poll.h>

#include "web/http/connection.h"

namespace trama::http {
namespace {

constexpr std::string_view kHeartbeat = ": still here\n\n";

// A heartbeat must not wait for a client whose buffers are full.
bool has_room(int fd) {
  pollfd waiting{fd, POLLOUT, 0};
  return ::poll(&waiting, 1, 0) == 1 && (waiting.revents & POLLOUT) != 0;
}

}  // namespace

Streams::Streams(std::size_t streams_max, std::int64_t heartbeat_ms)
    : streams_max_(std::max<std::size_t>(streams_max, 1)),
      heartbeat_ms_(std::max<std::int64_t>(heartbeat_ms, 10)),
      heart_([this] { beat(); }) {}

bool Streams::offer(bool events, std::function<void()> job) {
  const std::lock_guard lock(mutex_);
  const std::size_t events_max = std::max<std::size_t>(streams_max_ * 3 / 4, 1);
  if (stopping_ || busy_ >= streams_max_ || (events && busy_events_ >= events_max)) return false;
  ++busy_;
  if (events) ++busy_events_;
  queue_.push_back({events, std::move(job)});
  if (pool_.size() < busy_) pool_.emplace_back([this] { run(); });
  wake_.notify_all();
  return true;
}

void Streams::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Job job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    job.run();
    job.run = nullptr;
    lock.lock();
    --busy_;
    if (job.events) --busy_events_;
  }
}

std::function<void(const Sink&)> Streams::with_heartbeat(int fd, std::function<void(const Sink&)> produce) {
  return [this, fd, produce = std::move(produce)](const Sink& sink) {
    Channel channel;
    channel.fd = fd;
    channel.sink = &sink;
    channel.last_write_ms = steady_ms();
    struct Registration {
      Streams* streams;
      Channel* channel;
      Registration(Streams* s, Channel* c) : streams(s), channel(c) {
        const std::lock_guard lock(streams->channels_mutex_);
        streams->channels_.insert(channel);
      }
      ~Registration() {
        const std::lock_guard lock(streams->channels_mutex_);
        streams->channels_.erase(channel);
      }
    } const registration(this, &channel);
    produce([&](std::string_view piece) {
      const std::lock_guard lock(channel.mutex);
      channel.last_write_ms = steady_ms();
      return sink(piece);
    });
  };
}

void Streams::beat_all() {
  const std::lock_guard lock(channels_mutex_);
  for (Channel* channel : channels_) {
    const std::unique_lock writing(channel->mutex, std::try_to_lock);
    if (!writing.owns_lock() || steady_ms() - channel->last_write_ms < heartbeat_ms_ || !has_room(channel->fd))
      continue;
    channel->last_write_ms = steady_ms();
    (*channel->sink)(kHeartbeat);
  }
}

void Streams::beat() {
  const auto pause = std::chrono::milliseconds(std::clamp<std::int64_t>(heartbeat_ms_ / 4, 5, 1000));
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, pause, [this] { return stopping_; })) {
    lock.unlock();
    beat_all();
    lock.lock();
  }
}

void Streams::stop() {
  std::vector<std::thread> pool;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    pool.swap(pool_);
  }
  wake_.notify_all();
  for (std::thread& thread : pool) thread.join();
  if (heart_.joinable()) heart_.join();
}

}  // namespace trama::http
