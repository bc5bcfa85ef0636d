// A client that sends exactly the bytes it is told to and reads what comes back: for requests no library would send.
// One thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace trama::test {

struct RawAnswer {
  int status = 0;  // 0: the connection ended without an answer
  std::string head;
  std::string body;  // decoded when chunked

  [[nodiscard]] std::string header(std::string_view name) const;  // "" when absent
};

class RawClient {
 public:
  explicit RawClient(int port, int receive_buffer = 0);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  [[nodiscard]] bool connected() const { return fd_ >= 0; }
  bool send(std::string_view bytes);                 // false: the server has closed
  RawAnswer read_answer(bool head_request = false);  // the next one, interim 1xx answers included
  std::string read_until(std::string_view end);      // through `end`, or what came before the connection ended
  std::string read_all();                            // until the connection ends
  bool closed_by_server();                           // waits for the end; false when bytes come first
  void finish_sending();

 private:
  bool fill();

  int fd_ = -1;
  std::string buffer_;
};

// One request on a connection of its own.
RawAnswer ask(int port, std::string_view bytes);

}  // namespace trama::test
