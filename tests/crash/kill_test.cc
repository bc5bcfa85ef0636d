// Goal: what was acknowledged survives SIGKILL at any moment. Method: a child process registers and says what was
// acknowledged; it is killed at random moments, the store is opened and asked for every word of it, and the next child
// goes on with the same folder.
#include <atomic>
#include <chrono>
#include <csignal>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <thread>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/store/fixture.h"

using namespace trama;
using namespace trama::store;
using namespace trama::store::test;

namespace {

constexpr int kRounds = 25;

class Child {
 public:
  Child(const std::string& folder, int round) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const std::string number = std::to_string(round);
    pid_ = fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      dup2(ends[1], STDOUT_FILENO);
      close(ends[0]);
      close(ends[1]);
      execl(TRAMA_CRASH_CHILD, TRAMA_CRASH_CHILD, folder.c_str(), number.c_str(), static_cast<char*>(nullptr));
      _exit(127);
    }
    close(ends[1]);
    out_ = ends[0];
    reader_ = std::jthread([this] { read_all(); });
  }
  void wait_for_first_word() const { spoke_.wait(false); }
  // Everything it had acknowledged.
  std::string kill_after(std::chrono::milliseconds delay) {
    std::this_thread::sleep_for(delay);
    ::kill(pid_, SIGKILL);
    int status = 0;
    waitpid(pid_, &status, 0);
    CHECK(WIFSIGNALED(status));
    reader_.join();
    close(out_);
    return said_;
  }

 private:
  void read_all() {
    char buffer[4096];
    for (ssize_t n = 0; (n = read(out_, buffer, sizeof buffer)) > 0;) {
      said_.append(buffer, static_cast<std::size_t>(n));
      speak();
    }
    speak();  // at its end too, so that a child that failed is not waited for
  }
  void speak() {
    spoke_.store(true);
    spoke_.notify_all();
  }
  pid_t pid_ = 0;
  int out_ = -1;
  std::string said_;
  std::atomic<bool> spoke_{false};
  std::jthread reader_;
};

}  // namespace

TEST_CASE("Nothing acknowledged is lost when the process is killed, again and again") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  Opened store;
  store.close();
  std::map<std::string, Seq> acknowledged;
  for (int round = 0; round < kRounds; ++round) {
    Child child(store.path(), round);
    // Every other child is given the time to begin, however slow the machine; the others may die while opening.
    if (round % 2 == 0) child.wait_for_first_word();
    std::istringstream said(child.kill_after(std::chrono::milliseconds(30 + random() % 300)));
    std::string id;
    for (Seq seq = 0; said >> id >> seq;) acknowledged[id] = seq;
    store.reopen();
    CHECK(store->head() >= acknowledged.size());
    for (const auto& [name, seq] : acknowledged) {
      const auto info = store->contract(name);
      REQUIRE(info);
      CHECK(info->seq == seq);
      CHECK(store->original(name, ""));
    }
    if (round % 8 == 7) CHECK(fsck_of(*store).empty());
    store.close();
  }
  CHECK(acknowledged.size() >= kRounds / 2);
}
