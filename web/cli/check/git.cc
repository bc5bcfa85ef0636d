#include "web/cli/check/git.h"

#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "web/cli/temp_folder.h"

namespace trama::cli {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Error unreachable(std::string message) {
  return make_error(ErrorCode::unreachable, "git", std::move(message));
}

class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  void open(int descriptor, const std::string& path, int flags) {
    posix_spawn_file_actions_addopen(&actions_, descriptor, path.c_str(), flags, 0600);
  }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

// One repository, and a place for what git reads and writes.
class Git {
 public:
  Git(std::string folder, std::string scratch) : folder_(std::move(folder)), scratch_(std::move(scratch)) {}

  // What it prints. Error: it could not be run, or it failed, with its own last words.
  [[nodiscard]] Result<std::string> run(std::vector<std::string> arguments, const std::string& input = "") const {
    const std::string in = scratch_ + "/in", out = scratch_ + "/out", said = scratch_ + "/said";
    std::ofstream(in, std::ios::binary) << input;
    FileActions actions;
    actions.open(STDIN_FILENO, in, O_RDONLY);
    actions.open(STDOUT_FILENO, out, O_WRONLY | O_CREAT | O_TRUNC);
    actions.open(STDERR_FILENO, said, O_WRONLY | O_CREAT | O_TRUNC);
    arguments.insert(arguments.begin(), {"git", "-C", folder_});
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_t child = 0;
    if (posix_spawnp(&child, "git", actions.get(), nullptr, argv.data(), environ) != 0) {
      return unreachable("the command git cannot be run; install it, or check against a folder or a server");
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return read_file(out);
    return unreachable(std::string(trim(read_file(said))));
  }

 private:
  std::string folder_, scratch_;
};

struct Blob {
  std::string hash, path;
};

// "<mode> blob <hash> <size>\t<path>", ended by NUL.
std::optional<Blob> blob_of(std::string_view entry) {
  const std::size_t tab = entry.find('\t');
  if (tab == std::string_view::npos) return std::nullopt;
  std::vector<std::string_view> words;
  for (const std::string_view word : split(entry.substr(0, tab), ' ')) {
    if (!word.empty()) words.push_back(word);
  }
  std::size_t size = 0;
  if (words.size() != 4 || words[1] != "blob" || words[0] == "120000") return std::nullopt;
  std::from_chars(words[3].data(), words[3].data() + words[3].size(), size);
  Blob blob{std::string(words[2]), std::string(entry.substr(tab + 1))};
  if (size > limits::kDocumentBytesMax || !service::is_document_name(blob.path)) return std::nullopt;
  return blob;
}

// The answers of `git cat-file --batch`: "<hash> blob <size>\n", the bytes, "\n", in the order asked.
Result<std::vector<service::NamedDocument>> read_batch(std::string_view answers, const std::vector<Blob>& blobs) {
  std::vector<service::NamedDocument> documents;
  for (const Blob& blob : blobs) {
    const std::size_t end = answers.find('\n');
    const std::string_view head = answers.substr(0, end);
    const std::size_t blank = head.rfind(' ');
    std::size_t size = 0;
    if (end == std::string_view::npos || blank == std::string_view::npos ||
        std::from_chars(head.data() + blank + 1, head.data() + head.size(), size).ec != std::errc() ||
        answers.size() < end + 1 + size + 1) {
      return unreachable("git gave no content for " + blob.path);
    }
    documents.push_back({blob.path, std::string(answers.substr(end + 1, size))});
    answers.remove_prefix(end + 1 + size + 1);
  }
  return documents;
}

}  // namespace

Result<std::vector<service::NamedDocument>> documents_of_commit(const std::string& folder, const std::string& ref) {
  const auto scratch = TempFolder::make("trama-git");
  if (!scratch) return unreachable("no temporary folder can be made");
  const Git git(folder, scratch->path());
  const auto commit = git.run({"rev-parse", "--verify", "--end-of-options", ref + "^{commit}"});
  if (!commit) return commit.error().context(ref + " is no server, no folder and no commit of " + folder);
  const auto listed = git.run({"ls-tree", "-r", "-z", "-l", "--full-tree", std::string(trim(commit.value()))});
  if (!listed) return listed.error();
  std::vector<Blob> blobs;
  std::string wanted;
  for (const std::string_view entry : split(listed.value(), '\0')) {
    if (auto blob = blob_of(entry)) {
      wanted += blob->hash + '\n';
      blobs.push_back(*std::move(blob));
    }
  }
  const auto answers = git.run({"cat-file", "--batch"}, wanted);
  if (!answers) return answers.error();
  return read_batch(answers.value(), blobs);
}

}  // namespace trama::cli
