// The I/O thread's work on one connection: reading requests and writing to slow clients.
#include <algorithm>
#include <cerrno>

#include <sys/socket.h>

#include "web/http/errors.h"
#include "web/http/guard.h"
#include "web/http/target.h"

namespace trama::http {
namespace {

constexpr std::size_t kTurnBytes = 256U << 10;  // read from one connection before the others have their turn
constexpr std::size_t kSpoolBatchBytes = 128U << 10;
constexpr std::size_t kKeptBufferBytes = 4096;
constexpr std::int64_t kLingerMs = 2000;

}  // namespace

void Guard::drive(Connection* c) {
  std::size_t turn = 0;
  while (c->fd >= 0 && c->owner.load(std::memory_order_relaxed) == Connection::kIo) {
    if (c->phase == Phase::writing) {
      write_on(c);
      if (c->phase == Phase::writing) return;
      continue;
    }
    if (c->phase == Phase::lingering) return discard(c);
    const bool stepped = c->phase == Phase::body ? read_body(c) : read_head(c);
    if (stepped) continue;
    if (!c->readable) return;
    if (turn >= kTurnBytes) {
      again_.push_back(c);
      return;
    }
    const std::size_t before = c->in.size();
    if (!receive(c)) {
      // The end of what came: a spooled body hands over the rest it has.
      if (c->fd >= 0 && c->phase == Phase::body && c->body.spools() && !c->in.empty()) dispatch(c, Phase::spooling);
      return;
    }
    turn += c->in.size() - before;
  }
}

bool Guard::receive(Connection* c) {
  while (true) {
    const ssize_t got = ::recv(c->fd, scratch_.data(), scratch_.size(), MSG_DONTWAIT);
    if (got > 0) {
      // A short read has emptied the socket; the end of the stream needs one more to be seen.
      if (static_cast<std::size_t>(got) < scratch_.size() && !c->gone) c->readable = false;
      c->in.append(scratch_.data(), static_cast<std::size_t>(got));
      if (c->phase == Phase::body) c->body_received += static_cast<std::uint64_t>(got);
      return true;
    }
    if (got < 0 && errno == EINTR) continue;
    c->readable = false;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return false;
    close_connection(c);
    return false;
  }
}

void Guard::discard(Connection* c) {
  while (c->readable) {
    const ssize_t got = ::recv(c->fd, scratch_.data(), scratch_.size(), MSG_DONTWAIT);
    if (got > 0 || (got < 0 && errno == EINTR)) continue;
    c->readable = false;
    if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) close_connection(c);
  }
}

bool Guard::read_head(Connection* c) {
  if (c->in.empty()) return false;
  if (c->phase == Phase::idle) {
    c->phase = Phase::head;
    c->deadline_ms = steady_ms() + options_.header_timeout_ms;
  }
  const auto scanned = c->scanner.scan(c->in);
  if (std::holds_alternative<std::monostate>(scanned)) return false;
  if (const auto* refusal = std::get_if<Refusal>(&scanned)) {
    refuse(c, *refusal);
    return true;
  }
  const std::size_t length = std::get<std::size_t>(scanned);
  auto checked = check_head(std::string_view(c->in).substr(0, length));
  c->scanner.reset();
  c->in.erase(0, length);
  if (const auto* refusal = std::get_if<Refusal>(&checked)) {
    refuse(c, *refusal);
  } else {
    begin_request(c, std::move(std::get<Head>(checked)));
  }
  return true;
}

void Guard::begin_request(Connection* c, Head head) {
  c->method = head.method;
  c->minor_version = head.minor_version;
  c->keep_alive = head.keep_alive;
  c->linger = false;
  c->request = Request();
  Request& request = c->request;
  request.method = head.method;
  request.target = std::move(head.target);
  request.headers = std::move(head.headers);
  request.remote_address = c->remote_address;
  c->target = request.target;
  request.request_id = pipeline_.choose_request_id(request.header("x-request-id"));
  if (!parse_target(&request)) return refuse(c, {400, "bad-target", "The target has a broken percent escape."});
  if (head.method == Method::get || head.method == Method::head) return dispatch(c, Phase::working);
  begin_body(c, head);
}

void Guard::begin_body(Connection* c, const Head& head) {
  const bool has_body = head.chunked || head.content_length.value_or(0) > 0;
  auto admission = pipeline_.admit(&c->request, head.content_length, head.chunked);
  if (admission.refused) {
    const bool in_sync = !has_body && admission.refused->status != 411;
    c->linger = !in_sync;
    return answer_now(c, std::move(*admission.refused), c->keep_alive && in_sync);
  }
  if (!has_body) return dispatch(c, Phase::working);
  c->body = head.chunked ? BodyReader::by_chunks(admission.bytes_max)
                         : BodyReader::by_length(*head.content_length, admission.bytes_max);
  if (admission.rule == BodyRule::spool) {
    auto file = SpoolFile::create(options_.spool_folder);
    if (!file) return refuse(c, {503, "no-spool-space", "The body cannot be kept: no temporary file."});
    c->body.spool_to(file.take());
  }
  c->phase = Phase::body;
  c->body_started_ms = steady_ms();
  c->body_received = c->in.size();
  c->deadline_ms = c->body_started_ms + options_.body_timeout_ms;
  if (head.expect_continue && c->in.empty()) send_continue(c);
}

