#include "tests/api/guard/test_server.h"

#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <stdexcept>

namespace trama::test {
namespace {

using http::BodyRule;
using http::Method;
using http::Request;
using http::Response;
using http::Role;
using http::Sink;

Response text(std::string body) {
  Response response;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

// Method, target, addresses and header count as the handler saw them.
Response describe(const Request& request) {
  std::string out =
      std::string(to_string(request.method)) + ' ' + request.target + "\nremote " + request.remote_address;
  out += "\nbody " + std::to_string(request.body.size) + '\n' + request.body.text;
  return text(std::move(out));
}

Response describe_spooled(const Request& request) {
  std::error_code failed;
  const auto bytes = std::filesystem::file_size(request.body.spool_path, failed);
  return text("spooled " + std::to_string(request.body.size) + " file " + std::to_string(bytes) + ' ' +
              request.body.spool_path);
}

Response throwing_stream(const Request&) {
  Response response = text("");
  response.stream = [](const Sink& sink) {
    sink("first piece\n");
    throw std::runtime_error("secret reason");
  };
  return response;
}

Response counting_stream(const Request&) {
  Response response;
  response.content_type = "application/x-ndjson";
  response.stream = [](const Sink& sink) {
    for (int i = 0; i < 1000; ++i)
      if (!sink("{\"line\":" + std::to_string(i) + "}\n")) return;
  };
  return response;
}

// One event, then silence until the client goes or the server drains.
Response events(const Request& request) {
  Response response;
  response.content_type = "text/event-stream";
  response.stream_is_events = true;
  response.stream = [stop = request.stop](const Sink& sink) {
    if (!sink("data: hello\n\n")) return;
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait(lock, stop, [] { return false; });
  };
  return response;
}

}  // namespace

Response TestServer::wait(const Request& request) {
  std::unique_lock lock(mutex_);
  ++waiting_;
  changed_.notify_all();
  changed_.wait(lock, request.stop, [&] { return released_; });
  --waiting_;
  changed_.notify_all();
  return text(released_ ? "released" : "stopped");
}

void TestServer::wait_for_waiting(int n) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_ == n; });
}

void TestServer::release() {
  const std::lock_guard lock(mutex_);
  released_ = true;
  changed_.notify_all();
}

std::string TestServer::logged() {
  const std::lock_guard lock(mutex_);
  return log_;
}

std::vector<http::Route> TestServer::routes() {
  const auto counted = [this](http::Handler handler) -> http::Handler {
    return [this, handler = std::move(handler)](const Request& request) {
      calls_.fetch_add(1);
      return handler(request);
    };
  };
  std::vector<http::Route> routes;
  const auto add = [&](Method method, const char* pattern, Role role, BodyRule body, http::Handler handler) {
    routes.push_back({method, pattern, role, body, "test", counted(std::move(handler)), {http::kAnyQuery}});
  };
  add(Method::get, "/hello", Role::none, BodyRule::none, [](const Request&) { return text("hello"); });
  add(Method::get, "/show", Role::none, BodyRule::none, describe);
  add(Method::get, "/show/{id}", Role::none, BodyRule::none,
      [](const Request& r) { return text(std::string(r.parameter("id"))); });
  add(Method::post, "/show", Role::none, BodyRule::memory, describe);
  add(Method::post, "/spool", Role::none, BodyRule::spool, describe_spooled);
  add(Method::post, "/write", Role::write, BodyRule::memory, describe);
  add(Method::get, "/throw", Role::none, BodyRule::none,
      [](const Request&) -> Response { throw std::runtime_error("secret reason"); });
  add(Method::get, "/throw-stream", Role::none, BodyRule::none, throwing_stream);
  add(Method::get, "/stream", Role::none, BodyRule::none, counting_stream);
  add(Method::get, "/events", Role::none, BodyRule::none, events);
  add(Method::get, "/big", Role::none, BodyRule::none,
      [](const Request&) { return text(std::string(8U << 20U, 'x')); });
  add(Method::get, "/split", Role::none, BodyRule::none, [](const Request& request) {
    Response response = text("split");
    response.headers.emplace_back("X-Reflected", std::string(request.query_value("v").value_or("")));
    return response;
  });
  add(Method::get, "/wait", Role::none, BodyRule::none, [this](const Request& request) { return wait(request); });
  return routes;
}

TestServer::TestServer(const std::function<void(http::ServerOptions*)>& adjust, std::vector<http::Route> more) {
  http::ServerOptions options;
  options.port = 0;
  options.log = [this](std::string_view line) {
    const std::lock_guard lock(mutex_);
    log_ += line;
    log_ += '\n';
  };
  if (adjust) adjust(&options);
  auto all = routes();
  for (http::Route& route : more) all.push_back(std::move(route));
  auto created = http::Server::create(options, http::Router(std::move(all)));
  if (!created) std::abort();
  server_ = created.take();
  if (!server_->start()) std::abort();
}

TestServer::~TestServer() {
  release();
  server_->stop();
}

}  // namespace trama::test
