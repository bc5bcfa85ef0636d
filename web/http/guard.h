// The Guard: owns every connection. One thread at a time has the I/O role (crew.h): it waits on epoll (edge-triggered),
// accepts, reads heads and bodies under byte and time budgets, refuses what the gate refuses, and finishes answers for
// slow clients. Workers are taken only for complete requests, and streamed answers get threads of their own. So neither
// idle nor dribbling clients hold anything but their own small buffers. "The I/O thread" below is whoever has the role.
//
// start/stop from one thread; stats any thread. Bounds: ServerOptions and kBodyMemoryMax, kOutMemoryMax below.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "catalog/base/result.h"
#include "web/http/connection.h"
#include "web/http/crew.h"
#include "web/http/framer.h"
#include "web/http/gate.h"
#include "web/http/pipeline.h"
#include "web/http/server.h"
#include "web/http/streams.h"

namespace trama::http {

inline constexpr std::size_t kBodyMemoryMax = 256U << 20;  // request bodies in memory, of all connections
inline constexpr std::size_t kOutMemoryMax = 512U << 20;   // answers that slow clients have not taken yet
inline constexpr std::int64_t kBytesPerMsMin = 16;         // slower than this, a body or answer runs out of its budget

class Guard {
 public:
  Guard(const ServerOptions& options, const Pipeline& pipeline);
  ~Guard();
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

  [[nodiscard]] Result<void> start();
  void stop();
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] Server::Stats stats() const;

 private:
  using Phase = Connection::Phase;

  // The I/O thread: guard.cc
  bool io_round(int wait_ms, std::vector<Connection*>* complete);
  void wait_and_handle(int wait_ms);
  void on_event(std::uint64_t tag, std::uint32_t flags);
  void accept_all();
  void adopt(int fd, std::string remote_address);
  void refuse_connection(int fd);
  void pause_accepting();
  void take_returned();
  void sweep(std::int64_t now_ms);
  void expire(Connection* connection);
  void drain(std::int64_t now_ms);
  void close_listener();
  void close_connection(Connection* connection);

  // The I/O thread, one connection: guard_requests.cc
  void drive(Connection* connection);
  bool receive(Connection* connection);  // false: nothing came, or the connection is closed
  void discard(Connection* connection);
  bool read_head(Connection* connection);  // true: a step was made
  void begin_request(Connection* connection, Head head);
  void begin_body(Connection* connection, const Head& head);
  void send_continue(Connection* connection);
  bool read_body(Connection* connection);
  void finish_body(Connection* connection);
  bool reserve_body_memory(Connection* connection);
  void release_body_memory(Connection* connection);
  void dispatch(Connection* connection, Phase phase);
  void refuse(Connection* connection, const Refusal& refusal);
  void answer_now(Connection* connection, Response response, bool keep_alive);
  void write_on(Connection* connection);
  void begin_lingering(Connection* connection);
  void wait_for_request(Connection* connection);

  // Workers and stream threads: guard_answers.cc
  void work(Connection* connection);
  void write_answer(Connection* connection, Response response);
  bool write_safely(Connection* connection, Response* response, Transport* transport);
  void start_stream(Connection* connection, Response response);
  void run_stream(Connection* connection, Response* response);
  void complete(Connection* connection, bool written);
  void give_back(Connection* connection, bool needs_attention);

  const ServerOptions options_;
  const Pipeline& pipeline_;
  Framer framer_;
  std::unique_ptr<Streams> streams_;
  std::unique_ptr<Crew> crew_;
  bool stopped_ = false;
  int port_ = 0;
  int listener_ = -1;
  int epoll_ = -1;
  int wake_ = -1;

  // The I/O thread's.
  std::vector<std::unique_ptr<Connection>> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<Connection*> batch_;  // complete requests of this round
  std::vector<Connection*> again_;  // have more to read than one turn allows
  std::vector<char> scratch_;
  std::int64_t next_sweep_ms_ = 0;
  std::int64_t drain_started_ms_ = 0;
  bool accepting_ = true;
  bool drain_forced_ = false;

  std::mutex returned_mutex_;
  std::vector<Connection*> returned_;  // guarded by returned_mutex_
  std::atomic<bool> woken_{false};

  std::atomic<bool> draining_{false};
  std::atomic<std::uint64_t> open_{0};
  std::atomic<std::uint64_t> active_{0};
  std::atomic<std::uint64_t> body_memory_{0};
  std::atomic<std::uint64_t> out_memory_{0};
};

}  // namespace trama::http
