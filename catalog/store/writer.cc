#include "catalog/store/writer.h"

#include <algorithm>
#include <chrono>

namespace trama::store {
namespace {

// Bounds of one group: what one sync carries and what the callers of its first command wait for.
constexpr std::size_t kGroupCommandsMax = 1'024;
constexpr std::size_t kGroupBytesMax = 8U << 20;
constexpr std::chrono::seconds kHeadFileWait{1};

Error stopped() {
  return make_error(ErrorCode::unavailable, "shutting-down", "the store is shutting down");
}

}  // namespace

Writer::Writer(Engine& engine, const Clock& clock, CommitListener listener)
    : engine_(engine), clock_(clock), listener_(std::move(listener)), head_(engine.recovered()) {
  head_seq_.store(head_.seq);
  accord_seq_.store(head_.accord);
  thread_ = std::thread([this] { loop(); });
}

void Writer::set_listener(CommitListener listener) {
  const std::scoped_lock lock(mutex_);
  listener_ = std::move(listener);
}

void Writer::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  stop_waiting();
}

std::shared_ptr<Writer::Ticket> Writer::submit(std::span<Command* const> commands) {
  auto ticket = std::make_shared<Ticket>();
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) {
      for (Command* command : commands) command->fail(stopped());
      return ticket;
    }
    ticket->left_ = commands.size();
    for (Command* command : commands) queue_.push_back({command, ticket});
  }
  wake_.notify_one();
  return ticket;
}

void Writer::wait(Ticket& ticket) {
  std::unique_lock lock(ticket.mutex_);
  ticket.done_.wait(lock, [&] { return ticket.left_ == 0; });
}

Result<void> Writer::resume() {
  std::shared_ptr<Resume> resume;
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return stopped();
    if (!resume_) {
      resume_ = std::make_shared<Resume>();
      resume_->ticket.left_ = 1;
    }
    resume = resume_;
  }
  wake_.notify_one();
  wait(resume->ticket);
  return resume->result;
}

Head Writer::head() const {
  const std::scoped_lock lock(head_mutex_);
  return head_;
}

Seq Writer::wait_for_change(Seq since, std::int64_t timeout_ms) const {
  std::unique_lock lock(head_mutex_);
  head_moved_.wait_for(lock, std::chrono::milliseconds(std::max<std::int64_t>(timeout_ms, 0)),
                       [&] { return head_.seq > since || waiting_stopped_; });
  return head_.seq;
}

void Writer::stop_waiting() {
  {
    const std::scoped_lock lock(head_mutex_);
    waiting_stopped_ = true;
  }
  head_moved_.notify_all();
}

void Writer::loop() {
  std::deque<Queued> work;
  while (wait_for_work(&work)) {
    do_resume();
    while (!work.empty()) run_group(&work);
    engine_.head_file().sync(false);
  }
  engine_.head_file().sync(true);
}

bool Writer::wait_for_work(std::deque<Queued>* work) {
  std::unique_lock lock(mutex_);
  const auto ready = [&] { return stopping_ || resume_ || !queue_.empty(); };
  if (engine_.head_file().dirty()) {
    wake_.wait_for(lock, kHeadFileWait, ready);
  } else {
    wake_.wait(lock, ready);
  }
  work->swap(queue_);
  return !stopping_ || resume_ || !work->empty();
}

void Writer::run_group(std::deque<Queued>* work) {
  std::vector<Queued> taken;
  std::optional<Error> failed;
  Head head;
  std::vector<Committed> committed;
  {
    const Engine::Lease lease = engine_.lease();
    StoreView stored(lease.db(), StoreView::Of::now);
    Group group(stored, head_, clock_.now_us());
    stage(group, work, &taken);
    failed = write(lease.db(), group);
    head = group.head();
    committed = std::move(group.committed());
  }
  // Without the lease: the listener may read.
  if (!failed && !committed.empty()) publish(head, std::move(committed));
  for (const Queued& queued : taken) {
    if (failed) queued.command->fail(*failed);
  }
  answer(taken);
}

void Writer::stage(Group& group, std::deque<Queued>* work, std::vector<Queued>* taken) {
  while (!work->empty() && taken->size() < kGroupCommandsMax && group.bytes() < kGroupBytesMax) {
    taken->push_back(std::move(work->front()));
    work->pop_front();
    Command& command = *taken->back().command;
    if (!engine_.writable()) {
      command.fail(engine_.write_error());
      continue;
    }
    group.begin();
    if (!command.run(group)) group.rollback();
  }
}

std::optional<Error> Writer::write(const Database& db, Group& group) {
  if (group.empty()) return std::nullopt;
  const bool changes = !group.committed().empty();
  if (changes) {
    group.begin();
    group.put(Family::meta, std::string(keys::kHead), encode(group.head()));
  }
  rocksdb::WriteBatch batch;
  for (std::size_t i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    auto* handle = db.handle(family);
    for (const auto& [key, value] : group.staged(family)) {
      const auto put = value ? batch.Put(handle, key, *value) : batch.Delete(handle, key);
      if (!put.ok()) return to_error(put, "building a batch");
    }
  }
  // A last-seen note alone is worth no sync.
  const auto written = db.write(&batch, changes);
  if (!written) {
    engine_.turn_writes_off(written.error());
    if (changes) in_doubt_ = InDoubt{group.head(), std::move(group.committed())};
    return engine_.write_error();
  }
  groups_.fetch_add(1);
  return std::nullopt;
}

void Writer::publish(const Head& head, std::vector<Committed> committed) {
  engine_.head_file().note({head.seq, head.chain});
  writes_.fetch_add(committed.size());
  {
    const std::scoped_lock lock(head_mutex_);
    head_ = head;
    head_seq_.store(head.seq);
  }
  CommitListener listener;
  {
    const std::scoped_lock lock(mutex_);
    listener = listener_;
  }
  if (listener) listener(committed);
  accord_seq_.store(head.accord);
  head_moved_.notify_all();
}

void Writer::do_resume() {
  std::shared_ptr<Resume> resume;
  {
    const std::scoped_lock lock(mutex_);
    resume = std::exchange(resume_, nullptr);
  }
  if (!resume) return;
  Result<void> result;
  if (!engine_.writable()) result = engine_.reopen();
  if (result && in_doubt_) {
    const InDoubt doubt = *std::exchange(in_doubt_, std::nullopt);
    // The batch is atomic: the whole group reached the log, or nothing of it.
    if (engine_.recovered().chain == doubt.head.chain) publish(doubt.head, doubt.committed);
  }
  if (result && engine_.recovered().seq != head_.seq) {
    result = make_error(ErrorCode::corrupt, "store-rolled-back",
                        "after opening again the store ends at change " + std::to_string(engine_.recovered().seq) +
                            " instead of " + std::to_string(head_.seq));
    engine_.turn_writes_off(result.error());
  }
  const std::scoped_lock lock(resume->ticket.mutex_);
  resume->result = result;
  resume->ticket.left_ = 0;
  resume->ticket.done_.notify_all();
}

void Writer::answer(std::vector<Queued>& group) {
  for (Queued& queued : group) {
    const std::scoped_lock lock(queued.ticket->mutex_);
    if (--queued.ticket->left_ == 0) queued.ticket->done_.notify_all();
  }
}

}  // namespace trama::store
