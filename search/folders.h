// Where the index lives on disk: one folder per generation below the path, so that throwing an index away and starting
// the next one never disturbs readers of the old.
//
//   <path>/<generation>/   a Xapian database
//   <path>/running         boot id, while a process has the index open
//
// Commits are not synced, so an index survives the end of the process but not that of the machine. `running` tells:
// if it names another boot, the last process died with the machine and the index cannot be trusted. A clean close syncs
// everything and removes it. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace trama::search {

class Folders {
 public:
  explicit Folders(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] std::string folder(std::uint64_t generation) const;
  [[nodiscard]] std::vector<std::uint64_t> generations() const;  // ascending
  void remove(std::uint64_t generation) const;

  // False when the machine went down while the index was open.
  [[nodiscard]] bool trusted() const;
  [[nodiscard]] bool mark_running() const;  // false: the path cannot be written
  void close_cleanly(std::uint64_t generation) const;

 private:
  std::string path_;
};

}  // namespace trama::search
