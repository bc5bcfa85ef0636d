// What workers and stream threads do with a connection they own.
#include <sys/eventfd.h>

#include "web/http/errors.h"
#include "web/http/guard.h"

namespace trama::http {

void Guard::work(Connection* c) {
  if (c->phase == Phase::spooling) {
    std::string_view input = c->in;
    c->body_state = c->body.feed(&input);
    c->in.erase(0, c->in.size() - input.size());
    return give_back(c, true);
  }
  Response response = pipeline_.handle(std::move(c->request));
  c->request = Request();
  release_body_memory(c);
  if (response.stream && c->method != Method::head) return start_stream(c, std::move(response));
  write_answer(c, std::move(response));
}

// A library's exception, or no memory, costs one connection and not the process.
bool Guard::write_safely(Connection* c, Response* response, Transport* transport) {
  const Exchange exchange{c->method, c->target, c->minor_version, c->keep_alive};
  try {
    return framer_.write(exchange, response, transport);
  } catch (const std::exception& e) {
    pipeline_.log("writing the answer to " + c->target + " failed: " + e.what());
  }
  return false;
}

void Guard::write_answer(Connection* c, Response response) {
  if (draining_.load()) c->keep_alive = false;
  BufferedTransport transport(c);
  bool written = write_safely(c, &response, &transport) && transport.flush();
  if (out_memory_.fetch_add(c->out.size()) + c->out.size() > kOutMemoryMax) written = false;
  complete(c, written);
}

void Guard::start_stream(Connection* c, Response response) {
  const bool events = response.stream_is_events;
  if (events && draining_.load()) response.stream = nullptr;
  auto shared = std::make_shared<Response>(std::move(response));
  // Set before the thread runs: the draining I/O thread ends event streams it sees.
  c->streams_events.store(events);
  if (shared->stream && streams_->offer(events, [this, c, shared] { run_stream(c, shared.get()); })) return;
  c->streams_events.store(false);
  Response refusal = problem_response("", 503, "too-many-streams", "All streams are taken; try again.");
  for (const auto& header : shared->headers)
    if (header.first == "X-Request-Id") refusal.headers.push_back(header);
  refusal.headers.emplace_back("Retry-After", "5");
  write_answer(c, std::move(refusal));
}

void Guard::run_stream(Connection* c, Response* response) {
  if (c->minor_version == 0 || draining_.load()) c->keep_alive = false;
  if (response->stream_is_events) response->stream = streams_->with_heartbeat(c->fd, std::move(response->stream));
  BlockingTransport transport(c->fd, options_.write_timeout_ms);
  const bool written = write_safely(c, response, &transport);
  if (!written) pipeline_.log("a streamed answer to " + c->target + " was cut short");
  c->streams_events.store(false);
  complete(c, written);
}

void Guard::complete(Connection* c, bool written) {
  active_.fetch_sub(1);
  if (!written) {
    out_memory_.fetch_sub(c->out.size());
    c->out = std::string();
  }
  c->out_sent = 0;
  c->close_after_write = !written || !c->keep_alive || draining_.load();
  c->linger = written && !c->in.empty();
  c->write_started_ms = steady_ms();
  c->deadline_ms = c->write_started_ms + options_.write_timeout_ms;
  const bool done = c->out.empty() && !c->close_after_write && c->in.empty() && !c->unread;
  if (done) wait_for_request(c);
  if (!done) c->phase = Phase::writing;
  give_back(c, !done && c->out.empty());
}

void Guard::give_back(Connection* c, bool needs_attention) {
  std::uint32_t expected = Connection::kWorker;
  if (!needs_attention &&
      c->owner.compare_exchange_strong(expected, Connection::kIo, std::memory_order_acq_rel, std::memory_order_relaxed))
    return;  // from here on the connection is the I/O thread's
  {
    const std::lock_guard lock(returned_mutex_);
    returned_.push_back(c);
  }
  if (!woken_.exchange(true)) eventfd_write(wake_, 1);
}

}  // namespace trama::http
