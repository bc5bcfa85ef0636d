// store_bench [SECONDS]: what a durable registration costs beside what the disk and RocksDB alone can do.
//
// Each line measures the registry and plain RocksDB (one synced put of the same number of bytes) in turn, in the same
// run, on the same disk, so that the ratio means something on a loud machine. Bulk: register_many against plain batches
// of as many puts with one sync each.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <rocksdb/db.h>

#include "tests/unit/store/fixture.h"

using namespace trama::store;
using namespace trama::store::test;

namespace {

using Seconds = std::chrono::duration<double>;
constexpr std::size_t kBulkGroup = 512;
constexpr std::size_t kFieldsPerDoc = 13;
constexpr double kTargetBulk = 15'000;

Doc doc_of(std::uint64_t number) {
  Doc doc;
  doc.id = "urn:datacontract:domain-" + std::to_string(number % 40) + ":product-" + std::to_string(number);
  doc.domain = "domain-" + std::to_string(number % 40);
  doc.owner = "team-" + std::to_string(number % 400);
  doc.tags = {"tag-" + std::to_string(number % 17)};
  doc.columns.clear();
  for (std::size_t field = 0; field < kFieldsPerDoc; ++field) {
    std::string column = "column_" + std::to_string(field);
    if (number > 3)
      column += "<urn:datacontract:domain-0:product-" + std::to_string(number / (1 + field % 3) - 1) + "/t/column_1";
    doc.columns.push_back(std::move(column));
  }
  doc.note = std::string(2'000, 'n');
  return doc;
}

// Calls per second of `call(number)` on this many threads.
double rate(std::size_t threads, double seconds, const std::function<void(std::uint64_t)>& call) {
  static std::atomic<std::uint64_t> next{0};
  std::atomic<std::uint64_t> done{0};
  const auto start = std::chrono::steady_clock::now();
  const auto end = start + Seconds(seconds);
  std::vector<std::jthread> workers;
  for (std::size_t t = 0; t < threads; ++t) {
    workers.emplace_back([&] {
      while (std::chrono::steady_clock::now() < end) {
        call(next++);
        ++done;
      }
    });
  }
  workers.clear();
  return static_cast<double>(done) / Seconds(std::chrono::steady_clock::now() - start).count();
}

class Plain {
 public:
  explicit Plain(const std::string& path) {
    rocksdb::Options options;
    options.create_if_missing = true;
    if (!rocksdb::DB::Open(options, path, &db_).ok()) std::abort();
  }
  ~Plain() { delete db_; }
  Plain(const Plain&) = delete;
  Plain& operator=(const Plain&) = delete;
  void put(std::uint64_t number, std::size_t count, const std::string& value) {
    rocksdb::WriteBatch batch;
    for (std::size_t i = 0; i < count; ++i) batch.Put(std::to_string(number) + "-" + std::to_string(i), value);
    rocksdb::WriteOptions synced;
    synced.sync = true;
    if (!db_->Write(synced, &batch).ok()) std::abort();
  }

 private:
  rocksdb::DB* db_ = nullptr;
};

void bulk_line(Registry& registry, Plain& plain, const std::string& value, double seconds) {
  std::uint64_t first = 10'000'000;
  std::atomic<std::uint64_t> made{0};
  Seconds storing{0};
  std::uint64_t documents = 0;
  while (storing.count() < seconds) {
    std::vector<RegisterRequest> requests;
    for (std::size_t i = 0; i < 8 * kBulkGroup; ++i) requests.push_back(request_of(doc_of(first++)));
    const auto start = std::chrono::steady_clock::now();
    const auto answers = registry.register_many(std::move(requests));
    storing += std::chrono::steady_clock::now() - start;
    for (const auto& answer : answers) documents += answer.has_value() ? 1 : 0;
  }
  const double ours = static_cast<double>(documents) / storing.count();
  const double theirs =
      kBulkGroup * rate(1, seconds, [&](std::uint64_t number) { plain.put(number, kBulkGroup, value); });
  std::printf("bulk, groups of %zu        %9.0f docs/s   plain %9.0f   ratio %.2f   target >= %.0f\n", kBulkGroup, ours,
              theirs, ours / theirs, kTargetBulk);
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 3;
  trama::test::TempDir dir;
  StoreOptions options;
  options.path = dir / "store";
  auto opened = Registry::open(options);
  if (!opened) {
    std::fprintf(stderr, "%s\n", opened.error().message.c_str());
    return 1;
  }
  const auto registry = opened.take();
  Plain plain(dir / "plain");
  const RegisterRequest sample = request_of(doc_of(1'000));
  const std::string value(sample.original.size() + sample.model_json.size(), 'v');
  std::printf("one document: %zu bytes as posted, %zu as model\n", sample.original.size(), sample.model_json.size());
  for (const std::size_t threads : {1U, 8U, 64U}) {
    const double ours = rate(threads, seconds, [&](std::uint64_t number) {
      if (!registry->register_contract(request_of(doc_of(number)))) std::abort();
    });
    const double theirs = rate(threads, seconds, [&](std::uint64_t number) { plain.put(number, 1, value); });
    const auto stats = registry->stats();
    std::printf("durable, %2zu threads       %9.0f regs/s   plain %9.0f   ratio %.2f   %.1f writes a group so far\n",
                threads, ours, theirs, ours / theirs,
                static_cast<double>(stats.writes) / static_cast<double>(stats.groups));
  }
  bulk_line(*registry, plain, value, seconds);
  const auto stats = registry->stats();
  std::printf("%lu contracts, %.1f MB on disk, %.1f MB in memory\n", static_cast<unsigned long>(stats.contracts),
              static_cast<double>(stats.disk_bytes) / 1e6, static_cast<double>(stats.memory_bytes) / 1e6);
}
