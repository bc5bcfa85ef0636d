// Threads for answers that are produced piece by piece, so that they never hold a worker, and the heartbeat that keeps
// silent event streams alive through proxies.
//
// At most `streams_max` at once, three quarters of them event streams; threads are made when first needed. offer() any
// thread; stop() once, after which nothing runs.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "web/http/message.h"

namespace trama::http {

class Streams {
 public:
  Streams(std::size_t streams_max, std::int64_t heartbeat_ms);
  ~Streams() { stop(); }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  // Runs `job` on a thread of its own; false when the cap is reached.
  [[nodiscard]] bool offer(bool events, std::function<void()> job);
  // The same producer with heartbeats to `fd` in its silences.
  [[nodiscard]] std::function<void(const Sink&)> with_heartbeat(int fd, std::function<void(const Sink&)> produce);
  void stop();

 private:
  struct Job {
    bool events = false;
    std::function<void()> run;
  };
  // One event stream while its producer runs.
  struct Channel {
    int fd = -1;
    const Sink* sink = nullptr;
    std::mutex mutex;                // one writer at a time
    std::int64_t last_write_ms = 0;  // guarded by mutex
  };

  void run();
  void beat();
  void beat_all();

  const std::size_t streams_max_;
  const std::int64_t heartbeat_ms_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;          // guarded by mutex_
  std::vector<std::thread> pool_;  // guarded by mutex_ until stop()
  std::size_t busy_ = 0;           // guarded by mutex_
  std::size_t busy_events_ = 0;    // guarded by mutex_
  bool stopping_ = false;          // guarded by mutex_

  std::mutex channels_mutex_;    // before any Channel::mutex
  std::set<Channel*> channels_;  // guarded by channels_mutex_
  std::thread heart_;
};

}  // namespace trama::http
