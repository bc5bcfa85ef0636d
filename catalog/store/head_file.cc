#include "catalog/store/head_file.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"
#include "catalog/base/text.h"

namespace trama::store {
namespace {

constexpr std::size_t kSlotBytes = 256;  // never across a disk sector of 512
constexpr std::size_t kCheckDigits = 16;
constexpr std::string_view kMagic = "trama-head-1";
constexpr std::chrono::seconds kSyncEvery{1};

// "trama-head-1 <seq> <chain hex> <check>\n", padded with spaces.
std::string slot_text(const HeadMark& mark) {
  std::string text = std::string(kMagic) + ' ' + std::to_string(mark.seq) + ' ' + hex_encode(mark.chain) + ' ';
  text += sha256_hex(text).substr(0, kCheckDigits);
  text.resize(kSlotBytes - 1, ' ');
  return text + '\n';
}

std::optional<HeadMark> parse_slot(std::string_view slot) {
  const auto parts = split(trim(slot), ' ');
  if (parts.size() != 4 || parts[0] != kMagic) return std::nullopt;
  const auto checked = slot.substr(0, static_cast<std::size_t>(parts[3].data() - slot.data()));
  if (sha256_hex(checked).substr(0, kCheckDigits) != parts[3]) return std::nullopt;
  HeadMark mark;
  mark.seq = std::strtoull(std::string(parts[1]).c_str(), nullptr, 10);
  for (std::size_t i = 0; i + 1 < parts[2].size(); i += 2) {
    mark.chain += static_cast<char>(std::stoi(std::string(parts[2].substr(i, 2)), nullptr, 16));
  }
  return mark;
}

}  // namespace

HeadFile::~HeadFile() {
  if (fd_ < 0) return;
  sync(true);
  ::close(fd_);
}

Result<void> HeadFile::open(const std::string& path) {
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd_ < 0) {
    return make_error(ErrorCode::unreachable, "store-folder",
                      "cannot open `" + path + "`: " + std::generic_category().message(errno));
  }
  // Both slots exist from the start, so that noting the head needs no space on a full disk.
  if (::lseek(fd_, 0, SEEK_END) < static_cast<off_t>(2 * kSlotBytes)) {
    const std::string blank(2 * kSlotBytes, ' ');
    if (::pwrite(fd_, blank.data(), blank.size(), 0) != static_cast<ssize_t>(blank.size())) {
      return make_error(ErrorCode::unavailable, "disk-full", "cannot write `" + path + "`");
    }
    dirty_ = true;
  }
  return {};
}

std::optional<HeadMark> HeadFile::read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::array<char, 2 * kSlotBytes> bytes{};
  in.read(bytes.data(), bytes.size());
  const std::string_view text(bytes.data(), static_cast<std::size_t>(in.gcount()));
  if (text.size() < bytes.size()) return std::nullopt;
  auto first = parse_slot(text.substr(0, kSlotBytes));
  auto second = parse_slot(text.substr(kSlotBytes));
  if (!first) return second;
  return second && second->seq > first->seq ? second : first;
}

void HeadFile::note(const HeadMark& mark) {
  if (fd_ < 0) return;
  const std::string slot = slot_text(mark);
  // A failure here only weakens the check at the next start; the group itself is synced.
  dirty_ = ::pwrite(fd_, slot.data(), slot.size(), static_cast<off_t>(slot_ * kSlotBytes)) > 0 || dirty_;
  slot_ = 1 - slot_;
}

void HeadFile::sync(bool now) {
  if (!dirty_ || fd_ < 0) return;
  const auto at = std::chrono::steady_clock::now();
  if (!now && at - synced_at_ < kSyncEvery) return;
  ::fdatasync(fd_);
  synced_at_ = at;
  dirty_ = false;
}

}  // namespace trama::store