void Guard::send_continue(Connection* c) {
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  if (send_some(c->fd, kContinue) != static_cast<std::ptrdiff_t>(kContinue.size())) close_connection(c);
}

bool Guard::read_body(Connection* c) {
  const auto extra = static_cast<std::int64_t>(c->body_received) / kBytesPerMsMin;
  c->deadline_ms = c->body_started_ms + options_.body_timeout_ms + extra;
  if (c->in.empty()) return false;
  if (c->body.spools()) {
    if (c->readable && c->in.size() < kSpoolBatchBytes) return false;
    dispatch(c, Phase::spooling);
    return true;
  }
  std::string_view input = c->in;
  c->body_state = c->body.feed(&input);
  c->in.erase(0, c->in.size() - input.size());
  if (c->body_state == BodyReader::State::more && !reserve_body_memory(c)) {
    refuse(c, {503, "busy", "Too many request bodies are being read; try again."});
    return true;
  }
  if (c->body_state == BodyReader::State::more) return false;
  finish_body(c);
  return true;
}

void Guard::finish_body(Connection* c) {
  switch (c->body_state) {
    case BodyReader::State::more:
      c->phase = Phase::body;
      return;
    case BodyReader::State::done:
      c->request.body = c->body.take();
      c->body = BodyReader();
      return dispatch(c, Phase::working);
    case BodyReader::State::broken:
      return refuse(c, {400, "bad-chunk", "The chunked body is malformed."});
    case BodyReader::State::too_large:
      return refuse(c, {413, "body-too-large", "The body is larger than this call accepts."});
    case BodyReader::State::no_space:
      return refuse(c, {503, "no-spool-space", "The body cannot be kept: no space left."});
  }
}

bool Guard::reserve_body_memory(Connection* c) {
  const std::size_t needed = c->body.memory();
  if (needed <= c->reserved) return true;
  const std::size_t more = needed - c->reserved;
  if (body_memory_.load() + more > kBodyMemoryMax) return false;
  body_memory_.fetch_add(more);
  c->reserved = needed;
  return true;
}

void Guard::release_body_memory(Connection* c) {
  body_memory_.fetch_sub(c->reserved);
  c->reserved = 0;
}

void Guard::dispatch(Connection* c, Phase phase) {
  c->phase = phase;
  c->unread = c->readable;
  if (phase == Phase::working) {
    active_.fetch_add(1);
    c->stop = std::stop_source();
    c->request.stop = c->stop.get_token();
  }
  c->owner.store(Connection::kWorker, std::memory_order_release);
  batch_.push_back(c);
}

void Guard::refuse(Connection* c, const Refusal& refusal) {
  pipeline_.metrics().record_refused();
  const std::string id = pipeline_.choose_request_id("");
  c->in.clear();
  c->body = BodyReader();
  c->out = refusal_bytes(id, refusal.status, refusal.slug, refusal.detail);
  out_memory_.fetch_add(c->out.size());
  c->out_sent = 0;
  c->close_after_write = true;
  c->linger = true;
  c->write_started_ms = steady_ms();
  c->phase = Phase::writing;
  write_on(c);
}

void Guard::answer_now(Connection* c, Response response, bool keep_alive) {
  BufferedTransport transport(c);
  const Exchange exchange{c->method, c->target, c->minor_version, keep_alive};
  const bool written = framer_.write(exchange, &response, &transport) && transport.flush();
  if (!written) return close_connection(c);
  out_memory_.fetch_add(c->out.size());
  c->out_sent = 0;
  c->close_after_write = !keep_alive;
  c->write_started_ms = steady_ms();
  c->phase = Phase::writing;
  write_on(c);
}

void Guard::write_on(Connection* c) {
  while (c->out_sent < c->out.size()) {
    const std::ptrdiff_t sent = send_some(c->fd, std::string_view(c->out).substr(c->out_sent));
    if (sent < 0) return close_connection(c);
    if (sent == 0) break;
    c->out_sent += static_cast<std::size_t>(sent);
  }
  const auto extra = static_cast<std::int64_t>(c->out_sent) / kBytesPerMsMin;
  c->deadline_ms = c->write_started_ms + options_.write_timeout_ms + extra;
  if (c->out_sent < c->out.size()) return;
  out_memory_.fetch_sub(c->out.size());
  c->out.clear();
  if (c->out.capacity() > kKeptBufferBytes) c->out.shrink_to_fit();
  c->out_sent = 0;
  if (!c->close_after_write) return wait_for_request(c);
  if (c->linger && !c->gone) return begin_lingering(c);
  ::shutdown(c->fd, SHUT_WR);
  close_connection(c);
}

void Guard::begin_lingering(Connection* c) {
  ::shutdown(c->fd, SHUT_WR);
  c->in = std::string();
  c->phase = Phase::lingering;
  c->readable = true;
  c->deadline_ms = steady_ms() + kLingerMs;
}

void Guard::wait_for_request(Connection* c) {
  c->phase = Phase::idle;
  if (c->in.empty() && c->in.capacity() > kKeptBufferBytes) c->in.shrink_to_fit();
  c->deadline_ms = steady_ms() + options_.idle_timeout_ms;
}

}  // namespace trama::http
