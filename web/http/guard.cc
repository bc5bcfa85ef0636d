#include "web/http/guard.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web/http/errors.h"
#include "web/http/listener.h"

namespace trama::http {
namespace {

constexpr std::uint64_t kListenerTag = ~0ULL;
constexpr std::uint64_t kWakeTag = ~0ULL - 1;
constexpr int kTickMs = 100;
constexpr int kAcceptsPerRound = 256;
constexpr std::size_t kScratchBytes = 64U << 10;

std::uint64_t tag_of(const Connection& connection) {
  return (std::uint64_t{connection.generation} << 32U) | connection.slot;
}

std::string address_text(const sockaddr_storage& peer) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (peer.ss_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&peer);
    inet_ntop(AF_INET6, &v6->sin6_addr, text.data(), text.size());
  } else {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&peer);
    inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size());
  }
  return text.data();
}

void watch(int epoll, int fd, std::uint32_t flags, std::uint64_t tag) {
  epoll_event event{};
  event.events = flags;
  event.data.u64 = tag;
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

std::size_t worker_count(std::size_t wanted) {
  if (wanted > 0) return wanted;
  return std::max<std::size_t>(8, std::size_t{2} * std::thread::hardware_concurrency());
}

}  // namespace

Guard::Guard(const ServerOptions& options, const Pipeline& pipeline)
    : options_(options), pipeline_(pipeline), scratch_(kScratchBytes) {}

Guard::~Guard() {
  stop();
}

Result<void> Guard::start() {
  if (crew_ != nullptr) return make_error(ErrorCode::internal, "started-twice", "The server already runs.");
  auto listener = open_listener(options_.address, options_.port);
  if (!listener) return listener.error();
  listener_ = listener->fd;
  port_ = listener->port;
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  wake_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  watch(epoll_, listener_, EPOLLIN, kListenerTag);
  watch(epoll_, wake_, EPOLLIN | EPOLLET, kWakeTag);
  streams_ = std::make_unique<Streams>(options_.streams_max, options_.heartbeat_ms);
  crew_ = std::make_unique<Crew>(
      worker_count(options_.workers),
      Crew::Duties{[this](Connection* connection) { work(connection); },
                   [this](int wait_ms, std::vector<Connection*>* complete) { return io_round(wait_ms, complete); }});
  return {};
}

void Guard::stop() {
  if (crew_ == nullptr || stopped_) return;
  stopped_ = true;
  draining_.store(true);
  eventfd_write(wake_, 1);
  crew_->wait_finished();
  crew_->stop();
  streams_->stop();
  ::close(epoll_);
  ::close(wake_);
}

Server::Stats Guard::stats() const {
  Server::Stats stats;
  stats.connections = open_.load();
  stats.active = active_.load();
  stats.idle = stats.connections - std::min(stats.active, stats.connections);
  stats.requests = pipeline_.metrics().requests();
  stats.refused = pipeline_.metrics().refused();
  return stats;
}

bool Guard::io_round(int wait_ms, std::vector<Connection*>* complete) {
  wait_and_handle(wait_ms);
  const std::int64_t now = steady_ms();
  if (draining_.load()) drain(now);
  if (now >= next_sweep_ms_) sweep(now);
  complete->swap(batch_);
  return draining_.load() && open_.load() == 0;
}

void Guard::wait_and_handle(int wait_ms) {
  std::array<epoll_event, 256> events;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  const bool quiet = open_.load() == 0 && accepting_ && !draining_.load();
  int timeout = !again_.empty() ? 0 : (quiet ? -1 : kTickMs);
  if (wait_ms >= 0 && (timeout < 0 || timeout > wait_ms)) timeout = wait_ms;
  const int count = epoll_wait(epoll_, events.data(), events.size(), timeout);
  std::vector<Connection*> again;
  again.swap(again_);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events.at(static_cast<std::size_t>(i));
    if (event.data.u64 == kListenerTag) {
      accept_all();
    } else if (event.data.u64 != kWakeTag) {
      on_event(event.data.u64, event.events);
    }
  }
  take_returned();
  for (Connection* connection : again)
    if (connection->fd >= 0 && connection->owner.load(std::memory_order_acquire) == Connection::kIo) drive(connection);
}

