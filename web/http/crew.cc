#include "web/http/crew.h"

#include <algorithm>
#include <chrono>

namespace trama::http {
namespace {

constexpr std::chrono::milliseconds kWardenTick{1};
constexpr int kWardenWaitMs = 2;

}  // namespace

Crew::Crew(std::size_t workers, Duties duties)
    : duties_(std::move(duties)), helpers_max_(std::max(2U, std::thread::hardware_concurrency()) - 1) {
  for (std::size_t i = 0; i < std::max<std::size_t>(workers, 1); ++i) threads_.emplace_back([this] { work(); });
  threads_.emplace_back([this] { guard_progress(); });
}

void Crew::wake_for(std::size_t jobs) {
  for (std::size_t i = 0; i < std::min(jobs, sleeping_); ++i) wake_.notify_one();
}

void Crew::take_role(std::unique_lock<std::mutex>* lock, int wait_ms) {
  std::vector<Connection*> complete;
  role_taken_ = true;
  lock->unlock();
  const bool finished = duties_.io_round(wait_ms, &complete);
  lock->lock();
  ++rounds_;
  queue_.insert(queue_.end(), complete.begin(), complete.end());
  if (finished) {
    finished_ = true;  // the role stays taken: nobody needs it any more
    finished_wake_.notify_all();
    return;
  }
  role_taken_ = false;
  if (warden_sleeping_ && !queue_.empty()) warden_wake_.notify_one();
}

void Crew::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (!queue_.empty()) {
      Connection* connection = queue_.front();
      queue_.pop_front();
      lock.unlock();
      duties_.answer(connection);
      lock.lock();
    } else if (stopping_) {
      return;
    } else if (!role_taken_) {
      take_role(&lock, -1);
      if (queue_.size() > 1) wake_for(std::min(queue_.size() - 1, helpers_max_));
    } else {
      ++sleeping_;
      wake_.wait(lock);
      --sleeping_;
    }
  }
}

void Crew::guard_progress() {
  std::unique_lock lock(mutex_);
  std::uint64_t seen = 0;
  while (!stopping_) {
    if (role_taken_ && rounds_ == seen && queue_.empty()) {
      warden_sleeping_ = true;
      warden_wake_.wait(lock);
      warden_sleeping_ = false;
    } else {
      seen = rounds_;
      warden_wake_.wait_for(lock, kWardenTick);
    }
    if (stopping_) return;
    wake_for(queue_.size() + (role_taken_ ? 0 : 1));
    if (!role_taken_ && sleeping_ == 0) take_role(&lock, kWardenWaitMs);
  }
}

void Crew::wait_finished() {
  std::unique_lock lock(mutex_);
  finished_wake_.wait(lock, [this] { return finished_; });
}

void Crew::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  warden_wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace trama::http
