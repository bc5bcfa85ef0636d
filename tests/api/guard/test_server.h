// A real server on a free loopback port with routes that show what reached them. One thread at a time.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "web/http/server.h"

namespace trama::test {

class TestServer {
 public:
  explicit TestServer(const std::function<void(http::ServerOptions*)>& adjust = {}, std::vector<http::Route> more = {});
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  [[nodiscard]] int port() const { return server_->port(); }
  [[nodiscard]] http::Server& server() { return *server_; }
  [[nodiscard]] int calls() const { return calls_.load(); }  // of every handler
  [[nodiscard]] std::string logged();

  // GET /wait answers after release(); wait_for_waiting() returns once `n` of them wait.
  void wait_for_waiting(int n);
  void release();

 private:
  [[nodiscard]] std::vector<http::Route> routes();
  http::Response wait(const http::Request& request);

  std::atomic<int> calls_{0};
  std::mutex mutex_;
  std::condition_variable_any changed_;
  int waiting_ = 0;
  bool released_ = false;
  std::string log_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace trama::test
