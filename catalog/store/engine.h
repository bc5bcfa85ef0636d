// The opened database and what proves it sound; can be closed and opened again under its readers' feet.
//
// Readers take a lease() for the time of one read; reopen() waits for them and lets no new one in meanwhile. A thread
// must not hold two leases at once. Thread-safe; reopen() and the head file belong to the writer thread.
#pragma once

#include <atomic>
#include <memory>
#include <shared_mutex>
#include <string>

#include "catalog/base/guarded.h"
#include "catalog/store/database.h"
#include "catalog/store/head_file.h"
#include "catalog/store/records.h"

namespace trama::store {

class Engine {
 public:
  class Lease {
   public:
    Lease(std::shared_lock<std::shared_mutex> lock, const Database& db) : lock_(std::move(lock)), db_(&db) {}
    [[nodiscard]] const Database& db() const { return *db_; }

   private:
    std::shared_lock<std::shared_mutex> lock_;
    const Database* db_;
  };

  explicit Engine(DatabaseOptions options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Opens or creates and verifies: format, the end of the log's hash chain, HEAD. A store that can be read but not
  // written (full disk) opens with writes off. Errors: see Registry::open.
  [[nodiscard]] Result<void> open();
  // Writer thread only. Closes, opens again and verifies; on failure reads go on where that is possible.
  [[nodiscard]] Result<void> reopen();

  [[nodiscard]] Lease lease() const;
  // What was found by open() or reopen().
  [[nodiscard]] const Head& recovered() const { return recovered_; }
  [[nodiscard]] HeadFile& head_file() { return head_file_; }

  [[nodiscard]] bool writable() const { return writable_.load(); }
  // Why writes are off, for messages.
  [[nodiscard]] Error write_error() const;
  void turn_writes_off(Error why);

 private:
  [[nodiscard]] Result<void> open_database();
  [[nodiscard]] Result<void> open_for_reading(const Error& why);
  [[nodiscard]] Result<void> verify();
  [[nodiscard]] Result<void> start_format(View& view);
  [[nodiscard]] std::string head_path() const { return options_.path + "/TRAMA-HEAD"; }

  DatabaseOptions options_;
  mutable std::shared_mutex readers_;
  mutable std::atomic<bool> closing_{false};
  std::unique_ptr<Database> db_;
  Head recovered_;
  HeadFile head_file_;
  std::atomic<bool> writable_{false};
  mutable Guarded<Error> why_not_;
};

}  // namespace trama::store
