#include "search/folders.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <unistd.h>

namespace trama::search {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRunning = "running";

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// "" where the system does not say: then every index is trusted.
std::string boot_id() {
  return read_file("/proc/sys/kernel/random/boot_id");
}

void sync(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
}

}  // namespace

std::string Folders::folder(std::uint64_t generation) const {
  return (fs::path(path_) / std::to_string(generation)).string();
}

std::vector<std::uint64_t> Folders::generations() const {
  std::vector<std::uint64_t> found;
  std::error_code error;
  for (fs::directory_iterator it(path_, error); !error && it != fs::directory_iterator(); it.increment(error)) {
    const std::string name = it->path().filename().string();
    std::uint64_t generation = 0;
    const auto [end, bad] = std::from_chars(name.data(), name.data() + name.size(), generation);
    if (bad == std::errc() && end == name.data() + name.size() && generation > 0) found.push_back(generation);
  }
  std::ranges::sort(found);
  return found;
}

void Folders::remove(std::uint64_t generation) const {
  std::error_code ignored;
  fs::remove_all(folder(generation), ignored);
}

bool Folders::trusted() const {
  std::error_code error;
  const fs::path running = fs::path(path_) / kRunning;
  return !fs::exists(running, error) || read_file(running) == boot_id();
}

bool Folders::mark_running() const {
  std::error_code error;
  fs::create_directories(path_, error);
  const fs::path running = fs::path(path_) / kRunning;
  std::ofstream out(running, std::ios::binary | std::ios::trunc);
  out << boot_id() << std::flush;
  const bool written = out.good();
  sync(running);
  sync(path_);
  return written;
}

void Folders::close_cleanly(std::uint64_t generation) const {
  std::error_code error;
  for (fs::directory_iterator it(folder(generation), error); !error && it != fs::directory_iterator();
       it.increment(error))
    sync(it->path());
  sync(folder(generation));
  fs::remove(fs::path(path_) / kRunning, error);
  sync(path_);
}

}  // namespace trama::search
