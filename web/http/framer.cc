#include "web/http/framer.h"

#include <algorithm>
#include <ctime>
#include <string>

#include <httplib.h>

namespace trama::http {
namespace {

// Feeds httplib the request from memory and passes what it writes on. The methods that differ between its versions are
// all here; those a version does not know are simply never called.
class MemoryStream final : public httplib::Stream {
 public:
  MemoryStream(std::string request, Transport* transport) : request_(std::move(request)), transport_(transport) {}

  // NOLINTBEGIN(modernize-use-override,readability-convert-member-functions-to-static)
  bool is_readable() const { return read_ < request_.size(); }
  bool is_writable() const { return !failed_; }
  bool wait_readable() const { return read_ < request_.size(); }
  bool wait_writable() const { return !failed_; }
  time_t duration() const { return 0; }
  // NOLINTEND(modernize-use-override,readability-convert-member-functions-to-static)

  ssize_t read(char* to, size_t size) override {
    const size_t take = std::min(size, request_.size() - read_);
    std::copy_n(request_.data() + read_, take, to);
    read_ += take;
    return static_cast<ssize_t>(take);
  }

  ssize_t write(const char* from, size_t size) override {
    if (failed_ || !transport_->write(std::string_view(from, size))) {
      failed_ = true;
      return -1;
    }
    return static_cast<ssize_t>(size);
  }

  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  socket_t socket() const override { return INVALID_SOCKET; }

  [[nodiscard]] bool failed() const { return failed_; }
  void fail() { failed_ = true; }

 private:
  std::string request_;
  Transport* transport_;
  size_t read_ = 0;
  bool failed_ = false;
};

// What httplib's handler needs and its Request cannot carry. One exchange per thread at a time.
struct Current {
  const Exchange* exchange = nullptr;
  Response* response = nullptr;
  MemoryStream* stream = nullptr;
};
thread_local Current current;

// A header value must never end its line, whatever a handler put into it.
std::string one_line(std::string_view value) {
  std::string clean(value);
  std::ranges::replace_if(clean, [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == 0x7F; }, ' ');
  return clean;
}

bool has_no_content(int status) {
  return status == 204 || status == 304 || status < 200;
}

// The producer may throw; httplib has no handler around it, so it must not get there.
bool run_stream(const std::function<void(const Sink&)>& stream, httplib::DataSink& sink, MemoryStream* memory) {
  try {
    stream([&](std::string_view piece) {
      if (piece.empty()) return !memory->failed();
      return sink.write(piece.data(), piece.size()) && !memory->failed();
    });
  } catch (...) {
    memory->fail();
    return false;
  }
  if (memory->failed()) return false;
  sink.done();
  return true;
}

void set_body(Response* response, MemoryStream* memory, int minor_version, httplib::Response* out) {
  const std::string type = one_line(response->content_type);
  if (response->stream) {
    auto provider = [response, memory](size_t, httplib::DataSink& sink) {
      return run_stream(response->stream, sink, memory);
    };
    if (minor_version == 0) {
      out->set_content_provider(type, provider);
    } else {
      out->set_chunked_content_provider(type, provider);
    }
  } else if (const std::string_view bytes = response->embedded; !bytes.empty()) {
    out->set_content_provider(bytes.size(), type, [bytes](size_t offset, size_t length, httplib::DataSink& sink) {
      return sink.write(bytes.data() + offset, length);
    });
  } else {
    out->body = std::move(response->body);
    if (!type.empty()) out->set_header("Content-Type", type);
  }
}

void fill(httplib::Response* out) {
  Response* response = current.response;
  out->status = response->status;
  for (const auto& [name, value] : response->headers) out->headers.emplace(one_line(name), one_line(value));
  if (!has_no_content(response->status)) set_body(response, current.stream, current.exchange->minor_version, out);
}

// httplib's own additions, corrected just before the head is written.
void correct_head(const httplib::Request&, httplib::Response& response) {
  response.headers.erase("Keep-Alive");
  response.headers.erase("Accept-Ranges");
  response.headers.erase("Connection");
  if (has_no_content(response.status)) response.headers.erase("Content-Length");
  if (!current.exchange->keep_alive) {
    response.headers.emplace("Connection", "close");
  } else if (current.exchange->minor_version == 0) {
    response.headers.emplace("Connection", "keep-alive");
  }
}

}  // namespace

class Framer::Engine final : public httplib::Server {
 public:
  Engine() {
    svr_sock_ = 0;  // never used as a socket: without one httplib takes the server for stopped and streams nothing
    set_pre_routing_handler([](const httplib::Request&, httplib::Response& response) {
      fill(&response);
      return HandlerResponse::Handled;
    });
    set_post_routing_handler(correct_head);
    set_exception_handler([](const httplib::Request&, httplib::Response& response, const std::exception_ptr&) {
      response.headers.clear();
      response.status = 500;
    });
  }

  bool run(MemoryStream* stream, bool close) {
    bool closed = false;
    return call(this, stream, close, &closed);
  }

 private:
  // Later versions also take the addresses.
  template <typename Self>
  static bool call(Self* self, MemoryStream* stream, bool close, bool* closed) {
    const auto no_setup = [](httplib::Request&) {};
    if constexpr (requires { self->process_request(*stream, close, *closed, no_setup); }) {
      return self->process_request(*stream, close, *closed, no_setup);
    } else {
      return self->process_request(*stream, std::string(), 0, std::string(), 0, close, *closed, no_setup);
    }
  }
};

Framer::Framer() : engine_(std::make_unique<Engine>()) {}
Framer::~Framer() = default;

bool Framer::write(const Exchange& exchange, Response* response, Transport* transport) {
  std::string request(to_string(exchange.method));
  request += ' ';
  request += exchange.target;
  request += " HTTP/1.1\r\nHost: trama\r\n\r\n";
  MemoryStream stream(std::move(request), transport);
  const Current outer = current;
  current = {&exchange, response, &stream};
  const bool written = engine_->run(&stream, !exchange.keep_alive);
  current = outer;
  return written && !stream.failed();
}

}  // namespace trama::http
