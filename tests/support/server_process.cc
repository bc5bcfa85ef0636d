#include "tests/support/server_process.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace trama::test {
namespace {

struct Child {
  pid_t pid = -1;
  int in = -1, out = -1, err = -1;
};

Child spawn(const std::vector<std::string>& arguments, bool own_error) {
  std::array<int, 2> in{}, out{}, err{};
  if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(err.data(), O_CLOEXEC) != 0)
    std::abort();
  std::vector<std::string> copy{TRAMA_BINARY};
  copy.insert(copy.end(), arguments.begin(), arguments.end());
  std::vector<char*> raw;
  for (std::string& argument : copy) raw.push_back(argument.data());
  raw.push_back(nullptr);
  Child child;
  child.pid = fork();
  if (child.pid == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    if (own_error) dup2(err[1], 2);
    execv(TRAMA_BINARY, raw.data());
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  close(err[1]);
  child.in = in[1];
  child.out = out[0];
  child.err = err[0];
  return child;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Reads both outputs until they end, feeding the input meanwhile.
void pump(const Child& child, std::string_view input, Output* output) {
  std::array<pollfd, 3> waits{{{child.out, POLLIN, 0}, {child.err, POLLIN, 0}, {child.in, POLLOUT, 0}}};
  if (input.empty()) {
    close(child.in);
    waits[2].fd = -1;
  }
  std::array<char, 4096> buffer{};
  while (waits[0].fd >= 0 || waits[1].fd >= 0) {
    poll(waits.data(), waits.size(), -1);
    for (std::size_t i = 0; i < 2; ++i) {
      if (waits[i].fd < 0 || (waits[i].revents & (POLLIN | POLLHUP)) == 0) continue;
      const ssize_t got = read(waits[i].fd, buffer.data(), buffer.size());
      if (got > 0) {
        (i == 0 ? output->out : output->err).append(buffer.data(), static_cast<std::size_t>(got));
      } else {
        close(waits[i].fd);
        waits[i].fd = -1;
      }
    }
    if (waits[2].fd >= 0 && waits[2].revents != 0) {
      const ssize_t sent = write(waits[2].fd, input.data(), input.size());
      if (sent > 0) input.remove_prefix(static_cast<std::size_t>(sent));
      if (sent <= 0 || input.empty()) {
        close(waits[2].fd);
        waits[2].fd = -1;
      }
    }
  }
  if (waits[2].fd >= 0) close(waits[2].fd);
}

std::string read_line(int fd, int timeout_ms) {
  std::string line;
  while (true) {
    pollfd wait{fd, POLLIN, 0};
    if (poll(&wait, 1, timeout_ms) <= 0) return line;
    char c = 0;
    if (read(fd, &c, 1) != 1 || c == '\n') return line;
    line += c;
  }
}

}  // namespace

Output run_trama(const std::vector<std::string>& arguments, const std::string& input) {
  Output output;
  const Child child = spawn(arguments, true);
  pump(child, input, &output);
  output.exit = wait_for(child.pid);
  return output;
}

ServerProcess::ServerProcess(const std::vector<std::string>& arguments) {
  std::vector<std::string> all{"serve", "--port", "0"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const Child child = spawn(all, false);
  close(child.in);
  close(child.err);
  pid_ = child.pid;
  out_ = child.out;
  constexpr int kStartMs = 60'000;
  for (std::string line = read_line(out_, kStartMs); !line.empty(); line = read_line(out_, kStartMs)) {
    const std::size_t at = line.find("http://");
    if (!line.starts_with("listening") || at == std::string::npos) continue;
    url_ = line.substr(at);
    port_ = std::atoi(url_.substr(url_.rfind(':') + 1).c_str());
    break;
  }
  REQUIRE_MESSAGE(port_ > 0, "the server did not start");
  auto client = http::Client::create(url_, "");
  REQUIRE(client);
  client_ = client.take();
}

ServerProcess::~ServerProcess() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    wait_for(pid_);
  }
  close(out_);
}

void ServerProcess::kill_hard() {
  kill(pid_, SIGKILL);
  wait_for(pid_);
  pid_ = -1;
}

int ServerProcess::stop_politely() {
  kill(pid_, SIGTERM);
  const int exit = wait_for(pid_);
  pid_ = -1;
  return exit;
}

http::ClientAnswer ServerProcess::call(const std::string& method, const std::string& target, const std::string& body,
                                       const std::string& content_type,
                                       std::vector<std::pair<std::string, std::string>> headers) {
  auto answer = client_->call({method, target, body, content_type, std::move(headers)});
  REQUIRE_MESSAGE(answer.has_value(), method << " " << target << " got no answer");
  return answer.take();
}

nlohmann::json ServerProcess::get(const std::string& target) {
  const http::ClientAnswer answer = call("GET", target);
  REQUIRE_MESSAGE(answer.status == 200, target << ": " << answer.body);
  return nlohmann::json::parse(answer.body);
}

nlohmann::json ServerProcess::post_contract(const std::string& text, int expected_status) {
  const http::ClientAnswer answer = call("POST", "/api/v1/contracts", text, "application/yaml");
  REQUIRE_MESSAGE(answer.status == expected_status, answer.body);
  return nlohmann::json::parse(answer.body);
}

void ServerProcess::wait_until_ready() {
  for (int tries = 0; tries < 600; ++tries) {
    if (call("GET", "/readyz").status == 200) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  FAIL("the server does not become ready");
}

void ServerProcess::wait_for_search() {
  for (int tries = 0; tries < 600; ++tries) {
    const auto ready = nlohmann::json::parse(call("GET", "/readyz").body);
    if (ready["search"]["seq"] >= ready["store"]["seq"] && ready["graph"]["seq"] >= ready["store"]["seq"]) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  FAIL("the index does not catch up");
}

}  // namespace trama::test
