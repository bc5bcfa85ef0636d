#include "catalog/store/group.h"

#include <algorithm>

namespace trama::store {

void Group::check_base() {
  if (auto error = base_.take_error()) fail(std::move(*error));
}

std::optional<std::string> Group::get(Family family, std::string_view key) {
  const Staged& staged = staged_[static_cast<std::size_t>(family)];
  if (const auto found = staged.find(key); found != staged.end()) return found->second;
  auto value = base_.get(family, key);
  check_base();
  return value;
}

std::optional<KeyValue> Group::next(Family family, std::string_view prefix, std::string_view from) {
  const Staged& staged = staged_[static_cast<std::size_t>(family)];
  std::string at(std::max(prefix, from));
  for (;;) {
    auto stored = base_.next(family, prefix, at);
    check_base();
    auto mine = staged.lower_bound(at);
    while (mine != staged.end() && !mine->second && (!stored || mine->first != stored->key) &&
           mine->first.starts_with(prefix)) {
      ++mine;
    }
    const bool have_mine = mine != staged.end() && mine->first.starts_with(prefix);
    if (have_mine && (!stored || mine->first <= stored->key)) {
      if (mine->second) return KeyValue{mine->first, *mine->second};
      at = mine->first + '\0';  // the stored key was deleted in this group
      continue;
    }
    return stored;
  }
}

std::optional<KeyValue> Group::previous(Family family, std::string_view prefix, std::string_view before) {
  const Staged& staged = staged_[static_cast<std::size_t>(family)];
  std::string at(before);
  for (;;) {
    auto stored = base_.previous(family, prefix, at);
    check_base();
    const Staged::value_type* mine = nullptr;
    for (auto step = staged.lower_bound(at); step != staged.begin();) {
      --step;
      if (!step->first.starts_with(prefix) || (stored && step->first < stored->key)) break;
      if (step->second || (stored && step->first == stored->key)) {
        mine = &*step;
        break;
      }
    }
    if (mine == nullptr) return stored;
    if (mine->second) return KeyValue{mine->first, *mine->second};
    at = mine->first;
  }
}

void Group::begin() {
  undo_.clear();
  head_before_ = head_;
  committed_before_ = committed_.size();
  bytes_before_ = bytes_;
}

void Group::rollback() {
  for (auto undo = undo_.rbegin(); undo != undo_.rend(); ++undo) {
    if (undo->existed) {
      undo->at->second = std::move(undo->before);
    } else {
      staged_[static_cast<std::size_t>(undo->family)].erase(undo->at);
    }
  }
  undo_.clear();
  head_ = head_before_;
  committed_.resize(committed_before_);
  bytes_ = bytes_before_;
}

void Group::stage(Family family, std::string key, std::optional<std::string> value) {
  bytes_ += key.size() + 1 + (value ? value->size() : 0);
  const auto [at, fresh] = staged_[static_cast<std::size_t>(family)].try_emplace(std::move(key));
  undo_.push_back({family, at, !fresh, std::move(at->second)});
  at->second = std::move(value);
}

void Group::put(Family family, std::string key, std::string value) {
  stage(family, std::move(key), std::move(value));
}

void Group::erase(Family family, std::string key) {
  stage(family, std::move(key), std::nullopt);
}

TimeUs Group::time_for(std::optional<TimeUs> recorded_us) const {
  const TimeUs wanted = recorded_us.value_or(now_us_);
  return head_.seq == 0 ? wanted : std::max(head_.time_us, wanted);
}

Committed& Group::log(Change change, std::optional<TimeUs> recorded_us) {
  change.time_us = time_for(recorded_us);
  change.seq = ++head_.seq;
  head_.time_us = change.time_us;
  head_.chain = chain_after(head_.chain, change);
  if (moves_accord(change.kind)) head_.accord = change.seq;
  put(Family::changes, keys::number(change.seq), encode(ChangeRow{change, head_.chain}));
  put(Family::times, keys::time(change.time_us), encode_number(change.seq));
  committed_.emplace_back();
  committed_.back().change = std::move(change);
  return committed_.back();
}

}  // namespace trama::store
