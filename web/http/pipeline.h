// From a checked request to its answer, without sockets: host, route, caller, limits, handler, conditions, compression.
//
// admit() is the part that needs no body: the Guard asks it before it reads (or lets the client send) one. handle() is
// everything, admit() included. Immutable but for counters; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "web/http/auth.h"
#include "web/http/message.h"
#include "web/http/metrics.h"
#include "web/http/router.h"
#include "web/http/server.h"

namespace trama::http {

class Pipeline {
 public:
  Pipeline(const ServerOptions& options, Router router);

  // How to read the body that follows, or the answer that refuses it.
  struct Admission {
    std::optional<Response> refused;
    BodyRule rule = BodyRule::memory;
    std::uint64_t bytes_max = 0;
  };
  [[nodiscard]] Admission admit(Request* request, std::optional<std::uint64_t> content_length, bool chunked) const;

  [[nodiscard]] Response handle(Request request) const;

  // A request id: the incoming one when it is sane, else a new one.
  [[nodiscard]] std::string choose_request_id(std::string_view incoming) const;
  void log(std::string_view line) const;
  [[nodiscard]] Metrics& metrics() const { return metrics_; }
  [[nodiscard]] const Router& router() const { return router_; }

 private:
  struct Decision {
    std::optional<Response> answer;
    const Route* route = nullptr;  // nullptr with no answer: the fallback
  };
  [[nodiscard]] Decision decide(Request* request) const;
  [[nodiscard]] Decision decide_route(Request* request) const;
  [[nodiscard]] std::optional<Response> authorize(Request* request, const Route& route) const;
  [[nodiscard]] std::optional<Response> unpack_body(Request* request, BodyRule rule) const;
  [[nodiscard]] Response invoke(const Route* route, const Request& request) const;
  [[nodiscard]] Response answer(Request* request, const Route** route) const;

  HostCheck hosts_;
  Auth auth_;
  Router router_;
  std::string spool_folder_;
  std::function<void(std::string_view)> log_;
  std::string id_prefix_;
  mutable std::atomic<std::uint64_t> next_id_{1};
  mutable Metrics metrics_;
};

}  // namespace trama::http
