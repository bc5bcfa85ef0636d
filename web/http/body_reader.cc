#include "web/http/body_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

namespace trama::http {
namespace {

constexpr std::size_t kPieceBytes = 64U << 10;

}  // namespace

Result<std::shared_ptr<SpoolFile>> SpoolFile::create(const std::string& folder) {
  std::error_code failed;
  const std::filesystem::path base =
      folder.empty() ? std::filesystem::temp_directory_path(failed) : std::filesystem::path(folder);
  std::filesystem::create_directories(base, failed);
  std::string path = (base / "trama-body-XXXXXX").string();
  const int fd = mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0)
    return make_error(ErrorCode::unavailable, "no-spool-space", "The body cannot be kept: no temporary file.");
  return std::shared_ptr<SpoolFile>(new SpoolFile(fd, std::move(path)));
}

SpoolFile::~SpoolFile() {
  ::close(fd_);
  ::unlink(path_.c_str());
}

bool SpoolFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

BodyReader BodyReader::by_length(std::uint64_t length, std::uint64_t bytes_max) {
  BodyReader reader;
  reader.left_ = length;
  reader.bytes_max_ = bytes_max;
  return reader;
}

BodyReader BodyReader::by_chunks(std::uint64_t bytes_max) {
  BodyReader reader;
  reader.chunked_ = true;
  reader.bytes_max_ = bytes_max;
  return reader;
}

bool BodyReader::keep(std::string_view bytes) {
  size_ += bytes.size();
  if (file_ != nullptr) return file_->append(bytes);
  text_.append(bytes);
  return true;
}

BodyReader::State BodyReader::feed(std::string_view* input) {
  return chunked_ ? feed_chunks(input) : feed_length(input);
}

BodyReader::State BodyReader::feed_length(std::string_view* input) {
  if (left_ + size_ > bytes_max_) return State::too_large;
  const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input->size()));
  if (!keep(input->substr(0, take))) return State::no_space;
  input->remove_prefix(take);
  left_ -= take;
  return left_ == 0 ? State::done : State::more;
}

BodyReader::State BodyReader::feed_chunks(std::string_view* input) {
  while (true) {
    std::string piece;
    const std::size_t before = input->size();
    const auto state = decoder_.feed(input, kPieceBytes, &piece);
    if (state == ChunkDecoder::State::broken) return State::broken;
    if (size_ + piece.size() > bytes_max_) return State::too_large;
    if (!keep(piece)) return State::no_space;
    if (state == ChunkDecoder::State::done) return State::done;
    if (input->empty() || input->size() == before) return State::more;
  }
}

Body BodyReader::take() {
  Body body;
  body.size = size_;
  body.text = std::move(text_);
  if (file_ != nullptr) {
    body.spool_path = file_->path();
    body.spool_owner = std::move(file_);
  }
  return body;
}

}  // namespace trama::http
