#include "web/cli/check/judge.h"

#include <filesystem>
#include <iostream>
#include <optional>

#include <nlohmann/json.hpp>

#include "catalog/store/folder.h"
#include "web/cli/check/git.h"
#include "web/cli/output.h"
#include "web/cli/remote.h"
#include "web/cli/temp_folder.h"
#include "web/service/check.h"
#include "web/service/documents.h"

namespace trama::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kGraphPatienceMs = 600'000;

// What an answer that is no success means for the command: the server's words, and a code that gives the exit code.
Error error_of(const http::ClientAnswer& answer) {
  const auto problem = nlohmann::json::parse(answer.body, nullptr, false);
  std::string message = problem.is_object() ? problem.value("detail", problem.value("title", "")) : "";
  if (message.empty()) message = "the server answered " + std::to_string(answer.status);
  const ExitCode exit = exit_code_of_status(answer.status);
  if (answer.status == 404) message += "; is it a Trama server that knows /api/v1/check?";
  const bool unreached = exit == kUnreachable || answer.status == 404 || answer.status < 400;
  return make_error(unreached ? ErrorCode::unreachable : ErrorCode::unreadable, "not-judged", std::move(message));
}

class ServerJudge : public Judge {
 public:
  ServerJudge(std::unique_ptr<http::Client> client, std::string target)
      : client_(std::move(client)), target_(std::move(target)) {}

  Result<std::string> judge(std::string_view bytes) override {
    http::ClientRequest request{"POST", target_, std::string(bytes), "application/yaml", {}};
    auto answer = client_->call(request);
    if (!answer) return answer.error();
    if (answer->status != 200) return error_of(answer.value());
    return std::move(answer->body);
  }

 private:
  std::unique_ptr<http::Client> client_;
  std::string target_;
};

class LocalJudge : public Judge {
 public:
  LocalJudge(TempFolder folder, std::unique_ptr<service::Catalog> catalog, service::CheckQuestion question)
      : folder_(std::move(folder)), catalog_(std::move(catalog)), question_(std::move(question)) {}

  Result<std::string> judge(std::string_view bytes) override {
    const auto checked = service::check_document(*catalog_, bytes, question_);
    if (!checked) return checked.error();
    return service::check_json(checked.value()).dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
  }

 private:
  TempFolder folder_;  // goes last
  std::unique_ptr<service::Catalog> catalog_;
  service::CheckQuestion question_;
};

service::CheckQuestion question_of(const CheckOptions& options) {
  service::CheckQuestion question;
  question.judge.policy = options.policy;
  question.strictness = options.strict ? contract::Strictness::strict : contract::Strictness::lenient;
  return question;
}

Result<std::unique_ptr<Judge>> server_judge(const CheckOptions& options, const std::string& url) {
  auto client = http::Client::create(url, options.remote.token);
  if (!client) return client.error();
  Target target("/check");
  target.query("policy", options.policy).query("strict", options.strict ? "true" : "");
  return std::unique_ptr<Judge>(std::make_unique<ServerJudge>(client.take(), target.text()));
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return a != "-" && fs::equivalent(a, b, error) && !error;
}

// What the comparison does not know about. A few examples do: a repository may hold hundreds of broken examples.
void tell_left_out(const std::vector<Error>& refused, const std::string& against) {
  constexpr std::size_t kExamples = 3;
  if (refused.empty()) return;
  std::cerr << "trama: " << refused.size() << (refused.size() == 1 ? " file" : " files") << " of " << against
            << " could not be read as contracts and are left out of the comparison:\n";
  for (std::size_t i = 0; i < std::min(kExamples, refused.size()); ++i) {
    std::cerr << "  " << refused[i].message << '\n';
  }
  if (refused.size() > kExamples) std::cerr << "  and " << refused.size() - kExamples << " more\n";
}

// The folder that `trama export` made holds a history; any other holds documents.
Result<void> fill_from_folder(service::Catalog& catalog, const CheckOptions& options) {
  if (fs::exists(fs::path(options.against) / "changes.ndjson")) {
    const auto counts = store::import_folder(catalog.registry(), options.against, [](std::uint64_t, std::uint64_t) {});
    return counts ? Result<void>() : Result<void>(counts.error());
  }
  auto documents = service::documents_below(options.against);
  if (!documents) return documents.error();
  std::erase_if(*documents, [&](const service::NamedDocument& document) {
    return std::ranges::any_of(options.files, [&](const std::string& file) { return same_file(file, document.path); });
  });
  tell_left_out(service::load_documents(catalog, documents.take()).refused, options.against);
  return {};
}

Result<void> fill_from_commit(service::Catalog& catalog, const CheckOptions& options) {
  const std::string& first = options.files.front();
  const fs::path parent = first == "-" ? fs::path() : fs::path(first).parent_path();
  auto documents = documents_of_commit(parent.empty() ? "." : parent.string(), options.against);
  if (!documents) return documents.error();
  tell_left_out(service::load_documents(catalog, documents.take()).refused, options.against);
  return {};
}

Result<std::unique_ptr<Judge>> local_judge(const CheckOptions& options) {
  auto folder = TempFolder::make("trama-check");
  if (!folder) return make_error(ErrorCode::unreachable, "temp-folder", "no temporary folder can be made");
  service::CatalogOptions catalog_options;
  catalog_options.folder = folder->path();
  auto catalog = service::Catalog::open(catalog_options);
  if (!catalog) return catalog.error();
  const bool is_folder = fs::is_directory(options.against);
  const auto filled = is_folder ? fill_from_folder(**catalog, options) : fill_from_commit(**catalog, options);
  if (!filled) return filled.error();
  if (!(*catalog)->projector().wait_for_graph(kGraphPatienceMs)) {
    return make_error(ErrorCode::unreachable, "projection-stuck", "the lineage of the folder could not be built");
  }
  return std::unique_ptr<Judge>(std::make_unique<LocalJudge>(*std::move(folder), catalog.take(), question_of(options)));
}

}  // namespace

Result<std::unique_ptr<Judge>> open_judge(const CheckOptions& options) {
  const std::string& against = options.against;
  if (against.empty()) return server_judge(options, options.remote.url);
  if (against.starts_with("http://") || against.starts_with("https://")) return server_judge(options, against);
  return local_judge(options);
}

}  // namespace trama::cli
