// Reading what OpenLineage events told: jobs, their runs, physical datasets.
#include "catalog/base/encoding.h"
#include "catalog/store/event_writes.h"
#include "catalog/store/registry_impl.h"

namespace trama::store {
namespace {

std::string shown(const openlineage::Name& name) {
  return name.space + " " + name.name;
}

// One row of now; nullopt: there is none.
template <typename Row>
Result<std::optional<Row>> row_of(const Engine& engine, Family family, const openlineage::Name& name) {
  const Engine::Lease lease = engine.lease();
  StoreView view(lease.db(), StoreView::Of::now);
  auto row = view.row<Row>(family, keys::text(name.space, name.name));
  if (auto error = view.take_error()) return *error;
  return row;
}

Error no_such(std::string_view what, const openlineage::Name& name) {
  return make_error(ErrorCode::not_found, "no-such-" + std::string(what),
                    "no event told of the " + std::string(what) + " `" + shown(name) + "`");
}

}  // namespace

Result<Page<JobInfo>> RegistryImpl::jobs(std::string_view resume, std::size_t limit) const {
  const auto after = read_resume_key(resume);
  if (!after) return after.error();
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  Page<JobInfo> page;
  std::string last = *after;
  for (auto entry = view.next(Family::jobs, "", last.empty() ? "" : last + '\0'); entry;
       entry = view.next(Family::jobs, "", last + '\0')) {
    if (page.items.size() == limit) {
      page.next = resume_key(last);
      break;
    }
    const auto row = view.decoded<JobRow>(Family::jobs, entry->value);
    if (auto error = view.take_error()) return *error;
    auto info = to_info(*row);
    if (!info) return info.error();
    page.items.push_back(info.take());
    last = std::move(entry->key);
  }
  if (auto error = view.take_error()) return *error;
  return page;
}

Result<JobInfo> RegistryImpl::job(const openlineage::Name& name) const {
  const auto found = row_of<JobRow>(engine_, Family::jobs, name);
  if (!found) return found.error();
  if (!*found) return no_such("job", name);
  return to_info(**found);
}

Result<Page<RunInfo>> RegistryImpl::runs(const openlineage::Name& job, std::string_view resume,
                                         std::size_t limit) const {
  const auto before = read_resume_key(resume);
  if (!before) return before.error();
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  const std::string prefix = keys::runs_of(RunPart::recent, job.space, job.name);
  Page<RunInfo> page;
  std::string last = before->empty() ? keys::after_prefix(prefix) : *before;
  for (auto entry = view.previous(Family::runs, prefix, last); entry;
       entry = view.previous(Family::runs, prefix, last)) {
    if (page.items.size() == limit) {
      page.next = resume_key(last);
      break;
    }
    std::string_view rest = std::string_view(entry->key).substr(prefix.size());
    std::string_view run_part = rest.substr(std::min(sizeof(std::uint64_t), rest.size()));
    const auto run_id = read_key_text(&run_part);
    const auto row = view.row<RunRow>(Family::runs, keys::run(job.space, job.name, run_id.value_or("")));
    if (!row) view.undecodable(Family::runs);
    if (auto error = view.take_error()) return *error;
    auto info = to_info(*row);
    if (!info) return info.error();
    page.items.push_back(info.take());
    last = std::move(entry->key);
  }
  if (auto error = view.take_error()) return *error;
  if (page.items.empty() && before->empty() && !view.get(Family::jobs, keys::text(job.space, job.name))) {
    return no_such("job", job);
  }
  return page;
}

Result<std::vector<RunInfo>> RegistryImpl::runs_named(std::string_view run_id) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  const std::string prefix = keys::jobs_of_run(run_id);
  std::vector<RunInfo> found;
  for (auto entry = view.next(Family::runs, prefix, prefix); entry;
       entry = view.next(Family::runs, prefix, entry->key + '\0')) {
    std::string_view rest = std::string_view(entry->key).substr(prefix.size());
    const auto space = read_key_text(&rest);
    const auto name = read_key_text(&rest);
    const auto row = view.row<RunRow>(Family::runs, keys::run(space.value_or(""), name.value_or(""), run_id));
    if (!row) view.undecodable(Family::runs);
    if (auto error = view.take_error()) return *error;
    auto info = to_info(*row);
    if (!info) return info.error();
    found.push_back(info.take());
  }
  if (auto error = view.take_error()) return *error;
  if (found.empty()) {
    return make_error(ErrorCode::not_found, "no-such-run", "no event told of the run `" + std::string(run_id) + "`");
  }
  return found;
}

Result<PhysicalInfo> RegistryImpl::physical(const openlineage::Name& name) const {
  const auto found = row_of<PhysicalRow>(engine_, Family::physical, name);
  if (!found) return found.error();
  if (!*found) return no_such("dataset", name);
  auto evidence = openlineage::unpack_evidence((*found)->evidence);
  if (!evidence) return evidence.error();
  return PhysicalInfo{name, evidence.take(), (*found)->seq, (*found)->time_us};
}

}  // namespace trama::store
