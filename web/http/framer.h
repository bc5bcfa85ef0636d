// cpp-httplib's part: it parses the checked request line and writes the answer (status line, headers, lengths, chunks).
//
// Nothing a client sent but method and target reaches it, so none of its header, body, range or compression code runs
// on foreign bytes; and it writes to our Transport, so it never touches a socket. Thread-safe.
#pragma once

#include <memory>
#include <string_view>

#include "web/http/message.h"

namespace trama::http {

// Where an answer goes. write() is called by one thread at a time.
class Transport {
 public:
  virtual ~Transport() = default;
  [[nodiscard]] virtual bool write(std::string_view bytes) = 0;  // false: the client has gone
};

struct Exchange {
  Method method = Method::get;
  std::string_view target;
  int minor_version = 1;
  bool keep_alive = true;
};

class Framer {
 public:
  Framer();
  ~Framer();
  Framer(const Framer&) = delete;
  Framer& operator=(const Framer&) = delete;

  // Writes the whole answer, running response->stream if there is one. False: it was cut short (the client went or the
  // stream threw), and the connection must be closed.
  [[nodiscard]] bool write(const Exchange& exchange, Response* response, Transport* transport);

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace trama::http