void Guard::on_event(std::uint64_t tag, std::uint32_t flags) {
  Connection* connection = slots_[static_cast<std::uint32_t>(tag)].get();
  if (connection->fd < 0 || connection->generation != tag >> 32U) return;
  if ((flags & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) connection->readable = true;
  if ((flags & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) connection->gone = true;
  const std::uint32_t before = connection->owner.fetch_or(Connection::kPending, std::memory_order_acq_rel);
  if ((before & Connection::kWorker) != 0) {
    if (connection->gone) connection->stop.request_stop();
    return;
  }
  connection->owner.store(Connection::kIo, std::memory_order_relaxed);
  drive(connection);
}

void Guard::accept_all() {
  for (int i = 0; i < kAcceptsPerRound && accepting_; ++i) {
    sockaddr_storage peer{};
    socklen_t length = sizeof(peer);
    const int fd = accept4(listener_, reinterpret_cast<sockaddr*>(&peer), &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) pause_accepting();
      if (errno == EINTR || errno == ECONNABORTED) continue;
      return;
    }
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (open_.load() >= options_.connections_max) {
      refuse_connection(fd);
    } else {
      adopt(fd, address_text(peer));
    }
  }
}

// Out of file descriptors: the listener would report the same connection for ever. The next sweep tries again.
void Guard::pause_accepting() {
  accepting_ = false;
  epoll_ctl(epoll_, EPOLL_CTL_DEL, listener_, nullptr);
}

void Guard::refuse_connection(int fd) {
  pipeline_.metrics().record_refused();
  const std::string id = pipeline_.choose_request_id("");
  static_cast<void>(send_some(fd, refusal_bytes(id, 503, "too-many-connections", "All connections are taken.")));
  ::shutdown(fd, SHUT_WR);
  static_cast<void>(::recv(fd, scratch_.data(), scratch_.size(), MSG_DONTWAIT));
  ::close(fd);
}

void Guard::adopt(int fd, std::string remote_address) {
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.push_back(std::make_unique<Connection>());
    slots_.back()->slot = free_slots_.back();
  }
  Connection* connection = slots_[free_slots_.back()].get();
  free_slots_.pop_back();
  connection->fd = fd;
  connection->readable = true;
  connection->gone = false;
  connection->phase = Phase::idle;
  connection->deadline_ms = steady_ms() + options_.header_timeout_ms;
  connection->remote_address = std::move(remote_address);
  connection->owner.store(Connection::kIo);
  open_.fetch_add(1);
  watch(epoll_, fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, tag_of(*connection));
  drive(connection);
}

void Guard::take_returned() {
  std::vector<Connection*> returned;
  {
    woken_.store(false);
    const std::lock_guard lock(returned_mutex_);
    returned.swap(returned_);
  }
  for (Connection* connection : returned) {
    connection->owner.store(Connection::kIo, std::memory_order_relaxed);
    if (connection->phase == Phase::spooling) finish_body(connection);
    drive(connection);
  }
}

void Guard::sweep(std::int64_t now_ms) {
  next_sweep_ms_ = now_ms + kTickMs;
  if (!accepting_ && listener_ >= 0) {
    accepting_ = true;
    watch(epoll_, listener_, EPOLLIN, kListenerTag);
  }
  for (const auto& connection : slots_) {
    if (connection->fd < 0 || connection->owner.load(std::memory_order_acquire) != Connection::kIo) continue;
    if (now_ms >= connection->deadline_ms) expire(connection.get());
  }
}

void Guard::expire(Connection* connection) {
  switch (connection->phase) {
    case Phase::head:
      refuse(connection, {408, "head-timeout", "The request head did not arrive in time."});
      return;
    case Phase::body:
      refuse(connection, {408, "body-timeout", "The request body did not arrive in time."});
      return;
    case Phase::idle:
    case Phase::writing:
    case Phase::lingering:
      close_connection(connection);
      return;
    case Phase::spooling:
    case Phase::working:
      return;  // a worker's
  }
}

void Guard::close_listener() {
  if (listener_ < 0) return;
  ::close(listener_);
  listener_ = -1;
  accepting_ = false;
}

// Idle connections close at once and event streams end; the rest finish, until the drain budget is used up.
void Guard::drain(std::int64_t now_ms) {
  if (drain_started_ms_ == 0) drain_started_ms_ = now_ms;
  close_listener();
  drain_forced_ = drain_forced_ || now_ms - drain_started_ms_ >= options_.drain_timeout_ms;
  for (const auto& connection : slots_) {
    if (connection->fd < 0) continue;
    const bool ours = connection->owner.load(std::memory_order_acquire) == Connection::kIo;
    const bool between = ours && (connection->phase == Phase::idle || connection->phase == Phase::head);
    if (between || (ours && drain_forced_)) {
      close_connection(connection.get());
    } else if (!ours && (drain_forced_ || connection->streams_events.load())) {
      connection->stop.request_stop();
      if (drain_forced_) ::shutdown(connection->fd, SHUT_RDWR);
    }
  }
}

void Guard::close_connection(Connection* connection) {
  if (connection->fd < 0) return;
  ::close(connection->fd);  // also leaves the epoll set
  connection->fd = -1;
  ++connection->generation;
  release_body_memory(connection);
  out_memory_.fetch_sub(connection->out.size());
  connection->out = std::string();
  connection->in = std::string();
  connection->out_sent = 0;
  connection->scanner.reset();
  connection->request = Request();
  connection->body = BodyReader();
  connection->linger = false;
  connection->close_after_write = false;
  free_slots_.push_back(connection->slot);
  open_.fetch_sub(1);
}

}  // namespace trama::http
