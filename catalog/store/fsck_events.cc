#include "catalog/store/fsck_events.h"

#include <algorithm>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"
#include "catalog/store/fact_writes.h"
#include "catalog/store/lineage_rows.h"
#include "catalog/store/present.h"

namespace trama::store {
namespace {

using openlineage::Name;

std::optional<Name> read_name(std::string_view* key) {
  auto space = read_key_text(key);
  auto name = space ? read_key_text(key) : std::nullopt;
  if (!name) return std::nullopt;
  return Name{std::move(*space), std::move(*name)};
}

}  // namespace

void EventCheck::take(const Change& change) {
  const bool event = change.kind == ChangeKind::event_received;
  if (!event && change.kind != ChangeKind::manifest_imported) return;
  const std::string what = event ? "event" : "manifest";
  std::string text;
  if (!decode_blob(view_.get(Family::details, keys::number(change.seq)).value_or(""), &text)) {
    find_(what + "-missing", change.subject, "the text of change " + std::to_string(change.seq) + " is missing");
  } else if (sha256_hex(text) != change.sha256) {
    find_(what + "-damaged", change.subject,
          "the text of change " + std::to_string(change.seq) + " does not have its sha256");
  }
}

void EventCheck::finish() {
  walk(Family::jobs, [&](std::string_view key, std::string_view value) { check_job(key, value); });
  walk(Family::runs, [&](std::string_view key, std::string_view value) { check_run(key, value); });
  walk(Family::physical, [&](std::string_view key, std::string_view value) { check_physical(key, value); });
  walk(Family::manifests, [&](std::string_view key, std::string_view value) { check_manifest(key, value); });
  if (counts_.recent != counts_.rows || counts_.jobs != counts_.rows) {
    find_("runs", "runs",
          std::to_string(counts_.rows) + " runs, " + std::to_string(counts_.recent) + " by time, " +
              std::to_string(counts_.jobs) + " by id");
  }
}

void EventCheck::walk(Family family, const std::function<void(std::string_view, std::string_view)>& row) {
  const auto cursor = view_.all(family);
  for (; cursor->valid(); cursor->next()) {
    row(cursor->key(), cursor->value());
    if (auto error = view_.take_error()) find_("unreadable", family_name(family), error->message);
  }
  if (auto error = cursor->error(); error) find_("unreadable", family_name(family), error->message);
}

std::uint32_t EventCheck::kept_runs(const Name& job) {
  const std::string prefix = keys::runs_of(RunPart::rows, job.space, job.name);
  std::uint32_t kept = 0;
  const auto cursor = view_.cursor(Family::runs, prefix, keys::after_prefix(prefix));
  for (; cursor->valid(); cursor->next()) ++kept;
  return kept;
}

void EventCheck::check_job(std::string_view key, std::string_view value) {
  const auto name = read_name(&key);
  JobRow row;
  if (!name || !decode(value, &row)) return find_("unreadable", "jobs", "a job cannot be decoded");
  const std::string id = openlineage::job_asserter_id(*name);
  const auto job = to_info(row);
  if (!job) return find_("unreadable", id, job.error().message);
  if (job->job.job != *name) find_("job", id, "stands under another name than its own");
  if (kept_runs(*name) != job->runs) find_("job", id, "counts " + std::to_string(job->runs) + " runs");
  open_({lineage::AsserterKind::job, id});
  check_claims(*job);
}

// What the job says is what the run said whose word it has, while that run is kept.
void EventCheck::check_claims(const JobInfo& job) {
  if (job.claims.at_us == openlineage::kNever || job.claims.run_id.empty()) return;
  const auto row = view_.row<RunRow>(Family::runs, keys::run(job.job.job.space, job.job.job.name, job.claims.run_id));
  if (!row) return;
  const auto run = to_info(*row);
  if (!run) return;
  const auto claims = openlineage::claims_of(run->record);
  const auto open =
      view_.row<TimedAssertions>(Family::assertions, keys::asserter(claims.asserter)).value_or(TimedAssertions{});
  const auto said = normal_form(claims.assertions).assertions;
  const bool same = std::ranges::equal(open, said, {}, &TimedAssertion::assertion);
  if (!same || claims.order != job.claims) find_("assertions", job.id(), "are not what its run said");
}

void EventCheck::check_run(std::string_view key, std::string_view value) {
  if (key.empty()) return find_("unreadable", "runs", "a key cannot be decoded");
  const auto part = static_cast<RunPart>(key.front());
  key.remove_prefix(1);
  if (part == RunPart::recent) {
    ++counts_.recent;
  } else if (part == RunPart::jobs) {
    ++counts_.jobs;
  } else if (part != RunPart::rows) {
    find_("unreadable", "runs", "a key cannot be decoded");
  }
  if (part != RunPart::rows) return;
  ++counts_.rows;
  const auto name = read_name(&key);
  const auto run_id = read_key_text(&key);
  RunRow row;
  if (!name || !run_id || !decode(value, &row)) return find_("unreadable", "runs", "a run cannot be decoded");
  const auto run = to_info(row);
  if (!run) return find_("unreadable", *run_id, run.error().message);
  if (run->record.job != *name || run->record.run_id != *run_id) {
    find_("run", *run_id, "stands under another name than its own");
  }
  if (!view_.get(Family::runs, keys::recent_run(name->space, name->name, run->record.started_us(), *run_id)) ||
      !view_.get(Family::runs, keys::job_of_run(*run_id, name->space, name->name))) {
    find_("run", *run_id, "is not found by its start or its id");
  }
  if (!view_.get(Family::jobs, keys::text(name->space, name->name))) find_("run", *run_id, "its job is missing");
}

void EventCheck::check_physical(std::string_view key, std::string_view value) {
  const auto name = read_name(&key);
  PhysicalRow row;
  if (!name || !decode(value, &row)) return find_("unreadable", "physical", "a dataset cannot be decoded");
  const auto evidence = openlineage::unpack_evidence(row.evidence);
  lineage::Summary expected = summary_of(*name, evidence ? *evidence : openlineage::DatasetEvidence{});
  if (!evidence) return find_("unreadable", expected.id, evidence.error().message);
  const auto summary = summary_row(view_, SummaryGroup::physical, expected.id);
  if (!summary) return find_("summary-missing", expected.id, "there is no summary");
  expected.updated_us = summary->updated_us;
  if (lineage::pack(expected) != lineage::pack(*summary)) {
    find_("summary", expected.id, "is not what its facts say");
  }
  open_({lineage::AsserterKind::manifest, openlineage::dataset_asserter_id(*name)});
}

// What it says is what its text says.
void EventCheck::check_manifest(std::string_view key, std::string_view value) {
  std::string id, text;
  ManifestRow row;
  if (!keys::read_texts(key, &id, nullptr) || !decode(value, &row)) {
    return find_("unreadable", "manifests", "a manifest cannot be decoded");
  }
  const lineage::Asserter asserter{lineage::AsserterKind::manifest, id};
  open_(asserter);
  if (!decode_blob(view_.get(Family::details, keys::number(row.seq)).value_or(""), &text)) {
    return find_("manifest-missing", id, "its text is missing");
  }
  const auto manifest = lineage::read_manifest(text);
  if (!manifest) return find_("unreadable", id, manifest.error().message);
  const auto open =
      view_.row<TimedAssertions>(Family::assertions, keys::asserter(asserter)).value_or(TimedAssertions{});
  const auto said = normal_form(manifest->assertions).assertions;
  if (manifest->asserter != asserter || !std::ranges::equal(open, said, {}, &TimedAssertion::assertion)) {
    find_("assertions", id, "are not what its artifacts say");
  }
}

}  // namespace trama::store
