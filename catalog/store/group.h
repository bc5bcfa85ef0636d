// The pending changes of one group of writes, laid over the store, so that two writes in one group see each other.
//
// The writer calls begin() before each command and rollback() if it is refused, so that it leaves nothing behind; then
// it turns the staged rows into one batch. Owned by the writer thread.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catalog/store/view.h"

namespace trama::store {

class Group final : public View {
 public:
  using Staged = std::map<std::string, std::optional<std::string>, std::less<>>;  // nullopt: deleted

  // `base` must outlive the group. `now_us` is the clock at the start of the group.
  Group(View& base, Head head, TimeUs now_us) : base_(base), head_(std::move(head)), now_us_(now_us) {}

  std::optional<std::string> get(Family family, std::string_view key) override;
  std::optional<KeyValue> next(Family family, std::string_view prefix, std::string_view from) override;
  std::optional<KeyValue> previous(Family family, std::string_view prefix, std::string_view before) override;

  void begin();
  void rollback();

  void put(Family family, std::string key, std::string value);
  void erase(Family family, std::string key);

  // The seq that log() would give now, and the record time that a change recorded at `recorded_us` (or now) would get.
  [[nodiscard]] Seq next_seq() const { return head_.seq + 1; }
  [[nodiscard]] TimeUs time_for(std::optional<TimeUs> recorded_us) const;
  // Appends to the change log; returns the change with seq and time. What the projections need goes to committed().
  Committed& log(Change change, std::optional<TimeUs> recorded_us);

  [[nodiscard]] Counts& counts() { return head_.counts; }
  [[nodiscard]] const Head& head() const { return head_; }
  [[nodiscard]] TimeUs now_us() const { return now_us_; }
  [[nodiscard]] std::vector<Committed>& committed() { return committed_; }
  [[nodiscard]] const Staged& staged(Family family) const { return staged_[static_cast<std::size_t>(family)]; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] bool empty() const { return bytes_ == 0; }

 private:
  struct Undo {
    Family family;
    Staged::iterator at;
    bool existed;
    std::optional<std::string> before;
  };

  void check_base();
  void stage(Family family, std::string key, std::optional<std::string> value);

  View& base_;
  Head head_;
  TimeUs now_us_;
  std::array<Staged, kFamilies> staged_;
  std::vector<Committed> committed_;
  std::size_t bytes_ = 0;
  // Since begin().
  std::vector<Undo> undo_;
  Head head_before_;
  std::size_t committed_before_ = 0, bytes_before_ = 0;
};

}  // namespace trama::store
