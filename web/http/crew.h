// The threads of the server. They answer complete requests, and whoever is free takes the I/O role: waits for the
// sockets, reads, and then answers one of the requests it has read itself. So a lone request costs one wake-up, as in a
// plain epoll loop, and many requests use every core.
//
// One more thread, the warden, looks every millisecond while there is work: it wakes sleepers when requests queue or
// nobody holds the I/O role, and takes the role itself while all others are in long handlers. Idle servers sleep.
//
// What the role holder touches needs no lock of its own: the role passes through this class's mutex. submit by
// returning connections from io_round; stop() once, after wait_finished().
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace trama::http {

struct Connection;

class Crew {
 public:
  struct Duties {
    std::function<void(Connection*)> answer;
    // One round of I/O that may wait up to `wait_ms` (-1: as long as it likes); fills the requests that are complete.
    // True: there will be no more I/O.
    std::function<bool(int wait_ms, std::vector<Connection*>* complete)> io_round;
  };

  Crew(std::size_t workers, Duties duties);
  ~Crew() { stop(); }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  void wait_finished();  // until an io_round said so
  void stop();

 private:
  void work();
  void guard_progress();
  void take_role(std::unique_lock<std::mutex>* lock, int wait_ms);
  void wake_for(std::size_t jobs);

  const Duties duties_;
  const std::size_t helpers_max_;  // woken at once for a batch; the warden wakes more if those do not suffice

  std::mutex mutex_;  // guards everything below
  std::condition_variable wake_;
  std::condition_variable warden_wake_;
  std::condition_variable finished_wake_;
  std::deque<Connection*> queue_;
  std::size_t sleeping_ = 0;
  std::uint64_t rounds_ = 0;
  bool role_taken_ = false;
  bool warden_sleeping_ = false;
  bool finished_ = false;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace trama::http
