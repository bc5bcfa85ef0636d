// The one thread that writes. It drains a queue: whatever waits when the last group is done becomes the next group, one
// RocksDB batch and one sync. Then the head moves, the commit listener runs, and the callers are answered.
//
// Thread-safe. stop() drains the queue; afterwards every submission fails with `unavailable`.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "catalog/base/clock.h"
#include "catalog/store/engine.h"
#include "catalog/store/group.h"
#include "catalog/store/registry.h"

namespace trama::store {

// One queued write. run() and fail() are called by the writer thread; fail() may come after run() and replaces its
// answer.
class Command {
 public:
  virtual ~Command() = default;
  // False: refused; nothing of it may stay in the group.
  [[nodiscard]] virtual bool run(Group& group) = 0;
  virtual void fail(const Error& error) = 0;
};

template <typename T>
class Task final : public Command {
 public:
  explicit Task(std::function<Result<T>(Group&)> action) : action_(std::move(action)) {}
  bool run(Group& group) override {
    answer_ = action_(group);
    return answer_->has_value();
  }
  void fail(const Error& error) override { answer_ = error; }
  [[nodiscard]] Result<T> take() { return std::move(*answer_); }

 private:
  std::function<Result<T>(Group&)> action_;
  std::optional<Result<T>> answer_;
};

class Writer {
 public:
  Writer(Engine& engine, const Clock& clock, CommitListener listener);
  ~Writer() { stop(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void set_listener(CommitListener listener);
  // Queues all of them, in order; wait() returns once each has its answer. The commands must live until then.
  class Ticket;
  [[nodiscard]] std::shared_ptr<Ticket> submit(std::span<Command* const> commands);
  static void wait(Ticket& ticket);
  [[nodiscard]] Result<void> resume();
  void stop();

  [[nodiscard]] Head head() const;
  [[nodiscard]] Seq head_seq() const { return head_seq_.load(); }
  // Moves once the listener has returned: never ahead of what anybody can read, the projections included.
  [[nodiscard]] Seq accord_seq() const { return accord_seq_.load(); }
  [[nodiscard]] Seq wait_for_change(Seq since, std::int64_t timeout_ms) const;
  void stop_waiting();
  [[nodiscard]] std::uint64_t groups() const { return groups_.load(); }
  [[nodiscard]] std::uint64_t writes() const { return writes_.load(); }

  class Ticket {
    friend class Writer;
    std::mutex mutex_;
    std::condition_variable done_;
    std::size_t left_ = 0;
  };

 private:
  struct Queued {
    Command* command = nullptr;
    std::shared_ptr<Ticket> ticket;
  };

  void loop();
  [[nodiscard]] bool wait_for_work(std::deque<Queued>* work);
  void run_group(std::deque<Queued>* work);
  void stage(Group& group, std::deque<Queued>* work, std::vector<Queued>* taken);
  [[nodiscard]] std::optional<Error> write(const Database& db, Group& group);
  void publish(const Head& head, std::vector<Committed> committed);
  void do_resume();
  static void answer(std::vector<Queued>& group);

  Engine& engine_;
  const Clock& clock_;

  // By mutex_.
  mutable std::mutex mutex_;
  mutable std::condition_variable wake_;
  std::deque<Queued> queue_;
  bool stopping_ = false;
  struct Resume {
    Ticket ticket;
    Result<void> result;
  };
  std::shared_ptr<Resume> resume_;
  CommitListener listener_;

  // By head_mutex_; written by the writer thread only.
  mutable std::mutex head_mutex_;
  mutable std::condition_variable head_moved_;
  Head head_;
  bool waiting_stopped_ = false;
  std::atomic<Seq> head_seq_{0}, accord_seq_{0};

  // Writer thread only. A group whose sync failed may be in the log all the same: resume() finds out.
  struct InDoubt {
    Head head;
    std::vector<Committed> committed;
  };
  std::optional<InDoubt> in_doubt_;

  std::atomic<std::uint64_t> groups_{0}, writes_{0};
  std::thread thread_;
};

}  // namespace trama::store
