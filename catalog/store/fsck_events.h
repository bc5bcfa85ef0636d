// fsck of what events.h and manifests.h name: jobs, runs, physical datasets and manifests, against the change log and
// each other. Private to the
// folder. One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "catalog/store/database.h"
#include "catalog/store/event_writes.h"

namespace trama::store {

class EventCheck {
 public:
  using Find = std::function<void(std::string what, std::string_view subject, std::string detail)>;
  // `open`: checks what an asserter has open.
  using Open = std::function<void(const lineage::Asserter& asserter)>;
  EventCheck(StoreView& view, Find find, Open open) : view_(view), find_(std::move(find)), open_(std::move(open)) {}

  // Every change of the log; then the rest, once.
  void take(const Change& change);
  void finish();

 private:
  struct Counts {
    std::uint64_t rows = 0, recent = 0, jobs = 0;
  };

  void check_job(std::string_view key, std::string_view value);
  void check_claims(const JobInfo& job);
  void check_run(std::string_view key, std::string_view value);
  void check_physical(std::string_view key, std::string_view value);
  void check_manifest(std::string_view key, std::string_view value);
  void walk(Family family, const std::function<void(std::string_view, std::string_view)>& row);
  [[nodiscard]] std::uint32_t kept_runs(const openlineage::Name& job);

  StoreView& view_;
  Find find_;
  Open open_;
  Counts counts_;
};

}  // namespace trama::store
