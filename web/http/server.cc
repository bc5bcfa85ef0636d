#include "web/http/server.h"

#include "catalog/base/hash.h"
#include "web/http/auth.h"
#include "web/http/guard.h"
#include "web/http/pipeline.h"

namespace trama::http {
namespace {

class GuardedServer final : public Server {
 public:
  GuardedServer(const ServerOptions& options, Router router)
      : pipeline_(options, std::move(router)), guard_(options, pipeline_) {}

  Result<void> start() override { return guard_.start(); }
  int port() const override { return guard_.port(); }
  void stop() override { guard_.stop(); }
  Response handle(Request request) const override { return pipeline_.handle(std::move(request)); }
  Stats stats() const override { return guard_.stats(); }

  std::string metrics() const override {
    std::string text = pipeline_.metrics().text();
    const Stats now = guard_.stats();
    append_metric(&text, "trama_http_connections", "gauge", "Open connections.", now.connections);
    append_metric(&text, "trama_http_requests_in_progress", "gauge", "Requests a handler works on.", now.active);
    return text;
  }

 private:
  Pipeline pipeline_;
  Guard guard_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::create(ServerOptions options, Router router) {
  if (!is_loopback_address(options.address) && options.tokens.empty() && !options.insecure)
    return make_error(ErrorCode::invalid_argument, "not-loopback",
                      "Beyond loopback the server starts only with tokens (--token-file) or with --insecure.");
  if (options.port < 0 || options.port > 65535)
    return make_error(ErrorCode::invalid_argument, "bad-port", "A port is a number from 0 to 65535.");
  if (options.session_secret.empty()) options.session_secret = random_bytes(32);
  return std::unique_ptr<Server>(new GuardedServer(options, std::move(router)));
}

}  // namespace trama::http
