// The HTTP server: cpp-httplib (which only web/http includes) behind the Guard.
//
// The Guard owns the connections. An epoll thread accepts, reads each header block under byte and time budgets, checks
// it strictly, reads or spools the body under its own budgets, and parks idle keep-alive connections; a worker is taken
// only for a complete request. What it refuses (smuggling, double lengths, bombs, endless headers, forged addresses …)
// it answers itself and closes. cpp-httplib then parses and writes complete requests over an in-memory Stream.
//
// handle() is the whole request pipeline without sockets: host check, authentication, routing, limits, conditional
// requests, compression, problem bodies. start/stop from one thread; handle() any thread.
//
// Bounds: limits.h, the budgets of ServerOptions, 256 MB of request bodies in memory at once (beyond: 503), 32 streamed
// answers of which 24 may be event streams (beyond: 503).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "catalog/base/result.h"
#include "web/http/message.h"
#include "web/http/router.h"
#include "web/http/tokens.h"

namespace trama::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  int port = 8080;                    // 0: any free port
  std::vector<std::string> hosts;     // accepted Host names besides loopback names and the address itself
  std::vector<TokenRecord> tokens;    // empty: loopback (or insecure) callers get `anonymous_role`
  Role anonymous_role = Role::admin;  // who a caller without token is; Role::none when tokens are set
  bool insecure = false;
  std::size_t workers = 0;  // 0: 2 x cores, at least 8
  std::size_t connections_max = 4096;
  std::int64_t header_timeout_ms = 10'000, body_timeout_ms = 60'000, idle_timeout_ms = 75'000,
               write_timeout_ms = 30'000;
  std::int64_t drain_timeout_ms = 10'000;
  std::string spool_folder;                   // for BodyRule::spool
  std::string session_secret;                 // for login cookies; random when empty
  std::size_t streams_max = 32;               // streamed answers at once; three quarters of them may be event streams
  std::int64_t heartbeat_ms = 15'000;         // silence after which an event stream carries a comment
  std::function<void(std::string_view)> log;  // one line about a failed handler; stderr when empty. Any thread.
};

class Server {
 public:
  // Refuses an address beyond loopback without tokens or `insecure` (invalid_argument, not-loopback).
  [[nodiscard]] static Result<std::unique_ptr<Server>> create(ServerOptions options, Router router);
  virtual ~Server() = default;

  [[nodiscard]] virtual Result<void> start() = 0;  // binds and returns; unreachable when the port is taken
  [[nodiscard]] virtual int port() const = 0;
  // Stops accepting, ends event streams, closes idle connections, finishes requests in progress up to drain_timeout_ms,
  // then asks them to stop and closes everything. Returns once no handler runs. Idempotent.
  virtual void stop() = 0;

  // The body of a HEAD answer is left in place; what writes it to a connection leaves it out.
  [[nodiscard]] virtual Response handle(Request request) const = 0;
  struct Stats {
    std::uint64_t connections = 0, idle = 0, active = 0, requests = 0, refused = 0;
  };
  [[nodiscard]] virtual Stats stats() const = 0;
  // Requests by route, status class and latency bucket, as Prometheus text.
  [[nodiscard]] virtual std::string metrics() const = 0;
};

}  // namespace trama::http
