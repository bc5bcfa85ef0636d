// Reads one request body from whatever has arrived: by length or chunked, into memory or a temporary file, never beyond
// its limit. The file is deleted with the last Body that refers to it. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "catalog/base/result.h"
#include "web/http/chunked.h"
#include "web/http/message.h"

namespace trama::http {

// An open temporary file; closes, and deletes unless moved away, with its last owner. One thread at a time.
class SpoolFile {
 public:
  [[nodiscard]] static Result<std::shared_ptr<SpoolFile>> create(const std::string& folder);
  ~SpoolFile();
  SpoolFile(const SpoolFile&) = delete;
  SpoolFile& operator=(const SpoolFile&) = delete;

  [[nodiscard]] bool append(std::string_view bytes);  // false: disk full or broken
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  SpoolFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}

  int fd_;
  std::string path_;
};

class BodyReader {
 public:
  enum class State : std::uint8_t { more, done, broken, too_large, no_space };

  BodyReader() = default;
  static BodyReader by_length(std::uint64_t length, std::uint64_t bytes_max);
  static BodyReader by_chunks(std::uint64_t bytes_max);
  void spool_to(std::shared_ptr<SpoolFile> file) { file_ = std::move(file); }

  [[nodiscard]] State feed(std::string_view* input);  // moves *input behind what belongs to the body
  [[nodiscard]] Body take();                          // once done
  [[nodiscard]] bool spools() const { return file_ != nullptr; }
  [[nodiscard]] std::size_t memory() const { return text_.capacity(); }

 private:
  State feed_length(std::string_view* input);
  State feed_chunks(std::string_view* input);
  bool keep(std::string_view bytes);

  bool chunked_ = false;
  std::uint64_t left_ = 0;  // by length
  std::uint64_t bytes_max_ = 0;
  std::uint64_t size_ = 0;
  ChunkDecoder decoder_;
  std::string text_;
  std::shared_ptr<SpoolFile> file_;
};

}  // namespace trama::http
