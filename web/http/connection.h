// One client connection. It belongs to the I/O thread or to one worker, never to both.
//
// `owner` passes it on: the I/O thread sets kWorker before it hands a complete request over; a worker gives it back by
// setting kIo, unless the I/O thread has meanwhile seen the socket move (kPending): then the worker must return it
// through the queue, so that no event is lost. Everything else is touched by its owner alone, except where marked.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "web/http/body_reader.h"
#include "web/http/framer.h"
#include "web/http/gate.h"
#include "web/http/message.h"

namespace trama::http {

struct Connection {
  static constexpr std::uint32_t kIo = 0, kWorker = 1, kPending = 2;

  // idle: between requests. head, body: one is arriving. spooling: a worker writes body bytes to the file. working: a
  // worker answers. writing: the answer waits for a slow client. lingering: answered, draining what still arrives.
  enum class Phase : std::uint8_t { idle, head, body, spooling, working, writing, lingering };

  std::atomic<std::uint32_t> owner{kIo};
  std::atomic<bool> streams_events{false};  // set by a worker, read by the draining I/O thread

  // The I/O thread's, whoever owns the rest.
  int fd = -1;
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;  // of the slot: events of an earlier connection are told apart
  bool readable = false;         // an edge came since the last EAGAIN
  bool gone = false;             // the client has closed its side
  std::stop_source stop;

  // The owner's.
  Phase phase = Phase::idle;
  std::int64_t deadline_ms = 0;
  std::string remote_address;
  std::string in;  // arrived, not yet read
  HeadScanner scanner;
  Request request;
  Method method = Method::get;  // of the request being answered
  std::string target;
  int minor_version = 1;
  bool keep_alive = true;
  BodyReader body;
  BodyReader::State body_state = BodyReader::State::more;
  std::int64_t body_started_ms = 0;
  std::uint64_t body_received = 0;
  std::size_t reserved = 0;  // of the shared body memory
  std::string out;           // what the client has not taken yet
  std::size_t out_sent = 0;
  std::int64_t write_started_ms = 0;
  bool close_after_write = false;
  bool unread = false;  // the socket still had bytes when the request was handed over
  bool linger = false;  // unread bytes may follow: closing at once would destroy the answer
};

// Answers of ordinary requests: gathered, sent without waiting; the rest stays in connection->out.
class BufferedTransport final : public Transport {
 public:
  explicit BufferedTransport(Connection* connection) : connection_(connection) {}
  [[nodiscard]] bool write(std::string_view bytes) override;
  [[nodiscard]] bool flush();  // call once at the end

 private:
  bool send_or_keep(std::string_view bytes);

  Connection* connection_;
  std::string gathered_;
};

// Streamed answers, on threads of their own: waits for the client up to `stall_ms` without progress.
class BlockingTransport final : public Transport {
 public:
  BlockingTransport(int fd, std::int64_t stall_ms) : fd_(fd), stall_ms_(stall_ms) {}
  [[nodiscard]] bool write(std::string_view bytes) override;

 private:
  int fd_;
  std::int64_t stall_ms_;
};

// Bytes taken by the socket; 0 when it is full, -1 when the client has gone.
[[nodiscard]] std::ptrdiff_t send_some(int fd, std::string_view bytes);

[[nodiscard]] std::int64_t steady_ms();

}  // namespace trama::http
